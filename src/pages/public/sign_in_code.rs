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
        sentence::linked,
        submit::Submit,
    },
    server_fns::sign_in::{SignInCode, sign_in_step},
    views::sign_in::StepView,
    words::tr,
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
        <PageHead title=tr!(CodeTitle)/>
        <FormError error/>
        <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
            <SecondCode error/>
            <Submit label=tr!(SignIn) busy=action.pending() class="btn btn-primary btn-block"/>
        </ActionForm>
        {passkey.then(|| view! { <PasskeyButton step=true/> })}
        <p class="auth-alt">{linked(tr!(CodeLost), &["/contact"])}</p>
    }
    .into_any()
}

/// For those whose only second step is a passkey.
#[component]
fn OnlyPasskey() -> impl IntoView {
    view! {
        <PageHead title=tr!(CodePasskey)/>
        <p>{tr!(CodePasskeyText)}</p>
        <PasskeyButton step=true/>
        <p class="auth-alt">{linked(tr!(CodeLostDevice), &["/contact"])}</p>
    }
    .into_any()
}

#[component]
fn Again() -> impl IntoView {
    view! {
        <PageHead title=tr!(CodeTitle)/>
        <p>{tr!(CodeFirstPassword)}</p>
        <p><a class="btn btn-primary btn-block" href="/sign-in">{tr!(SignIn)}</a></p>
    }
    .into_any()
}
