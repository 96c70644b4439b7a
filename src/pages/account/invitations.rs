//! Invitations to see somebody's record, to accept or decline.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, LatestError},
        icon::Icon,
        loaded::{loaded, resource},
        submit::Submit,
    },
    domain::form::Field,
    error::AppError,
    server_fns::sharing::{AcceptInvitation, DeclineInvitation, invitations},
    views::{record_words, sharing::InvitationView},
};

#[derive(Clone, Copy)]
struct Actions {
    accept: ServerAction<AcceptInvitation>,
    decline: ServerAction<DeclineInvitation>,
    error: Signal<Option<AppError>>,
}

/// The section; nothing where there are none.
#[component]
pub fn Invitations(
    /// What accepting does.
    accept: ServerAction<AcceptInvitation>,
) -> impl IntoView {
    let decline = ServerAction::<DeclineInvitation>::new();
    let actions = Actions { accept, decline, error: LatestError::new().of(accept).of(decline).signal() };
    let data = resource(move || (accept.version().get(), decline.version().get()), |_| invitations());
    view! {
        <FormError error=actions.error/>
        {loaded(data, move |found| view! { <Shown found actions/> }.into_any())}
    }
}

#[component]
fn Shown(found: Vec<InvitationView>, actions: Actions) -> impl IntoView {
    if found.is_empty() {
        return ().into_any();
    }
    let rows = found.into_iter().map(|one| view! { <li><One one actions/></li> }).collect_view();
    view! {
        <section class="section" aria-labelledby="invitations">
            <h2 id="invitations">"Shared with you"</h2>
            <ul class="appt-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn One(one: InvitationView, actions: Actions) -> impl IntoView {
    let books = if one.books { ", and book appointments for them" } else { "" };
    let text = format!("{}{books}, until {}.", record_words::entrusted(one.scope), one.until);
    let whose = format!("the invitation from {}", one.name);
    let again = whose.clone();
    let code = one.needs_code.then(|| {
        view! {
            <TextField
                field=Field::InvitationCode
                name="code"
                label="Code"
                hint="Your account was created after the invitation. Ask them for the code that goes with it"
                class="input-20"
                error=actions.error
            />
        }
    });
    view! {
        <section class="card">
            <h3><Icon name="users"/>{format!("{} wants to share their health record with you", one.name)}</h3>
            <p>{text}" They'll see your name when you accept, and they'll see when you view it."</p>
            <ActionForm action=actions.accept attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=one.id/>
                {code}
                <div><Submit label="Accept" context=whose busy=actions.accept.pending()/></div>
            </ActionForm>
            <ActionForm action=actions.decline>
                <input type="hidden" name="id" value=one.id/>
                <Submit label="Decline" context=again busy=actions.decline.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
