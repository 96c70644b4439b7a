//! Signing in.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    browser,
    components::{
        action_form::ActionForm,
        field::TextField,
        flash::Flash,
        form_error::{FormError, action_error},
        loaded::{loaded_or, resource},
        page_head::PageHead,
        password_field::PasswordField,
        site::CurrentViewer,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::sign_in::{RegistrationView, SignIn, escape, registration},
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
    let kept = StoredValue::new(next.clone());
    let form = move |email: String| view! { <SignInForm action email next=kept.get_value()/> }.into_any();
    let form = match browser::take_credentials() {
        Some((email, password)) => {
            if says("registered") {
                let sent = SignIn { identifier: email.clone(), password, remember: false, next };
                // As if the button had been pressed: what comes of it is the same as for anybody who types this.
                Effect::new(move || {
                    browser::redirect_to_new_document(true);
                    action.dispatch(sent.clone());
                });
            }
            form(email)
        }
        None if says("registered") || says("waiting") || says("verify") => {
            let start = resource(|| (), |()| registration());
            let email_of = |start: RegistrationView| start.typed.map(|typed| typed.email).unwrap_or_default();
            loaded_or(start, move |start| form(email_of(start)), move |_| form(String::new()))
        }
        None => form(String::new()),
    };
    view! {
        <div class="wrap">
            <div class="card auth-card">{form}</div>
            <NewHere register/>
        </div>
    }
    .into_any()
}

/// The way to an account, for those who can make one.
#[component]
fn NewHere(register: String) -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    let register = StoredValue::new(register);
    view! {
        <Transition>
            {move || Suspend::new(async move {
                viewer.await.is_ok_and(|viewer| viewer.registration_open).then(|| view! {
                    <p class="auth-alt">"New here? "<a href=register.get_value()>"Create an account"</a></p>
                })
            })}
        </Transition>
    }
    .into_any()
}

#[component]
fn SignInForm(action: ServerAction<SignIn>, email: String, next: String) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead title="Sign in"/>
        <Flash
            param="registered"
            text="If these details are new to us, your account is ready. Sign in with your email and password."
            error
        />
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
        <Flash param="signed_out" text="You've signed out." error/>
        <Flash
            param="closed"
            text="Your account is closed and you've been signed out everywhere. Nothing has been deleted: if you need the account again, contact the clinic."
            error
        />
        <FormError error/>
        <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
            <input type="hidden" name="next" value=next/>
            <TextField
                field=Field::Email
                name="identifier"
                label="Email"
                kind="email"
                autocomplete="username"
                value=email
                error
            />
            <PasswordField label="Password" autocomplete="current-password" error/>
            <label class="choice">
                <input type="checkbox" name="remember" value="true"/>
                <span>"Remember me"<span class="hint">"For patients: stay signed in for 30 days. Not on a shared device."</span></span>
            </label>
            <Submit label="Sign in" busy=action.pending() class="btn btn-primary btn-block"/>
        </ActionForm>
        <p class="auth-alt"><a href="/reset-password">"Forgot your password?"</a></p>
    }
}
