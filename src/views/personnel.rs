//! An administrator's pages about practitioners.

use serde::{Deserialize, Serialize};

use super::listing::PlaceView;
use crate::domain::{
    first_hours::FirstHoursForm, personnel::PersonnelStatus, practitioner_form::PractitionerForm,
    sign_in_name::NamesAsked,
};

/// The filters of the list of practitioners.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonnelQuery {
    /// The search text.
    pub q: String,
    /// Their profession.
    pub profession: String,
    /// An area of expertise.
    pub expertise: String,
    /// The key of a centre where they work.
    pub centre: String,
    /// Whether they can be booked.
    pub status: String,
}

impl PersonnelQuery {
    /// The filters in use.
    pub fn criteria(&self) -> impl Iterator<Item = &'static str> {
        let Self { q, profession, expertise, centre, status } = self;
        let all =
            [("text", q), ("profession", profession), ("expertise", expertise), ("centre", centre), ("status", status)];
        all.into_iter().filter(|(_, value)| !value.is_empty()).map(|(name, _)| name)
    }
}

/// A page of practitioners.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonnelView {
    /// The rows.
    pub rows: Vec<PersonnelRowView>,
    /// The total number.
    pub total: i64,
    /// The professions to choose from.
    pub professions: Vec<String>,
    /// The areas of expertise to choose from.
    pub expertise: Vec<String>,
    /// The centres to choose from: keys and names.
    pub centres: Vec<(i64, String)>,
    /// The sort order, and the previous and next pages.
    pub place: PlaceView,
}

/// A practitioner in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonnelRowView {
    /// A `PractitionerId`.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Profession.
    pub profession: String,
    /// The names of their centres.
    pub centres: Vec<String>,
    /// Whether they can be booked.
    pub status: PersonnelStatus,
}

/// An existing practitioner to edit, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonnelEditView {
    /// Their key; `None` for a new one.
    pub id: Option<i64>,
    /// Their name as stored; empty for a new one.
    pub name: String,
    /// The address of their account's page; empty for a new one.
    pub account: String,
    /// The form's values; as typed if it was refused.
    pub form: PractitionerForm,
    /// The names that the form asks for.
    pub asked: NamesAsked,
    /// The centre and first hours in the form.
    pub first: FirstHoursForm,
    /// Professions to choose from; others can be typed in.
    pub professions: Vec<String>,
    /// The centres where they do not work yet: key and name.
    pub centres: Vec<(i64, String)>,
    /// Where they work.
    pub work: Vec<WorkView>,
    /// Whether the account is active.
    pub active: bool,
}

/// A practitioner's affiliation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkView {
    /// An `AffiliationId`.
    pub id: i64,
    /// The centre's name.
    pub centre: String,
    /// The days with their hours, in words.
    pub hours: Vec<(String, String)>,
    /// The keys of the upcoming appointments there.
    pub coming: Vec<i64>,
}
