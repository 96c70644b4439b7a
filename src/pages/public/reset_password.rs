//! Setting a new password with the one-time code that the clinic gave.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        field::TextField,
        form_error::{FormError, action_error},
        icon::Icon,
        new_password::NewPassword,
        page_head::PageHead,
        submit::Submit,
    },
    domain::form::Field,
    server_fns::sign_in::ResetPassword,
};

/// The page.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let action = ServerAction::<ResetPassword>::new();
    let error = action_error(action);
    view! {
        <div class="wrap wrap-narrow">
            <PageHead
                title="Set a new password"
                lede="You'll need a one-time code from the clinic."
                crumbs=vec![("/sign-in".into(), "Sign in".into())]
            />
            <div class="note">
                <Icon name="info"/>
                <div>
                    <p>
                        "No code yet? Ask at the front desk, phone your centre, or "
                        <a href="/contact">"write to the clinic"</a>
                        ". They'll check that it's you, then give you a code that works once, within a day."
                    </p>
                </div>
            </div>
            <div class="section">
            <FormError error/>
            <ActionForm action attr:class="form" attr:novalidate=true>
                <TextField field=Field::Email label="Email" kind="email" autocomplete="username" error/>
                <TextField field=Field::Code label="One-time code" autocomplete="one-time-code" class="input-20" error/>
                <NewPassword error/>
                <div class="form-actions">
                    <Submit label="Set new password" busy=action.pending()/>
                </div>
            </ActionForm>
            </div>
        </div>
    }
    .into_any()
}
