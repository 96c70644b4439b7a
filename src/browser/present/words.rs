//! Fetches the words that the page was made with.

use leptos::{
    prelude::{document, window},
    wasm_bindgen::{JsCast, JsValue},
    web_sys::Response,
};
use wasm_bindgen_futures::JsFuture;

use crate::words;

/// Takes in the document's words. Without them the page stays as it was sent, and the browser handles its links and forms.
pub(crate) async fn load_words() -> bool {
    let Some(root) = document().document_element() else { return false };
    let (address, language) = (root.get_attribute("data-words"), root.get_attribute("lang"));
    let language = language.and_then(|tag| tag.parse().ok());
    let (Some(address), Some(language)) = (address, language) else { return false };
    fetched(&address).await.is_ok_and(|texts| words::receive(language, texts))
}

async fn fetched(address: &str) -> Result<String, JsValue> {
    let answer: Response = JsFuture::from(window().fetch_with_str(address)).await?.dyn_into()?;
    if !answer.ok() {
        return Err(JsValue::NULL);
    }
    JsFuture::from(answer.text()?).await?.as_string().ok_or(JsValue::NULL)
}
