//! A page's data: awaited on the server, refreshed in the browser without flicker, and its failure said.

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

/// Shows `view` of data that is asked for again by itself, redrawn only when it has changed: nothing moves under whoever reads or
/// types. Or why there is none.
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

/// The same for data that is `asked` for: `view` is also given what the data answers, and not what has been asked since.
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

/// Shows `view` once there is data, which is to draw its parts by [`kept`] and [`kept_rows`]. Or why there is none.
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

/// `view` of a part of the data, redrawn only when it has changed, or `failed` of why there is none. To be made within the
/// boundary that waits for the data.
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

/// Shows `view` of a part of the data, redrawn only when it has changed: what is typed into it stays, however often the
/// rest is asked for again. Nothing where there is no data.
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

/// Shows a row for each of some of the data, redrawn only when its key has changed: what is typed into it, and the focus, stay with it
/// wherever it moves. To be called where nothing is redrawn.
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

/// Each with its key, and how many before it have the same.
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

#[cfg(test)]
mod tests {
    use super::told_apart;

    #[test]
    fn rows_that_are_the_same_are_told_apart_and_stay_in_their_order() {
        let rows = told_apart(vec!["ab", "b", "ac"], |row| row.chars().next());
        assert_eq!(rows, [((Some('a'), 1), "ab"), ((Some('b'), 1), "b"), ((Some('a'), 2), "ac")]);
    }
}
