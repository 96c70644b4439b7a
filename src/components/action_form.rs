//! The form that every change is sent with. It says for whom its page was drawn, so that nothing of one person's is saved as
//! another's who has signed in since, and sends nothing that cannot arrive.

use leptos::{form::FromFormData, html::Form, prelude::*};
use serde::de::DeserializeOwned;
use server_fn::{Http, ServerFn, client::Client, codec::PostUrl, error::ServerFnErrorErr, request::ClientReq};

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
    /// Whether somebody else may be signed in after it: a new document follows, in which nothing of the old one is left.
    #[prop(optional)]
    ends_document: bool,
    /// The fields.
    children: Children,
) -> impl IntoView
where
    S: ServerFn<Protocol = Http<PostUrl, O>, Error = AppError> + DeserializeOwned + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    <<S::Client as Client<AppError>>::Request as ClientReq<AppError>>::FormData: From<leptos::web_sys::FormData>,
    S::Client: Client<AppError>,
{
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
                action.dispatch(input);
            }
            Err(e) => refuse(AppError::from_server_fn_error(ServerFnErrorErr::Args(e.to_string()))),
        }
    };
    view! { <form method="post" action=address(S::PATH) on:submit=submit node_ref=node_ref>{children()}</form> }
}
