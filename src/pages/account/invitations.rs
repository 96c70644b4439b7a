//! Invitations to read someone's record, to accept or decline.

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
    domain::{access::ProxyScope, form::Field},
    error::AppError,
    server_fns::sharing::{AcceptInvitation, DeclineInvitation, invitations},
    views::sharing::InvitationView,
    words::tr,
};

#[derive(Clone, Copy)]
struct Actions {
    accept: ServerAction<AcceptInvitation>,
    decline: ServerAction<DeclineInvitation>,
    error: Signal<Option<AppError>>,
}

/// The section; nothing if there are none.
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
            <h2 id="invitations">{tr!(AccSharedWithYou)}</h2>
            <ul class="appt-list" role="list">{rows}</ul>
        </section>
    }
    .into_any()
}

/// How much of a record someone may read, whether they may book for its patient, and until when.
#[must_use]
pub fn may_read(scope: ProxyScope, books: bool, until: &str) -> String {
    match (scope, books) {
        (ProxyScope::Summary, false) => tr!(AccMayReadSummary, until = until),
        (ProxyScope::Summary, true) => tr!(AccMayReadSummaryBook, until = until),
        (ProxyScope::Record, false) => tr!(AccMayReadRecord, until = until),
        (ProxyScope::Record, true) => tr!(AccMayReadRecordBook, until = until),
    }
}

#[component]
fn One(one: InvitationView, actions: Actions) -> impl IntoView {
    let text = may_read(one.scope, one.books, &one.until);
    let whose = tr!(AccInvitationFrom, name = one.name);
    let again = whose.clone();
    let code = one.needs_code.then(|| {
        view! {
            <TextField
                field=Field::InvitationCode
                name="code"
                label=tr!(AccCode)
                autocomplete="one-time-code"
                hint=tr!(AccInvitationCodeHint)
                class="input-20"
                error=actions.error
            />
        }
    });
    view! {
        <section class="card">
            <h3><Icon name="users"/>{tr!(AccWantsToShare, name = one.name)}</h3>
            <p>{text}" "{tr!(AccTheySee)}</p>
            <ActionForm action=actions.accept attr:class="form" attr:novalidate=true>
                <input type="hidden" name="id" value=one.id/>
                {code}
                <div><Submit label=tr!(AccAccept) context=whose busy=actions.accept.pending()/></div>
            </ActionForm>
            <ActionForm action=actions.decline>
                <input type="hidden" name="id" value=one.id/>
                <Submit label=tr!(AccDecline) context=again busy=actions.decline.pending() class="btn btn-quiet btn-sm"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
