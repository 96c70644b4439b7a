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
            "You're taking new bookings",
            "Patients can see and book your free times.",
            "Stop taking bookings",
        )
    } else {
        (
            "info",
            "You're not taking new bookings",
            "Patients can't book you. Your existing appointments stay as they are.",
            "Start taking bookings",
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
            "Patients need a referral to see you",
            "To book you, a patient needs a referral to you or to your field. Each booking uses one of its visits.",
            "Let anyone book",
        )
    } else {
        (
            "users",
            "Anyone can book you",
            "No referral needed. You'll still receive letters written to you.",
            "Require a referral",
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
