//! A practitioner's page about their own profile.

use serde::{Deserialize, Serialize};

use crate::domain::{practitioner_form::OwnProfileForm, rating::Average};

/// What a practitioner says about themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationView {
    /// Their key.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Profession.
    pub profession: String,
    /// Address of their photo, or of the face that is drawn for them.
    pub portrait: String,
    /// Whether that is a photo.
    pub has_photo: bool,
    /// What patients think of them.
    pub average: Average,
    /// Key and name of each centre where they work.
    pub centres: Vec<(i64, String)>,
    /// What stands in the form; as it was typed where it was refused.
    pub form: OwnProfileForm,
    /// How many millions of bytes a photo may have that is sent.
    pub most_megabytes: u16,
}

impl PresentationView {
    /// All but what they say.
    #[must_use]
    pub fn without_form(&self) -> Self {
        Self { form: OwnProfileForm::default(), ..self.clone() }
    }
}
