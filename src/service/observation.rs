//! Measurements, taken in a consultation.

use jiff::{Timestamp, civil::Date};

use super::{By, Outcome, Services, consultation, refusals};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        calendar_view::local_date,
        draft::DraftKind,
        ids::{AppointmentId, EntryId},
        observation::{Measured, ObservationForm},
        patient,
        record::EntryKind,
        record_title::RecordTitle,
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
    let kept = keep(services, actor, id, form, true).await?;
    Ok(kept.iter().filter(|one| one.is_new).count())
}

/// Like [`add`], for a program: the draft on the page stays as it is. Returns the entry of each measurement.
///
/// # Errors
/// The errors of [`add`].
pub async fn add_by_program(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &ObservationForm,
) -> Outcome<Vec<EntryId>> {
    let kept = keep(services, actor, id, form, false).await?;
    Ok(kept.iter().map(|one| one.id).collect())
}

/// A measurement's entry.
struct Kept {
    id: EntryId,
    /// Whether it is new.
    is_new: bool,
}

async fn keep(
    services: &Services,
    actor: &Actor,
    id: AppointmentId,
    form: &ObservationForm,
    is_typed: bool,
) -> Outcome<Vec<Kept>> {
    form.parse()?;
    let (by, input) = (By::now(services, actor), (id, form.clone(), is_typed));
    let work =
        services.change(by, input, |tx, by, (id, form, is_typed)| Box::pin(keep_in(tx, by, *id, form, *is_typed)));
    refusals::told(services, actor, id, Deed::ObservationWrite, work.await).await
}

async fn keep_in(
    tx: &mut Tx,
    by: &By,
    id: AppointmentId,
    form: &ObservationForm,
    is_typed: bool,
) -> Outcome<Vec<Kept>> {
    let visit = consultation::writing(tx, &by.actor, id).await?;
    let taken = form.parse()?;
    if let Some(years) = age(tx, &visit.appointment, by.at).await? {
        let unusual = form.unusual(&taken, years);
        if !unusual.is_empty() {
            return Err(AppError::Invalid(unusual).into());
        }
    }
    let at = by.second();
    if is_typed {
        draft::delete(tx, (visit.author, id, DraftKind::Observation)).await?;
    }
    let known = observation::of_patient(tx, visit.appointment.patient).await?;
    // Compared with the latest of each kind in this appointment: a second blood pressure may well equal the first.
    let same = |new: &Measured| {
        let mut own = known.iter().filter(|one| one.line.entry.appointment == Some(id));
        let latest = own.find(|one| one.measured.measure == new.measure)?;
        let is_known = latest.measured == *new && latest.line.entry.author == visit.author;
        is_known.then_some(latest.line.entry.id)
    };
    let mut kept = Vec::new();
    for new in &taken {
        if let Some(id) = same(new) {
            kept.push(Kept { id, is_new: false });
            continue;
        }
        let title = RecordTitle::Measured(*new).to_string();
        let entry = NewEntry { kind: EntryKind::Observation, ..visit.entry(&title, at) };
        let made = storage::entry::insert(tx, &entry).await?;
        observation::insert(tx, made, new).await?;
        visit.did(tx, by, Deed::ObservationWrite, made);
        kept.push(Kept { id: made, is_new: true });
    }
    Ok(kept)
}

/// The patient's age in whole years on the appointment's day at its centre, if known.
async fn age(tx: &mut Tx, appointment: &Appointment, now: Timestamp) -> Outcome<Option<i32>> {
    let person = storage::consultation::person(tx, appointment.patient).await?;
    let born: Option<Date> = person.and_then(|person| person.date_of_birth?.parse().ok());
    Ok(born.map(|born| patient::years(born, local_date(&appointment.zone, now))))
}
