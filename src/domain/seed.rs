//! A realistic demo clinic of a given size, generated from a seed: the same seed gives the same clinic on every machine. Pure:
//! storing it is `storage::seed`. Everyone in it is invented.

mod busy_days;
mod called_off;
mod diary;
mod full_weeks;
mod holidays;
mod hours;
mod names;
mod people;
mod places;
mod ratings;
mod rng;
mod rows;
mod services;
mod visits;
mod work;
mod written;

use jiff::Timestamp;

pub use self::{
    called_off::{CalledOff, called_off},
    hours::SeedError,
    ratings::{SeedRating, SeedSubject},
    rng::Rng,
    rows::{
        SeedAccount, SeedAffiliation, SeedAppointment, SeedCentre, SeedClosure, SeedPatient, SeedPractitioner,
        SeedWaiting,
    },
    services::{SeedRoom, SeedService},
    written::{SeedMedicine, Written, follow_up, written},
};
use self::{
    holidays::{Closed, Places},
    visits::Waiting,
};

/// Signs in as a patient with past and upcoming appointments.
pub const DEMO_PATIENT: &str = "patient@demo.example";
/// Signs in as a practitioner with a busy week.
pub const DEMO_PRACTITIONER: &str = "practitioner@demo.example";
/// Signs in as the administrator.
pub const DEMO_ADMINISTRATOR: &str = "admin@demo.example";
/// Signs in as a receptionist, at the desk of the centre where [`DEMO_PRACTITIONER`] mostly works.
pub const DEMO_RECEPTIONIST: &str = "receptionist@demo.example";
/// Signs in as a manager.
pub const DEMO_MANAGER: &str = "manager@demo.example";
/// Signs in as an auditor.
pub const DEMO_AUDITOR: &str = "auditor@demo.example";

/// At most one in this many appointments belongs to the busy days around today that fill the demo accounts' pages.
const BUSY: usize = 8;

/// The size of a demo clinic.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeedSize {
    /// Practitioners; there is a centre for about every ten of them, but enough centres for the larger cities to have several.
    pub practitioners: usize,
    /// Patients.
    pub patients: usize,
    /// Maximum number of appointments: without patients there are none, and with too few patients there are fewer. `None` makes as
    /// many as fill the weeks of a thriving clinic.
    pub appointments: Option<usize>,
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
    /// Public holidays, in a thriving clinic.
    pub closures: Vec<SeedClosure>,
    /// Patients' ratings, at most one per patient and subject.
    pub ratings: Vec<SeedRating>,
    /// The waiting list, in a thriving clinic.
    pub waiting: Vec<SeedWaiting>,
}

/// Generates a clinic of this size. The same size, seed and `now` give the same clinic; its people and places depend on the seed
/// alone, apart from the dates of their accounts.
///
/// # Errors
/// [`SeedError`], if the time-zone database lacks the zone of a demo city.
pub fn plan(size: SeedSize, seed: u64, now: Timestamp) -> Result<SeedPlan, SeedError> {
    let centre_count = (size.practitioners / 10).clamp(12, 140).min(size.practitioners);
    let centres = people::centres(centre_count, seed)?;
    let mut practitioners = people::practitioners(size.practitioners, &centres, seed, now)?;
    let mut patients = people::patients(size.patients, seed, now);
    let (mut free, mut waiting, mut closures) = (Waiting::new(size.patients), Vec::new(), Vec::new());
    if size.appointments.is_none() {
        closures = holidays::closures(&centres, now);
        full_weeks::shorten(&mut practitioners, &centres, now)?;
        full_weeks::join(&mut patients, seed, now);
        free = full_weeks::patients_free(&patients, now);
        waiting = full_weeks::waiting(&practitioners, &patients, seed, now);
    }
    let most = size.appointments.map_or(usize::MAX, |most| most / BUSY);
    let places = Places { centres: &centres, closed: &Closed::new(&closures) };
    let busy = busy_days::busy_days(most, places, &practitioners, &mut free, seed, now);
    let people = (places, &practitioners[..]);
    let appointments = diary::appointments(size.appointments, people, (&mut free, busy), seed, now);
    let (services, rooms) = services::services(&practitioners)?;
    let ratings = ratings::ratings(&appointments, size.appointments.is_none(), seed, now);
    Ok(SeedPlan { centres, practitioners, patients, services, rooms, appointments, closures, ratings, waiting })
}
