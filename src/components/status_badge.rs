//! The status of an appointment, as a word and an icon.

use leptos::prelude::*;

use super::icon::Icon;
use crate::{
    domain::{appointment::Status, wording::Wording},
    words::tr,
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

/// The status in a word. Where another system has no word of its own, ours is used.
#[must_use]
pub fn status_word(status: Status, wording: Wording) -> &'static str {
    match (wording, status) {
        (Wording::Healmate | Wording::Medconnect, Status::Pending) => tr!(StatusAwaited),
        (Wording::Clinic | Wording::Has, Status::Pending) => tr!(StatusPending),
        (Wording::Clinic, Status::Booked) => tr!(StatusBooked),
        (Wording::Healmate, Status::Booked) => tr!(StatusApproved),
        (Wording::Has, Status::Booked) => tr!(StatusScheduled),
        (Wording::Medconnect, Status::Booked) => tr!(StatusConfirmed),
        (_, Status::Arrived) => tr!(StatusArrived),
        (_, Status::CheckedIn) => tr!(StatusCheckedIn),
        (_, Status::Fulfilled) => tr!(StatusFulfilled),
        (_, Status::Cancelled) => tr!(StatusCancelled),
        (_, Status::Noshow) => tr!(StatusNoshow),
        (_, Status::EnteredInError) => tr!(StatusEnteredInError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn no_two_states_share_a_word_in_any_language() {
        for language in Language::ALL {
            let reader = Reader { language, time_style: TimeStyle::default() };
            for wording in Wording::ALL {
                let mut words = reader.read(|| Status::ALL.map(|status| status_word(status, wording)));
                words.sort_unstable();
                assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{wording:?}: {words:?}");
            }
        }
    }

    #[test]
    fn each_system_keeps_its_words_in_every_language() {
        let german = Reader { language: Language::German, time_style: TimeStyle::default() };
        let booked = || Wording::ALL.map(|wording| status_word(Status::Booked, wording));

        assert_eq!(booked(), ["Booked", "Approved", "Scheduled", "Confirmed"]);
        assert_eq!(german.read(booked), ["Gebucht", "Genehmigt", "Geplant", "Bestätigt"]);
    }
}
