//! File uploads.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{
        Element, Event, File, FormData, HtmlFormElement, HtmlInputElement, MouseEvent, ProgressEvent, XmlHttpRequest,
    },
};
use send_wrapper::SendWrapper;

/// The size in bytes of the file chosen in a form's field, if any.
#[must_use]
pub fn chosen_file_size(form: &HtmlFormElement, field: &str) -> Option<f64> {
    let file: File = FormData::new_with_form(form).ok()?.get(field).dyn_into().ok()?;
    (!file.name().is_empty()).then(|| file.size())
}

/// Clears the file field with this id.
pub fn clear_file(id: &str) {
    let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.set_value("");
    }
}

/// Submits a form with its files to its address, reporting the percentage sent and finally the status and text of the answer;
/// status 0 if there was none. `None` if the browser has to submit it.
#[must_use]
pub fn send(
    form: &HtmlFormElement,
    progress: impl Fn(u8) + 'static,
    ended: impl FnOnce(u16, String) + 'static,
) -> Option<Upload> {
    start(&FormData::new_with_form(form).ok()?, &form.action(), progress, ended).ok()
}

/// Sends a form's files, without its text field, to a separate address.
#[must_use]
pub fn send_files(
    form: &HtmlFormElement,
    (address, without): (&str, &str),
    progress: impl Fn(u8) + 'static,
    ended: impl FnOnce(u16, String) + 'static,
) -> Option<Upload> {
    let data = FormData::new_with_form(form).ok()?;
    data.delete(without);
    start(&data, address, progress, ended).ok()
}

/// A form upload in progress.
#[derive(Clone, Debug)]
pub struct Upload(SendWrapper<XmlHttpRequest>);

impl Upload {
    /// Aborts the upload: incomplete files are not kept anywhere.
    pub fn stop(&self) {
        let _ = self.0.abort();
    }
}

fn start(
    data: &FormData,
    address: &str,
    progress: impl Fn(u8) + 'static,
    ended: impl FnOnce(u16, String) + 'static,
) -> Result<Upload, JsValue> {
    let request = XmlHttpRequest::new()?;
    request.open("POST", address)?;
    request.set_request_header("Accept", "text/plain")?;
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a hundred, cut to that by the cast"
            )]
            let percent = (event.loaded() / event.total() * 100.0) as u8;
            progress(percent.min(100));
        }
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let asked = request.clone();
    // After success, failure or anything else, exactly once.
    let ended = Closure::once_into_js(move || {
        drop(progress);
        let text = asked.response_text().ok().flatten().unwrap_or_default();
        ended(asked.status().unwrap_or_default(), text);
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    request.send_with_opt_form_data(Some(data))?;
    Ok(Upload(SendWrapper::new(request)))
}

/// Asks for confirmation before a link or closing the page takes the reader away while `is_busy` is true; if they follow the link,
/// `left` is called. Ends with its owner.
pub fn ask_before_leaving(
    question: &'static str,
    is_busy: impl Fn() -> bool + Clone + 'static,
    left: impl Fn() + 'static,
) {
    let still_busy = is_busy.clone();
    let closing = window_event_listener(ev::beforeunload, move |event| {
        if still_busy() {
            event.prevent_default();
        }
    });
    let followed = Closure::<dyn Fn(MouseEvent)>::new(move |event: MouseEvent| {
        if !is_busy() || !leads_away(&event) {
            return;
        }
        if window().confirm_with_message(question).unwrap_or(true) {
            left();
        } else {
            event.prevent_default();
            event.stop_propagation();
        }
    });
    // Before the router handles the click.
    let _ = window().add_event_listener_with_callback_and_bool("click", followed.as_ref().unchecked_ref(), true);
    let followed = SendWrapper::new(followed);
    on_cleanup(move || {
        closing.remove();
        let listener = followed.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool("click", listener, true);
    });
}

/// Whether a click follows a link in this tab that leads away from the page.
fn leads_away(event: &MouseEvent) -> bool {
    let is_plain = event.button() == 0 && !event.meta_key() && !event.ctrl_key() && !event.shift_key();
    let clicked = event.dyn_ref::<Event>().and_then(Event::target).and_then(|target| target.dyn_into::<Element>().ok());
    let link = clicked.and_then(|clicked| clicked.closest("a[href]").ok().flatten());
    let leaves = |link: Element| {
        let is_here = link.get_attribute("href").is_some_and(|href| href.starts_with('#'));
        !is_here && link.get_attribute("target").is_none() && !link.has_attribute("download")
    };
    is_plain && link.is_some_and(leaves)
}
