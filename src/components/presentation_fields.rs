//! The fields about what patients read of a practitioner: filled in by an administrator, or by themselves.

use leptos::prelude::*;

use super::{
    area_field::AreaField,
    field::{FieldProblem, TextField},
};
use crate::{
    domain::{form::Field, patient::Gender, practitioner_form::OwnProfileForm},
    error::AppError,
};

/// Expertise, qualifications, languages, fee, gender and biography.
#[component]
pub fn PresentationFields(
    /// What stands in them at first.
    form: OwnProfileForm,
    /// The last answer to the form.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let genders = Gender::ALL
        .into_iter()
        .map(|gender| {
            let value = gender.as_str();
            let words = match gender {
                Gender::Female => "Woman",
                Gender::Male => "Man",
                Gender::Other => "Another",
            };
            view! { <option value=value selected=form.gender == value>{words}</option> }
        })
        .collect_view();
    view! {
        <TextField
            field=Field::Expertise
            name="form[expertise]"
            label="Areas of expertise"
            hint="Separate them with commas. Patients search for these."
            optional=true
            value=form.expertise
            error
        />
        <TextField
            field=Field::Qualifications
            name="form[qualifications]"
            label="Qualifications"
            hint="For example, MBBS, FRACGP."
            optional=true
            value=form.qualifications
            error
        />
        <TextField
            field=Field::Languages
            name="form[languages]"
            label="Languages"
            hint="Separate them with commas."
            optional=true
            value=form.languages
            error
        />
        <div class="field-row">
            <TextField
                field=Field::Experience
                name="form[experience]"
                label="Years of experience"
                optional=true
                class="input-4"
                value=form.experience
                error
            />
            <TextField
                field=Field::Fee
                name="form[fee]"
                label="Fee for a visit"
                optional=true
                class="input-10"
                value=form.fee
                error
            />
        </div>
        <div class="field">
            <label for="gender">"Gender "<span class="optional">"(optional)"</span></label>
            <p class="hint" id="gender-hint">"Some patients would rather see a woman or a man, and can search for that."</p>
            <select id="gender" name="form[gender]" aria-describedby="gender-hint">
                <option value="">"Rather not say"</option>
                {genders}
            </select>
            <FieldProblem field=Field::Gender error/>
        </div>
        <AreaField
            field=Field::Biography
            name="form[bio]"
            label="About"
            hint="Up to 3,000 characters, shown on the profile. A blank line begins a new paragraph."
            rows=6
            optional=true
            value=form.bio
            error
        />
    }
    .into_any()
}
