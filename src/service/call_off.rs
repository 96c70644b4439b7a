//! Several appointments are called off together, and their patients are told where to choose new times. Each is authorised, called off
//! and audited as if it were called off alone; what cannot be is said, and does not keep the others from it.

use super::{
    Failure, Outcome, Services, admin,
    cancel::{Cancellation, cancel_by},
    directory::Directory,
    earliest::FreeTime,
    new_times,
    party::{may_cancel, party_of},
};
use crate::{
    domain::{
        account::Actor,
        appointment::Party,
        audit::{Deed, Subject, Thing},
        form::{self, Field},
        ids::AppointmentId,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::appointment::{self, Appointment, AppointmentFilter},
};

/// How many can be chosen at once: so many changes, one after the other, are made before a browser stops waiting.
pub const MOST: usize = 100;

/// Why an appointment is left as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LeftOut {
    /// It is over, under way or called off already.
    Over,
    /// The actor is its patient.
    Own,
}

/// A chosen appointment, without the reason for it.
#[derive(Debug)]
pub struct Chosen<'d> {
    /// Which.
    pub appointment: Appointment,
    /// Why it would not be called off, if so.
    pub left_out: Option<LeftOut>,
    /// What its patient would be shown instead.
    pub times: Vec<FreeTime<'d>>,
}

/// What became of one.
#[derive(Debug)]
pub struct Became {
    /// Which, as it was before.
    pub appointment: Appointment,
    /// Whether it was called off, or why not.
    pub outcome: Result<(), Why>,
}

/// Why one was not called off.
#[derive(Debug, PartialEq, Eq)]
pub enum Why {
    /// It cannot be.
    LeftOut(LeftOut),
    /// It was refused.
    Refused(AppError),
}

/// The first of the clinic's appointments that match a filter, and how many match; more than [`appointment::MOST_COUNTED`] are not
/// counted.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn matching(
    services: &Services,
    actor: &Actor,
    filter: &AppointmentFilter,
) -> Outcome<(Vec<AppointmentId>, i64)> {
    let by = services.authorise(actor, Action::CancelAppointment, Resource::Clinic)?;
    let filter = AppointmentFilter {
        patient: filter.patient.chars().take(100).collect(),
        found_by: admin::patients_found_by(actor),
        limit: i64::try_from(MOST).unwrap_or(i64::MAX),
        ..filter.clone()
    };
    let mut conn = services.db.read().await?;
    let found = appointment::page(&mut conn, &filter).await?;
    let total = appointment::count(&mut conn, &filter).await?;
    drop(conn);
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment)).await?;
    Ok((found.into_iter().map(|one| one.id).collect(), total))
}

/// The chosen appointments, with what would become of each. Keys that belong to none are left out.
///
/// # Errors
/// Not allowed; the storage's failure.
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
        let Some((appointment, left_out)) = look(services, directory, actor, *id).await? else { continue };
        let times = match left_out {
            None => new_times::for_appointment(services, directory, &appointment).await?,
            Some(_) => Vec::new(),
        };
        chosen.push(Chosen { appointment, left_out, times });
    }
    by.saw(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part("chosen")).await?;
    Ok(chosen)
}

/// An appointment, and why it would not be called off; nothing if there is none.
async fn look(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    id: AppointmentId,
) -> Outcome<Option<(Appointment, Option<LeftOut>)>> {
    let Some(found) = appointment::find(&mut services.db.read().await?, id).await? else { return Ok(None) };
    let left_out = match party_of(actor, &found).unwrap_or(Party::Staff) {
        Party::Patient => Some(LeftOut::Own),
        party => (!may_cancel(services, party, &found, &directory.settings)).then_some(LeftOut::Over),
    };
    Ok(Some((Appointment { reason: String::new(), ..found }, left_out)))
}

/// Calls each of them off, one after the other: which, and how often it had changed when it was seen. Their patients are told, with the
/// reason.
///
/// # Errors
/// Not allowed; a missing reason, in which case nothing was done; the storage's failure, after which some may be called off.
pub async fn carry_out(
    services: &Services,
    actor: &Actor,
    chosen: &[(AppointmentId, i64)],
    reason: &str,
) -> Outcome<Vec<Became>> {
    let by = services.authorise(actor, Action::CancelAppointment, Resource::Clinic)?;
    let reason = form::text(Field::OverrideReason, reason, 3, 500)?;
    let directory = services.directory_for(actor).await?;
    let mut all = Vec::new();
    for (id, seen) in chosen.iter().take(MOST) {
        let Some((appointment, left_out)) = look(services, &directory, actor, *id).await? else { continue };
        let outcome = match left_out {
            Some(why) => Err(Why::LeftOut(why)),
            None => {
                let (by, reason) = (by.clone(), reason.clone());
                match cancel_by(services, Cancellation { by, id: *id, reason, seen: Some(*seen) }).await {
                    Ok(()) => Ok(()),
                    Err(Failure::Refused(error)) => Err(Why::Refused(error)),
                    Err(fault) => return Err(fault),
                }
            }
        };
        all.push(Became { appointment, outcome });
    }
    Ok(all)
}
