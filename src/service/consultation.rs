//! The consultation: its practitioner opens it from the appointment, reads the record there and writes in it.

use jiff::Timestamp;

use super::{By, Outcome, Services, authorise, deed, record, refusals::told, visit as visits};
use crate::{
    domain::{
        access::{Access, Reach, sees},
        account::Actor,
        appointment::{Status, Step, StepRefusal, advance},
        audit::{Deed, Subject},
        ids::{AccountId, AppointmentId, EntryId, PatientId},
        policy::{Action, Basis, Resource},
        prescription::ends,
        statement::StatementKind,
    },
    error::AppError,
    storage::{
        appointment::{self, Appointment, NewEvent},
        consultation::{self, Encounter},
        db::{Conn, Tx},
        diagnosis::{self, Diagnosed},
        entry::Line,
        erasure,
        note::{self, Version},
        observation::{self, Observed},
        prescription::{self, Prescribed},
    },
};

pub use crate::storage::consultation::{Person, Statement};

/// The number of entries of the record in the overview.
const AT_A_GLANCE: usize = 12;

/// One of the actor's appointments during which they may write.
pub(super) struct Visit {
    pub appointment: Appointment,
    pub author: AccountId,
    pub basis: Basis,
}

/// A consultation as its practitioner sees it.
#[derive(Clone, Debug)]
pub struct Consultation {
    /// Its appointment.
    pub appointment: Appointment,
    /// When it began and ended; `None` until it is opened.
    pub encounter: Option<Encounter>,
    /// The patient's details.
    pub person: Person,
    /// How much of the record the reader sees.
    pub access: Access,
    /// The patient's own statements about their health; `None` if the reader's basis does not cover them.
    pub statements: Option<Vec<Statement>>,
    /// The latest entries of the record.
    pub latest: Vec<Line>,
    /// What was written during this appointment, in order.
    pub written: Vec<Line>,
    /// The current text of each note among these.
    pub notes: Vec<(EntryId, Version)>,
    /// Diagnoses, newest first.
    pub diagnoses: Vec<Diagnosed>,
    /// Measurements, newest first.
    pub observations: Vec<Observed>,
    /// Prescriptions that have not ended.
    pub prescriptions: Vec<Prescribed>,
    /// The current instant.
    pub now: Timestamp,
}

/// Opens the consultation of an appointment, and checks the patient in if that hasn't been done.
///
/// # Errors
/// Not found for anyone but its practitioner, and once it is cancelled; that it was not agreed yet, or was missed.
pub async fn open(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<()> {
    let by = By::now(services, actor);
    let work = services.change(by, id, |tx, by, id| Box::pin(open_in(tx, by, *id)));
    told(services, actor, id, Deed::ConsultationOpen, work.await).await
}

async fn open_in(tx: &mut Tx, by: &By, id: AppointmentId) -> Outcome<()> {
    visit(tx, &by.actor, id).await?;
    deed::standing(tx, id).await?;
    let Visit { appointment: found, author, basis } = visit(tx, &by.actor, id).await?;
    let by = by.on(basis);
    let subject = Subject::from(id).of(found.patient);
    if let Ok(to) = advance(Step::CheckIn, found.status, found.slot.starts_at, by.at) {
        deed::move_on(tx, &found, NewEvent { to, by: Some(author), reason: "", at: by.at }).await?;
        visits::tell_of_check_in(tx, &found, by.at).await?;
        by.did(tx, Deed::AppointmentCheckIn, subject);
    }
    if consultation::insert(tx, id, by.at).await? {
        by.did(tx, Deed::ConsultationOpen, subject);
    }
    Ok(())
}

/// Ends the consultation and completes its appointment.
///
/// # Errors
/// Not found for anyone but its practitioner; that it is too early.
pub async fn finish(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<()> {
    finish_as_seen(services, actor, id, None).await
}

/// Like [`finish`], only if the appointment is at the revision that the actor knows, if given.
///
/// # Errors
/// The errors of [`finish`]; that it has changed in the meantime.
pub async fn finish_as_seen(services: &Services, actor: &Actor, id: AppointmentId, seen: Option<i64>) -> Outcome<()> {
    let by = By::now(services, actor);
    let work = services.change(by, (id, seen), |tx, by, (id, seen)| Box::pin(finish_in(tx, by, *id, *seen)));
    told(services, actor, id, Deed::ConsultationFinish, work.await).await
}

async fn finish_in(tx: &mut Tx, by: &By, id: AppointmentId, seen: Option<i64>) -> Outcome<()> {
    let Visit { appointment: found, author, basis } = writing(tx, &by.actor, id).await?;
    deed::is_as_seen(&found, seen)?;
    let by = by.on(basis);
    let subject = Subject::from(id).of(found.patient);
    if found.status != Status::Fulfilled {
        let to = advance(Step::Complete, found.status, found.slot.starts_at, by.at).map_err(AppError::Step)?;
        deed::move_on(tx, &found, NewEvent { to, by: Some(author), reason: "", at: by.at }).await?;
        visits::tell_of_check_in(tx, &found, by.at).await?;
        by.did(tx, Deed::AppointmentComplete, subject);
    }
    if consultation::finish(tx, id, by.at).await? {
        by.did(tx, Deed::ConsultationFinish, subject);
    }
    Ok(())
}

/// A consultation as its practitioner sees it, with the part of the record that they may read.
///
/// # Errors
/// Not found for anyone but its practitioner, and once it is cancelled.
pub async fn read(services: &Services, actor: &Actor, id: AppointmentId) -> Outcome<Consultation> {
    let found = visit(&mut services.db.read().await?, actor, id).await;
    let Visit { appointment: found, author, .. } = told(services, actor, id, Deed::ConsultationRead, found).await?;
    let access = record::open_in_visit(services, actor, found.patient, "consultation").await?;
    let now = services.clock.now();
    let conn = &mut services.db.read().await?;
    let seen = |line: &Line| sees(access.reach, line.entry.hidden, line.entry.author == author);
    let mut latest = consultation::latest(conn, found.patient, 100).await?;
    latest.retain(seen);
    latest.truncate(AT_A_GLANCE);
    let mut written = consultation::written_in(conn, id).await?;
    written.retain(seen);
    let mut diagnoses = diagnosis::of_patient(conn, found.patient).await?;
    diagnoses.retain(|one| seen(&one.line));
    let mut observations = observation::of_patient(conn, found.patient).await?;
    observations.retain(|one| seen(&one.line));
    let prescriptions = running(conn, found.patient, access, author, now).await?;
    let mut statements = match access.reach {
        Reach::OwnEntries => None,
        reach => Some(consultation::statements(conn, found.patient, reach == Reach::Everything).await?),
    };
    if access.reach == Reach::Summary {
        statements.iter_mut().for_each(|all| all.retain(|one| one.kind != StatementKind::History.as_str()));
    }
    Ok(Consultation {
        encounter: consultation::find(conn, id).await?,
        person: person(conn, found.patient, access).await?,
        notes: note::written_in(conn, id).await?,
        appointment: found,
        access,
        statements,
        latest,
        written,
        diagnoses,
        observations,
        prescriptions,
        now,
    })
}

/// The patient's details; their blood group is part of the record.
async fn person(conn: &mut Conn, patient: PatientId, access: Access) -> Outcome<Person> {
    let person = consultation::person(conn, patient).await?.ok_or(AppError::NotFound)?;
    let blood_group = person.blood_group.filter(|_| access.reach > Reach::Summary);
    Ok(Person { blood_group, ..person })
}

/// The patient's prescriptions that the author can see and that, by their text, have not run out: a summary shows all that are not
/// hidden.
pub(super) async fn running(
    conn: &mut Conn,
    patient: PatientId,
    access: Access,
    author: AccountId,
    now: Timestamp,
) -> Outcome<Vec<Prescribed>> {
    let mut running = prescription::running_of(conn, patient).await?;
    running.retain(|one| {
        let hidden = one.line.entry.hidden;
        let in_summary = access.reach == Reach::Summary && !hidden;
        let seen = in_summary || sees(access.reach, hidden, one.line.entry.author == author);
        let is_over = |duration: &str| ends(duration, one.signed_at).is_some_and(|end| end <= now);
        seen && !one.prescription.medicines.iter().all(|medicine| is_over(&medicine.duration))
    });
    Ok(running)
}

/// The actor's appointment, in which they may write: agreed and not cancelled.
pub(super) async fn visit(conn: &mut Conn, actor: &Actor, id: AppointmentId) -> Outcome<Visit> {
    let author = actor.id().ok_or(AppError::NotSignedIn)?;
    let found = appointment::find_of_party(conn, id, author).await?.ok_or(AppError::NotFound)?;
    let parties = Resource::Appointment { patient: found.patient, practitioner: found.practitioner };
    let basis = authorise(actor, Action::Consult, parties)?;
    // Nothing more is written about an erased person.
    if erasure::erased_at(conn, found.patient.account()).await?.is_some() {
        return Err(AppError::NotFound.into());
    }
    match found.status {
        Status::Booked | Status::Arrived | Status::CheckedIn | Status::Fulfilled => {
            Ok(Visit { appointment: found, author, basis })
        }
        Status::Pending | Status::Noshow => Err(AppError::Step(StepRefusal::NotFromHere).into()),
        Status::Cancelled | Status::EnteredInError => Err(AppError::NotFound.into()),
    }
}

/// Like `visit`, for a consultation that has been opened.
pub(super) async fn begun(conn: &mut Conn, actor: &Actor, id: AppointmentId) -> Outcome<Visit> {
    let visit = visit(conn, actor, id).await?;
    if consultation::find(conn, id).await?.is_none() {
        return Err(AppError::Step(StepRefusal::NotFromHere).into());
    }
    Ok(visit)
}

/// Like `begun`, locked until the transaction ends: what is sent twice at once is written only once, and nothing is written about
/// someone who is meanwhile erased, or whose file is merged into another.
pub(super) async fn writing(tx: &mut Tx, actor: &Actor, id: AppointmentId) -> Outcome<Visit> {
    begun(tx, actor, id).await?;
    deed::standing(tx, id).await?;
    begun(tx, actor, id).await
}
