//! Whether a practitioner takes new bookings, and from whom, with the switches for it.

use leptos::prelude::*;

use super::{action_form::ActionForm, icon::Icon, submit::Submit};
use crate::{
    server_fns::availability::{SetAccepting, SetRequiresReferral},
    words::tr,
};

/// The state in words, with a button that toggles it.
#[component]
pub fn Accepting(
    /// The state.
    accepting: bool,
    /// What changes it.
    action: ServerAction<SetAccepting>,
    /// The page to open afterwards.
    next: &'static str,
) -> impl IntoView {
    let (icon, title, text, label) = if accepting {
        ("check-circle", tr!(HoursAccepting), tr!(HoursAcceptingText), tr!(HoursStopAccepting))
    } else {
        ("info", tr!(HoursNotAccepting), tr!(HoursNotAcceptingText), tr!(HoursStartAccepting))
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

/// Whether bookings require a referral, in words, with a button that toggles it.
#[component]
pub fn ByReferral(
    /// The state.
    by_referral: bool,
    /// What changes it.
    action: ServerAction<SetRequiresReferral>,
) -> impl IntoView {
    let (icon, title, text, label) = if by_referral {
        ("file-text", tr!(HoursByReferral), tr!(HoursByReferralText), tr!(HoursLetAnyone))
    } else {
        ("users", tr!(HoursAnyone), tr!(HoursAnyoneText), tr!(HoursRequireReferral))
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
