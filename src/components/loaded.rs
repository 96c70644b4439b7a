//! A page's data: awaited on the server, refreshed in the browser without flicker, with its errors shown.

use std::{collections::HashMap, hash::Hash, pin::Pin, sync::Arc};

use leptos::prelude::*;
use leptos_router::hooks::use_location;
use serde::{Serialize, de::DeserializeOwned};

use super::{awaited::awaited_with, failure::Failure, reading::Reading};
use crate::{
    browser::{self, Shown},
    error::AppError,
    server_fns::rendering::of_request,
    words::tr,
};

/// Loads data by `read` for the current value of `source`, again whenever that changes. The old data stay visible while there is no
/// answer: if the connection is lost, loading is retried once it is back, and if the session has ended, the page is left as it is,
/// with all input.
///
/// A use case's future is tens of kilobytes, and a [`Resource`] moves it seven times before its first poll: here it is boxed.
/// Boxing also makes it a single type, which is compiled once and not once for every page.
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
                        // Not for good: until this has an answer, changes trigger nothing.
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

/// Shows `view` of the data, or the error.
pub fn loaded<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    loaded_or(data, view, |error| view! { <Failure error/> }.into_any())
}

/// Shows `view` of the data, or `failed` with the error.
pub fn loaded_or<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
    failed: impl Fn(AppError) -> AnyView + Copy + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    awaited_with(skeleton, move || {
        let view = view.clone();
        async move {
            match data.await {
                Ok(data) => view(data),
                Err(error) => failed(error),
            }
        }
    })
}

/// Shows `view` of data that reload by themselves, redrawn only when they have changed, so that nothing moves while someone reads
/// or types. Or the error.
pub fn followed<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let shown = move || drawn_by_part(data, T::clone, view.clone(), failure);
    view! { <Transition fallback=skeleton>{shown}</Transition> }.into_any()
}

/// The same for data with a query: `view` is also given the query that the data answer, rather than a later one.
pub fn followed_answer<T, A>(
    data: Resource<Result<T, AppError>>,
    asked: Memo<A>,
    view: impl Fn(T, A) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
    A: Clone + PartialEq + Send + Sync + 'static,
{
    let answer = move |data: &T| (data.clone(), asked.get_untracked());
    let shown = move || {
        let view = view.clone();
        drawn_by_part(data, answer, move |(data, asked)| view(data, asked), failure)
    };
    view! { <Transition fallback=skeleton>{shown}</Transition> }.into_any()
}

/// Shows `view` once there are data; it has to draw its parts by [`kept`] and [`kept_rows`]. Or the error.
pub fn drawn<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn() -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
{
    let shown = move || {
        let view = view.clone();
        drawn_by_part(data, |_| (), move |()| view(), failure)
    };
    view! { <Transition fallback=skeleton>{shown}</Transition> }.into_any()
}

fn failure(error: AppError) -> Option<AnyView> {
    Some(view! { <Failure error/> }.into_any())
}

/// `view` of a part of the data, redrawn only when it has changed, or `failed` with the error. Must be created within the boundary
/// that waits for the data.
fn drawn_by_part<T, P>(
    data: Resource<Result<T, AppError>>,
    part: impl Fn(&T) -> P + Copy + Send + Sync + 'static,
    view: impl Fn(P) -> AnyView + Clone + Send + Sync + 'static,
    failed: fn(AppError) -> Option<AnyView>,
) -> impl Fn() -> Option<AnyView> + Clone + Send + Sync + 'static
where
    T: Clone + Send + Sync + 'static,
    P: Clone + PartialEq + Send + Sync + 'static,
{
    let now = Memo::new(move |_| data.with(|data| Some(data.as_ref()?.as_ref().map(part).map_err(AppError::clone))));
    move || match now.get()? {
        Ok(part) => Some(view(part)),
        Err(error) => failed(error),
    }
}

/// Shows `view` of a part of the data, redrawn only when it has changed: its input stays, however often the rest reloads. Nothing
/// without data.
pub fn kept<T, P>(
    data: Resource<Result<T, AppError>>,
    part: impl Fn(&T) -> P + Copy + Send + Sync + 'static,
    view: impl Fn(P) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    P: Clone + PartialEq + Send + Sync + 'static,
{
    let shown = move || drawn_by_part(data, part, view.clone(), |_| None);
    view! { <Transition>{shown}</Transition> }.into_any()
}

/// Shows a row for each of some items, redrawn only when its key has changed: its input and focus stay with it wherever it moves.
/// Must be called where nothing is redrawn.
pub fn kept_rows<T, R, K>(
    data: Resource<Result<T, AppError>>,
    rows: impl Fn(&T) -> Vec<R> + Copy + Send + Sync + 'static,
    key: fn(&R) -> K,
    row: impl Fn(R) -> AnyView + Clone + Send + Sync + 'static,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    R: Clone + PartialEq + Send + Sync + 'static,
    K: Clone + Eq + Hash + Send + Sync + 'static,
{
    let list = move || {
        let row = row.clone();
        let rows = Memo::new(move |_| data.with(|data| data.as_ref()?.as_ref().ok().map(rows)).unwrap_or_default());
        view! { <For each=move || told_apart(rows.get(), key) key=|(key, _)| key.clone() children=move |(_, one)| row(one)/> }
    };
    view! { <Transition>{list}</Transition> }.into_any()
}

/// Each item with its key, and how many before it have the same key.
fn told_apart<R, K: Clone + Eq + Hash>(rows: Vec<R>, key: fn(&R) -> K) -> Vec<((K, usize), R)> {
    let mut seen = HashMap::<K, usize>::new();
    let number = |row: R| {
        let key = key(&row);
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        ((key, *count), row)
    };
    rows.into_iter().map(number).collect()
}

/// The placeholder until the data arrive.
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

#[cfg(test)]
mod tests {
    use super::told_apart;

    #[test]
    fn rows_that_are_the_same_are_told_apart_and_stay_in_their_order() {
        let rows = told_apart(vec!["ab", "b", "ac"], |row| row.chars().next());
        assert_eq!(rows, [((Some('a'), 1), "ab"), ((Some('b'), 1), "b"), ((Some('a'), 2), "ac")]);
    }
}
