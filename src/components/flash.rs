//! A line that says what has just been done, asked for by the address that a form led to.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::icon::Icon;
use crate::error::AppError;

/// Shown while the query says `param=1`, unless something has gone wrong since.
#[component]
pub fn Flash(
    /// The query's parameter.
    param: &'static str,
    /// What has been done.
    text: &'static str,
    /// The last answer to a form of this page.
    #[prop(into, default = Signal::stored(None))]
    error: Signal<Option<AppError>>,
    /// What can be done about it.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let query = use_query_map();
    move || {
        let is_asked = query.with(|query| query.get_str(param) == Some("1")) && error.with(Option::is_none);
        is_asked.then(|| {
            view! {
                <div class="flash flash-success" role="status">
                    <Icon name="check-circle"/>
                    <p>{text}</p>
                    {children.as_ref().map(|children| children())}
                </div>
            }
        })
    }
}
