//! An administrator's pages about centres.

use serde::{Deserialize, Serialize};

use super::listing::PlaceView;
use crate::domain::{centre_form::CentreForm, directory::CentreKind};

/// The filters of the list of centres.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CentreQuery {
    /// The search text.
    pub q: String,
    /// The kind of centre.
    pub kind: String,
    /// Its suburb or town.
    pub suburb: String,
    /// The key of a service offered there.
    pub service: String,
}

impl CentreQuery {
    /// The filters in use.
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
    /// The total number of matches.
    pub total: usize,
    /// The suburbs and towns to choose from.
    pub suburbs: Vec<String>,
    /// The services to choose from: keys and names.
    pub services: Vec<(i64, String)>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
}

/// A centre in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreRowView {
    /// A `CentreId`.
    pub id: i64,
    /// As everyone sees it.
    pub name: String,
    /// The kind of centre.
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
    /// How many upcoming appointments there are.
    pub coming: i64,
}

/// A booked time in two time zones.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedView {
    /// With whom.
    pub practitioner: String,
    /// In the centre's current zone, in words.
    pub before: String,
    /// In its new zone, in words.
    pub after: String,
}

/// A centre's picture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentrePhotoView {
    /// The path of its photo, or of the building drawn for it.
    pub address: String,
    /// Whether that is a photo.
    pub is_photo: bool,
    /// The maximum size of an uploaded photo, in million bytes.
    pub most_megabytes: u16,
}

/// An existing centre to edit, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreEditView {
    /// Its key; `None` for a new one.
    pub id: Option<i64>,
    /// Its name as stored; empty for a new one.
    pub name: String,
    /// The form's values; as typed if it was refused.
    pub form: CentreForm,
    /// Its picture; `None` for a new one.
    pub photo: Option<CentrePhotoView>,
    /// Time zones to choose from; others can be typed in.
    pub zones: Vec<String>,
    /// How many upcoming appointments there are.
    pub coming: i64,
}

impl CentreEditView {
    /// The page without the picture.
    #[must_use]
    pub fn without_photo(&self) -> Self {
        Self { photo: None, ..self.clone() }
    }
}
