//! The second step of signing in.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        passkey_button::PasskeyButton,
        second_code::SecondCode,
        submit::Submit,
    },
    server_fns::sign_in::{SignInCode, sign_in_step},
    views::sign_in::StepView,
};

/// The page.
#[component]
pub fn SignInCodePage() -> impl IntoView {
    let action = ServerAction::<SignInCode>::new();
    let data = resource(|| (), |()| sign_in_step());
    view! {
        <div class="wrap">
            <div class="card auth-card">
                {loaded(data, move |step| match step {
                    Some(StepView { code: true, passkey }) => view! { <Form action passkey/> }.into_any(),
                    Some(StepView { code: false, .. }) => view! { <OnlyPasskey/> }.into_any(),
                    None => view! { <Again/> }.into_any(),
                })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Form(action: ServerAction<SignInCode>, passkey: bool) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead title="Enter your code"/>
        <FormError error/>
        <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
            <SecondCode error/>
            <Submit label="Sign in" busy=action.pending() class="btn btn-primary btn-block"/>
        </ActionForm>
        {passkey.then(|| view! { <PasskeyButton step=true/> })}
        <p class="auth-alt">"Lost your phone and your recovery codes? "<a href="/contact">"Contact the clinic"</a>"."</p>
    }
    .into_any()
}

/// For those whose only second step is a passkey.
#[component]
fn OnlyPasskey() -> impl IntoView {
    view! {
        <PageHead title="Use your passkey"/>
        <p>"Your clinic requires a second step. Yours is a passkey. It needs JavaScript and a browser that supports passkeys."</p>
        <PasskeyButton step=true/>
        <p class="auth-alt">"Lost the device it's on? "<a href="/contact">"Contact the clinic"</a>"."</p>
    }
    .into_any()
}

#[component]
fn Again() -> impl IntoView {
    view! {
        <PageHead title="Enter your code"/>
        <p>"Enter your password first, then the code within ten minutes."</p>
        <p><a class="btn btn-primary btn-block" href="/sign-in">"Sign in"</a></p>
    }
    .into_any()
}
