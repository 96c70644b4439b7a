//! The gate in front of every patient's record: it finds the basis on which someone may read, determines how far that reaches, and
//! audits that they read or were refused.

use jiff::Timestamp;

use super::{
    By, Failure, Outcome, Services, authorise,
    refusals::{self, Refusal},
    settings,
};
use crate::{
    domain::{
        access::{self, Access, Facts},
        account::{Actor, Role},
        audit::{Deed, Subject},
        ids::{EntryId, PatientId},
        policy::{Action, Resource},
        record::EntryKind,
        settings::Settings,
    },
    error::AppError,
    storage::{self, db::Conn, entry::Entry},
};

/// Opens a patient's record to read a part of it (`timeline`, `document`, ...), which is named in the audit.
///
/// # Errors
/// Not found for anyone without a basis, as if there were no such patient; the refusal is audited too.
pub async fn open(services: &Services, actor: &Actor, patient: PatientId, part: &str) -> Outcome<Access> {
    open_if(services, actor, patient, part, |_| true).await
}

/// Like [`open`], for something in it that not every basis covers.
///
/// # Errors
/// The errors of [`open`], including if the basis does not cover it.
pub(super) async fn open_if(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    part: &str,
    is_seen: impl Fn(Access) -> bool,
) -> Outcome<Access> {
    let now = services.clock.now();
    let found = match covers(actor, part) {
        true => ground(&mut services.db.read().await?, actor, patient, now).await,
        false => Err(AppError::NotFound.into()),
    };
    let found = match found {
        Ok(access) if !is_seen(access) => Err(AppError::NotFound.into()),
        found => found,
    };
    match &found {
        Ok(access) => written(services, actor, patient, part, *access).await?,
        Err(Failure::Refused(AppError::NotFound)) => {
            refusals::note(services, actor, refusal(actor, patient, part)).await?;
        }
        Err(_) => {}
    }
    found
}

/// Whether a patient's consent to an app includes this part of a record; people's bases apply to whole records.
fn covers(actor: &Actor, part: &str) -> bool {
    match actor {
        Actor::App { reads, .. } => reads.iter().any(|one| one.part() == part),
        Actor::Account { .. } | Actor::Visitor => true,
    }
}

/// The audit row for someone who is refused a part of a record.
fn refusal(actor: &Actor, patient: PatientId, part: &str) -> Refusal {
    match actor {
        Actor::App { app, .. } => Refusal::of(Deed::AppRead, Subject::from(*app).of(patient).part(part)),
        Actor::Account { .. } | Actor::Visitor => Refusal::of_record(patient, part),
    }
}

/// The basis on which the actor may read a record now. Only where the access is audited elsewhere: reading goes through [`open`].
///
/// # Errors
/// Not found if there is none.
pub(super) async fn ground(conn: &mut Conn, actor: &Actor, patient: PatientId, now: Timestamp) -> Outcome<Access> {
    let facts = facts(conn, actor, patient).await?;
    // A staff account is not a patient, and has no record.
    let exists = storage::patient::exists(conn, patient).await?;
    let access = access::decide(&facts, now).filter(|_| exists);
    authorise(actor, Action::ReadRecord, Resource::Record(patient, access.map(|access| access.basis)))?;
    Ok(access.ok_or(AppError::NotFound)?)
}

/// Whether the actor could open a patient's record now. That reveals nothing of it, so it is not audited.
///
/// # Errors
/// A storage failure.
pub async fn may_open(services: &Services, actor: &Actor, patient: PatientId) -> Outcome<bool> {
    match ground(&mut services.db.read().await?, actor, patient, services.clock.now()).await {
        Ok(_) => Ok(true),
        Err(Failure::Refused(_)) => Ok(false),
        Err(failure) => Err(failure),
    }
}

/// Opens a patient's record in one of the actor's consultations; the caller has checked that it is theirs.
///
/// # Errors
/// A storage failure.
pub(super) async fn open_in_visit(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    part: &str,
) -> Outcome<Access> {
    let now = services.clock.now();
    let access = visit_ground(&mut services.db.read().await?, actor, patient, now).await?;
    written(services, actor, patient, part, access).await?;
    Ok(access)
}

/// What the actor can currently read in one of their consultations. Only where the access is audited elsewhere, as for [`ground`].
///
/// # Errors
/// A storage failure.
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

/// Everything that decides about the actor and a patient.
pub(super) async fn facts(conn: &mut Conn, actor: &Actor, patient: PatientId) -> Outcome<Facts> {
    let settings = settings(conn).await?;
    facts_under(conn, &settings, actor, patient).await
}

/// Like `facts`, under settings that were already read.
pub(super) async fn facts_under(
    conn: &mut Conn,
    settings: &Settings,
    actor: &Actor,
    patient: PatientId,
) -> Outcome<Facts> {
    let (id, roles) = match actor {
        Actor::Visitor => return Err(AppError::NotSignedIn.into()),
        Actor::App { app, patient: whose, .. } => {
            let apps = match *whose == patient {
                true => storage::app_grant::terms(conn, *app, patient).await?,
                false => Vec::new(),
            };
            return Ok(Facts { apps, ..Facts::default() });
        }
        Actor::Account { id, roles } => (id, roles),
    };
    let facts = storage::access::facts(conn, *id, patient).await?;
    let administers = roles.contains(&Role::Administrator) && settings.administrators_read;
    let is_practitioner = roles.contains(&Role::Practitioner);
    Ok(Facts { is_practitioner, administers, treating: settings.treating, ..facts })
}

/// A requested entry, and how much of its patient's record the reader may read; `None` without a basis.
pub(super) struct Asked {
    pub entry: Entry,
    pub access: Option<Access>,
    is_author: bool,
}

impl Asked {
    /// The basis on which its reader may see the entry, provided that it is of this kind if one is given.
    ///
    /// # Errors
    /// Not found without a basis, or if it is of another kind.
    pub fn seen(&self, kind: Option<EntryKind>) -> Outcome<Access> {
        let is_seen = |access: &Access| access::sees(access.reach, self.entry.hidden, self.is_author);
        let is_kind = kind.is_none_or(|kind| kind == self.entry.kind);
        Ok(self.access.filter(is_seen).filter(|_| is_kind).ok_or(AppError::NotFound)?)
    }
}

/// Finds one entry for someone. Whatever they get of it goes through [`told`].
///
/// # Errors
/// Not found if there is no such entry.
pub(super) async fn ask(services: &Services, actor: &Actor, id: EntryId) -> Outcome<Asked> {
    let conn = &mut services.db.read().await?;
    let entry = storage::entry::find(conn, id).await?.ok_or(AppError::NotFound)?;
    let is_covered = covers(actor, entry.kind.as_str());
    let access = match ground(conn, actor, entry.patient, services.clock.now()).await {
        Ok(access) => Some(access).filter(|_| is_covered),
        Err(Failure::Refused(AppError::NotFound)) => None,
        Err(failure) => return Err(failure),
    };
    Ok(Asked { is_author: actor.id() == Some(entry.author), entry, access })
}

/// Audits that someone got what they asked for, or was refused it: after it is found, and before they have it. The part of the
/// record in the audit is the entry's kind.
///
/// # Errors
/// Those of the outcome.
pub(super) async fn told<T>(services: &Services, actor: &Actor, asked: &Asked, outcome: Outcome<T>) -> Outcome<T> {
    let (patient, part) = (asked.entry.patient, asked.entry.kind.as_str());
    match (&outcome, asked.access) {
        (Ok(_), Some(access)) => written(services, actor, patient, part, access).await?,
        (Ok(_), None) => return Err(AppError::NotFound.into()),
        (Err(Failure::Refused(AppError::NotFound)), _) => {
            refusals::note(services, actor, refusal(actor, patient, part)).await?;
        }
        (Err(_), _) => {}
    }
    outcome
}

/// Audits that a part of a record was read.
pub(super) async fn written(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    part: &str,
    access: Access,
) -> Outcome<()> {
    let by = By::now(services, actor).on(access.basis);
    match actor {
        // Named by its key: it is no one's account.
        Actor::App { app, .. } => by.saw(services, Deed::AppRead, Subject::from(*app).of(patient).part(part)).await,
        Actor::Account { .. } | Actor::Visitor => {
            by.saw(services, Deed::RecordRead, Subject::record(patient).part(part)).await
        }
    }
}
