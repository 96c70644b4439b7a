//! Where an appointment stands, in a word and a sign.

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
    let word = match (declined, language()) {
        (true, _) => tr!(StatusDeclined),
        // The words of other systems are English.
        (false, Language::English) => wording.of(status),
        (false, _) => word(status),
    };
    view! { <span class="badge" data-status=status.as_str()><Icon name=icon class="icon-sm"/>{word}</span> }
}

fn word(status: Status) -> &'static str {
    match status {
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
