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
        submit::Submit,
    },
    server_fns::application::{Apply, join_form},
    views::application::JoinView,
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
            title="Join us"
            lede="Do you care for patients, and would you like to do it here? Tell us about yourself."
        />
        <div class="note">
            <Icon name="info"/>
            <div>
                <p>
                    "We read every application. After you send yours, you'll get a private page where you can add documents, see where it stands and answer our questions."
                </p>
                <p>"This page is for practitioners. If you're looking for care, "<a href="/search">"find it here"</a>"."</p>
            </div>
        </div>
        <FormError error/>
        <ActionForm action keeps_text=true attr:class="form section-tight" attr:novalidate=true>
            <ApplicationFields form=join.form professions=join.professions centres=join.centres error/>
            <div class="form-actions">
                <Submit label="Send application" busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}
