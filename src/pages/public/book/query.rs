//! The parameters in the address of a booking.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The appointment being moved, if any.
pub(super) fn moving() -> Memo<Option<i64>> {
    let moving = query("moving");
    Memo::new(move |_| moving.get().parse().ok())
}

/// The patient for whom the reader books, if named.
pub(super) fn whom() -> Memo<Option<i64>> {
    let whom = query("whom");
    Memo::new(move |_| whom.get().parse().ok())
}

/// A parameter of the query; empty if it is missing.
pub(super) fn query(name: &'static str) -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get(name).unwrap_or_default()))
}
