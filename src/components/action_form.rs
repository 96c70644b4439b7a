//! The form that sends every change. It states for whom its page was rendered, so that nothing is saved for someone else who has
//! signed in since, and sends nothing that cannot arrive.

use leptos::{form::FromFormData, html::Form, prelude::*};
use serde::de::DeserializeOwned;
use server_fn::{Http, ServerFn, client::Client, codec::PostUrl, error::ServerFnErrorErr, request::ClientReq};

use super::draft::Draft;
use crate::{browser, error::AppError, server_fns::rendering};

/// The reader for whom the page was rendered: the key of their account, or `visitor`.
#[must_use]
pub fn reader() -> String {
    rendering::reader().or_else(browser::reader).unwrap_or_default()
}

/// The address that a form of this page submits to: the path, below the reader for whom the page was rendered.
#[must_use]
pub fn address(path: &str) -> String {
    format!("/as/{}{path}", reader())
}

/// A form that calls a server function; without JavaScript, the browser submits it.
#[component]
pub fn ActionForm<S, O>(
    /// What calls it.
    action: ServerAction<S>,
    /// Receives the form element.
    #[prop(optional)]
    node_ref: NodeRef<Form>,
    /// Whether someone else may be signed in afterwards: a new document is then loaded, so that nothing of the old one remains.
    #[prop(optional)]
    ends_document: bool,
    /// Whether unsent input is restored after Back or a reload. Passwords and codes never are.
    #[prop(default = true)]
    keeps_text: bool,
    /// Whether it shows the saved values as soon as they are saved, and clears passwords: for values that may be normalised on
    /// saving.
    #[prop(optional)]
    shows_saved: bool,
    /// The fields.
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Protocol = Http<PostUrl, O>, Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<leptos::web_sys::FormData>,
    S::Client: Client<AppError>,
{
    let draft = keeps_text.then(|| Draft::of(node_ref, S::PATH));
    // Several forms may share an action.
    let is_sent = StoredValue::new(false);
    Effect::new(move || {
        let is_taken = action.value().with(|value| matches!(value, Some(Ok(_))));
        let was_sent = is_sent.get_value();
        is_sent.set_value(false);
        if !(is_taken && was_sent) {
            return;
        }
        if let Some(draft) = draft {
            draft.forget();
        }
        if let Some(form) = node_ref.get_untracked().filter(|_| shows_saved) {
            form.reset();
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        let refuse = |error| action.value().set(Some(Err(error)));
        if !browser::is_online() {
            refuse(AppError::Offline);
            return;
        }
        match S::from_event(&event) {
            Ok(input) => {
                browser::redirect_to_new_document(ends_document);
                is_sent.set_value(true);
                action.dispatch(input);
            }
            Err(e) => refuse(AppError::from_server_fn_error(ServerFnErrorErr::Args(e.to_string()))),
        }
    };
    let typed = move |_| {
        if let Some(draft) = draft {
            draft.keep();
        }
    };
    view! {
        <form
            method="post"
            action=address(S::PATH)
            data-keeps-text=keeps_text.then_some("")
            on:submit=submit
            on:input=typed
            node_ref=node_ref
        >
            {children()}
        </form>
    }
}
