//! Whether the browser reaches anything.

use leptos::{
    prelude::*,
    reactive::owner::Owner,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{AddEventListenerOptions, HtmlInputElement, HtmlTextAreaElement, js_sys::Promise},
};
use send_wrapper::SendWrapper;
use wasm_bindgen_futures::JsFuture;

/// How long until a server that did not answer is asked again, in milliseconds.
const PAUSE: i32 = 5_000;

/// Whether the browser has a network at all.
#[must_use]
pub fn is_online() -> bool {
    window().navigator().on_line()
}

/// Where a page's data were last shown. While no answer comes to whoever asks for them again there, they stay.
#[derive(Clone, Copy, Debug)]
pub struct Shown(StoredValue<Option<String>>);

impl Shown {
    /// At the address of the document, where the server has drawn it.
    #[must_use]
    pub fn new(address: impl Fn() -> String) -> Self {
        let is_drawn = Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
        Self(StoredValue::new(is_drawn.then(address)))
    }

    /// Notes that they are shown here.
    pub fn note(self, address: impl Fn() -> String) {
        let _ = self.0.try_set_value(Some(address()));
    }

    /// Whether they are shown here.
    #[must_use]
    pub fn is_at(self, address: impl Fn() -> String) -> bool {
        self.0.try_get_value().flatten().is_some_and(|shown| shown == address())
    }
}

/// Ends when it is worth asking again: the network is back, or some seconds have passed, and nothing stands in a form that the
/// answer could take away.
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
