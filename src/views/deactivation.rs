//! Deactivating an account with upcoming appointments.

use serde::{Deserialize, Serialize};

use super::closure::AffectedView;

/// A person whose account is to be deactivated, and their upcoming appointments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeavingView {
    /// The account's key.
    pub id: i64,
    /// The person's full name.
    pub name: String,
    /// The first appointments, by time.
    pub affected: Vec<AffectedView>,
    /// How many more there are.
    pub more: usize,
    /// The keys of all of them.
    pub seen: Vec<i64>,
    /// Whether any patients can be asked to choose another time: those booked with the person who leaves.
    pub may_ask: bool,
    /// The practitioners who could take those over: key and name of each at their centres.
    pub successors: Vec<(i64, String)>,
}
