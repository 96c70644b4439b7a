//! Converts the state of a second factor to the views of `server_fns::security`.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    service::{
        passkey::{MOST, Passkey},
        second_factor::{Setup, State},
    },
    views::security::{AppView, PasskeyView, PasskeysView, SecurityView, SetupView},
};

/// The state of a second factor; with new recovery codes, which are shown once.
pub fn view(
    state: State,
    required: bool,
    new_codes: Vec<String>,
    passkeys: PasskeysView,
    now: Timestamp,
) -> SecurityView {
    let nothing =
        SecurityView { required, since: None, recovery_codes: 0, setup: None, new_codes: Vec::new(), passkeys };
    match state {
        State::Off => nothing,
        State::Begun(Setup { secret, url, squares, size }) => {
            SecurityView { setup: Some(SetupView { secret, url, squares, size }), ..nothing }
        }
        State::On { since, recovery_codes, .. } => {
            SecurityView { since: Some(ago(since, now)), recovery_codes, new_codes, ..nothing }
        }
    }
}

/// The authenticator app, on the page of devices.
pub fn app(state: &State, now: Timestamp) -> Option<AppView> {
    match *state {
        // A code may belong to the next half minute.
        State::On { since, last_used, .. } => {
            Some(AppView { added: ago(since, now), last_used: ago(last_used.min(now), now) })
        }
        State::Off | State::Begun(_) => None,
    }
}

/// A user's passkeys, on a site that may not support any.
pub fn passkeys(known: Vec<Passkey>, offered: bool, now: Timestamp) -> PasskeysView {
    let can_add = offered && known.len() < MOST;
    let view = |one: Passkey| PasskeyView {
        id: one.id.0,
        name: one.name,
        added: ago(one.created_at, now),
        last_used: one.last_used_at.map(|at| ago(at, now)),
        synced: one.synced,
    };
    PasskeysView { offered, can_add, known: known.into_iter().map(view).collect() }
}
