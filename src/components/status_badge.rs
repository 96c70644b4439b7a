//! Where an appointment stands, in a word and a sign.

use leptos::prelude::*;

use super::icon::Icon;
use crate::domain::appointment::Status;

/// The badge.
#[component]
pub fn StatusBadge(
    /// Where it stands.
    status: Status,
) -> impl IntoView {
    let (icon, word) = match status {
        Status::Pending => ("hourglass", "Waiting for approval"),
        Status::Booked => ("calendar-check", "Booked"),
        Status::Arrived => ("user-check", "Arrived"),
        Status::CheckedIn => ("user-check", "Checked in"),
        Status::Fulfilled => ("check-circle", "Completed"),
        Status::Cancelled => ("calendar-x", "Cancelled"),
        Status::Noshow => ("user-x", "Did not come"),
        Status::EnteredInError => ("alert", "Entered in error"),
    };
    view! { <span class="badge" data-status=status.as_str()><Icon name=icon class="icon-sm"/>{word}</span> }
}
