//! The form that approves an application: the profile, and the first hours.

use leptos::prelude::*;

use super::application_actions::Actions;
use crate::{
    components::{
        action_form::ActionForm, field::TextField, first_hours::FirstHours, icon::Icon,
        presentation_fields::PresentationFields, sign_in_names::SignInNames,
    },
    domain::{account::IdentifierKind, form::Field, practitioner_form::OwnProfileForm},
    error::AppError,
    views::vetting::VettingView,
    words::tr,
};

/// The form.
#[component]
pub fn Approve(
    /// The application.
    seen: VettingView,
    /// The action that approves it.
    actions: Actions,
    /// The last response to a form on the page.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let VettingView { id, form, first, asked, professions, centres, .. } = seen;
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
        bios: form.bios,
    };
    let email_hint = if asked.accepts(IdentifierKind::Email) { tr!(PeopleSignsInUnseen) } else { tr!(PeopleUnseen) };
    let names = form.names.map(|names| view! { <SignInNames names asked=asked.clone() error/> });
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
            <h3 id="approving">{tr!(PeopleApprove)}</h3>
            <p class="muted">
                {tr!(PeopleApproveText)}
            </p>
            <ActionForm action=actions.approve attr:class="form section-tight" attr:novalidate=true>
                <input type="hidden" name="id" value=id/>
                <div class="form-section">
                    <h4>{tr!(PeoplePerson)}</h4>
                    <TextField field=Field::FullName name="form[name]" label=tr!(FullName) value=form.name error/>
                    <TextField
                        field=Field::WorkEmail
                        name="form[email]"
                        label=tr!(Email)
                        hint=email_hint
                        kind="email"
                        value=form.email
                        error
                    />
                    <TextField
                        field=Field::Phone
                        name="form[phone]"
                        label=tr!(Phone)
                        hint=tr!(PeopleUnseen)
                        kind="tel"
                        optional=true
                        class="input-20"
                        value=form.phone
                        error
                    />
                    <TextField
                        field=Field::Profession
                        name="form[profession]"
                        label=tr!(Profession)
                        list="professions"
                        value=form.profession
                        error
                    />
                    <datalist id="professions">{professions}</datalist>
                    <TextField
                        field=Field::ProviderNumber
                        name="form[provider_number]"
                        label=tr!(PeopleProviderNumber)
                        optional=!asked.needs(IdentifierKind::ProviderNumber)
                        class="input-20"
                        value=form.provider_number
                        error
                    />
                    <TextField
                        field=Field::LicenceNumber
                        name="form[licence_number]"
                        label=tr!(PeopleLicenceNumber)
                        optional=!asked.needs(IdentifierKind::LicenceNumber)
                        class="input-20"
                        value=form.licence_number.unwrap_or_default()
                        error
                    />
                    {names}
                </div>
                <div class="form-section">
                    <h4>{tr!(PeopleProfile)}</h4>
                    <PresentationFields form=presented error/>
                </div>
                <div class="form-section">
                    <h4>{tr!(PeopleBookings)}</h4>
                    <div class="choices">
                        {tick("form[accepting]", tr!(PeopleTakesNew), !form.accepting.is_empty())}
                        {tick("form[by_referral]", tr!(PeopleByReferral), !form.by_referral.is_empty())}
                    </div>
                </div>
                <div class="form-section">
                    <h4>{tr!(PeopleWhereTheyWork)}</h4>
                    <FirstHours first centres error/>
                </div>
                <div class="form-actions">
                    <button
                        class="btn btn-primary"
                        type="submit"
                        aria-busy=move || actions.approve.pending().get().then_some("true")
                    >
                        <Icon name="check"/>
                        {tr!(PeopleApproveApplication)}
                    </button>
                </div>
            </ActionForm>
        </section>
    }
    .into_any()
}
