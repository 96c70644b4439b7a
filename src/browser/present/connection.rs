//! Whether the browser reaches anything.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{HtmlInputElement, HtmlTextAreaElement, js_sys::Promise},
};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::JsFuture;

/// Whether the browser has a network at all.
#[must_use]
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Ends when the network is back, and nothing stands in a form that asking again could take away.
pub async fn until_back() {
    let back = async {
        loop {
            let online = Promise::new(&mut |resolve, _| {
                let _ = window().add_event_listener_with_callback("online", &resolve);
            });
            let _: Result<JsValue, JsValue> = JsFuture::from(online).await;
            if !has_unsent_text() {
                break;
            }
        }
    };
    SendWrapper::new(back).await;
}

/// Whether somebody has typed something that was not sent yet.
fn has_unsent_text() -> bool {
    let Ok(fields) = document().query_selector_all("form[method='post'] :is(input, textarea)") else { return false };
    (0..fields.length()).filter_map(|n| fields.item(n)).any(|field| {
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            return area.value() != area.default_value();
        }
        field.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.value() != input.default_value())
    })
}
