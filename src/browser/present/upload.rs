//! Files on their way to the server.

use leptos::{
    ev,
    prelude::*,
    wasm_bindgen::{JsCast, JsValue, closure::Closure},
    web_sys::{
        Element, Event, File, FormData, HtmlFormElement, HtmlInputElement, MouseEvent, ProgressEvent, XmlHttpRequest,
    },
};
use send_wrapper::SendWrapper;

/// How many bytes the file has that is chosen in a field of a form, where one is.
#[must_use]
pub fn chosen_file_size(form: &HtmlFormElement, field: &str) -> Option<f64> {
    let file: File = FormData::new_with_form(form).ok()?.get(field).dyn_into().ok()?;
    (!file.name().is_empty()).then(|| file.size())
}

/// Chooses no file in the field with this id.
pub fn clear_file(id: &str) {
    let field = document().get_element_by_id(id).and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    if let Some(field) = field {
        field.set_value("");
    }
}

/// Sends a form with its files to its address, and says how many hundredths of it are sent, and at last the status and the text
/// that it was answered with; status 0 where nothing came. `None` where the browser is to send it.
#[must_use]
pub fn send(
    form: &HtmlFormElement,
    progress: impl Fn(u8) + 'static,
    ended: impl FnOnce(u16, String) + 'static,
) -> Option<Upload> {
    start(&FormData::new_with_form(form).ok()?, &form.action(), progress, ended).ok()
}

/// Sends the files of a form, without a text field of it, to an address of its own.
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

/// A form with files on its way.
#[derive(Clone, Debug)]
pub struct Upload(SendWrapper<XmlHttpRequest>);

impl Upload {
    /// Sends no more of it: what is not there whole is kept nowhere.
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
    // After success, failure and whatever else: once.
    let ended = Closure::once_into_js(move || {
        drop(progress);
        let text = asked.response_text().ok().flatten().unwrap_or_default();
        ended(asked.status().unwrap_or_default(), text);
    });
    request.set_onloadend(Some(ended.unchecked_ref()));
    request.send_with_opt_form_data(Some(data))?;
    Ok(Upload(SendWrapper::new(request)))
}

/// Asks before a link or the closing of the page takes the reader away, for as long as `is_busy` says so; whoever follows the link
/// then has `left`. Ends with whoever calls it.
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
    // Before the router hears of the click.
    let _ = window().add_event_listener_with_callback_and_bool("click", followed.as_ref().unchecked_ref(), true);
    let followed = SendWrapper::new(followed);
    on_cleanup(move || {
        closing.remove();
        let listener = followed.as_ref().unchecked_ref();
        let _ = window().remove_event_listener_with_callback_and_bool("click", listener, true);
    });
}

/// Whether a click follows a link in this tab, out of the page.
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
