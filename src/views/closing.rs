//! A patient closes their account.

use serde::{Deserialize, Serialize};

use super::appointment::AppointmentView;

/// What the page shows before an account is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingView {
    /// What would be cancelled, soonest first.
    pub coming: Vec<AppointmentView>,
    /// Whether the reader may close the account themselves: people who work here may not.
    pub may_close: bool,
}
