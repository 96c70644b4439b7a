//! Reading the address of a page.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_params_map};

use crate::domain::address;

/// The `{id}` in the page's path; empty if there is none.
#[must_use]
pub fn id_in_address() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()))
}

/// The query of the list that led to this page. It is read from the raw address, as the router's map would also decode what is
/// escaped in the list's own query.
#[must_use]
pub fn back_in_address() -> String {
    use_location().search.with_untracked(|query| address::back_of(query))
}

/// A field that lets the next page link back to the list as it was left.
#[component]
pub fn BackField() -> impl IntoView {
    view! { <input type="hidden" name="back" value=back_in_address()/> }
}
