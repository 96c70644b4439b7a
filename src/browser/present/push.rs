//! Push messages: whether this browser supports them, and turning them on.

use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
    web_sys::{
        HtmlFormElement, HtmlInputElement, Notification, NotificationPermission, PushSubscription,
        PushSubscriptionOptionsInit, ServiceWorkerContainer, ServiceWorkerRegistration,
        js_sys::{JSON, Reflect},
    },
};
use wasm_bindgen_futures::JsFuture;

use super::super::push_state::PushState;

/// The path under which the server's `sw.js` is registered, here and in the document.
const WORKER: &str = "/sw.js";

/// The service worker container; `None` if this browser has none, or no notifications.
fn container() -> Option<ServiceWorkerContainer> {
    let has = |object: &JsValue, name: &str| Reflect::has(object, &JsValue::from_str(name)).unwrap_or(false);
    let (window, navigator) = (window(), window().navigator());
    let is_able = has(&navigator, "serviceWorker") && has(&window, "PushManager") && has(&window, "Notification");
    is_able.then(|| navigator.service_worker())
}

/// The state of push messages in this browser.
pub async fn push_state() -> PushState {
    let Some(container) = container() else { return PushState::Absent };
    if Notification::permission() == NotificationPermission::Denied {
        return PushState::Blocked;
    }
    let found = JsFuture::from(container.get_registration()).await;
    let registration = found.ok().and_then(|found| found.dyn_into::<ServiceWorkerRegistration>().ok());
    let subscription = match &registration {
        Some(registration) => subscription(registration).await,
        None => None,
    };
    if subscription.is_some() { PushState::On } else { PushState::Off }
}

async fn subscription(registration: &ServiceWorkerRegistration) -> Option<PushSubscription> {
    let found = JsFuture::from(registration.push_manager().ok()?.get_subscription().ok()?).await;
    found.ok()?.dyn_into().ok()
}

/// Turns messages on, after the browser has asked the reader if it needs to. Returns what the server needs, as JSON.
///
/// # Errors
/// The state in which the browser stays instead.
pub async fn subscribe(key: &str) -> Result<String, PushState> {
    let container = container().ok_or(PushState::Absent)?;
    let asked = Notification::request_permission().map_err(|_| PushState::Failed)?;
    let answer = JsFuture::from(asked).await.ok().and_then(|answer| answer.as_string());
    match answer.as_deref() {
        Some("granted") => {}
        Some("denied") => return Err(PushState::Blocked),
        _ => return Err(PushState::Off),
    }
    subscribe_with(&container, key).await.ok_or(PushState::Failed)
}

async fn subscribe_with(container: &ServiceWorkerContainer, key: &str) -> Option<String> {
    let registered = JsFuture::from(container.register(WORKER)).await.ok()?;
    let registration = registered.dyn_into::<ServiceWorkerRegistration>().ok()?;
    JsFuture::from(container.ready().ok()?).await.ok()?;
    // A subscription made with another key would be in the way.
    if let Some(old) = subscription(&registration).await {
        JsFuture::from(old.unsubscribe().ok()?).await.ok()?;
    }
    let options = PushSubscriptionOptionsInit::new();
    options.set_user_visible_only(true);
    options.set_application_server_key_opt_str(Some(key));
    let made = JsFuture::from(registration.push_manager().ok()?.subscribe_with_options(&options).ok()?).await;
    JSON::stringify(&made.ok()?).ok()?.as_string()
}

/// Sets a field of a form, by name, and submits the form.
pub fn send_with(form: &HtmlFormElement, name: &str, value: &str) {
    let field = form.query_selector(&format!("input[name='{name}']")).ok().flatten();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.set_value(value);
        drop(form.request_submit());
    }
}
