//! Signing in, with whatever kinds of names the clinic accepts.

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
        submit::Submit,
    },
    domain::{
        account::IdentifierKind,
        address::escape,
        sign_in_name::{label, one_of},
    },
    error::AppError,
    server_fns::sign_in::{SignIn, sign_in_start},
    views::sign_in::SignInView,
};

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let query = use_query_map();
    let says = move |param| query.with_untracked(|query| query.get_str(param) == Some("1"));
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let register = if next.is_empty() { "/register".to_owned() } else { format!("/register?next={}", escape(&next)) };
    // Only the browser runs effects.
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
                let SignInView { sign_in_with, registration_open, passkeys, name } = start;
                let name = typed.clone().map_or(name, |(name, _)| name);
                let register = registration_open.then(|| {
                    let register = register.clone();
                    view! { <p class="auth-alt">"New here? "<a href=register>"Create an account"</a></p> }
                });
                view! {
                    <div class="card auth-card"><SignInForm action sign_in_with registration_open passkeys name next=next.clone()/></div>
                    {register}
                }
                .into_any()
            })}
        </div>
    }
    .into_any()
}

/// Where no one can register once more to get another link.
const UNVERIFIED: &str = "Your account isn't active yet. Follow the link in the email we sent you. If it hasn't arrived, write to the \
                          clinic, and they'll help you.";

/// What people who can't sign in are told, in this clinic's words.
fn refused(sign_in_with: &[IdentifierKind], registration_open: bool) -> Explained {
    let only_email = sign_in_with == [IdentifierKind::Email];
    let nouns: Vec<&str> = sign_in_with.iter().map(|kind| kind.noun()).chain(["password"]).collect();
    let said = format!("The {} isn't right. Check them and try again.", one_of(&nouns));
    Explained::new(move |error| match error {
        AppError::SignInRefused if !only_email => Some(said.clone()),
        AppError::AccountUnverified if !registration_open => Some(UNVERIFIED.to_owned()),
        _ => None,
    })
}

#[component]
fn SignInForm(
    action: ServerAction<SignIn>,
    sign_in_with: Vec<IdentifierKind>,
    registration_open: bool,
    passkeys: bool,
    name: String,
    next: String,
) -> impl IntoView {
    let error = action_error(action);
    let words = refused(&sign_in_with, registration_open);
    let ready = match sign_in_with.as_slice() {
        [IdentifierKind::Email] => {
            "If these details are new to us, your account is ready. Sign in with your email and password."
        }
        _ => "If these details are new to us, your account is ready. You can sign in now.",
    };
    let by_passkey = passkeys.then(|| view! { <PasskeyButton next=next.clone()/> });
    view! {
        <PageHead title="Sign in"/>
        <Flash param="registered" text=ready error/>
        <Flash
            param="waiting"
            text="Thank you. If these details are new to us, your account has been created. Someone at the clinic checks each new account before it can be used, so please try to sign in later. If it takes more than a few days, contact the clinic."
            error
        />
        <Flash
            param="verify"
            text="If these details are new to us, we've sent you an email. Follow its link to activate your account, then sign in."
            error
        />
        <Flash param="verified" text="Your account is active. You can now sign in." error/>
        <Flash param="reset" text="Your new password is set. Use it to sign in." error/>
        <Flash param="again" text="That took too long, or your password has changed. Please sign in again." error/>
        <Flash param="signed_out" text="You've signed out." error/>
        <Flash
            param="closed"
            text="Your account is closed and you've been signed out everywhere. Nothing has been deleted: if you need the account again, contact the clinic."
            error
        />
        <FormError error words/>
        <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
            <input type="hidden" name="next" value=next/>
            <Name sign_in_with name/>
            <PasswordField label="Password" autocomplete="current-password" error/>
            <label class="choice">
                <input type="checkbox" name="remember" value="true"/>
                <span>"Remember me"<span class="hint">"For patients: stay signed in for 30 days. Not on a shared device."</span></span>
            </label>
            <Submit label="Sign in" busy=action.pending() class="btn btn-primary btn-block"/>
        </ActionForm>
        {by_passkey}
        <p class="auth-alt"><a href="/reset-password">"Forgot your password?"</a></p>
    }
}

/// The box for the name, called after what is accepted, with the keyboard that this takes.
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
            <label for="email">{label(&sign_in_with)}</label>
            <input
                id="email"
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
