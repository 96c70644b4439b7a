//! The form that every change is sent with. It says for whom its page was drawn, so that nothing of one person's is saved as
//! another's who has signed in since, and sends nothing that cannot arrive.

use leptos::{form::FromFormData, html::Form, prelude::*};
use serde::de::DeserializeOwned;
use server_fn::{Http, ServerFn, client::Client, codec::PostUrl, error::ServerFnErrorErr, request::ClientReq};

use super::draft::Draft;
use crate::{browser, error::AppError, server_fns::rendering};

/// For whom the page was drawn: the key of their account, or `visitor`.
#[must_use]
pub fn reader() -> String {
    rendering::reader().or_else(browser::reader).unwrap_or_default()
}

/// Where a form of this page sends to: the path, below the reader for whom the page was drawn.
#[must_use]
pub fn address(path: &str) -> String {
    format!("/as/{}{path}", reader())
}

/// A form that calls a server function; without our script the browser sends it.
#[component]
pub fn ActionForm<S, O>(
    /// What calls it.
    action: ServerAction<S>,
    /// Where the element is told.
    #[prop(optional)]
    node_ref: NodeRef<Form>,
    /// Whether someone else may be signed in after it: a new document follows, in which nothing of the old one is left.
    #[prop(optional)]
    ends_document: bool,
    /// Whether what is typed is there again when one comes back to the page or reloads it, until it was sent. Passwords and codes
    /// never are.
    #[prop(default = true)]
    keeps_text: bool,
    /// Whether it shows what was saved as soon as it was, and no password: for what may come out differently from what was typed.
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
    // Several forms may have one action.
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
