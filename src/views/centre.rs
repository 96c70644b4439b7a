//! An administrator's pages about centres.

use serde::{Deserialize, Serialize};

use super::listing::PlaceView;
use crate::domain::{centre_form::CentreForm, directory::CentreKind};

/// What is asked of the list of centres.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CentreQuery {
    /// What was typed to find one.
    pub q: String,
    /// What kind of place it is.
    pub kind: String,
    /// Its suburb or town.
    pub suburb: String,
    /// The key of a service that is offered there.
    pub service: String,
}

impl CentreQuery {
    /// The criteria that are used.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { q, kind, suburb, service } = self;
        let all = [("text", q), ("kind", kind), ("suburb", suburb), ("service", service)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of centres.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentresView {
    /// The rows.
    pub rows: Vec<CentreRowView>,
    /// How many match in all.
    pub total: usize,
    /// The suburbs and towns to choose from.
    pub suburbs: Vec<String>,
    /// The services to choose from: keys and names.
    pub services: Vec<(i64, String)>,
    /// How they are sorted, and what there is before and after them.
    pub place: PlaceView,
}

/// A centre in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreRowView {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// What kind of place it is.
    pub kind: CentreKind,
    /// Suburb or town.
    pub suburb: String,
    /// Street and number; may be empty.
    pub address: String,
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
