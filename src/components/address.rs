//! What the address of a page says.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The `{id}` of the page's address; empty if it has none.
#[must_use]
pub fn id_in_address() -> Memo<String> {
    let params = use_params_map();
    Memo::new(move |_| params.with(|params| params.get("id").unwrap_or_default()))
}
