//! Who looks after which patient, and who reads a patient's record: for administrators.

use serde::{Deserialize, Serialize};

use super::sharing::{ReaderView, RelationshipView};
use crate::{domain::ids::PatientId, error::AppError};

/// Who reads a patient's record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientAccessView {
    /// For whom was looked; empty if for no one.
    pub sought: String,
    /// The patient, where one was asked for and found: key, name and number.
    pub patient: Option<(PatientId, String, String)>,
    /// Why none was found, where one was asked for.
    pub error: Option<AppError>,
    /// Who looks after them; where no one was asked for, a page of who looks after whom.
    pub relationships: Vec<RelationshipView>,
    /// Which page, from 1, and whether there are more.
    pub page: (i64, bool),
    /// Practitioners whom the record concerns.
    pub readers: Vec<ReaderView>,
    /// Whether the administrator who asks reads it themself.
    pub may_read: bool,
}
