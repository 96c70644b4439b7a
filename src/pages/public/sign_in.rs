//! Signing in, with the kinds of names that the clinic accepts.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    browser,
    components::{
        action_form::ActionForm,
        flash::Flash,
        form_error::{Explained, FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        passkey_button::PasskeyButton,
        password_field::PasswordField,
        sign_in_names::{noun, one_of},
        submit::Submit,
    },
    domain::{account::IdentifierKind, address::escape, settings::Activation},
    error::AppError,
    server_fns::sign_in::{SignIn, sign_in_start},
    views::sign_in::SignInView,
    words::tr,
};

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let query = use_query_map();
    let says = move |param| query.with_untracked(|query| query.get_str(param) == Some("1"));
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let register = if next.is_empty() { "/register".to_owned() } else { format!("/register?next={}", escape(&next)) };
    // Effects run only in the browser.
    Effect::new(move || {
        if says("signed_out") || says("closed") {
            browser::tell_of_sign_out();
        }
    });
    let typed = browser::take_credentials();
    if let Some((name, password)) = typed.clone().filter(|_| says("registered")) {
        let sent = SignIn { identifier: name, password, remember: false, next: next.clone() };
        // As if the button had been pressed: the outcome is the same as for anyone who types this.
        Effect::new(move || {
            browser::redirect_to_new_document(true);
            action.dispatch(sent.clone());
        });
    }
    let start = resource(|| (), |()| sign_in_start());
    view! {
        <div class="wrap">
            {loaded(start, move |start| {
                let SignInView { sign_in_with, registration_open, activation, passkeys, name } = start;
                let name = typed.clone().map_or(name, |(name, _)| name);
                let register = registration_open.then(|| {
                    let register = register.clone();
                    view! { <p class="auth-alt">{tr!(NewHere)}" "<a href=register>{tr!(CreateAnAccount)}</a></p> }
                });
                let words = refused(&sign_in_with, activation, registration_open);
                view! {
                    <div class="card auth-card"><SignInForm action sign_in_with words passkeys name next=next.clone()/></div>
                    {register}
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

/// The label of the box for the sign-in name: `Email`, `Username or email`.
fn label(kinds: &[IdentifierKind]) -> String {
    let text = one_of(kinds.iter().copied().map(noun).collect());
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// What people who cannot sign in are told, in this clinic's words. If new accounts have to be activated first, they are reminded
/// of that and, if `registration_open`, that registering again sends another link.
fn refused(sign_in_with: &[IdentifierKind], activation: Activation, registration_open: bool) -> Explained {
    let wrong = match sign_in_with {
        [IdentifierKind::Email] => tr!(ErrorSignIn).to_owned(),
        kinds => {
            let nouns = kinds.iter().copied().map(noun).chain([tr!(NounPassword)]).collect();
            tr!(SignInWrong, what = one_of(nouns))
        }
    };
    let said = match (activation, registration_open) {
        (Activation::Immediate, _) => wrong,
        (Activation::Email, true) => format!("{wrong} {}", tr!(SignInLink)),
        (Activation::Email, false) => format!("{wrong} {}", tr!(SignInLinkNoRegistration)),
        (Activation::Administrator, _) => format!("{wrong} {}", tr!(SignInApproval)),
    };
    Explained::new(move |error| (*error == AppError::SignInRefused).then(|| said.clone()))
}

#[component]
fn SignInForm(
    action: ServerAction<SignIn>,
    sign_in_with: Vec<IdentifierKind>,
    /// The text for a refused attempt.
    words: Explained,
    passkeys: bool,
    name: String,
    next: String,
) -> impl IntoView {
    let error = action_error(action);
    let ready = match sign_in_with.as_slice() {
        [IdentifierKind::Email] => {
            tr!(ReadyEmail)
        }
        _ => tr!(Ready),
    };
    let by_passkey = passkeys.then(|| view! { <PasskeyButton next=next.clone()/> });
    view! {
        <PageHead title=tr!(SignIn)/>
        <Flash param="registered" text=ready error/>
        <Flash
            param="waiting"
            text=tr!(RegisteredWaiting)
            error
        />
        <Flash
            param="verify"
            text=tr!(RegisteredVerify)
            error
        />
        <Flash param="verified" text=tr!(Verified) error/>
        <Flash param="reset" text=tr!(PasswordReset) error/>
        <Flash param="again" text=tr!(SignInAgain) error/>
        <Flash param="signed_out" text=tr!(SignedOut) error/>
        <Flash
            param="closed"
            text=tr!(AccountClosedNow)
            error
        />
        <FormError error words/>
        <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
            <input type="hidden" name="next" value=next/>
            <Name sign_in_with name/>
            <PasswordField label=tr!(Password) autocomplete="current-password" error/>
            <label class="choice">
                <input type="checkbox" name="remember" value="true"/>
                <span>{tr!(RememberMe)}<span class="hint">{tr!(RememberHint)}</span></span>
            </label>
            <Submit label=tr!(SignIn) busy=action.pending() class="btn btn-primary btn-block"/>
        </ActionForm>
        {by_passkey}
        <p class="auth-alt"><a href="/reset-password">{tr!(ForgotPassword)}</a></p>
    }
}

/// The box for the name, labelled by what is accepted, with a suitable keyboard.
#[component]
fn Name(sign_in_with: Vec<IdentifierKind>, name: String) -> impl IntoView {
    let (kind, keyboard) = match sign_in_with.as_slice() {
        [IdentifierKind::Email] => ("email", None),
        [IdentifierKind::Medicare] => ("text", Some("numeric")),
        kinds if kinds.contains(&IdentifierKind::Email) => ("text", Some("email")),
        _ => ("text", None),
    };
    view! {
        <div class="field">
            <label for="identifier">{label(&sign_in_with)}</label>
            <input
                id="identifier"
                name="identifier"
                type=kind
                inputmode=keyboard
                autocomplete="username"
                autocapitalize="none"
                spellcheck="false"
                value=name
                required=true
            />
        </div>
    }
}
