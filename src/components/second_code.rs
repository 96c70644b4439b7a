//! The second step: its code or, when repeated before a sensitive action, a passkey.

use leptos::{prelude::*, task::spawn_local};

use super::{field::TextField, icon::Icon, passkey_button::said, words};
use crate::{
    browser,
    domain::{account::Again, form::Field},
    error::AppError,
    server_fns::passkey::{ask_passkey_again, confirm_passkey_again},
    words::tr,
};

/// The field for the code. It also takes a recovery code, so its keyboard has letters too.
#[component]
pub fn SecondCode(
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// A further hint.
    #[prop(default = tr!(AccCodeHint))]
    hint: &'static str,
) -> impl IntoView {
    view! {
        <TextField
            field=Field::SecondCode
            label=tr!(AccCode)
            autocomplete="one-time-code"
            hint
            class="input-20"
            error
        />
    }
}

/// Repeating the second step while signed in: a code for those with an app, and a passkey for those with one.
#[component]
pub fn SecondStep(
    /// The methods available.
    again: Again,
    /// The form's last error.
    #[prop(into)]
    error: Signal<Option<AppError>>,
    /// A further hint on the code.
    #[prop(optional)]
    hint: Option<&'static str>,
    /// The field for the code, if not the usual one.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let confirmed = RwSignal::new(String::new());
    // A refused answer cannot be used again.
    Effect::new(move || {
        if error.with(|error| problem(error.as_ref()).is_some()) {
            confirmed.set(String::new());
        }
    });
    let field = move || match (&children, hint) {
        (Some(own), _) => own(),
        (None, Some(hint)) => view! { <SecondCode error hint/> }.into_any(),
        (None, None) => view! { <SecondCode error/> }.into_any(),
    };
    let asked = move || {
        view! {
            {again.code.then(&field)}
            {again.passkey.then(|| view! { <Passkey confirmed is_only=!again.code error/> })}
        }
    };
    move || match confirmed.get() {
        code if code.is_empty() => asked().into_any(),
        code => view! {
            <p class="note" role="status"><Icon name="check"/><span>{tr!(AccountPasskeyConfirmed)}</span></p>
            <input type="hidden" name="second_code" value=code/>
        }
        .into_any(),
    }
}

/// What is wrong with the second step that was sent.
fn problem(error: Option<&AppError>) -> Option<String> {
    let Some(AppError::Invalid(problems)) = error else { return None };
    let problem = problems.iter().find(|problem| problem.field == Field::SecondCode)?;
    Some(words::field_error(*problem).into_owned())
}

#[component]
fn Passkey(confirmed: RwSignal<String>, is_only: bool, error: Signal<Option<AppError>>) -> impl IntoView {
    let (can, busy, refused) = (RwSignal::new(false), RwSignal::new(false), RwSignal::new(None::<String>));
    // Effects run only in the browser.
    Effect::new(move || can.set(browser::can_use_passkeys()));
    let press = move |_| {
        refused.set(None);
        busy.set(true);
        spawn_local(async move {
            let answer = match ask_passkey_again().await {
                Ok(options) => match browser::use_passkey(&options).await {
                    Some(credential) => confirm_passkey_again(credential).await.map_err(|error| said(&error)),
                    None => Err(tr!(PasskeyNotUsed).to_owned()),
                },
                Err(error) => Err(said(&error)),
            };
            busy.set(false);
            match answer {
                Ok(code) => confirmed.set(code),
                Err(text) => refused.set(Some(text)),
            }
        });
    };
    // Beside a field for codes, the passkey button shows its own error.
    let missing = move || is_only && error.with(|error| problem(error.as_ref()).is_some());
    let told = move || refused.get().or_else(|| missing().then(|| tr!(AccountPasskeyFirst).to_owned()));
    view! {
        {is_only.then(|| view! { <p hidden=move || can.get()>{tr!(AccountPasskeyNeedsScript)}</p> })}
        <div class="passkey-way" hidden=move || !can.get()>
            {is_only.then(|| view! { <p>{tr!(AccountPasskeyAgain)}</p> })}
            <button class="btn" type="button" on:click=press disabled=busy>
                <Icon name="key"/>
                {if is_only { tr!(UsePasskey) } else { tr!(AccountPasskeyInstead) }}
            </button>
            <div role="alert">
                {move || told().map(|text| view! { <p class="field-error"><Icon name="alert"/><span>{text}</span></p> })}
            </div>
        </div>
    }
}
