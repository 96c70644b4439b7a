//! A page's data: awaited on the server, refreshed in the browser without flicker, and its failure said.

use leptos::prelude::*;

use super::failure::Failure;
use crate::error::AppError;

/// Shows `view` of the data, or why there is none.
pub fn loaded<T>(
    data: Resource<Result<T, AppError>>,
    view: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static,
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
                        Err(error) => view! { <Failure error/> }.into_any(),
                    }
                })
            }}
        </Transition>
    }
    .into_any()
}

/// What stands there until the data comes.
pub fn skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            <div class="sk sk-title"></div>
            <div class="sk sk-card"></div>
            <div class="sk sk-card"></div>
        </div>
    }
}
