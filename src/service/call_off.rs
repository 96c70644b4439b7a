//! Cancels several appointments together and tells their patients where to choose new times. Each is authorised, cancelled and
//! audited as if cancelled alone; what cannot be cancelled is reported and does not hold up the rest.

use super::{
    By, Outcome, Services, admin,
    cancel::{Cancellation, cancel_in},
    directory::Directory,
    earliest::FreeTime,
    new_times,
    party::party_of,
    settings,
};
pub use crate::domain::bulk::{LeftOut, Lot, MOST};
use crate::{
    domain::{
        account::Actor,
        appointment::{self as life, Party},
        audit::{Deed, Subject, Thing},
        bulk::at_once,
        form::{self, Field},
        ids::AppointmentId,
        policy::{Action, Resource},
    },
    storage::{
        appointment::{self, Appointment, AppointmentFilter, Place},
        db::{Conn, Tx},
    },
};

/// A chosen appointment, without its reason.
#[derive(Debug)]
pub struct Chosen<'d> {
    /// The appointment.
    pub appointment: Appointment,
    /// Why it would not be cancelled, if so.
    pub left_out: Option<LeftOut>,
    /// The alternative times that its patient would be offered.
    pub times: Vec<FreeTime<'d>>,
}

/// The first of the clinic's appointments that match a filter, or those that follow its place, and the number of matches, counted
/// up to [`appointment::MOST_COUNTED`].
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn matching(
    services: &Services,
    actor: &Actor,
    filter: &AppointmentFilter,
) -> Outcome<Lot<AppointmentId, Place>> {
    let by = services.authorise(actor, Action::CancelAppointment, Resource::Clinic)?;
    admin::may_ask(actor, filter)?;
    let most = at_once(filter.limit);
    let filter = AppointmentFilter {
        patient: filter.patient.chars().take(100).collect(),
        found_by: admin::patients_found_by(actor),
        limit: most + 1,
        ..filter.clone()
    };
    let mut conn = services.db.read().await?;
    let found = appointment::page(&mut conn, &filter).await?;
    let total = appointment::count(&mut conn, &filter).await?;
    drop(conn);
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment)).await?;
    Ok(Lot::cut(found, most, total, |one| one.id, |one| (one.id.0, Place::of(one, filter.by))))
}

/// The chosen appointments, with what would become of each. Unknown keys are left out.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn preview<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    ids: &[AppointmentId],
) -> Outcome<Vec<Chosen<'d>>> {
    let by = services.authorise(actor, Action::CancelAppointment, Resource::Clinic)?;
    let mut chosen: Vec<Chosen<'d>> = Vec::new();
    for id in ids.iter().take(MOST) {
        if chosen.iter().any(|one| one.appointment.id == *id) {
            continue;
        }
        let mut conn = services.db.read().await?;
        let Some(found) = appointment::find(&mut conn, *id).await? else { continue };
        let left_out = left_out(&mut conn, &by, *id).await?;
        drop(conn);
        let appointment = Appointment { reason: String::new(), ..found };
        chosen.push(Chosen { appointment, left_out, times: Vec::new() });
    }
    let given: Vec<_> = chosen.iter().filter(|one| one.left_out.is_none()).map(|one| &one.appointment).collect();
    let mut diaries = new_times::diaries(services, &given).await?;
    for one in chosen.iter_mut().filter(|one| one.left_out.is_none()) {
        one.times = new_times::for_appointment(services, directory, Some(&mut diaries), &one.appointment).await?;
    }
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part("chosen")).await?;
    Ok(chosen)
}

/// Why an appointment would be left as it is.
///
/// # Errors
/// A storage failure.
pub(super) async fn left_out(conn: &mut Conn, by: &By, id: AppointmentId) -> Outcome<Option<LeftOut>> {
    let Some(found) = appointment::find(conn, id).await? else { return Ok(None) };
    let settings = settings(conn).await?;
    Ok(match party_of(&by.actor, &found).unwrap_or(Party::Staff) {
        Party::Patient => Some(LeftOut::OwnVisit),
        party => {
            let over = life::cancel(found.status, found.slot.starts_at, party, &settings, by.at).is_err();
            over.then_some(LeftOut::Over)
        }
    })
}

/// The shared reason for cancelling them.
///
/// # Errors
/// That it is missing.
pub(super) fn check(reason: &str) -> Outcome<String> {
    Ok(form::text(Field::CancelReason, reason, 3, 500)?)
}

/// Cancels one of them, in a transaction: its key, and its revision when it was seen. Its patient is told, with the reason.
///
/// # Errors
/// That it has changed in the meantime; that it is too late; a missing reason.
pub(super) async fn call_off_in(tx: &mut Tx, by: &By, (id, seen): (AppointmentId, i64), reason: &str) -> Outcome<()> {
    let reason = check(reason)?;
    cancel_in(tx, &Cancellation { by: by.clone(), id, reason, seen: Some(seen) }).await
}
