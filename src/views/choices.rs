//! The choices in the filters of lists and reports.

use serde::{Deserialize, Serialize};

use super::suggest::SuggestionView;

/// The parts of the clinic to choose from: keys and names; and the chosen practitioner, as there are too many to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoicesView {
    /// Centres.
    pub centres: Vec<(i64, String)>,
    /// The chosen practitioner.
    pub practitioner: Option<SuggestionView>,
    /// Kinds of visits.
    pub services: Vec<(i64, String)>,
    /// The name of the standard visit, if it is one of the choices.
    pub standard: Option<String>,
}
