//! Activating an account by a link from an email. Opening the page changes nothing; the button does.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        password_field::PasswordField,
        submit::Submit,
    },
    server_fns::by_mail::{VerifyEmail, activation_link},
    views::by_mail::ActivationView,
};

/// The page.
#[component]
pub fn Verify() -> impl IntoView {
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("token").unwrap_or_default()));
    let action = ServerAction::<VerifyEmail>::new();
    let data = resource(move || token.get(), activation_link);
    let shown = move |ActivationView { works, registration_open }| {
        if !works {
            return view! { <Ended registration_open/> }.into_any();
        }
        let error = action_error(action);
        view! {
            <PageHead title="Activate your account" lede="Enter your password to confirm that this account is yours."/>
            <FormError error/>
            <ActionForm action attr:class="form">
                <input type="hidden" name="token" value=token.get_untracked()/>
                <PasswordField
                    label="Password"
                    autocomplete="new-password"
                    hint="The one you chose when you registered. If you type a different one, it becomes your password."
                    error
                />
                <div class="form-actions"><Submit label="Activate account" busy=action.pending()/></div>
            </ActionForm>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Ended(registration_open: bool) -> impl IntoView {
    let otherwise = if registration_open {
        view! { <a href="/register">"register again"</a>" with the same address, and we'll send you another link." }
            .into_any()
    } else {
        view! { <a href="/contact">"write to the clinic"</a>", and they'll help you." }.into_any()
    };
    view! {
        <PageHead title="This link no longer works"/>
        <p>
            "It works once and expires after three days. If your account is active already, "<a href="/sign-in">"sign in"</a>
            ". If not, "{otherwise}
        </p>
    }
}
