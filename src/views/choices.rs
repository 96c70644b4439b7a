//! Parts of the clinic to choose from, in the filters of lists and figures.

use serde::{Deserialize, Serialize};

use super::suggest::SuggestionView;

/// Parts of the clinic to choose from: keys and names; and the practitioner who is chosen, who are too many to be listed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoicesView {
    /// Centres.
    pub centres: Vec<(i64, String)>,
    /// The chosen practitioner.
    pub practitioner: Option<SuggestionView>,
    /// Kinds of visits.
    pub services: Vec<(i64, String)>,
    /// The name of the standard visit, where it can be chosen beside them.
    pub standard: Option<String>,
}
