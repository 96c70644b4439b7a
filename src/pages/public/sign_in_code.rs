//! The second step of signing in.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        form_error::{FormError, action_error},
        loaded::{loaded, resource},
        page_head::PageHead,
        second_code::SecondCode,
        submit::Submit,
    },
    server_fns::sign_in::{SignInCode, sign_in_step},
};

/// The page.
#[component]
pub fn SignInCodePage() -> impl IntoView {
    let action = ServerAction::<SignInCode>::new();
    let data = resource(|| (), |()| sign_in_step());
    view! {
        <div class="wrap">
            <div class="card auth-card">
                {loaded(data, move |is_halfway| match is_halfway {
                    true => view! { <Form action/> }.into_any(),
                    false => view! { <Again/> }.into_any(),
                })}
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Form(action: ServerAction<SignInCode>) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead title="Enter your code"/>
        <FormError error/>
        <ActionForm action ends_document=true attr:class="form" attr:novalidate=true>
            <SecondCode error/>
            <Submit label="Sign in" busy=action.pending() class="btn btn-primary btn-block"/>
        </ActionForm>
        <p class="auth-alt">"Lost your phone and your recovery codes? "<a href="/contact">"Contact the clinic"</a>"."</p>
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
