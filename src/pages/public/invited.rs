//! The page of an administrator's invitation link: it registers a patient, or takes a practitioner's application.

use leptos::prelude::*;

use super::register::PatientFields;
use crate::{
    browser,
    components::{
        action_form::ActionForm,
        address::id_in_address,
        application_fields::ApplicationFields,
        form_error::{FormError, action_error},
        icon::Icon,
        loaded::{loaded_or, resource},
        page_head::PageHead,
        submit::Submit,
    },
    domain::account::Role,
    error::AppError,
    server_fns::{
        account_invitation::{RegisterInvited, invited},
        application::Apply,
    },
    views::account_invitation::InvitedView,
    words::tr,
};

/// The page.
#[component]
pub fn Invited() -> impl IntoView {
    let token = id_in_address();
    let (register, apply) = (ServerAction::<RegisterInvited>::new(), ServerAction::<Apply>::new());
    let data = resource(move || token.get(), invited);
    let shown = move |found: InvitedView| {
        let token = token.get_untracked();
        match found.role {
            Role::Practitioner => view! { <AsPractitioner found token action=apply/> }.into_any(),
            _ => view! { <AsPatient found token action=register/> }.into_any(),
        }
    };
    view! {
        <div class="wrap wrap-narrow">
            {loaded_or(data, shown, |error| match error {
                AppError::NotFound | AppError::RegistrationClosed => view! { <Over/> }.into_any(),
                error => view! { <crate::components::failure::Failure error/> }.into_any(),
            })}
        </div>
    }
}

#[component]
fn Over() -> impl IntoView {
    view! {
        <PageHead title=tr!(InvitedOver)/>
        <div class="empty">
            <Icon name="mail"/>
            <h2>{tr!(InvitedOverWhy)}</h2>
            <p>{tr!(InvitedOverText)}</p>
            <div class="cluster">
                <a class="btn btn-primary" href="/sign-in">{tr!(SignIn)}</a>
                <a class="btn" href="/contact">{tr!(ContactClinic)}</a>
            </div>
        </div>
    }
}

#[component]
fn AsPatient(found: InvitedView, token: String, action: ServerAction<RegisterInvited>) -> impl IntoView {
    let error = action_error(action);
    let accepted = StoredValue::new(found.join.asked.accepted);
    // As after any other registration, the next page signs in with the credentials typed here.
    Effect::new(move || {
        if let Some(sent) = action.input().get() {
            let name = accepted.with_value(|accepted| sent.form.sign_in_name(accepted));
            browser::keep_credentials(&name, &sent.form.password);
        }
    });
    view! {
        <PageHead
            title=tr!(CreateYourAccount)
            lede=tr!(InvitedLede, inviter = found.inviter)
        />
        <FormError error/>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <input type="hidden" name="token" value=token/>
            <PatientFields required=found.required form=found.form is_again=false error/>
            <div class="form-actions">
                <Submit label=tr!(CreateAccount) busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}

#[component]
fn AsPractitioner(found: InvitedView, token: String, action: ServerAction<Apply>) -> impl IntoView {
    let error = action_error(action);
    view! {
        <PageHead
            title=tr!(JoinUs)
            lede=tr!(JoinInvited, inviter = found.inviter)
        />
        <FormError error/>
        <ActionForm action attr:class="form section-tight" attr:novalidate=true>
            <input type="hidden" name="invitation" value=token/>
            <ApplicationFields join=found.join error/>
            <div class="form-actions">
                <Submit label=tr!(JoinSend) busy=action.pending()/>
            </div>
        </ActionForm>
    }
    .into_any()
}
