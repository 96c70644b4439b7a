//! The button that signs someone in with a passkey. It is shown only if the browser supports passkeys and JavaScript is on.

use leptos::{prelude::*, task::spawn_local};

use super::{form_error::action_error, icon::Icon, words};
use crate::{
    browser,
    domain::form::FieldError,
    error::AppError,
    server_fns::passkey::{SignInPasskey, ask_passkey},
    words::tr,
};

/// The text for a passkey that did not sign anyone in.
pub(super) fn said(error: &AppError) -> String {
    match error {
        AppError::Invalid(problems) => {
            problems.iter().map(|problem: &FieldError| words::field_error(*problem)).collect::<Vec<_>>().join(". ")
        }
        AppError::SignInRefused => tr!(PasskeyTooLate).to_owned(),
        error => words::app_error(error),
    }
}

/// The button, and below it the result of the last attempt.
#[component]
pub fn PasskeyButton(
    /// The page to open afterwards; empty for the user's home page.
    #[prop(into, default = String::new())]
    next: String,
    /// Whether the password has been entered already.
    #[prop(default = false)]
    step: bool,
) -> impl IntoView {
    let action = ServerAction::<SignInPasskey>::new();
    let (can, refused) = (RwSignal::new(false), RwSignal::new(None::<String>));
    // Effects run only in the browser.
    Effect::new(move || can.set(browser::can_use_passkeys()));
    let failed = action_error(action);
    let press = move |_| {
        let next = next.clone();
        refused.set(None);
        action.clear();
        spawn_local(async move {
            match ask_passkey(step).await {
                Ok(options) => match browser::use_passkey(&options).await {
                    Some(credential) => {
                        browser::redirect_to_new_document(true);
                        action.dispatch(SignInPasskey { credential, step, next });
                    }
                    None => refused.set(Some(tr!(PasskeyNotUsed).to_owned())),
                },
                Err(error) => refused.set(Some(said(&error))),
            }
        });
    };
    let problem = move || failed.get().as_ref().map(said).or_else(|| refused.get());
    view! {
        <div class="passkey-way" hidden=move || !can.get()>
            <button class="btn btn-block" type="button" on:click=press disabled=move || action.pending().get()>
                <Icon name="key"/>
                {if step { tr!(UsePasskey) } else { tr!(SignInWithPasskey) }}
            </button>
            <div role="alert">
                {move || problem().map(|text| view! { <p class="field-error"><Icon name="alert"/><span>{text}</span></p> })}
            </div>
        </div>
    }
}
