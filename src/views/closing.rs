//! Closing a patient's account.

use serde::{Deserialize, Serialize};

use super::appointment::AppointmentView;

/// What the page shows before an account is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingView {
    /// The appointments that would be cancelled, soonest first.
    pub coming: Vec<AppointmentView>,
    /// Whether the reader may close the account themselves: staff may not.
    pub may_close: bool,
}
