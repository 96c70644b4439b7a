//! The fields of an application to work with the clinic.

use leptos::prelude::*;

use super::{
    area_field::AreaField,
    field::{FieldProblem, TextField},
    sign_in_names::{national_id, username},
};
use crate::{
    domain::{account::IdentifierKind, form::Field},
    error::AppError,
    views::application::JoinView,
    words::tr,
};

/// The fields.
#[component]
pub fn ApplicationFields(
    /// Their data and initial values.
    join: JoinView,
    /// The form's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let JoinView { form, asked, professions, centres } = join;
    let professions = professions.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let wished = form.centres.clone();
    let signs_in = |kind| if asked.accepts(kind) { tr!(ApplySignInHint) } else { "" };
    let named = asked.accepts(IdentifierKind::Username).then(|| username(form.names.username, &asked, error));
    let numbered = asked
        .accepts(IdentifierKind::NationalId)
        .then(|| national_id(form.names.national_id, signs_in(IdentifierKind::NationalId), &asked, error));
    view! {
        <div class="form-section">
            <h2>{tr!(ApplyAboutYou)}</h2>
            <TextField field=Field::Name name="form[name]" label=tr!(FullName) autocomplete="name" value=form.name error/>
            <TextField
                field=Field::Email
                name="form[email]"
                label=tr!(Email)
                kind="email"
                autocomplete="email"
                hint=signs_in(IdentifierKind::Email)
                value=form.email
                error
            />
            <TextField
                field=Field::Phone
                name="form[phone]"
                label=tr!(Phone)
                kind="tel"
                autocomplete="tel"
                class="input-20"
                value=form.phone
                error
            />
            {named}
            {numbered}
        </div>
        <div class="form-section">
            <h2>{tr!(ApplyYourWork)}</h2>
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
                field=Field::Qualifications
                name="form[qualifications]"
                label=tr!(Qualifications)
                hint=tr!(ApplyQualificationsHint)
                value=form.qualifications
                error
            />
            <TextField
                field=Field::Expertise
                name="form[expertise]"
                label=tr!(ApplyExpertise)
                hint=tr!(ApplyCommas)
                optional=true
                value=form.expertise
                error
            />
            <TextField
                field=Field::Languages
                name="form[languages]"
                label=tr!(Languages)
                hint=tr!(ApplyCommas)
                optional=true
                value=form.languages
                error
            />
            <div class="field-row">
                <TextField
                    field=Field::LicenceNumber
                    name="form[licence_number]"
                    label=tr!(ApplyLicence)
                    optional=!asked.needs(IdentifierKind::LicenceNumber)
                    class="input-20"
                    value=form.licence_number
                    error
                />
                <TextField
                    field=Field::ProviderNumber
                    name="form[provider_number]"
                    label=tr!(ApplyProvider)
                    optional=!asked.needs(IdentifierKind::ProviderNumber)
                    class="input-20"
                    value=form.provider_number
                    error
                />
            </div>
        </div>
        <div class="form-section">
            <h2>{tr!(ApplyWithUs)}</h2>
            {wishes(centres, &wished, error)}
            <AreaField
                field=Field::AboutWork
                name="form[about]"
                label=tr!(ApplyAnythingElse)
                hint=tr!(ApplyAnythingHint)
                rows=5
                optional=true
                value=form.about
                error
            />
        </div>
    }
    .into_any()
}

/// The centres where the applicant would like to work; nothing if there are none to choose from.
fn wishes(centres: Vec<(i64, String)>, wished: &[String], error: Signal<Option<AppError>>) -> Option<AnyView> {
    if centres.is_empty() {
        return None;
    }
    let boxes = centres
        .into_iter()
        .map(|(id, name)| {
            let is_chosen = wished.contains(&id.to_string());
            view! {
                <label class="choice">
                    <input type="checkbox" name="form[centres][]" value=id checked=is_chosen/>
                    <span>{name}</span>
                </label>
            }
        })
        .collect_view();
    let fields = view! {
        <fieldset class="fieldset" id=Field::WishedCentres.control() tabindex="-1">
            <legend>{tr!(ApplyWhere)}" "<span class="optional">{tr!(Optional)}</span></legend>
            <div class="choices">{boxes}</div>
            <FieldProblem field=Field::WishedCentres error/>
        </fieldset>
    };
    Some(fields.into_any())
}
