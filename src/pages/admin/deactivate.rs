//! Deciding what becomes of someone's appointments before their account is switched off.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        address::id_in_address,
        affected::AffectedList,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::deactivation::{DeactivateAccount, leaving},
    views::deactivation::LeavingView,
    words::{counted, tr},
};

/// The page.
#[component]
pub fn Deactivate() -> impl IntoView {
    let id = id_in_address();
    let action = ServerAction::<DeactivateAccount>::new();
    // Asked again after a refusal: someone else has booked in the meantime.
    let data = resource(move || (id.get(), action.version().get()), |(id, _)| leaving(id));
    view! { <div class="wrap wrap-narrow">{loaded(data, move |found| view! { <Question found action/> }.into_any())}</div> }
}

#[component]
fn Question(found: LeavingView, action: ServerAction<DeactivateAccount>) -> impl IntoView {
    let LeavingView { id, name, affected, more, seen, may_ask } = found;
    let crumbs =
        vec![("/admin".to_owned(), tr!(NavOverview).to_owned()), ("/admin/users".to_owned(), tr!(NavUsers).to_owned())];
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
        <FormError error=action_error(action)/>
        <ActionForm action>
            <input type="hidden" name="account" value=id/>
            {seen_fields}
            {list}
            <div class="form-actions">{ways}<a class="btn btn-quiet" href="/admin/users">{tr!(PeopleGoBack)}</a></div>
        </ActionForm>
    }
    .into_any()
}
