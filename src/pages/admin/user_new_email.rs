//! A user's new email address, on their page.

use leptos::prelude::*;

use crate::{
    components::{action_form::ActionForm, address::BackField, new_secret::NewSecret, submit::Submit},
    server_fns::user::IssueEmailCode,
    views::details::NewEmailView,
    words::tr,
};

/// The address and, where no email is sent, the code that confirms it.
#[component]
pub(super) fn NewEmail(
    /// The key of their account.
    id: i64,
    /// The address awaiting confirmation.
    waiting: NewEmailView,
    /// A code just issued.
    code: Option<String>,
    /// The action that issues one.
    issue: ServerAction<IssueEmailCode>,
) -> impl IntoView {
    let NewEmailView { email, by_mail } = waiting;
    let how = if by_mail { tr!(PeopleEmailByLink) } else { tr!(PeopleEmailByCode) };
    let way = (!by_mail).then(|| {
        view! {
            <ActionForm action=issue>
                <input type="hidden" name="id" value=id/>
                <BackField/>
                <Submit label=tr!(PeopleEmailMakeCode) busy=issue.pending() class="btn"/>
            </ActionForm>
        }
    });
    let made = code.map(|secret| {
        view! { <NewSecret title=tr!(PeopleEmailCode) text=tr!(PeopleEmailCodeText) secret/> }
    });
    view! {
        <section class="section stack" aria-labelledby="new-email">
            <h2 id="new-email">{tr!(PeopleEmailWaiting)}</h2>
            <p>{tr!(PeopleEmailWanted, email = email)}" "{how}</p>
            {made}
            {way}
        </section>
    }
    .into_any()
}
