//! The fields of an application to work with the clinic.

use leptos::prelude::*;

use super::{
    area_field::AreaField,
    field::{FieldProblem, TextField},
};
use crate::{
    domain::{application::ApplicationForm, form::Field},
    error::AppError,
    words::tr,
};

/// The fields.
#[component]
pub fn ApplicationFields(
    /// What stands in them at first.
    form: ApplicationForm,
    /// Professions to choose from; others can be typed in.
    professions: Vec<String>,
    /// Centres to choose from: key and name.
    centres: Vec<(i64, String)>,
    /// The last answer to the form.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let professions = professions.into_iter().map(|name| view! { <option value=name></option> }).collect_view();
    let wished = form.centres.clone();
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
                hint=tr!(ApplyEmailHint)
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
                    optional=true
                    class="input-20"
                    value=form.licence_number
                    error
                />
                <TextField
                    field=Field::ProviderNumber
                    name="form[provider_number]"
                    label=tr!(ApplyProvider)
                    optional=true
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

/// Where the applicant would like to work; nothing where there is nothing to choose from.
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
