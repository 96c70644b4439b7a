//! The gate before every patient's record: it finds the ground on which somebody may read, says how far that reaches, and
//! writes down that they did, or that they were refused.

use jiff::Timestamp;

use super::{Failure, Outcome, Services, authorise, settings};
use crate::{
    domain::{
        access::{self, Access, Facts},
        account::{Actor, Role},
        ids::{EntryId, PatientId},
        policy::{Action, Resource},
        settings::Settings,
    },
    error::AppError,
    storage::{
        self,
        audit::{self, AuditEvent},
        db::Conn,
        entry::Entry,
    },
};

/// Opens a patient's record to read a part of it (`timeline`, `document`, ...), which goes into the audit.
///
/// # Errors
/// Not found for whoever has no ground, as if there were no such patient; the refusal is written down too.
pub async fn open(services: &Services, actor: &Actor, patient: PatientId, part: &str) -> Outcome<Access> {
    let now = services.clock.now();
    let found = ground(&mut services.db.read().await?, actor, patient, now).await;
    let refused = match &found {
        Ok(access) => return written(services, actor, patient, part, now, Some(*access)).await.map(|()| *access),
        Err(Failure::Refused(AppError::NotFound)) => actor.id().is_some(),
        Err(_) => false,
    };
    if refused {
        written(services, actor, patient, part, now, None).await?;
    }
    found
}

/// The ground on which the actor may read a record now. Only for what is written down otherwise: reading goes through [`open`].
///
/// # Errors
/// Not found where there is none.
pub(super) async fn ground(conn: &mut Conn, actor: &Actor, patient: PatientId, now: Timestamp) -> Outcome<Access> {
    let facts = facts(conn, actor, patient).await?;
    let access = access::decide(&facts, now);
    authorise(actor, Action::ReadRecord, Resource::Record(patient, access.map(|access| access.basis)))?;
    Ok(access.ok_or(AppError::NotFound)?)
}

/// Opens a patient's record in a consultation of the actor's, which the caller has found to be theirs.
///
/// # Errors
/// The storage's failure.
pub(super) async fn open_in_visit(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    part: &str,
) -> Outcome<Access> {
    let now = services.clock.now();
    let access = visit_ground(&mut services.db.read().await?, actor, patient, now).await?;
    written(services, actor, patient, part, now, Some(access)).await?;
    Ok(access)
}

/// What the actor reads now in a consultation of theirs. Only for what is written down otherwise, as [`ground`].
///
/// # Errors
/// The storage's failure.
pub(super) async fn visit_ground(
    conn: &mut Conn,
    actor: &Actor,
    patient: PatientId,
    now: Timestamp,
) -> Outcome<Access> {
    let access = access::in_own_visit(&facts(conn, actor, patient).await?, now);
    authorise(actor, Action::ReadRecord, Resource::Record(patient, Some(access.basis)))?;
    Ok(access)
}

/// All that decides about the actor and a patient.
pub(super) async fn facts(conn: &mut Conn, actor: &Actor, patient: PatientId) -> Outcome<Facts> {
    let settings = settings(conn).await?;
    facts_under(conn, &settings, actor, patient).await
}

/// The same, under settings that were read before.
pub(super) async fn facts_under(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    patient: PatientId,
) -> Outcome<Facts> {
    let Actor::Account { id, roles } = actor else { return Err(AppError::NotSignedIn.into()) };
    let facts = storage::access::facts(conn, *id, patient).await?;
    let administers = roles.contains(&Role::Administrator) && settings.administrators_read;
    let is_practitioner = roles.contains(&Role::Practitioner);
    Ok(Facts { is_practitioner, administers, treating: settings.treating, ..facts })
}

/// Opens one entry, for whoever may see it. The part of the record that is read is its kind.
///
/// # Errors
/// Not found where there is no such entry, or where the actor's ground does not reach it.
pub async fn open_entry(services: &Services, actor: &Actor, id: EntryId) -> Outcome<(Entry, Access)> {
    let entry = storage::entry::find(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let access = open(services, actor, entry.patient, entry.kind.as_str()).await?;
    let is_author = actor.id() == Some(entry.author);
    if !access::sees(access.reach, entry.hidden, is_author) {
        return Err(AppError::NotFound.into());
    }
    Ok((entry, access))
}

/// Writes down that a part of a record was read, or that it was refused.
pub(super) async fn written(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    part: &str,
    now: Timestamp,
    access: Option<Access>,
) -> Outcome<()> {
    let input = (actor.clone(), patient, part.to_owned(), now.as_second(), access);
    services
        .db
        .write(input, |tx, (actor, patient, part, at, access)| {
            Box::pin(async move {
                let event = AuditEvent::done(*at, actor, "record.read", "record").to(patient.0);
                let event = event.in_record_of(*patient).part(part);
                let event = match access {
                    Some(access) => event.on(access.basis),
                    None => event.but("refused"),
                };
                audit::record(tx, &event);
                Ok(())
            })
        })
        .await
}
