//! Entries of a record with the full content of their kind, as programs read them. Each read goes through the gate in front of the
//! record.

use jiff::Timestamp;

use super::{
    Failure, Outcome, Services,
    imported::{self, Whole},
    record,
};
use crate::{
    domain::{
        access::{Access, Reach},
        account::Actor,
        ids::{AccountId, EntryId, PatientId, StatementId},
        imported::ImportedKind,
        record::EntryKind,
        statement::{Statement, StatementKind},
    },
    error::AppError,
    storage::{
        db::Conn,
        diagnosis::{self, Diagnosed},
        document::{self, Document},
        entry::{self, Line},
        note,
        observation::{self, Observed},
        prescription,
        referral::{self, Event, Referral},
        statement,
        timeline::{self, TimelineQuery},
    },
};

pub use crate::storage::{note::Version, prescription::Prescribed};

/// The maximum number of entries per answer.
const MOST: usize = 100;

/// An entry with all of its content.
#[derive(Clone, Debug)]
pub struct Clinical {
    /// The patient, the author and the time.
    pub line: Line,
    /// The content.
    pub content: Content,
}

/// The content of an entry.
#[derive(Clone, Debug)]
pub enum Content {
    /// Every version of a note, oldest first.
    Note(Vec<Version>),
    /// A condition.
    Diagnosis(Diagnosed),
    /// A measurement.
    Observation(Observed),
    /// Medicines.
    Prescription(Prescribed),
    /// A referral with its letter; `None` if it was retracted.
    Referral(Option<Box<(Referral, String)>>),
    /// A file.
    Document(Box<Document>),
}

impl Clinical {
    /// When any part of it last changed.
    #[must_use]
    pub fn changed_at(&self) -> Timestamp {
        let entry = &self.line.entry;
        let later = match &self.content {
            Content::Note(versions) => versions.last().map(|latest| latest.at),
            Content::Diagnosis(found) => found.resolved_at,
            Content::Prescription(found) => found.stopped_at,
            Content::Referral(found) => found.as_ref().and_then(|found| found.0.changed_at),
            Content::Observation(_) | Content::Document(_) => None,
        };
        [later, entry.retracted_at].into_iter().flatten().fold(entry.at, Timestamp::max)
    }
}

/// A query for entries of a record.
#[derive(Clone, Copy, Debug)]
pub struct ClinicalQuery {
    /// The patient.
    pub patient: PatientId,
    /// Only entries of this kind.
    pub kind: EntryKind,
    /// Only entries older than this one.
    pub before: Option<Place>,
    /// The maximum number.
    pub most: usize,
}

/// An entry's position among those of its kind: when it was written, and its key.
pub type Place = (Timestamp, EntryId);

/// A page of entries of one kind, latest first.
#[derive(Debug, Default)]
pub struct Lines {
    /// The entries.
    pub found: Vec<Clinical>,
    /// Entries imported from another system.
    pub imported: Vec<Whole>,
    /// Entries that vanished while the page was read: erased, or moved into another record.
    pub gone: Vec<EntryId>,
    /// The position after which the next page begins, if there are older ones.
    pub next: Option<Place>,
}

/// Entries of one kind.
///
/// # Errors
/// Not found without a basis to read the record.
pub async fn search(services: &Services, actor: &Actor, query: ClinicalQuery) -> Outcome<Lines> {
    // Apps don't write entries.
    let reader = match actor {
        Actor::App { .. } => AccountId(0),
        _ => actor.id().ok_or(AppError::NotSignedIn)?,
    };
    let Access { reach, .. } = record::open(services, actor, query.patient, query.kind.as_str()).await?;
    page(services, (reader, reach), query).await
}

/// The same for a reader who has this access to the record.
pub(super) async fn page(
    services: &Services,
    (reader, reach): (AccountId, Reach),
    query: ClinicalQuery,
) -> Outcome<Lines> {
    let ClinicalQuery { patient, kind, before, most } = query;
    let most = most.clamp(1, MOST);
    let limit = i64::try_from(most + 1).unwrap_or(i64::MAX);
    let mut conn = services.db.read().await?;
    let wanted = TimelineQuery { patient, reader, reach, kind: Some(kind), before, limit };
    let mut lines = timeline::page(&mut conn, &wanted).await?;
    let mut imported = match ImportedKind::beside(kind) {
        Some(kind) => imported::beside(&mut conn, (patient, reach), kind, (before, limit)).await?,
        None => Vec::new(),
    };
    let mut places: Vec<Place> = lines.iter().map(|one| (one.at, one.id)).collect();
    places.extend(imported.iter().map(|one| one.line.place()));
    places.sort_unstable_by(|one, other| other.cmp(one));
    let next = places.get(most - 1).copied().filter(|_| places.len() > most);
    if let Some(last) = next {
        lines.retain(|one| (one.at, one.id) >= last);
        imported.retain(|one| one.line.place() >= last);
    }
    let mut page = Lines { next, imported, ..Lines::default() };
    for line in lines {
        match whole(&mut conn, line.id, kind).await {
            Ok(one) if one.line.entry.patient == patient => page.found.push(one),
            Ok(_) | Err(Failure::Refused(AppError::NotFound)) => page.gone.push(line.id),
            Err(failure) => return Err(failure),
        }
    }
    Ok(page)
}

/// One entry of this kind.
///
/// # Errors
/// Not found if the reader's basis does not cover it, or if it is of another kind.
pub async fn read(services: &Services, actor: &Actor, id: EntryId, kind: EntryKind) -> Outcome<Clinical> {
    let asked = record::ask(services, actor, id).await?;
    let found = match asked.seen(Some(kind)) {
        Ok(_) => whole(&mut services.db.read().await?, id, kind).await,
        Err(failure) => Err(failure),
    };
    record::told(services, actor, &asked, found).await
}

async fn whole(conn: &mut Conn, id: EntryId, kind: EntryKind) -> Outcome<Clinical> {
    let line = entry::line(conn, id).await?.ok_or(AppError::NotFound)?;
    let content = match kind {
        EntryKind::Note => Content::Note(note::versions(conn, id).await?),
        EntryKind::Diagnosis => Content::Diagnosis(diagnosis::find(conn, id).await?.ok_or(AppError::NotFound)?),
        EntryKind::Observation => Content::Observation(observation::find(conn, id).await?.ok_or(AppError::NotFound)?),
        EntryKind::Prescription => {
            Content::Prescription(prescription::find(conn, id).await?.ok_or(AppError::NotFound)?)
        }
        EntryKind::Referral => {
            let found = referral::find(conn, id).await?;
            let letter = referral::letter(conn, id).await?.unwrap_or_default();
            Content::Referral(found.map(|found| Box::new((found, letter))))
        }
        EntryKind::Document => Content::Document(Box::new(document::find(conn, id).await?.ok_or(AppError::NotFound)?)),
    };
    Ok(Clinical { line, content })
}

/// What was done with a referral that its reader received here, in order.
///
/// # Errors
/// A storage failure.
pub async fn turns(services: &Services, referral: &Clinical) -> Outcome<Vec<Event>> {
    Ok(referral::events(&mut services.db.read().await?, referral.line.entry.id).await?)
}

/// A patient's allergies: self-reported, and imported from another system.
///
/// # Errors
/// Not found without a basis to read the record.
pub async fn allergies(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
) -> Outcome<(Vec<Statement>, Vec<Whole>)> {
    let Access { reach, .. } = record::open(services, actor, patient, "summary").await?;
    let said = said(services, patient, reach, StatementKind::Allergy).await?;
    Ok((said, imported::allergies(services, (patient, reach)).await?))
}

/// A patient's own statements of one kind about their health, if the reader's basis covers them.
///
/// # Errors
/// Not found without a basis to read the record.
pub async fn statements(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    kind: StatementKind,
) -> Outcome<Vec<Statement>> {
    let Access { reach, .. } = record::open(services, actor, patient, "summary").await?;
    said(services, patient, reach, kind).await
}

/// The same for a reader who has this access to the record.
pub(super) async fn said(
    services: &Services,
    patient: PatientId,
    reach: Reach,
    kind: StatementKind,
) -> Outcome<Vec<Statement>> {
    if reach == Reach::OwnEntries {
        return Ok(Vec::new());
    }
    let mut found = statement::of_patient(&mut services.db.read().await?, patient).await?;
    found.retain(|one| one.said.kind == kind);
    Ok(found)
}

/// One of these statements, and the patient it is about.
///
/// # Errors
/// Not found where there is no such statement, or no basis to read it.
pub async fn statement(
    services: &Services,
    actor: &Actor,
    id: StatementId,
    kind: StatementKind,
) -> Outcome<(PatientId, Statement)> {
    let patient = statement::patient_of(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let found = statements(services, actor, patient, kind).await?.into_iter().find(|one| one.id == id);
    Ok((patient, found.ok_or(AppError::NotFound)?))
}
