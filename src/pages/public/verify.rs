//! Activating an account by a link from an email. Opening the page changes nothing; only the button does.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        password_field::PasswordField,
        sentence::linked,
        submit::Submit,
    },
    server_fns::by_mail::{VerifyEmail, activation_link},
    views::by_mail::ActivationView,
    words::tr,
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
            <PageHead title=tr!(VerifyTitle) lede=tr!(VerifyLede)/>
            <FormError error/>
            <ActionForm action attr:class="form">
                <input type="hidden" name="token" value=token.get_untracked()/>
                <PasswordField
                    label=tr!(Password)
                    autocomplete="new-password"
                    hint=tr!(VerifyHint)
                    error
                />
                <div class="form-actions"><Submit label=tr!(VerifyActivate) busy=action.pending()/></div>
            </ActionForm>
        }
        .into_any()
    };
    view! { <div class="wrap wrap-narrow">{loaded(data, shown)}</div> }
}

#[component]
fn Ended(registration_open: bool) -> impl IntoView {
    let otherwise = match registration_open {
        true => linked(tr!(VerifyAgain), &["/register"]),
        false => linked(tr!(VerifyWrite), &["/contact"]),
    };
    view! {
        <PageHead title=tr!(LinkEnded)/>
        <p>{linked(tr!(VerifyEnded), &["/sign-in"])}" "{otherwise}</p>
    }
}
