//! Finding two files of one patient, and seeing them side by side.

use serde::{Deserialize, Serialize};

use crate::domain::account::Again;

/// What the page shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum FilesView {
    /// The form that finds two files, with what stands in its fields.
    Finding(String, String),
    /// Two files.
    Comparing(Box<MergeView>),
}

/// The two, and what is in the way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeView {
    /// The two files.
    pub sides: [MergeSideView; 2],
    /// What each holds, by name: how much of it the first has, and how much the second.
    pub holdings: Vec<(String, i64, i64)>,
    /// Appointments that both have at the same time, in words.
    pub clashes: Vec<String>,
    /// Whom or what both have reviewed.
    pub reviewed_twice: Vec<String>,
    /// Whether the reader says the code of a second step.
    pub again: Again,
    /// The key of the one that is to stay, where the form that said so was refused.
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
    /// Since when there is the file.
    pub since: String,
    /// Why it has to stay; empty if it need not.
    pub must_stay: String,
}
