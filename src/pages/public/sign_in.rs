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
        page_head::PageHead,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::sign_in::{SignIn, escape},
};

/// The page.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let error = action_error(action);
    let query = use_query_map();
    let next = query.with_untracked(|query| query.get("next").unwrap_or_default());
    let register = if next.is_empty() { "/register".to_owned() } else { format!("/register?next={}", escape(&next)) };
    // Only the browser runs effects.
    Effect::new(move || {
        if query.with_untracked(|query| query.get_str("signed_out") == Some("1")) {
            browser::tell_of_sign_out();
        }
    });
    view! {
        <div class="wrap">
            <div class="card auth-card">
                <PageHead title="Sign in"/>
                <Flash
                    param="registered"
                    text="If these details are new to us, your account is ready. Sign in with your email and password."
                    error
                />
                <Flash
                    param="waiting"
                    text="If these details are new to us, your account has been created. The clinic needs to activate it before you can sign in."
                    error
                />
                <Flash param="reset" text="Your new password is set. Use it to sign in." error/>
                <Flash param="signed_out" text="You've signed out." error/>
                <FormError error/>
                <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
                    <input type="hidden" name="next" value=next/>
                    <TextField field=Field::Email name="identifier" label="Email" kind="email" autocomplete="username" error/>
                    <TextField
                        field=Field::Password
                        label="Password"
                        kind="password"
                        autocomplete="current-password"
                        error
                    />
                    <label class="choice">
                        <input type="checkbox" name="remember" value="true"/>
                        <span>"Remember me"<span class="hint">"For patients: stay signed in for 30 days. Not on a shared device."</span></span>
                    </label>
                    <Submit label="Sign in" busy=action.pending() class="btn btn-primary btn-block"/>
                </ActionForm>
                <p class="auth-alt"><a href="/reset-password">"Forgot your password?"</a></p>
            </div>
            <p class="auth-alt">"New here? "<a href=register>"Create an account"</a></p>
        </div>
    }
    .into_any()
}
