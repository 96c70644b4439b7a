//! "Join us": practitioners apply to work with the clinic.

use leptos::prelude::*;

use crate::{
    components::{
        action_form::ActionForm,
        application_fields::ApplicationFields,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded, resource},
        page_head::PageHead,
        sentence::linked,
        submit::Submit,
    },
    server_fns::application::{Apply, join_form},
    views::application::JoinView,
    words::tr,
};

/// The page.
#[component]
pub fn Join() -> impl IntoView {
    let action = ServerAction::<Apply>::new();
    let data = resource(|| (), |()| join_form());
    view! {
        <div class="wrap wrap-narrow">
            {loaded(data, move |join| view! { <Form join action/> }.into_any())}
        </div>
    }
}

#[component]
fn Form(join: JoinView, action: ServerAction<Apply>) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead
            title=tr!(JoinUs)
            lede=tr!(JoinLede)
        />
        <div class="note">
            <Icon name="info"/>
            <div>
                <p>{tr!(JoinNote)}</p>
                <p>{linked(tr!(JoinPatients), &["/search"])}</p>
            </div>
        </div>
        <FormError error/>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <ApplicationFields join error/>
            <div class="form-actions">
                <Submit label=tr!(JoinSend) busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}
