//! The form that approves an application: what the profile will say, and the first hours.

use leptos::prelude::*;

use super::application_actions::Actions;
use crate::{
    components::{
        action_form::ActionForm, field::TextField, first_hours::FirstHours, icon::Icon,
        presentation_fields::PresentationFields,
    },
    domain::{form::Field, practitioner_form::OwnProfileForm},
    error::AppError,
    views::vetting::VettingView,
};

/// The form.
#[component]
pub fn Approve(
    /// The application.
    seen: VettingView,
    /// What approves it.
    actions: Actions,
    /// The last answer to a form of the page.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let VettingView { id, form, first, professions, centres, .. } = seen;
    let professions = professions.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let presented = OwnProfileForm {
        phone: String::new(),
        expertise: form.expertise,
        qualifications: form.qualifications,
        experience: form.experience,
        languages: form.languages,
        fee: form.fee,
        gender: form.gender,
        bio: form.bio,
    };
    let tick = |name: &'static str, label: &'static str, is_ticked: bool| {
        view! {
            <label class="choice">
                <input type="checkbox" name=name value="yes" checked=is_ticked/>
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <section class="section" aria-labelledby="approving">
            <h3 id="approving">"Approve"</h3>
            <p class="muted">
                "This creates their account and profile straight away. Patients see everything here except the email and phone; the practitioner can change most of it later."
            </p>
            <ActionForm action=actions.approve attr:class="form section-tight" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <div class="form-section">
                    <h4>"Person"</h4>
                    <TextField field=Field::FullName name="form[name]" label="Full name" value=form.name error/>
                    <TextField
                        field=Field::WorkEmail
                        name="form[email]"
                        label="Email"
                        hint="They sign in with it. Patients don't see it."
                        kind="email"
                        value=form.email
                        error
                    />
                    <TextField
                        field=Field::Phone
                        name="form[phone]"
                        label="Phone"
                        hint="Patients don't see it."
                        kind="tel"
                        optional=true
                        class="input-20"
                        value=form.phone
                        error
                    />
                    <TextField
                        field=Field::Profession
                        name="form[profession]"
                        label="Profession"
                        list="professions"
                        value=form.profession
                        error
                    />
                    <datalist id="professions">{professions}</datalist>
                    <TextField
                        field=Field::ProviderNumber
                        name="form[provider_number]"
                        label="Provider number"
                        optional=true
                        class="input-20"
                        value=form.provider_number
                        error
                    />
                </div>
                <div class="form-section">
                    <h4>"Profile"</h4>
                    <PresentationFields form=presented error/>
                </div>
                <div class="form-section">
                    <h4>"Bookings"</h4>
                    <div class="choices">
                        {tick("form[accepting]", "Takes new bookings", !form.accepting.is_empty())}
                        {tick("form[by_referral]", "Sees patients by referral only", !form.by_referral.is_empty())}
                    </div>
                </div>
                <div class="form-section">
                    <h4>"Where they work"</h4>
                    <FirstHours first centres error/>
                </div>
                <div class="form-actions">
                    <button
                        class="btn btn-primary"
                        type="submit"
                        aria-busy=move || actions.approve.pending().get().then_some("true")
                    >
                        <Icon name="check"/>
                        "Approve application"
                    </button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
