//! A form's texts in further languages.

use leptos::prelude::*;

use super::{area_field::escaped, field::FieldProblem};
use crate::{
    domain::{form::Field, language::Language},
    error::AppError,
    words::tr,
};

/// A control for a text in one of them.
#[derive(Clone, Debug)]
pub struct Text {
    /// Its name in the form, which is its id too.
    pub name: String,
    /// What to type.
    pub label: &'static str,
    /// Its initial value.
    pub value: String,
    /// How many lines it shows.
    pub rows: u8,
}

/// The controls of each language, by its tag; nothing without further languages.
pub fn other_languages<'a>(
    texts: impl Iterator<Item = (&'a str, Vec<Text>)>,
    error: Signal<Option<AppError>>,
) -> AnyView {
    let parts = texts.filter_map(|(tag, texts)| Some(part(tag.parse().ok()?, texts)));
    let parts: Vec<AnyView> = parts.collect();
    if parts.is_empty() {
        return ().into_any();
    }
    view! {
        <fieldset class="fieldset" id=Field::OtherLanguages.control()>
            <legend>{tr!(SetTextOthers)}</legend>
            <p class="hint">{tr!(SetTextOthersHint)}</p>
            <FieldProblem field=Field::OtherLanguages error/>
            {parts}
        </fieldset>
    }
    .into_any()
}

fn part(language: Language, texts: Vec<Text>) -> AnyView {
    let is_said = texts.iter().any(|text| !text.value.is_empty());
    let controls: Vec<AnyView> = texts.into_iter().map(|text| control(language, text)).collect();
    view! {
        <details class="disclosure" open=is_said>
            <summary lang=language.tag()>{language.name()}</summary>
            {controls}
        </details>
    }
    .into_any()
}

fn control(language: Language, text: Text) -> AnyView {
    let Text { name, label, value, rows } = text;
    let (id, lang, dir) = (name.clone(), language.tag(), language.direction());
    let of = id.clone();
    let control = match rows {
        1 => view! { <input id=id name=name lang=lang dir=dir autocomplete="off" value=value/> }.into_any(),
        _ => view! { <textarea id=id name=name rows=rows lang=lang dir=dir inner_html=escaped(&value)></textarea> }
            .into_any(),
    };
    view! {
        <div class="field">
            <label for=of>{format!("{label} ({})", language.name())}</label>
            {control}
        </div>
    }
    .into_any()
}
