//! Instants, readable for people and machines.

use leptos::prelude::*;

use crate::views::time_view::TimeView;

/// `Tuesday 24 November 2026, 09:30`.
#[component]
pub fn DateTime(
    /// When.
    when: TimeView,
) -> impl IntoView {
    view! { <time datetime=when.iso>{format!("{}, {}", when.long_date, when.time)}</time> }
}

/// `Tue 24 Nov, 09:30`.
#[component]
pub fn ShortDateTime(
    /// When.
    when: TimeView,
) -> impl IntoView {
    view! { <time datetime=when.iso>{format!("{} {}, {}", when.weekday, when.short_date, when.time)}</time> }
}
