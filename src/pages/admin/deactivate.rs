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
    let crumbs = vec![("/admin".to_owned(), "Overview".to_owned()), ("/admin/users".to_owned(), "Users".to_owned())];
    let effect = format!(
        "{name} will be signed out and can't sign in until you activate the account again. Nothing is deleted."
    );
    let busy = action.pending();
    let list = (!seen.is_empty()).then(|| {
        view! {
            <section class="section" aria-labelledby=Field::Affected.control()>
                <h2 id=Field::Affected.control() tabindex="-1">{coming(seen.len())}</h2>
                <p>"What should happen to them? If you cancel them, activating the account later won't bring them back."</p>
                <AffectedList appointments=affected more is_own=false/>
            </section>
        }
    });
    let seen_fields = seen.iter().map(|id| view! { <input type="hidden" name="seen[]" value=*id/> }).collect_view();
    let ways = if seen.is_empty() {
        view! { <Submit label="Deactivate" busy class="btn btn-danger"/> }.into_any()
    } else {
        let ask = may_ask.then(|| {
            view! {
                <button type="submit" class="btn btn-primary" name="tell" value="true">
                    "Deactivate and ask the patients to choose another time"
                </button>
            }
        });
        view! {
            {ask}
            <button type="submit" class="btn" name="tell" value="false">"Deactivate and leave them as they are"</button>
            <button type="submit" class="btn btn-danger" name="cancel" value="true">"Deactivate and cancel them"</button>
        }
        .into_any()
    };
    view! {
        <PageHead title=format!("Deactivate {name}?") lede=effect crumbs/>
        <FormError error=action_error(action)/>
        <ActionForm action>
            <input type="hidden" name="account" value=id/>
            {seen_fields}
            {list}
            <div class="form-actions">{ways}<a class="btn btn-quiet" href="/admin/users">"Go back"</a></div>
        </ActionForm>
    }
    .into_any()
}

fn coming(count: usize) -> String {
    match count {
        1 => "1 appointment is booked".to_owned(),
        n => format!("{n} appointments are booked"),
    }
}
