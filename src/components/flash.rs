//! A line confirming what has just been done, requested by the address that a form redirected to.

use leptos::prelude::*;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

use super::icon::Icon;
use crate::error::AppError;

/// Shown while the query contains `param=1`, unless something has gone wrong since: a form submitted without JavaScript returns to
/// the address of its page, with its error added.
#[component]
pub fn Flash(
    /// The query's parameter.
    param: &'static str,
    /// What has been done.
    #[prop(into)]
    text: String,
    /// The last error of the page's forms.
    #[prop(into, default = Signal::stored(None))]
    error: Signal<Option<AppError>>,
    /// What can be done about it.
    #[prop(optional)]
    children: Option<ChildrenFn>,
) -> impl IntoView {
    let query = use_query_map();
    move || {
        // A board that is being redrawn has disposed of what this reads, but still shows it: the address may change meanwhile.
        let says = |query: &ParamsMap| query.get_str(param) == Some("1") && query.get_str("__err").is_none();
        let is_asked = query.try_with(says).unwrap_or_default();
        let is_shown = is_asked && error.try_with(Option::is_none).unwrap_or_default();
        is_shown.then(|| {
            let text = text.clone();
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
