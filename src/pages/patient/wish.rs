//! Joining the waiting list: with whom, where, and when it would suit.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        field::{FieldProblem, problem_of},
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        referral::ReferralNote,
        submit::Submit,
    },
    domain::{address, form::Field},
    error::AppError,
    server_fns::waitlist::{JoinWaitlist, wish_form},
    views::waitlist::{TypedWish, WishFormView},
    words::tr,
};

type Error = Signal<Option<AppError>>;

/// The page.
#[component]
pub fn Wish() -> impl IntoView {
    let query = use_query_map();
    let action = ServerAction::<JoinWaitlist>::new();
    let part = move |name| query.with(|query| query.get(name).unwrap_or_default());
    let asked = move || (part("practitioner"), part("centre"), part("service"), part("moving"));
    // A refusal counts too: the form comes back with its input and errors.
    let data = resource(
        move || (asked(), action.version().get()),
        |((practitioner, centre, service, moving), _)| wish_form(practitioner, centre, service, moving),
    );
    view! { <div class="wrap wrap-narrow">{loaded(data, move |form| view! { <WishForm form action/> }.into_any())}</div> }
}

#[component]
fn WishForm(form: WishFormView, action: ServerAction<JoinWaitlist>) -> impl IntoView {
    let error = action_error(action);
    let WishFormView { practitioner, practitioner_name, profession, centres, services, moving, referral, today, typed } =
        form;
    let (title, crumb) = match &moving {
        Some((id, _)) => (tr!(AskEarlier), (address::appointment(id), tr!(Appointment).to_owned())),
        None => (tr!(WaitTellMe), (format!("/book/{practitioner}"), practitioner_name.clone())),
    };
    let kept = moving.as_ref().map(|(_, when)| {
        let text = tr!(WaitKeepYours, date = when.long_date, time = when.time);
        view! { <div class="note"><Icon name="info"/><div><p>{text}</p></div></div> }
    });
    let referral = referral.map(|need| view! { <ReferralNote need name=practitioner_name.clone()/> });
    let services = if moving.is_some() { None } else { service(services, &typed.service) };
    view! {
        <PageHead
            title
            lede=tr!(WaitWishLede)
            crumbs=vec![crumb]
        />
        <FormError error/>
        {kept}
        {referral}
        <ActionForm action attr:class="form book-form" attr:novalidate=true>
            <input type="hidden" name="practitioner" value=practitioner/>
            {moving.map(|(id, _)| view! { <input type="hidden" name="moving" value=id/> })}
            {whom(practitioner_name, &profession, &typed.whom)}
            {place(centres, &typed.centre)}
            {services}
            {days(&typed, error)}
            {hours(&typed, error)}
            {latest(&typed, today, error)}
            <div class="form-actions">
                <Submit label=tr!(JoinWaitingList) busy=action.pending() class="btn btn-primary btn-lg"/>
            </div>
        </ActionForm>
    }
    .into_any()
}

fn whom(name: String, profession: &str, chosen: &str) -> AnyView {
    let anybody = tr!(WaitAnyOf, profession = profession);
    let is_anybody = chosen == "profession";
    view! {
        <fieldset class="fieldset">
            <legend>{tr!(WaitWhoWith)}</legend>
            <div class="choices">
                <label class="choice">
                    <input type="radio" name="form[whom]" value="practitioner" checked=!is_anybody/>
                    <span>{name}</span>
                </label>
                <label class="choice">
                    <input type="radio" name="form[whom]" value="profession" checked=is_anybody/>
                    <span>{anybody}</span>
                </label>
            </div>
        </fieldset>
    }
    .into_any()
}

fn place(centres: Vec<(i64, String)>, chosen: &str) -> AnyView {
    let options = centres
        .into_iter()
        .map(|(id, name)| view! { <option value=id selected=id.to_string() == chosen>{name}</option> })
        .collect_view();
    view! {
        <div class="field">
            <label for="centre">{tr!(WhereItIs)}</label>
            <select id="centre" name="form[centre]"><option value="">{tr!(WaitAnyCentre)}</option>{options}</select>
        </div>
    }
    .into_any()
}

/// The kinds of visit to choose from, if there are several.
fn service(services: Vec<(Option<i64>, String)>, chosen: &str) -> Option<AnyView> {
    if let [(only, _)] = services.as_slice() {
        return only.map(|id| view! { <input type="hidden" name="form[service]" value=id/> }.into_any());
    }
    let options = services
        .into_iter()
        .filter_map(|(id, name)| {
            let id = id?;
            Some(view! { <option value=id selected=id.to_string() == chosen>{name}</option> })
        })
        .collect_view();
    let view = view! {
        <div class="field">
            <label for="service">{tr!(KindOfVisit)}</label>
            <select id="service" name="form[service]">{options}</select>
        </div>
    };
    Some(view.into_any())
}

fn days(typed: &TypedWish, error: Error) -> AnyView {
    let days = [
        tr!(WaitMonday),
        tr!(WaitTuesday),
        tr!(WaitWednesday),
        tr!(WaitThursday),
        tr!(WaitFriday),
        tr!(WaitSaturday),
        tr!(WaitSunday),
    ];
    let boxes = (1_u8..)
        .zip(days)
        .map(|(number, name)| {
            let chosen = typed.weekdays.contains(&number.to_string());
            view! {
                <label class="chip">
                    <input type="checkbox" name="form[weekdays][]" value=number checked=chosen/>
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    view! {
        <fieldset class="fieldset" id=Field::Weekdays.control() tabindex="-1">
            <legend>{tr!(WaitOnDays)}</legend>
            <div class="chips">{boxes}</div>
            <FieldProblem field=Field::Weekdays error/>
        </fieldset>
    }
    .into_any()
}

fn hours(typed: &TypedWish, error: Error) -> AnyView {
    view! {
        <div class="field-row">
            <div class="field">
                <label for="from">{tr!(WaitEarliest)}" "<span class="optional">{tr!(Optional)}</span></label>
                <input
                    id="from"
                    name="form[from]"
                    type="time"
                    value=typed.from.clone()
                    aria-describedby=move || wrong(error, Field::FromTime).then_some("from-error")
                    aria-invalid=move || wrong(error, Field::FromTime).then_some("true")
                />
                <FieldProblem field=Field::FromTime error/>
            </div>
            <div class="field">
                <label for="until">{tr!(WaitFinishBy)}" "<span class="optional">{tr!(Optional)}</span></label>
                <input
                    id="until"
                    name="form[until]"
                    type="time"
                    value=typed.until.clone()
                    aria-describedby=move || wrong(error, Field::UntilTime).then_some("until-error")
                    aria-invalid=move || wrong(error, Field::UntilTime).then_some("true")
                />
                <FieldProblem field=Field::UntilTime error/>
            </div>
        </div>
    }
    .into_any()
}

/// Whether a field has an error.
fn wrong(error: Error, field: Field) -> bool {
    error.with(|error| problem_of(error.as_ref(), field)).is_some()
}

fn latest(typed: &TypedWish, today: String, error: Error) -> AnyView {
    view! {
        <div class="field">
            <label for="latest_on">{tr!(WaitLatest)}" "<span class="optional">{tr!(Optional)}</span></label>
            <p class="hint" id="latest_on-hint">{tr!(WaitLatestHint)}</p>
            <input
                id="latest_on"
                name="form[latest_on]"
                type="date"
                class="input-10"
                min=today
                value=typed.latest_on.clone()
                aria-describedby=move || {
                    if wrong(error, Field::LatestOn) { "latest_on-hint latest_on-error" } else { "latest_on-hint" }
                }
                aria-invalid=move || wrong(error, Field::LatestOn).then_some("true")
            />
            <FieldProblem field=Field::LatestOn error/>
        </div>
    }
    .into_any()
}
