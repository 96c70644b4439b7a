//! Finding two files of one patient, and seeing them side by side.

use serde::{Deserialize, Serialize};

use crate::domain::account::Again;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilesView {
    /// The form that finds two files, with its values.
    Finding(String, String),
    /// Two files.
    Comparing(Box<MergeView>),
}

/// The two files, and any obstacles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeView {
    /// The two files.
    pub sides: [MergeSideView; 2],
    /// Their contents by kind: how many the first has, and how many the second.
    pub holdings: Vec<(String, i64, i64)>,
    /// Appointments that both have at the same time, in words.
    pub clashes: Vec<String>,
    /// The practitioners and centres that both have reviewed.
    pub reviewed_twice: Vec<String>,
    /// Whether, and how, the reader repeats their second step.
    pub again: Again,
    /// The key of the one to keep, if the form that chose it was refused.
    pub staying: Option<i64>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeSideView {
    /// The key of its account.
    pub id: i64,
    /// The patient's name.
    pub name: String,
    /// Their number.
    pub number: String,
    /// Their email address.
    pub email: String,
    /// Their telephone number.
    pub phone: String,
    /// When they were born; empty if that is unknown.
    pub born: String,
    /// When the file was created.
    pub since: String,
    /// Why it has to be kept; empty if it need not be.
    pub must_stay: String,
}
