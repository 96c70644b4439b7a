//! The rows of the demo clinic, as they are stored.

use jiff::{Timestamp, civil::Date};

use crate::domain::{
    appointment::Status,
    directory::CentreKind,
    patient::Gender,
    slot::{Slot, WeeklyWindow},
    time::Zone,
};

/// A centre.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedCentre {
    /// Hospital or medical centre.
    pub kind: CentreKind,
    /// Its name, which is unique.
    pub name: String,
    /// Eleven digits that no real business has.
    pub abn: String,
    /// A real suburb of the zone's city.
    pub suburb: &'static str,
    /// Street, suburb and postcode.
    pub address: String,
    /// A telephone number from a range reserved for fiction.
    pub phone: String,
    /// Its time zone.
    pub zone: Zone,
}

/// The details common to all people.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAccount {
    /// At `demo.example`, in lower case and unique.
    pub email: String,
    /// Given and family name.
    pub full_name: String,
    /// A telephone number from a range reserved for fiction.
    pub phone: String,
    /// As far as the given name suggests it.
    pub gender: Option<Gender>,
    /// When the account was created: half a year to three years ago.
    pub created_at: Timestamp,
}

/// A practitioner.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedPractitioner {
    /// The person.
    pub account: SeedAccount,
    /// In its canonical spelling.
    pub profession: &'static str,
    /// Seven digits and a letter; unique.
    pub provider_number: String,
    /// Degrees and registrations.
    pub qualifications: &'static str,
    /// A few sentences.
    pub bio: String,
    /// Years of practice.
    pub experience_years: i64,
    /// Separated by commas, English first.
    pub languages: String,
    /// Price of a visit in cents.
    pub fee_cents: i64,
    /// In which currency.
    pub currency: &'static str,
    /// Whether they take new bookings.
    pub accepting_bookings: bool,
    /// Whether they are seen on referral only.
    pub requires_referral: bool,
    /// One to three fields.
    pub expertise: Vec<&'static str>,
    /// One to three centres of one zone, with hours that do not clash.
    pub affiliations: Vec<SeedAffiliation>,
    /// The services that can be booked with them, by index in [`SeedPlan::services`]; empty for the standard visit only.
    pub services: Vec<usize>,
    /// The reasons for seeing someone of this profession, from which appointments draw.
    pub(super) reasons: &'static [&'static str],
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAffiliation {
    /// The centre's index in [`SeedPlan::centres`].
    pub centre: usize,
    /// Weekly hours; at least one window.
    pub hours: Vec<WeeklyWindow>,
}

/// A patient.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedPatient {
    /// The person.
    pub account: SeedAccount,
    /// The patient number on their card; unique.
    pub number: String,
    /// An adult's.
    pub date_of_birth: Date,
    /// Where they told.
    pub gender: Option<Gender>,
    /// Their blood group, if they know it.
    pub blood_group: Option<&'static str>,
    /// Street, suburb and postcode.
    pub address: String,
    /// Ten digits that no real card has; unique.
    pub medicare: String,
    /// Emergency contact; may be empty.
    pub emergency_name: String,
    /// Their telephone number; may be empty.
    pub emergency_phone: String,
}

/// An appointment.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAppointment {
    /// The practitioner's index in [`SeedPlan::practitioners`].
    pub practitioner: usize,
    /// The patient's index in [`SeedPlan::patients`].
    pub patient: usize,
    /// The centre's index in [`SeedPlan::centres`].
    pub centre: usize,
    /// The kind of visit's index in [`SeedPlan::services`]; `None` for the standard visit.
    pub service: Option<usize>,
    /// The time, from its start to its end.
    pub slot: Slot,
    /// Fulfilled, cancelled or no-show once it is over; mostly booked before.
    pub status: Status,
    /// Why; often empty.
    pub reason: &'static str,
    /// When it was booked: before it starts and before `now`.
    pub created_at: Timestamp,
    /// When it got its current status, unless that is its first.
    pub settled_at: Option<Timestamp>,
}

/// A request on the waiting list: any day up to a last one.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedWaiting {
    /// The practitioner, by index in [`SeedPlan::practitioners`].
    pub practitioner: usize,
    /// The patient, by index in [`SeedPlan::patients`].
    pub patient: usize,
    /// The suitable times, from and to, in minutes of the day.
    pub between: (u16, u16),
    /// The last suitable day.
    pub latest_on: Date,
    /// When the wait began.
    pub created_at: Timestamp,
}

/// A day on which no one works, from one midnight to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SeedClosure {
    /// Only at this centre, by index in [`SeedPlan::centres`].
    pub centre: Option<usize>,
    /// The day, by the clocks of the centre.
    pub date: Date,
    /// The closure's name.
    pub name: &'static str,
}
