//! A page's data: awaited on the server, refreshed in the browser without flicker, and its failure said.

use std::{pin::Pin, sync::Arc};

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};

use super::{failure::Failure, reading::Reading};
use crate::{
    browser::{self, Shown},
    error::AppError,
    server_fns::rendering::of_request,
    words::tr,
};

/// What `read` answers for what `source` says at the moment; read again when that changes. What is shown stays while no answer
/// comes: where the connection is lost it is asked for again when that is back, and where the session has ended its page is left
/// as it is, with all that was typed.
///
/// A future of a use case is tens of kilobytes, and on its way to its first step a [`Resource`] moves it seven times: here it
/// goes as a pointer. It also goes as one type, which is built once, and not once for every page.
#[must_use]
pub fn resource<S, T, F>(
    source: impl Fn() -> S + Send + Sync + 'static,
    read: impl Fn(S) -> F + Send + Sync + 'static,
) -> Resource<Result<T, AppError>>
where
    S: Clone + PartialEq + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    F: Future<Output = Result<T, AppError>> + Send + 'static,
{
    let location = use_location();
    let address = move || location.pathname.get_untracked() + "?" + &location.search.get_untracked();
    let shown = Shown::new(address);
    let reading = use_context::<Reading>();
    let read = Arc::new(read);
    Resource::new(source, move |key| -> Pin<Box<dyn Future<Output = Result<T, AppError>> + Send>> {
        let (read, address) = (read.clone(), address);
        let ask = move || Box::pin(of_request(read(key.clone())));
        let mut asked = ask();
        Box::pin(async move {
            loop {
                let under_way = reading.map(Reading::begin);
                match asked.await {
                    Err(error) if error.is_no_answer() && shown.is_at(address) => {
                        drop(under_way);
                        // Never for good: until this has an answer, nothing that changes is asked about.
                        browser::until_back().await;
                        asked = ask();
                    }
                    answer => {
                        if answer.is_ok() {
                            shown.note(address);
                        }
                        return answer;
                    }
                }
            }
        })
    })
}

/// Shows `view` of the data, or why there is none.
pub fn loaded<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    loaded_or(data, view, |error| view! { <Failure error/> }.into_any())
}

/// Shows `view` of the data, or `failed` of why there is none.
pub fn loaded_or<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
    failed: impl Fn(AppError) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=skeleton>
            {move || {
                let view = view.clone();
                Suspend::new(async move {
                    match data.await {
                        Ok(data) => view(data),
                        Err(error) => failed(error),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// Shows `view` of a part of the data, drawn anew only when that part is another: what is typed into it stays, however often the
/// rest is asked for again. Nothing where there is no data.
pub fn kept<T, P>(
    data: Resource<Result<T, AppError>>,
    part: fn(&T) -> P,
    view: impl Fn(P) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    P: Clone + PartialEq + Send + Sync + 'static,
{
    let part_of = move || {
        let view = view.clone();
        let part = Memo::new(move |_| data.with(|data| data.as_ref()?.as_ref().ok().map(part)));
        move || part.get().map(&view)
    };
    view! { <Transition>{part_of}</Transition> }.into_any()
}

/// What stands there until the data comes.
pub fn skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">{tr!(Loading)}</span>
            <div class="sk sk-title"></div>
            <div class="sk sk-card"></div>
            <div class="sk sk-card"></div>
        </div>
    }
}
