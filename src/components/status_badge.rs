//! The status of an appointment, as a word and an icon.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    domain::{appointment::Status, language::Language, wording::Wording},
    words::{language, tr},
};

/// The badge.
#[component]
pub fn StatusBadge(
    /// Where it stands.
    status: Status,
    /// In whose words.
    wording: Wording,
    /// Whether it was a request that was declined.
    #[prop(default = false)]
    declined: bool,
) -> impl IntoView {
    let icon = match status {
        Status::Pending => "hourglass",
        Status::Booked => "calendar-check",
        Status::Arrived | Status::CheckedIn => "user-check",
        Status::Fulfilled => "check-circle",
        Status::Cancelled => "calendar-x",
        Status::Noshow => "user-x",
        Status::EnteredInError => "alert",
    };
    let word = if declined { tr!(StatusDeclined) } else { status_word(status, wording) };
    view! { <span class="badge" data-status=status.as_str()><Icon name=icon class="icon-sm"/>{word}</span> }
}

/// The status in a word. Other systems' words are in English.
#[must_use]
pub fn status_word(status: Status, wording: Wording) -> &'static str {
    match status {
        _ if language() == Language::English => wording.of(status),
        Status::Pending => tr!(StatusPending),
        Status::Booked => tr!(StatusBooked),
        Status::Arrived => tr!(StatusArrived),
        Status::CheckedIn => tr!(StatusCheckedIn),
        Status::Fulfilled => tr!(StatusFulfilled),
        Status::Cancelled => tr!(StatusCancelled),
        Status::Noshow => tr!(StatusNoshow),
        Status::EnteredInError => tr!(StatusEnteredInError),
    }
}
