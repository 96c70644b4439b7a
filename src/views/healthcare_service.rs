//! An administrator's pages about services, and who offers them.

use serde::{Deserialize, Serialize};

use crate::domain::{healthcare_service::RoomKind, service_form::ServiceForm};

/// Every service, and the standard visit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicesView {
    /// The services, by name.
    pub rows: Vec<ServiceRowView>,
    /// How long the clinic's standard visit lasts, in minutes.
    pub standard_minutes: u16,
}

/// A service in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceRowView {
    /// A `ServiceId`.
    pub id: i64,
    /// The name for readers in whose language it has none.
    pub name: String,
    /// How long it lasts, in minutes.
    pub minutes: u16,
    /// For how many people it is.
    pub seats: u32,
    /// Whether it takes place online.
    pub is_online: bool,
    /// `$85.00 AUD`, where it has a price of its own.
    pub price: Option<String>,
    /// Whether the practitioner has to agree first.
    pub on_request: bool,
    /// How many practitioners offer it.
    pub practitioners: i64,
    /// The number of rooms and devices, one of which it needs.
    pub rooms: usize,
    /// Whether it is offered.
    pub active: bool,
}

/// An existing service to edit, or a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceEditView {
    /// Its key; `None` for a new one.
    pub id: Option<i64>,
    /// Its name as it is stored; empty for a new one.
    pub name: String,
    /// Whether it is offered.
    pub active: bool,
    /// How many practitioners offer it.
    pub practitioners: i64,
    /// The form's values; as typed if it was refused.
    pub form: ServiceForm,
    /// Every room and device by its centre's name.
    pub rooms: Vec<(String, Vec<RoomChoiceView>)>,
    /// How far ahead the clinic takes bookings, in days.
    pub clinic_horizon: u16,
    /// Whether visits can be online.
    pub online_visits: bool,
    /// Whether the clinic's practitioners have to agree first, unless a service says otherwise.
    pub clinic_on_request: bool,
    /// When the clinic reminds patients, unless a service says otherwise: a choice of its setting.
    pub clinic_reminders: String,
}

/// A room or device to choose.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomChoiceView {
    /// A `RoomId`.
    pub id: i64,
    /// As everyone sees it.
    pub name: String,
    /// What it is.
    pub kind: RoomKind,
    /// Whether it can be used.
    pub active: bool,
}

/// A page of practitioners, each with whether they offer a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServicePeopleView {
    /// The service's key.
    pub id: i64,
    /// The name of the service.
    pub name: String,
    /// Whether it is offered at all.
    pub active: bool,
    /// How many offer it.
    pub offering: i64,
    /// The rows, by name.
    pub rows: Vec<OffererView>,
    /// How many the filter finds.
    pub total: usize,
    /// This page, from 1.
    pub page: usize,
    /// The last page.
    pub pages: usize,
    /// Every profession.
    pub professions: Vec<String>,
}

/// A practitioner who offers a service, or could.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OffererView {
    /// A `PractitionerId`.
    pub id: i64,
    /// The practitioner's full name.
    pub name: String,
    /// Their profession, and where they work.
    pub about: String,
    /// Whether they offer it.
    pub offers: bool,
}

/// The filters, as in the address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PeopleQuery {
    /// A part of the name.
    pub q: String,
    /// Exactly this profession; blank for any.
    pub profession: String,
    /// `yes` for those who offer it, `no` for the others; blank for both.
    pub offers: String,
    /// The page, from 1.
    pub page: String,
}
