//! Whether a practitioner takes new bookings, and from whom, with the switches for it.

use leptos::prelude::*;

use super::{action_form::ActionForm, icon::Icon, submit::Submit};
use crate::server_fns::availability::{SetAccepting, SetRequiresReferral};

/// The state in words, and a button that turns it round.
#[component]
pub fn Accepting(
    /// The state.
    accepting: bool,
    /// What changes it.
    action: ServerAction<SetAccepting>,
    /// Where to go after that.
    next: &'static str,
) -> impl IntoView {
    let (icon, title, text, label) = if accepting {
        (
            "check-circle",
            "You take new bookings",
            "Patients see your free times and can book them.",
            "Stop taking bookings",
        )
    } else {
        (
            "info",
            "You take no new bookings",
            "Nobody can book you. Appointments that you have stay as they are.",
            "Take bookings again",
        )
    };
    view! {
        <section class="card accepting" class:is-off=!accepting aria-labelledby="accepting">
            <h2 id="accepting"><Icon name=icon/>{title}</h2>
            <p class="muted">{text}</p>
            <ActionForm action>
                <input type="hidden" name="accepting" value=(!accepting).to_string()/>
                <input type="hidden" name="next" value=next/>
                <Submit label busy=action.pending() class="btn"/>
            </ActionForm>
        </section>
    }
    .into_any()
}

/// Whether bookings take a referral, in words, and a button that turns it round.
#[component]
pub fn ByReferral(
    /// The state.
    by_referral: bool,
    /// What changes it.
    action: ServerAction<SetRequiresReferral>,
) -> impl IntoView {
    let (icon, title, text, label) = if by_referral {
        (
            "file-text",
            "You are seen on referral only",
            "A patient needs a referral to you, or to your field, to book you. Each visit uses one of its visits.",
            "Let anybody book",
        )
    } else {
        (
            "users",
            "Anybody can book you",
            "No referral is needed. Letters that are written to you reach you all the same.",
            "Ask for referrals",
        )
    };
    view! {
        <section class="card accepting" aria-labelledby="by-referral">
            <h2 id="by-referral"><Icon name=icon/>{title}</h2>
            <p class="muted">{text}</p>
            <ActionForm action>
                <input type="hidden" name="requires" value=(!by_referral).to_string()/>
                <input type="hidden" name="next" value="/practitioner/hours?saved=1"/>
                <Submit label busy=action.pending() class="btn"/>
            </ActionForm>
        </section>
    }
    .into_any()
}
