//! What the import page shows.

use serde::{Deserialize, Serialize};

use crate::domain::account::{Again, IdentifierKind};

pub use crate::domain::import_said::{ImportSaid, ImportStage, SaidCounts, SaidFinding};

/// The page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportView {
    /// The reader's latest import.
    pub run: Option<ImportRunView>,
    /// Time zones to choose from.
    pub zones: Vec<String>,
    /// The suggested zone.
    pub zone: String,
    /// Whether, and how, the reader repeats their second step.
    pub again: Again,
    /// The kinds of names that people sign in with.
    pub sign_in_with: Vec<IdentifierKind>,
}

/// An import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportRunView {
    /// The random key in its address.
    pub id: String,
    /// The time zone of new centres.
    pub time_zone: String,
    /// How far it is.
    pub stage: ImportStage,
    /// The report.
    pub said: Option<ImportSaid>,
    /// How many of the new passwords are hashed, and how many there are.
    pub progress: (i64, i64),
    /// When its files were uploaded, in words.
    pub begun: String,
}
