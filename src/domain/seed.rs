//! A believable demo clinic of a chosen size, from a seed: the same seed gives the same clinic on every machine. Pure: storing it
//! is `storage::seed`. Everyone in it is invented.

mod diary;
mod hours;
mod names;
mod people;
mod places;
mod ratings;
mod rng;
mod services;
mod work;

use jiff::{Timestamp, civil::Date};

pub use self::{
    hours::SeedError,
    ratings::{SeedRating, SeedSubject},
    rng::Rng,
    services::{SeedRoom, SeedService},
};
use super::{
    appointment::Status,
    directory::CentreKind,
    patient::Gender,
    slot::{Slot, WeeklyWindow},
    time::Zone,
};

/// Signs in as a patient with past and upcoming appointments.
pub const DEMO_PATIENT: &str = "patient@demo.example";
/// Signs in as a practitioner with a busy week.
pub const DEMO_PRACTITIONER: &str = "practitioner@demo.example";
/// Signs in as the administrator.
pub const DEMO_ADMINISTRATOR: &str = "admin@demo.example";
/// Signs in as a receptionist, at the desks of the centres where [`DEMO_PRACTITIONER`] works.
pub const DEMO_RECEPTIONIST: &str = "receptionist@demo.example";
/// Signs in as a manager.
pub const DEMO_MANAGER: &str = "manager@demo.example";
/// Signs in as an auditor.
pub const DEMO_AUDITOR: &str = "auditor@demo.example";

/// How large a clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeedSize {
    /// Practitioners; there is a centre for about every ten of them, but enough centres for the larger cities to have several.
    pub practitioners: usize,
    /// Patients.
    pub patients: usize,
    /// Maximum number of appointments: without patients there are none, and with too few patients there are fewer.
    pub appointments: usize,
}

/// A whole clinic. Its parts refer to each other by their index in these lists.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedPlan {
    /// Hospitals and medical centres; each has at least one practitioner.
    pub centres: Vec<SeedCentre>,
    /// Practitioners; the first is [`DEMO_PRACTITIONER`].
    pub practitioners: Vec<SeedPractitioner>,
    /// Patients; the first is [`DEMO_PATIENT`].
    pub patients: Vec<SeedPatient>,
    /// Kinds of visits.
    pub services: Vec<SeedService>,
    /// Rooms and devices.
    pub rooms: Vec<SeedRoom>,
    /// Appointments, in the order in which they were made.
    pub appointments: Vec<SeedAppointment>,
    /// Patients' ratings of some of them, one for each patient and subject.
    pub ratings: Vec<SeedRating>,
}

/// A centre.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedCentre {
    /// Hospital or medical centre.
    pub kind: CentreKind,
    /// Its name; no two are alike.
    pub name: String,
    /// Eleven digits that no real business has.
    pub abn: String,
    /// A real suburb of the zone's city.
    pub suburb: &'static str,
    /// Street and number.
    pub address: String,
    /// A telephone number from a range that is kept free.
    pub phone: String,
    /// The zone of its clocks.
    pub zone: Zone,
}

/// What every person has.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAccount {
    /// At `demo.example`, in lower case; no two are alike.
    pub email: String,
    /// Given and family name.
    pub full_name: String,
    /// A telephone number from a range that is kept free.
    pub phone: String,
    /// As far as the given name tells.
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
    /// Seven digits and a letter; no two are alike.
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
    /// Whether they take new bookings.
    pub accepting_bookings: bool,
    /// Whether they are seen on referral only.
    pub requires_referral: bool,
    /// One to three fields.
    pub expertise: Vec<&'static str>,
    /// One to three centres of one zone, with hours that do not clash.
    pub affiliations: Vec<SeedAffiliation>,
    /// What can be booked with them, by index in [`SeedPlan::services`]; if empty, the standard visit.
    pub services: Vec<usize>,
    /// Why people see someone of this profession; appointments draw from these.
    reasons: &'static [&'static str],
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAffiliation {
    /// The centre's place in [`SeedPlan::centres`].
    pub centre: usize,
    /// Weekly hours; at least one window.
    pub hours: Vec<WeeklyWindow>,
}

/// A patient.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedPatient {
    /// The person.
    pub account: SeedAccount,
    /// As the patient's card says it; no two are alike.
    pub number: String,
    /// An adult's.
    pub date_of_birth: Date,
    /// Where they told.
    pub gender: Option<Gender>,
    /// Where they know it.
    pub blood_group: Option<&'static str>,
    /// Street, suburb and postcode.
    pub address: String,
    /// Ten digits that no real card has; no two are alike.
    pub medicare: String,
    /// Whom to call; may be empty.
    pub emergency_name: String,
    /// At which number; may be empty.
    pub emergency_phone: String,
}

/// An appointment of half an hour.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAppointment {
    /// The practitioner's index in [`SeedPlan::practitioners`].
    pub practitioner: usize,
    /// The patient's place in [`SeedPlan::patients`].
    pub patient: usize,
    /// The centre's place in [`SeedPlan::centres`].
    pub centre: usize,
    /// The kind of visit's index in [`SeedPlan::services`]; `None` for the standard visit.
    pub service: Option<usize>,
    /// When.
    pub slot: Slot,
    /// Booked if it is not over yet; otherwise fulfilled, cancelled or no-show.
    pub status: Status,
    /// Why; often empty.
    pub reason: &'static str,
    /// When it was booked: before it starts and before `now`.
    pub created_at: Timestamp,
    /// When it got its present status, if that is not its first.
    pub settled_at: Option<Timestamp>,
}

/// Makes up a clinic of this size. The same size, seed and `now` give the same clinic; its people and places depend on the seed
/// alone, apart from the dates of their accounts.
///
/// # Errors
/// [`SeedError`], when the time-zone database lacks a zone of the demo cities.
pub fn plan(size: SeedSize, seed: u64, now: Timestamp) -> Result<SeedPlan, SeedError> {
    let centre_count = (size.practitioners / 10).clamp(12, 140).min(size.practitioners);
    let centres = people::centres(centre_count, seed)?;
    let practitioners = people::practitioners(size.practitioners, &centres, seed, now)?;
    let patients = people::patients(size.patients, seed, now);
    let appointments = diary::appointments(size.appointments, &centres, &practitioners, size.patients, seed, now);
    let (services, rooms) = services::services(&practitioners)?;
    let ratings = ratings::ratings(&appointments, seed, now);
    Ok(SeedPlan { centres, practitioners, patients, services, rooms, appointments, ratings })
}
