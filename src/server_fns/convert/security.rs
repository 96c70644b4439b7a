//! From where a second step stands to what `server_fns::security` returns.

use jiff::Timestamp;

use super::time_view::ago;
use crate::{
    service::second_factor::{Setup, State},
    views::security::{SecurityView, SetupView},
};

/// Where someone's second step stands; with new recovery codes, which are shown once.
pub fn view(state: State, required: bool, new_codes: Vec<String>, now: Timestamp) -> SecurityView {
    let nothing = SecurityView { required, since: None, recovery_codes: 0, setup: None, new_codes: Vec::new() };
    match state {
        State::Off => nothing,
        State::Begun(Setup { secret, url, squares, size }) => {
            SecurityView { setup: Some(SetupView { secret, url, squares, size }), ..nothing }
        }
        State::On { since, recovery_codes } => {
            SecurityView { since: Some(ago(since, now)), recovery_codes, new_codes, ..nothing }
        }
    }
}
