//! The link to a conversation between a patient and a practitioner.

use leptos::prelude::*;

use super::{
    action_form::ActionForm,
    form_error::{FormError, action_error},
    icon::Icon,
};
use crate::{
    domain::ids::{PatientId, PractitionerId},
    server_fns::message::StartConversation,
    words::tr,
};

/// A button that opens it, starting it if there is none.
#[component]
pub fn MessageButton(
    /// The patient's key.
    patient: PatientId,
    /// The practitioner's key.
    practitioner: PractitionerId,
    /// The person the reader writes to; for screen readers only.
    #[prop(into)]
    to: String,
    /// The patient, if the reader writes for someone else; empty otherwise.
    #[prop(optional)]
    about: String,
) -> impl IntoView {
    let action = ServerAction::<StartConversation>::new();
    let label = if about.is_empty() {
        view! { {tr!(Message)} <span class="visually-hidden">{format!(" {to}")}</span> }.into_any()
    } else {
        tr!(MessageAbout, name = about).into_any()
    };
    view! {
        <FormError error=action_error(action)/>
        <ActionForm action>
            <input type="hidden" name="patient" value=patient/>
            <input type="hidden" name="practitioner" value=practitioner/>
            <button class="btn" type="submit" aria-busy=move || action.pending().get().then_some("true")>
                <Icon name="message"/>
                {label}
            </button>
        </ActionForm>
    }
}
