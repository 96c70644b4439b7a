//! Whether a practitioner takes new bookings, and the switch for it.

use leptos::prelude::*;

use super::{icon::Icon, submit::Submit};
use crate::server_fns::availability::SetAccepting;

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
