//! Passkeys: the browser asks for one, and its owner unlocks it. Requests and answers are JSON.

use leptos::{
    prelude::window,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::js_sys::{Array, Function, JSON, Object, Promise, Reflect},
};
use wasm_bindgen_futures::JsFuture;

/// Whether this browser accepts the server's passkey options as JSON.
#[must_use]
pub fn can_use_passkeys() -> bool {
    let has = |name: &str| method(&class()?, name).ok();
    has("parseCreationOptionsFromJSON").and_then(|_| has("parseRequestOptionsFromJSON")).is_some()
}

/// Creates a passkey; `None` if its owner cancels, or the browser refuses.
pub async fn make_passkey(options: &str) -> Option<String> {
    ask("parseCreationOptionsFromJSON", "create", options).await.ok()
}

/// Uses a passkey; `None` if its owner cancels, or there is none.
pub async fn use_passkey(options: &str) -> Option<String> {
    ask("parseRequestOptionsFromJSON", "get", options).await.ok()
}

fn class() -> Option<JsValue> {
    Reflect::get(&window(), &"PublicKeyCredential".into()).ok().filter(JsValue::is_function)
}

fn method(of: &JsValue, name: &str) -> Result<Function, JsValue> {
    Reflect::get(of, &name.into())?.dyn_into()
}

async fn ask(parse: &str, what: &str, options: &str) -> Result<String, JsValue> {
    let class = class().ok_or(JsValue::UNDEFINED)?;
    let options = Reflect::apply(&method(&class, parse)?, &class, &Array::of1(&JSON::parse(options)?))?;
    let wanted: Object = Object::new();
    Reflect::set(&wanted, &"publicKey".into(), &options)?;
    let credentials = Reflect::get(&window().navigator(), &"credentials".into())?;
    let asked = Reflect::apply(&method(&credentials, what)?, &credentials, &Array::of1(&wanted))?;
    let credential = JsFuture::from(asked.dyn_into::<Promise>()?).await?;
    // A credential serialises itself.
    Ok(String::from(JSON::stringify(&credential)?))
}
