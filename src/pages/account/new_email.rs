//! The reader's new email address: confirming it, or keeping the old one.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm, field::TextField, form_error::action_error, icon::Icon, sentence::linked,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::details::{ConfirmNewEmail, DropNewEmail},
    views::details::NewEmailView,
    words::tr,
};

#[derive(Clone, Copy)]
pub(super) struct Actions {
    /// Confirms it.
    pub confirm: ServerAction<ConfirmNewEmail>,
    /// Takes it back.
    pub drop: ServerAction<DropNewEmail>,
}

/// The new address. Opening the link from the letter only shows the button that confirms it.
#[component]
pub(super) fn NewEmail(
    /// The new address, if there is one.
    waiting: Option<NewEmailView>,
    /// The actions.
    actions: Actions,
) -> impl IntoView {
    let query = use_query_map();
    let code = query.with_untracked(|query| query.get("code")).filter(|code| !code.is_empty());
    let Some(NewEmailView { email, by_mail }) = waiting else {
        return code.map(|_| {
            view! { <div class="note note-warn"><Icon name="info"/><p>{tr!(AccEmailLinkEnded)}</p></div> }.into_any()
        });
    };
    let Actions { confirm, drop } = actions;
    let error = action_error(confirm);
    let (text, way) = match (code, by_mail) {
        (Some(code), _) => {
            let form = view! {
                <ActionForm action=confirm>
                    <input type="hidden" name="email_code" value=code/>
                    <Submit label=tr!(AccEmailConfirm) busy=confirm.pending()/>
                </ActionForm>
            };
            (tr!(AccEmailIsYours, email = email).into_any(), Some(form.into_any()))
        }
        (None, true) => (tr!(AccEmailSent, email = email).into_any(), None),
        (None, false) => {
            let form = view! {
                <ActionForm action=confirm attr:class="form" attr:novalidate=true>
                    <TextField
                        field=Field::EmailCode
                        label=tr!(ResetCode)
                        autocomplete="one-time-code"
                        class="input-20"
                        error
                    />
                    <Submit label=tr!(AccEmailConfirm) busy=confirm.pending()/>
                </ActionForm>
            };
            let text =
                view! { {tr!(AccEmailTakesCode, email = email)} " " {linked(tr!(AccEmailAskCode), &["/contact"])} };
            (text.into_any(), Some(form.into_any()))
        }
    };
    Some(
        view! {
            <section class="note" aria-labelledby="new-email">
                <Icon name="mail"/>
                <div class="stack">
                    <h2 id="new-email">{tr!(AccEmailWaiting)}</h2>
                    <p>{text}</p>
                    {way}
                    <ActionForm action=drop>
                        <Submit label=tr!(AccEmailKeep) busy=drop.pending() class="btn"/>
                    </ActionForm>
                </div>
            </section>
        }
        .into_any(),
    )
}
