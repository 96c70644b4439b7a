//! An administrator's pages about centres.

use serde::{Deserialize, Serialize};

use crate::domain::centre_form::CentreForm;

/// A centre in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreRowView {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What kind of place it is, in words.
    pub kind: String,
    /// Street and suburb.
    pub place: String,
    /// Its telephone number; may be empty.
    pub phone: String,
    /// The IANA name of its time zone.
    pub zone: String,
    /// How many practitioners work there.
    pub practitioners: usize,
    /// How many appointments are to come there.
    pub coming: i64,
}

/// A booked time on two clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedView {
    /// With whom.
    pub practitioner: String,
    /// On the clock of the centre as it is, in words.
    pub before: String,
    /// On the clock that it is to have, in words.
    pub after: String,
}

/// What is shown of a centre.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentrePhotoView {
    /// Address of its photo, or of the building that is drawn for it.
    pub address: String,
    /// Whether that is a photo.
    pub is_photo: bool,
    /// How many millions of bytes a photo may have that is sent.
    pub most_megabytes: u16,
}

/// A centre to be changed, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreEditView {
    /// Its key; none for a new one.
    pub id: Option<i64>,
    /// Its name as stored; empty for a new one.
    pub name: String,
    /// What stands in the form; as it was typed where it was refused.
    pub form: CentreForm,
    /// What is shown of it; none for a new one.
    pub photo: Option<CentrePhotoView>,
    /// Time zones to choose from; others can be typed in.
    pub zones: Vec<String>,
    /// How many appointments are to come there.
    pub coming: i64,
}

impl CentreEditView {
    /// All but what is shown of it.
    #[must_use]
    pub fn without_photo(&self) -> Self {
        Self { photo: None, ..self.clone() }
    }
}
