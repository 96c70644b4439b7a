//! What a service is called in further languages.

use leptos::prelude::*;

use crate::{
    components::{area_field::escaped, field::FieldProblem},
    domain::{
        form::Field,
        language::Language,
        service_form::{ServiceForm, ServiceTextForm},
    },
    error::AppError,
    words::tr,
};

/// A name and a description for each further language; nothing where there is none.
pub(super) fn texts(form: &ServiceForm, error: Signal<Option<AppError>>) -> AnyView {
    let languages = form.texts.iter().filter_map(|(tag, text)| Some((tag.parse::<Language>().ok()?, text)));
    let languages: Vec<AnyView> = languages.map(|(language, text)| fields(language, text)).collect();
    if languages.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="form-section">
            <h2 id=Field::OtherLanguages.control()>{tr!(SetTextOthers)}</h2>
            <p class="hint">{tr!(SetTextOthersHint)}</p>
            <FieldProblem field=Field::OtherLanguages error/>
            {languages}
        </div>
    }
    .into_any()
}

fn fields(language: Language, text: &ServiceTextForm) -> AnyView {
    let tag = language.tag();
    let (name, description) = (format!("form[texts][{tag}][name]"), format!("form[texts][{tag}][description]"));
    let is_said = *text != ServiceTextForm::default();
    view! {
        <details class="disclosure" open=is_said>
            <summary lang=tag>{language.name()}</summary>
            <div class="field">
                <label for=name.clone()>{format!("{} ({})", tr!(PeopleName), language.name())}</label>
                <input id=name.clone() name=name lang=tag dir=language.direction() autocomplete="off" value=text.name.clone()/>
            </div>
            <div class="field">
                <label for=description.clone()>{format!("{} ({})", tr!(ClinicDescription), language.name())}</label>
                <textarea
                    id=description.clone()
                    name=description
                    rows="3"
                    lang=tag
                    dir=language.direction()
                    inner_html=escaped(&text.description)
                ></textarea>
            </div>
        </details>
    }
    .into_any()
}
