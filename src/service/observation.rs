//! Measurements, taken in a consultation.

use super::{Outcome, Services, consultation, refusals};
use crate::{
    domain::{
        account::Actor,
        draft::DraftKind,
        ids::AppointmentId,
        observation::{Measured, ObservationForm},
        record::EntryKind,
    },
    storage::{self, db::Tx, draft, entry::NewEntry, observation},
};

/// Adds each measurement separately, and deletes the draft. A value that was already added in this appointment is not added again.
/// Returns how many were added.
///
/// # Errors
/// Not found for anyone but the appointment's practitioner, and once it is cancelled; every impossible value.
pub async fn add(services: &Services, actor: &Actor, id: AppointmentId, form: &ObservationForm) -> Outcome<usize> {
    let input = (actor.clone(), id, form.parse()?, services.clock.now().as_second());
    let work = services.db.write(input, |tx, (actor, id, taken, at)| Box::pin(add_in(tx, actor, *id, taken, *at)));
    refusals::told(services, actor, id, "observation.write", work.await).await
}

async fn add_in(tx: &mut Tx, actor: &Actor, id: AppointmentId, taken: &[Measured], at: i64) -> Outcome<usize> {
    let visit = consultation::begun(tx, actor, id).await?;
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
        visit.audit(tx, actor, "observation.write", made, at);
        added += 1;
    }
    Ok(added)
}
