//! A practitioner's page about their own profile.

use serde::{Deserialize, Serialize};

use crate::domain::{practitioner_form::OwnProfileForm, rating::Average};

/// A practitioner's own profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresentationView {
    /// A `PractitionerId`.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Profession.
    pub profession: String,
    /// The path of their photo, or of the face drawn for them.
    pub portrait: String,
    /// Whether that is a photo.
    pub has_photo: bool,
    /// Their average rating.
    pub average: Average,
    /// Key and name of each centre where they work.
    pub centres: Vec<(i64, String)>,
    /// The form's values; as typed if it was refused.
    pub form: OwnProfileForm,
    /// The maximum size of an uploaded photo, in million bytes.
    pub most_megabytes: u16,
}

impl PresentationView {
    /// The page without the profile form.
    #[must_use]
    pub fn without_form(&self) -> Self {
        Self { form: OwnProfileForm::default(), ..self.clone() }
    }
}
