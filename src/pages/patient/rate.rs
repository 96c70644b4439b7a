//! Rating a practitioner or a centre: stars, an optional review, and removing both.

use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    components::{
        action_form::ActionForm,
        area_field::AreaField,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        rating::StarField,
        submit::Submit,
        words,
    },
    domain::{form::Field, rating::Subject},
    error::AppError,
    server_fns::rating::{Rate as RateIt, TakeBackRating, rate_page},
    views::rating::{RatePageView, address, back_to},
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    rate: ServerAction<RateIt>,
    take_back: ServerAction<TakeBackRating>,
    error: Signal<Option<AppError>>,
}

/// The page.
#[component]
pub fn Rate() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let part = move |name| params.with(|params| params.get(name).unwrap_or_default());
    let data = resource(move || (part("kind"), part("id")), |(kind, id)| rate_page(kind, id));
    let appointment = Memo::new(move |_| query.with(|query| query.get("appointment").unwrap_or_default()));
    let (rate, take_back) = (ServerAction::new(), ServerAction::new());
    let actions = Actions { rate, take_back, error: LatestError::new().of(rate).of(take_back).signal() };
    let shown = move |found| view! { <Shown found appointment=appointment.get_untracked() actions/> }.into_any();
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Shown(found: RatePageView, appointment: String, actions: Actions) -> impl IntoView {
    let back = back_to(found.of, &appointment);
    let from = if back == address(found.of) { found.name.clone() } else { tr!(Appointment).to_owned() };
    let name = &found.name;
    let title = if found.is_rated { tr!(PatientRateAgain, name = name) } else { tr!(PatientRate, name = name) };
    let taking_back = found.is_rated.then(|| view! { <TakeBack of=found.of appointment=appointment.clone() actions/> });
    let hidden = found.hidden.clone().map(|reason| {
        let text = tr!(PatientReviewHidden, reason = reason);
        view! {
            <div class="note note-warn">
                <Icon name="eye-off"/>
                <div><p>{text}</p><p>{tr!(PatientStarsStillCount)}</p></div>
            </div>
        }
    });
    let form = match found.refusal {
        Some(refusal) => view! {
            <div class="note note-warn"><Icon name="info"/><div><p>{words::rating_refusal(refusal)}</p></div></div>
        }
        .into_any(),
        None => view! { <Form found=found.clone() appointment actions/> }.into_any(),
    };
    view! {
        <PageHead title crumbs=vec![(back, from)]/>
        {hidden}
        <FormError error=actions.error/>
        {form}
        {taking_back}
    }
    .into_any()
}

#[component]
fn Form(found: RatePageView, appointment: String, actions: Actions) -> impl IntoView {
    let Actions { rate, error, .. } = actions;
    let RatePageView { of, form, .. } = found;
    view! {
        <ActionForm action=rate attr:class="form" attr:novalidate=true>
            <input type="hidden" name="kind" value=of.kind()/>
            <input type="hidden" name="id" value=of.id()/>
            <input type="hidden" name="appointment" value=appointment/>
            <StarField name="form[stars]" value=form.stars error/>
            <AreaField
                field=Field::Review
                name="form[review]"
                label=tr!(PatientReview)
                hint=tr!(PatientReviewHint)
                value=form.review
                error
                rows=5
                optional=true
            />
            <div class="form-actions"><Submit label=tr!(PatientSaveRating) busy=rate.pending()/></div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn TakeBack(of: Subject, appointment: String, actions: Actions) -> impl IntoView {
    let action = actions.take_back;
    view! {
        <section class="section" aria-labelledby="take-back">
            <h2 id="take-back">{tr!(PatientRemoveYours)}</h2>
            <p>{tr!(PatientRemoveText)}</p>
            <ActionForm action>
                <input type="hidden" name="kind" value=of.kind()/>
                <input type="hidden" name="id" value=of.id()/>
                <input type="hidden" name="appointment" value=appointment/>
                <Submit label=tr!(PatientRemoveRating) busy=action.pending() class="btn"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
