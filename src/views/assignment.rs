//! Who looks after which patient, and who reads a patient's record: for administrators.

use serde::{Deserialize, Serialize};

use super::sharing::{ReaderView, RelationshipView};
use crate::{domain::ids::PatientId, error::AppError};

/// Who reads a patient's record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientAccessView {
    /// The search text; empty if none.
    pub sought: String,
    /// The patient, if one was searched for and found: key, name and number.
    pub patient: Option<(PatientId, String, String)>,
    /// Why no patient was found, if one was searched for.
    pub error: Option<AppError>,
    /// Who looks after them; without a patient, a page of all relationships.
    pub relationships: Vec<RelationshipView>,
    /// Which page, from 1, and whether there are more.
    pub page: (i64, bool),
    /// The practitioners whom the record concerns.
    pub readers: Vec<ReaderView>,
    /// Whether the administrator can read it too.
    pub may_read: bool,
}
