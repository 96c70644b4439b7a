//! Where an appointment stands, in a word and a sign.

use leptos::prelude::*;

use super::icon::Icon;
use crate::domain::{appointment::Status, wording::Wording};

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
    let word = if declined { "Declined" } else { wording.of(status) };
    view! { <span class="badge" data-status=status.as_str()><Icon name=icon class="icon-sm"/>{word}</span> }
}
