//! The fields of a practitioner's public profile: for administrators and for practitioners themselves.

use leptos::prelude::*;

use super::{
    area_field::AreaField,
    field::{FieldProblem, TextField},
    other_languages::{Text, other_languages},
};
use crate::{
    domain::{form::Field, patient::Gender, practitioner_form::OwnProfileForm},
    error::AppError,
    words::tr,
};

/// Expertise, qualifications, languages, fee, gender and biography.
#[component]
pub fn PresentationFields(
    /// Their initial values.
    form: OwnProfileForm,
    /// The form's last error.
    error: Signal<Option<AppError>>,
) -> impl IntoView {
    let genders = Gender::ALL
        .into_iter()
        .map(|gender| {
            let value = gender.as_str();
            let words = match gender {
                Gender::Female => tr!(PracticeWoman),
                Gender::Male => tr!(PracticeMan),
                Gender::Other => tr!(AnotherGender),
            };
            view! { <option value=value selected=form.gender == value>{words}</option> }
        })
        .collect_view();
    let bios = form.bios.unwrap_or_default();
    let bios = bios.iter().map(|(tag, bio)| {
        let text = Text { name: format!("form[bios][{tag}]"), label: tr!(PracticeAbout), value: bio.clone(), rows: 6 };
        (tag.as_str(), vec![text])
    });
    view! {
        <TextField
            field=Field::Expertise
            name="form[expertise]"
            label=tr!(PracticeAreas)
            hint=tr!(PracticeAreasHint)
            optional=true
            value=form.expertise
            error
        />
        <TextField
            field=Field::Qualifications
            name="form[qualifications]"
            label=tr!(Qualifications)
            hint=tr!(PracticeQualificationsHint)
            optional=true
            value=form.qualifications
            error
        />
        <TextField
            field=Field::Languages
            name="form[languages]"
            label=tr!(Languages)
            hint=tr!(PracticeCommas)
            optional=true
            value=form.languages
            error
        />
        <div class="field-row">
            <TextField
                field=Field::Experience
                name="form[experience]"
                label=tr!(PracticeYears)
                optional=true
                class="input-4"
                value=form.experience
                error
            />
            <TextField
                field=Field::Fee
                name="form[fee]"
                label=tr!(FeeForVisit)
                optional=true
                class="input-10"
                value=form.fee
                error
            />
        </div>
        <div class="field">
            <label for="gender">{tr!(Gender)}" "<span class="optional">{tr!(Optional)}</span></label>
            <p class="hint" id="gender-hint">{tr!(PracticeGenderHint)}</p>
            <select id="gender" name="form[gender]" aria-describedby="gender-hint">
                <option value="">{tr!(PracticeRatherNot)}</option>
                {genders}
            </select>
            <FieldProblem field=Field::Gender error/>
        </div>
        <AreaField
            field=Field::Biography
            name="form[bio]"
            label=tr!(PracticeAbout)
            hint=tr!(PracticeAboutHint)
            rows=6
            optional=true
            value=form.bio
            error
        />
        {other_languages(bios, error)}
    }
    .into_any()
}
