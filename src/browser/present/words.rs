//! Loads the texts of the build that the page belongs to.

use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{Response, js_sys::Promise},
};
use wasm_bindgen_futures::JsFuture;

use crate::{
    domain::language::Language,
    words::{Part, has, receive},
};

/// Loads the document's texts for the pages of a part, all missing ones at once. Without them the page stays as it was rendered,
/// and the browser handles its links and forms.
pub(crate) async fn load_words(part: Part) -> bool {
    let missing = || Part::FETCHED.into_iter().filter(|one| *one <= part && !has(*one));
    if missing().next().is_none() {
        return true;
    }
    let Some(root) = document().document_element() else { return false };
    let (folder, language) = (root.get_attribute("data-words"), root.get_attribute("lang"));
    let language: Option<Language> = language.and_then(|tag| tag.parse().ok());
    let (Some(folder), Some(language)) = (folder, language) else { return false };
    let asked = missing().map(|one| (one, window().fetch_with_str(&format!("{folder}/{}.txt", one.name()))));
    for (one, answer) in asked.collect::<Vec<_>>() {
        if !text_of(answer).await.is_ok_and(|texts| receive(one, language, texts)) {
            return false;
        }
    }
    true
}

async fn text_of(answer: Promise) -> Result<String, JsValue> {
    let answer: Response = JsFuture::from(answer).await?.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(answer.text()?).await?.as_string().ok_or(JsValue::NULL)
}
