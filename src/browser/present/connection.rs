//! Whether the browser is connected.

use leptos::{
    prelude::*,
    reactive::owner::Owner,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{AddEventListenerOptions, HtmlInputElement, HtmlTextAreaElement, js_sys::Promise},
};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::JsFuture;

/// How long to wait before asking an unresponsive server again, in milliseconds.
const PAUSE: i32 = 5_000;

/// Whether the browser has a network at all.
#[must_use]
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// The address where a page's data were last shown. They stay visible while new data cannot be loaded there.
#[derive(Clone, Copy, Debug)]
pub struct Shown(StoredValue<Option<String>>);

impl Shown {
    /// At the document's address, where the server rendered them.
    #[must_use]
    pub fn new(address: impl Fn() -> String) -> Self {
        let is_drawn = Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
        Self(StoredValue::new(is_drawn.then(address)))
    }

    /// Notes that the data are shown at this address.
    pub fn note(self, address: impl Fn() -> String) {
        let _ = self.0.try_set_value(Some(address()));
    }

    /// Whether the data are shown at this address.
    #[must_use]
    pub fn is_at(self, address: impl Fn() -> String) -> bool {
        self.0.try_get_value().flatten().is_some_and(|shown| shown == address())
    }
}

/// Returns when it is worth trying again: the network is back, or some seconds have passed, and no form holds input that the answer
/// could discard.
pub async fn until_back() {
    let back = async {
        loop {
            let woken = Promise::new(&mut |resolve, _| {
                let listening = AddEventListenerOptions::new();
                listening.set_once(true);
                let _ = window()
                    .add_event_listener_with_callback_and_add_event_listener_options("online", &resolve, &listening);
                let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, PAUSE);
            });
            let _: Result<JsValue, JsValue> = JsFuture::from(woken).await;
            if is_online() && !has_unsent_text() {
                break;
            }
        }
    };
    SendWrapper::new(back).await;
}

/// Whether someone has typed something that was not sent yet.
#[must_use]
pub fn has_unsent_text() -> bool {
    let Ok(fields) = document().query_selector_all("form[method='post'] :is(input, textarea)") else { return false };
    (0..fields.length()).filter_map(|n| fields.item(n)).any(|field| {
        if let Some(area) = field.dyn_ref::<HtmlTextAreaElement>() {
            return area.default_value().is_ok_and(|before| before != area.value());
        }
        field.dyn_ref::<HtmlInputElement>().is_some_and(|input| input.value() != input.default_value())
    })
}
