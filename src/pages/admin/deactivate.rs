//! Deciding what becomes of someone's appointments before their account is deactivated.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::{BackField, back_in_address, id_in_address},
        affected::AffectedList,
        field::FieldProblem,
        flash::Flash,
        form_error::{FormError, LatestError},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::{address::as_left, form::Field, list::USERS},
    error::AppError,
    server_fns::deactivation::{DeactivateAccount, HandOver, leaving},
    views::deactivation::LeavingView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Deactivate() -> impl IntoView {
    let id = id_in_address();
    let (action, hand) = (ServerAction::<DeactivateAccount>::new(), ServerAction::<HandOver>::new());
    // Reloaded after a refusal: someone else has booked in the meantime.
    let data = resource(move || (id.get(), action.version().get(), hand.version().get()), |(id, ..)| leaving(id));
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |found| view! { <Question found action hand/> }.into_any())}
        </div>
    }
}

#[component]
fn Question(
    found: LeavingView,
    action: ServerAction<DeactivateAccount>,
    hand: ServerAction<HandOver>,
) -> impl IntoView {
    let LeavingView { id, name, affected, more, seen, may_ask, successors } = found;
    let error = LatestError::new().of(action).of(hand).signal();
    let over = (may_ask && !successors.is_empty()).then(|| hand_over(id, &seen, successors, hand, error));
    let users = as_left(USERS.path, &back_in_address());
    let crumbs = vec![("/admin".to_owned(), tr!(NavOverview).to_owned()), (users.clone(), tr!(NavUsers).to_owned())];
    let effect = tr!(PeopleDeactivateEffect, name = name);
    let busy = action.pending();
    let list = (!seen.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby=Field::Affected.control()>
                <h2 id=Field::Affected.control() tabindex="-1">{counted!(PeopleAppointmentsBooked, seen.len())}</h2>
                <p>{tr!(PeopleWhatWithThem)}</p>
                <AffectedList appointments=affected more is_own=false/>
            </section>
        }
    });
    let seen_fields = seen.iter().map(|id| view! { <input type="hidden" name="seen[]" value=*id/> }).collect_view();
    let ways = if seen.is_empty() {
        view! { <Submit label=tr!(PeopleDeactivate) busy class="btn btn-danger"/> }.into_any()
    } else {
        let ask = may_ask.then(|| {
            view! {
                <button type="submit" class="btn btn-primary" name="tell" value="true">
                    {tr!(PeopleDeactivateAsk)}
                </button>
            }
        });
        view! {
            {ask}
            <button type="submit" class="btn" name="tell" value="false">{tr!(PeopleDeactivateLeave)}</button>
            <button type="submit" class="btn btn-danger" name="cancel" value="true">{tr!(PeopleDeactivateCancel)}</button>
        }
        .into_any()
    };
    view! {
        <PageHead title=tr!(PeopleDeactivateWho, name = name) lede=effect crumbs/>
        <Flash param="handed" text=tr!(PeopleHandedOver) error/>
        <FormError error/>
        <ActionForm action>
            <input type="hidden" name="account" value=id/>
            <BackField/>
            {seen_fields}
            {list}
            <div class="form-actions section-tight">{ways}<a class="btn btn-quiet" href=users>{tr!(PeopleGoBack)}</a></div>
        </ActionForm>
        {over}
    }
    .into_any()
}

/// Who takes the appointments over.
fn hand_over(
    id: i64,
    seen: &[i64],
    successors: Vec<(i64, String)>,
    action: ServerAction<HandOver>,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let seen = seen.iter().map(|id| view! { <input type="hidden" name="seen[]" value=*id/> }).collect_view();
    let people = successors.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect_view();
    view! {
        <ActionForm action attr:class="form section" attr:novalidate=true>
            <input type="hidden" name="account" value=id/>
            <BackField/>
            {seen}
            <div class="field">
                <label for=Field::Practitioner.control()>{tr!(PeopleHandTo)}</label>
                <p class="hint" id="hand-over-hint">{tr!(PeopleHandHint)}</p>
                <select id=Field::Practitioner.control() name="practitioner" aria-describedby="hand-over-hint" required=true>
                    <option value="" selected=true>{tr!(PeopleHandChoose)}</option>
                    {people}
                </select>
                <FieldProblem field=Field::Practitioner error/>
            </div>
            <div class="form-actions"><Submit label=tr!(PeopleHandOver) busy=action.pending()/></div>
        </ActionForm>
    }
    .into_any()
}
