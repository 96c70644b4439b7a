//! Measurements, taken in a consultation.

use jiff::{Timestamp, civil::Date};

use super::{By, Outcome, Services, consultation, refusals};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        calendar_view::local_date,
        draft::DraftKind,
        ids::AppointmentId,
        observation::{Measured, ObservationForm},
        patient,
        record::EntryKind,
    },
    error::AppError,
    storage::{self, appointment::Appointment, db::Tx, draft, entry::NewEntry, observation},
};

pub use crate::storage::observation::Observed;

/// Adds each measurement separately, and deletes the draft. A value that was already added in this appointment is not added again.
/// Returns how many were added.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; every impossible value; every value that is
/// unusual at the patient's age, unless the form says that it is right.
pub async fn add(services: &Services, actor: &Actor, id: AppointmentId, form: &ObservationForm) -> Outcome<usize> {
    form.parse()?;
    let (by, input) = (By::now(services, actor), (id, form.clone()));
    let work = services.change(by, input, |tx, by, (id, form)| Box::pin(add_in(tx, by, *id, form)));
    refusals::told(services, actor, id, Deed::ObservationWrite, work.await).await
}

async fn add_in(tx: &mut Tx, by: &By, id: AppointmentId, form: &ObservationForm) -> Outcome<usize> {
    let visit = consultation::writing(tx, &by.actor, id).await?;
    let taken = form.parse()?;
    if let Some(years) = age(tx, &visit.appointment, by.at).await? {
        let unusual = form.unusual(&taken, years);
        if !unusual.is_empty() {
            return Err(AppError::Invalid(unusual).into());
        }
    }
    let at = by.second();
    draft::delete(tx, (visit.author, id, DraftKind::Observation)).await?;
    let known = observation::of_patient(tx, visit.appointment.patient).await?;
    // Compared with the latest of each kind in this appointment: a second blood pressure may well equal the first.
    let is_known = |new: &Measured| {
        let mut own = known.iter().filter(|one| one.line.entry.appointment == Some(id));
        let latest = own.find(|one| one.measured.measure == new.measure);
        latest.is_some_and(|one| one.measured == *new && one.line.entry.author == visit.author)
    };
    let mut added = 0;
    for new in taken.iter().filter(|new| !is_known(new)) {
        let title = format!("{} {}", new.measure.label(), new.text());
        let entry = NewEntry { kind: EntryKind::Observation, ..visit.entry(&title, at) };
        let made = storage::entry::insert(tx, &entry).await?;
        observation::insert(tx, made, new).await?;
        visit.did(tx, by, Deed::ObservationWrite, made);
        added += 1;
    }
    Ok(added)
}

/// The patient's age in whole years on the day of an appointment's centre, where it is known.
async fn age(tx: &mut Tx, appointment: &Appointment, now: Timestamp) -> Outcome<Option<i32>> {
    let person = storage::consultation::person(tx, appointment.patient).await?;
    let born: Option<Date> = person.and_then(|person| person.date_of_birth?.parse().ok());
    Ok(born.map(|born| patient::years(born, local_date(&appointment.zone, now))))
}
