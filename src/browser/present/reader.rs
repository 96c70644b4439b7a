//! The reader for whom this document was rendered, and what happens when someone else signs in or the server's build changes.

use std::{
    cell::{Cell, RefCell},
    rc::Rc,
    time::Duration,
};

use leptos::{
    ev,
    prelude::*,
    server_fn,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{
        BroadcastChannel, MessageEvent,
        js_sys::{self, Date},
    },
};

use super::{connection::has_unsent_text, drafts::forget_drafts_but, drawn_for::reader};

/// The channel on which this browser's documents announce their readers.
const CHANNEL: &str = "reader";

/// The announcement that someone has signed out.
const NOBODY: &str = "nobody";

/// The key under which this tab notes which document it has replaced.
const RENEWED: &str = "renewed";

/// Navigates to another page within this document.
type Navigate = Rc<dyn Fn(&str)>;

thread_local! {
    static ENDS_DOCUMENT: Cell<bool> = const { Cell::new(false) };
    /// When a new document was last requested, in milliseconds since 1970.
    static LEFT: Cell<f64> = const { Cell::new(0.0) };
    static NAVIGATE: RefCell<Option<Navigate>> = const { RefCell::new(None) };
    static LOOK: RefCell<Option<Rc<dyn Fn()>>> = const { RefCell::new(None) };
}

/// Makes every server function call state the document's reader, follows their redirects, and listens for others who sign in here.
pub(crate) fn begin_document() {
    let Some(reader) = reader() else { return };
    // For the lifetime of the document.
    let address: &'static str = Box::leak(format!("/as/{reader}").into_boxed_str());
    // Neither was set before.
    let _ = server_fn::client::try_set_server_url(address);
    let _ = server_fn::redirect::set_redirect_hook(redirect);
    forget_renewal();
    // The announcement may come from a visitor whose session has ended.
    if reader != "visitor" {
        forget_drafts_but(Some(&reader));
    }
    // For the lifetime of the document.
    let _ = window_event_listener(ev::beforeunload, |_| LEFT.set(Date::now()));
    // Without the channel, other pages find out with their next request.
    let _ = listen(reader);
}

/// Deletes the data that the server embedded in the document, once it has been read: a record must not outlive its page.
pub(crate) fn forget_printed_data() {
    let _ = js_sys::Reflect::set(&window(), &"__RESOLVED_RESOURCES".into(), &js_sys::Array::new());
    let Ok(scripts) = document().query_selector_all("script:not([src])") else { return };
    for script in (0..scripts.length()).filter_map(|n| scripts.item(n)) {
        if script.text_content().is_some_and(|text| text.contains("__RESOLVED_RESOURCES")) {
            script.set_text_content(None);
        }
    }
}

fn listen(reader: String) -> Result<(), JsValue> {
    let channel = BroadcastChannel::new(CHANNEL)?;
    let own = reader.clone();
    let heard = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        // What a visitor sees is not personal.
        if let Some(other) = event.data().as_string()
            && own != "visitor"
            && other != own
        {
            if other == NOBODY {
                forget_drafts_but(None);
            }
            if has_unsent_text() {
                look_who_is_here();
            } else {
                close_and_reload();
            }
        }
    });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    // A visitor's page may belong to someone whose session has ended: no one need have signed out.
    if reader != "visitor" {
        channel.post_message(&reader.into())?;
    }
    // For the lifetime of the document.
    heard.forget();
    Ok(())
}

/// Hides what is shown at once, and reloads the page for whoever is signed in now.
fn close_and_reload() {
    close();
    let _ = window().location().reload();
}

/// The same with another address. As the new document does not do this again, it may be called any number of times.
pub fn close_and_open(address: &str) {
    if let Some(wait) = until_left() {
        set_timeout(look_who_is_here, wait);
        return;
    }
    close();
    let _ = window().location().replace(address);
}

fn close() {
    if let Some(body) = document().body() {
        body.set_inner_html("");
    }
}

/// Sets what to do when the reader may have signed out, or someone else in.
pub fn on_doubt_who_is_here(look: impl Fn() + 'static) {
    LOOK.set(Some(Rc::new(look)));
}

/// Checks whether the reader has signed out, or someone else in.
pub fn look_who_is_here() {
    if let Some(look) = LOOK.with_borrow(Clone::clone) {
        look();
    }
}

/// Tells this browser's other pages that someone has signed out.
pub fn tell_of_sign_out() {
    forget_drafts_but(None);
    if reader().as_deref() == Some("visitor")
        && let Ok(channel) = BroadcastChannel::new(CHANNEL)
    {
        let _ = channel.post_message(&NOBODY.into());
        channel.close();
    }
}

/// Sets whether the next redirect of a server function loads a new document.
pub fn redirect_to_new_document(is_new: bool) {
    ENDS_DOCUMENT.set(is_new);
}

/// Follows the other redirects of server functions.
pub fn follow_redirects(navigate: impl Fn(&str) + 'static) {
    NAVIGATE.set(Some(Rc::new(navigate)));
}

fn redirect(to: &str) {
    if ENDS_DOCUMENT.take() {
        let _ = window().location().replace(to);
        return;
    }
    let to = to.to_owned();
    // Deferred, so that the action's value is set first.
    request_animation_frame(move || {
        if let Some(navigate) = NAVIGATE.with_borrow(Clone::clone) {
            navigate(&to);
        }
    });
}

/// Opens an address as a new document.
pub fn open_document(address: &str) {
    let _ = window().location().assign(address);
}

/// Replaces a document that is of no more use: at most once for each reader and build, so that it cannot loop. Returns whether a
/// new one is loading.
#[must_use]
pub fn renew_document(address: &str) -> bool {
    if let Some(wait) = until_left() {
        set_timeout(look_who_is_here, wait);
        return true;
    }
    let Ok(Some(storage)) = window().session_storage() else { return false };
    let this = this_document();
    if storage.get_item(RENEWED).ok().flatten().as_ref() == Some(&this) || storage.set_item(RENEWED, &this).is_err() {
        return false;
    }
    window().location().replace(address).is_ok()
}

/// How long another document may still be loading, which must not be overtaken; `None` if none is. The address may have been that
/// of a file, or the reader may have chosen to stay when asked: then none comes.
fn until_left() -> Option<Duration> {
    const LONGEST: Duration = Duration::from_secs(10);
    let since = Duration::try_from_secs_f64((Date::now() - LEFT.get()) / 1_000.0).unwrap_or_default();
    LONGEST.checked_sub(since).filter(|wait| !wait.is_zero())
}

/// This document's reader and build.
fn this_document() -> String {
    let program = document().query_selector("link[type='application/wasm']").ok().flatten();
    let build = program.and_then(|program| program.get_attribute("href")).unwrap_or_default();
    format!("{} {build}", reader().unwrap_or_default())
}

/// Forgets the replacement, once a document of another reader or build has been loaded.
fn forget_renewal() {
    if let Ok(Some(storage)) = window().session_storage()
        && storage.get_item(RENEWED).ok().flatten().is_some_and(|renewed| renewed != this_document())
    {
        let _ = storage.remove_item(RENEWED);
    }
}
