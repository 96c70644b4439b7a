//! Calculators that need today's date.

use serde::{Deserialize, Serialize};

use crate::domain::tools::Slip;

/// A due date, or what was typed wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum DueDateView {
    /// The due date was calculated.
    Due {
        /// `Tuesday 8 June 2027`.
        date: String,
        /// Whole weeks so far.
        weeks: i32,
        /// And days more.
        days: i32,
    },
    /// It cannot.
    Wrong(Vec<Slip>),
}
