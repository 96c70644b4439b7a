//! Appointments that a change of hours or a closure leaves outside the hours: shown before the change is made, and never touched by
//! it.

use jiff::Timestamp;

use super::{
    By, Outcome, Services,
    acting::ONE_LOOK,
    as_practitioner, authorise,
    cancel::{self, Cancellation},
    deed,
    directory::Directory,
    reason,
};
use crate::{
    domain::{
        account::Actor,
        appointment::Status,
        audit::{Deed, Subject, Thing},
        automatic::Automatic,
        ids::{AppointmentId, PractitionerId},
        notice::NoticeKind,
        policy::{self, Action, Resource},
        slot::Availability,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment},
        db::Tx,
        lock, notice,
    },
};

/// The decision about the appointments that a change would strand.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The appointments that the decider was shown.
    pub seen: Vec<AppointmentId>,
    /// What becomes of them.
    pub fate: Fate,
}

/// What becomes of the appointments that a change strands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// They stay, and no one is told.
    #[default]
    Stay,
    /// They stay, and their patients are asked to choose another time.
    Ask,
    /// They are cancelled, and their patients are told.
    Cancel,
}

impl Fate {
    /// The fate chosen by a form's buttons: to cancel, or else to ask the patients.
    pub fn chosen(cancel: bool, ask: bool) -> Self {
        match (cancel, ask) {
            (true, _) => Self::Cancel,
            (false, true) => Self::Ask,
            (false, false) => Self::Stay,
        }
    }
}

/// Why an appointment is stranded, as its patient may know it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cause {
    /// What the clinic closes: a centre's name, or the clinic. Empty if a practitioner's own hours change: patients learn nothing
    /// about these, or the name of their time off.
    pub closed: String,
    /// What the clinic calls the closure; may be empty.
    pub name: String,
}

/// The result of a change.
#[derive(Debug)]
pub enum Change<T = ()> {
    /// It was made, with this result.
    Made(T),
    /// The change waits: these appointments would be stranded, and not all of them have been seen.
    Strands(Vec<Appointment>),
}

/// Whether a change that strands these may be made: all of them have been seen.
pub(super) fn is_settled(stranded: &[Appointment], settled: &Settled) -> bool {
    stranded.iter().all(|one| settled.seen.contains(&one.id))
}

/// Applies the decision to stranded appointments. Called once the directory has advanced: no one books meanwhile, and so the
/// calendars can be locked here.
pub(super) async fn carry_out(tx: &mut Tx, by: &By, stranded: &[(Appointment, Cause)], fate: Fate) -> Outcome<()> {
    let (me, at) = (by.account()?, by.second());
    let basis = by.basis.ok_or(AppError::Forbidden)?;
    match fate {
        Fate::Stay => {}
        Fate::Ask => {
            for (one, cause) in stranded {
                let because = (cause.closed.as_str(), cause.name.as_str());
                notice::insert_stranded(tx, one.patient, one.id, (me, because), at).await?;
            }
        }
        Fate::Cancel => {
            let people = stranded.iter().flat_map(|(one, _)| [one.practitioner.account(), one.patient.account()]);
            lock::all_calendars(tx, people.collect()).await?;
            for (one, cause) in stranded {
                let found = deed::standing(tx, one.id).await?;
                if !is_open(&found) || found.slot.starts_at <= by.at {
                    continue;
                }
                let (id, reason) = (one.id, cause.reason().stored());
                let cancellation = Cancellation { by: by.clone(), id, reason, seen: None };
                cancel::call_off(tx, &cancellation, &found, Status::Cancelled, basis).await?;
            }
        }
    }
    Ok(())
}

impl Cause {
    /// Why an appointment is cancelled.
    fn reason(&self) -> Automatic {
        match self.closed.as_str() {
            "" => Automatic::TimeGone,
            closed => Automatic::Closed { place: closed.to_owned(), name: self.name.clone() },
        }
    }
}

/// Tells patients who were asked to choose another time that they no longer need to: `holds` says which of these appointments a
/// change has brought back within the hours.
pub(super) async fn relieve(
    tx: &mut Tx,
    practitioner: Option<PractitionerId>,
    holds: impl Fn(&Appointment) -> bool,
    now: Timestamp,
) -> Outcome<()> {
    let now = now.as_second();
    for id in notice::asked_to_move(tx, practitioner, now).await? {
        let Some(one) = appointment::find(tx, id).await? else { continue };
        if holds(&one) {
            notice::insert_for_patient(tx, one.patient, None, NoticeKind::AppointmentKept, id, now).await?;
        }
    }
    Ok(())
}

/// Why the patient of an appointment was asked to choose another time, as long as that still applies. The caller has checked that
/// the actor may read the appointment.
///
/// # Errors
/// A storage failure.
pub async fn asked_because(services: &Services, directory: &Directory, one: &Appointment) -> Outcome<Option<Cause>> {
    if one.slot.starts_at <= services.clock.now() || !is_outside(directory, one) {
        return Ok(None);
    }
    let asked = notice::asked_because(&mut services.db.read().await?, one.id).await?;
    Ok(asked.map(|(closed, name)| Cause { closed: reason::place(closed), name }))
}

/// Whether an appointment is upcoming: what a change of hours can strand.
pub(super) fn is_open(one: &Appointment) -> bool {
    one.status.is_open()
}

/// Those of the appointments that the actor may see and that are still booked, by time. The reasons for visits are left out. A list
/// that names someone is audited.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn appointments(services: &Services, actor: &Actor, ids: &[AppointmentId]) -> Outcome<Vec<Appointment>> {
    let (sees_all, basis) = match authorise(actor, Action::ListAppointments, Resource::Clinic) {
        Ok(basis) => (true, basis),
        Err(_) => (false, as_practitioner(actor, Action::EditAvailability)?.1),
    };
    let mut conn = services.db.read().await?;
    let mut found = Vec::new();
    for id in ids {
        let Some(mut one) = appointment::find(&mut conn, *id).await? else { continue };
        let parties = Resource::Appointment { patient: one.patient, practitioner: one.practitioner };
        let is_theirs = policy::decide(actor, Action::RunAppointment, parties).is_ok();
        if (sees_all || is_theirs) && is_open(&one) {
            one.reason.clear();
            found.push(one);
        }
    }
    drop(conn);
    found.sort_by_key(|one| (one.slot, one.id));
    let which: Vec<String> = found.iter().map(|one| one.id.to_string()).collect();
    let part = format!("affected by a change: {}", which.join(", "));
    note(services, By::now(services, actor).on(basis), &found, &part).await?;
    Ok(found)
}

/// Audits a view of appointments, if there are any.
async fn note(services: &Services, by: By, found: &[Appointment], part: &str) -> Outcome<()> {
    if found.is_empty() {
        return Ok(());
    }
    by.keeps_seeing(services, Deed::AppointmentList, Subject::any(Thing::Appointment).part(part), ONE_LOOK).await
}

/// The actor's own appointments outside their hours, by time: left there by a change, or put there by staff. A list that names
/// someone is audited.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn outside_hours(services: &Services, actor: &Actor) -> Outcome<Vec<Appointment>> {
    let (practitioner, by) = services.as_practitioner(actor, Action::EditAvailability)?;
    let directory = services.directory().await?;
    let conn = &mut services.db.read().await?;
    let mut found = appointment::of_practitioner(conn, practitioner, by.at, Timestamp::MAX).await?;
    found.retain(|one| is_outside(&directory, one));
    note(services, by, &found, "own, outside hours").await?;
    Ok(found)
}

/// Whether an appointment is booked and lies outside its practitioner's hours.
#[must_use]
pub fn is_outside(directory: &Directory, one: &Appointment) -> bool {
    let nothing = Availability::default();
    let person = directory.practitioner(one.practitioner);
    let here = person.and_then(|person| person.affiliations.iter().find(|here| here.centre == one.centre));
    let hours = here.map_or(&nothing, |here| &here.hours);
    is_open(one) && !hours.holds(&one.zone, one.slot)
}
