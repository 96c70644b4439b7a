//! The server's stand-ins for the browser: nothing is kept, drawn or sent.

use leptos::{
    ev::DragEvent,
    web_sys::{HtmlElement, HtmlFormElement, SvgElement},
};

use super::push_state::PushState;
use crate::words::Part;

/// Nothing is kept.
#[must_use]
pub fn kept(_: &str) -> Option<String> {
    None
}

/// Keeps nothing.
pub fn keep(_: &str, _: &str) {}

/// Nothing has the focus.
pub fn walk(_: &str, _: isize) {}

/// There is no document.
#[must_use]
pub fn theme() -> Option<String> {
    None
}

/// Nothing has the focus.
pub fn begin_at(_: &HtmlElement, _: &str) {}

/// Nothing has the focus.
pub fn stay_at(_: &str) -> bool {
    false
}

/// Nothing is used.
pub fn tell_of_use() {}

/// Nothing is drawn.
#[must_use]
pub fn extent(_: &SvgElement) -> Option<(f64, f64, f64, f64)> {
    None
}

/// Nothing is chosen.
#[must_use]
pub fn chosen_file_size(_: &HtmlFormElement, _: &str) -> Option<f64> {
    None
}

/// Nothing is chosen.
pub fn clear_file(_: &str) {}

/// Nothing is in progress.
#[derive(Clone, Debug)]
pub struct Upload;

impl Upload {
    /// There is nothing to stop.
    pub fn stop(&self) {}
}

/// Sends nothing.
#[must_use]
pub fn send(_: &HtmlFormElement, _: impl Fn(u8) + 'static, _: impl FnOnce(u16, String) + 'static) -> Option<Upload> {
    None
}

/// Sends nothing.
#[must_use]
pub fn send_files(
    _: &HtmlFormElement,
    _: (&str, &str),
    _: impl Fn(u8) + 'static,
    _: impl FnOnce(u16, String) + 'static,
) -> Option<Upload> {
    None
}

/// No one leaves.
pub fn ask_before_leaving(_: &'static str, _: impl Fn() -> bool + Clone + 'static, _: impl Fn() + 'static) {}

/// The page is being rendered: the server knows its reader.
#[must_use]
pub fn reader() -> Option<String> {
    None
}

/// The page is being rendered: the server knows its reader.
#[must_use]
pub fn drawn_with(_: &str) -> Option<String> {
    None
}

/// No redirect is followed.
pub fn redirect_to_new_document(_: bool) {}

/// No redirect is followed.
pub fn follow_redirects(_: impl Fn(&str) + 'static) {}

/// Nothing is opened.
pub fn open_document(_: &str) {}

/// Nothing is shown.
pub fn close_and_open(_: &str) {}

/// Nothing is opened.
#[must_use]
pub fn renew_document(_: &str) -> bool {
    false
}

/// No one else is here.
pub fn on_doubt_who_is_here(_: impl Fn() + 'static) {}

/// No one else is here.
pub fn look_who_is_here() {}

/// There is no history.
pub fn replace_address(_: &str) {}

/// There are no other pages.
pub fn tell_of_sign_out() {}

/// It answers.
#[must_use]
pub fn is_online() -> bool {
    true
}

/// There is nothing to wait for.
pub async fn until_back() {}

/// A page is rendered once.
#[derive(Clone, Copy, Debug)]
pub struct Shown;

impl Shown {
    /// Nowhere yet.
    #[must_use]
    pub fn new(_: impl Fn() -> String) -> Self {
        Self
    }

    /// Notes nothing.
    pub fn note(self, _: impl Fn() -> String) {}

    /// It was not shown before.
    #[must_use]
    pub fn is_at(self, _: impl Fn() -> String) -> bool {
        false
    }
}

/// It is being used.
#[must_use]
pub fn unused_for() -> f64 {
    0.0
}

/// Nothing is typed.
#[must_use]
pub fn has_unsent_text() -> bool {
    false
}

/// Nothing is kept.
pub fn keep_credentials(_: &str, _: &str) {}

/// Nothing was kept.
#[must_use]
pub fn take_credentials() -> Option<(String, String)> {
    None
}

/// No one could unlock a passkey.
#[must_use]
pub fn can_use_passkeys() -> bool {
    false
}

/// Makes none.
pub async fn make_passkey(_: &str) -> Option<String> {
    None
}

/// Uses none.
pub async fn use_passkey(_: &str) -> Option<String> {
    None
}

/// Nothing is typed.
#[must_use]
pub fn thing_of(_: &HtmlFormElement) -> String {
    String::new()
}

/// Nothing is typed.
pub fn keep_draft(_: &HtmlFormElement, _: &str) {}

/// Nothing is typed.
pub fn keep_early_draft(_: &HtmlFormElement, _: &str) {}

/// Nothing is ticked.
#[must_use]
pub fn ticked(_: &str) -> Vec<String> {
    Vec::new()
}

/// Nothing is kept.
#[must_use]
pub fn kept_here(_: &str) -> Option<String> {
    None
}

/// Keeps nothing.
pub fn keep_here(_: &str, _: Option<String>) {}

/// Nothing is used.
#[must_use]
pub fn is_in_use() -> bool {
    false
}

/// Nothing was typed.
pub fn restore_draft(_: &HtmlFormElement, _: &str) {}

/// Nothing was typed.
pub fn forget_draft(_: &str) {}

/// Nothing is shown.
pub async fn push_state() -> PushState {
    PushState::Absent
}

/// No one is asked.
///
/// # Errors
/// Always: there is no browser.
pub async fn subscribe(_: &str) -> Result<String, PushState> {
    Err(PushState::Absent)
}

/// Sends nothing.
pub fn send_with(_: &HtmlFormElement, _: &str, _: &str) {}

/// Nothing is drawn.
pub fn carry(_: &DragEvent, _: &str) {}

/// All texts are available.
pub(crate) async fn load_words(_: Part) -> bool {
    true
}
