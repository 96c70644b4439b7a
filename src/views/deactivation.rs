//! Switching an account off that has coming appointments.

use serde::{Deserialize, Serialize};

use super::closure::AffectedView;

/// Someone whose account is to be switched off, and their coming appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingView {
    /// The account's key.
    pub id: i64,
    /// Their name.
    pub name: String,
    /// The first of the appointments, by time.
    pub affected: Vec<AffectedView>,
    /// How many there are besides.
    pub more: usize,
    /// The keys of all of them.
    pub seen: Vec<i64>,
    /// Whether some of the patients can be asked to choose another time: they are booked with the one who leaves.
    pub may_ask: bool,
    /// Who could take those over: key and name of each practitioner of their centres.
    pub successors: Vec<(i64, String)>,
}
