//! A patient's record as read by the patient and by anyone with a basis.

use jiff::Timestamp;

use super::{Outcome, Services, consultation, record};
use crate::{
    domain::{
        access::{Access, Reach},
        account::Actor,
        ids::{EntryId, PatientId},
        prescription::Medicine,
        profile::Profile,
        record::EntryKind,
        statement::{Statement, StatementKind},
    },
    error::AppError,
    storage::{
        self,
        imported::{self, ImportedQuery},
        patient,
        timeline::{self, TimelineQuery},
    },
};

pub use crate::storage::{
    imported::{Imported, Place},
    timeline::TimelineEntry,
};

/// Entries per page.
pub const PAGE: i64 = 25;
/// No limit in practice.
const ALL: i64 = 100_000;

/// A page of a record.
#[derive(Debug)]
pub struct RecordPage {
    /// The basis on which it is read.
    pub access: Access,
    /// The patient number at this clinic.
    pub number: String,
    /// The patient's profile.
    pub profile: Profile,
    /// The patient's own statements about their health; empty if the basis does not cover them.
    pub statements: Vec<Statement>,
    /// The medicines of current prescriptions that are not hidden, one per line, if the basis covers only the summary.
    pub prescribed: Vec<String>,
    /// The entries, latest first.
    pub entries: Vec<TimelineEntry>,
    /// Whether there are older ones.
    pub more: bool,
    /// Imported entries, latest first, if no kind and no older page is requested. Its first page also starts with what held at the
    /// time of import and is on a later page.
    pub imported: Vec<Imported>,
    /// Whether there are more imported entries.
    pub more_imported: bool,
}

/// Which page of which record.
#[derive(Clone, Copy, Debug)]
pub struct RecordQuery {
    /// The patient.
    pub patient: PatientId,
    /// Only entries of this kind.
    pub kind: Option<EntryKind>,
    /// Only entries older than this one: when it was written, and its key.
    pub before: Option<(Timestamp, EntryId)>,
    /// Only imported entries after this place.
    pub imported_after: Option<Place>,
}

impl RecordQuery {
    /// The first page of a whole record.
    #[must_use]
    pub fn of(patient: PatientId) -> Self {
        Self { patient, kind: None, before: None, imported_after: None }
    }
}

/// Reads a page of a record.
///
/// # Errors
/// Not found without a basis to read it.
pub async fn read(services: &Services, actor: &Actor, query: RecordQuery) -> Outcome<RecordPage> {
    let part = query.kind.map_or("timeline", EntryKind::as_str);
    let access = record::open(services, actor, query.patient, part).await?;
    page(services, actor, query, access, PAGE).await
}

/// The actor's whole record, for download.
///
/// # Errors
/// Not allowed; not found for anyone who is not a patient.
pub async fn download(services: &Services, actor: &Actor) -> Outcome<RecordPage> {
    let patient = PatientId(actor.id().ok_or(AppError::NotSignedIn)?.0);
    let access = record::open(services, actor, patient, "download").await?;
    if access.reach != Reach::Everything {
        return Err(AppError::NotFound.into());
    }
    page(services, actor, RecordQuery::of(patient), access, ALL).await
}

/// All of a patient's imported entries.
pub(super) fn all_imported(patient: PatientId) -> ImportedQuery {
    ImportedQuery { patient, kind: None, only_summary: false, with_hidden: true, after: None, limit: ALL }
}

async fn page(
    services: &Services,
    actor: &Actor,
    query: RecordQuery,
    access: Access,
    size: i64,
) -> Outcome<RecordPage> {
    let reader = actor.id().ok_or(AppError::NotSignedIn)?;
    let RecordQuery { patient, kind, before, imported_after } = query;
    let mut conn = services.db.read().await?;
    let (number, profile) = patient::profile(&mut conn, patient).await?.ok_or(AppError::NotFound)?;
    let mut statements = match access.reach {
        Reach::OwnEntries => Vec::new(),
        _ => storage::statement::of_patient(&mut conn, patient).await?,
    };
    let mut prescribed = Vec::new();
    if access.reach == Reach::Summary {
        statements.retain(|one| one.said.kind != StatementKind::History);
        let running = consultation::running(&mut conn, patient, access, reader, services.clock.now()).await?;
        prescribed = running.iter().flat_map(|one| &one.prescription.medicines).map(Medicine::line).collect();
    }
    let wanted = TimelineQuery { patient, reader, reach: access.reach, kind, before, limit: size + 1 };
    let mut entries = timeline::page(&mut conn, &wanted).await?;
    let shown = usize::try_from(size).unwrap_or(usize::MAX);
    let more = entries.len() > shown;
    entries.truncate(shown);
    let mut imported = match (kind, before, access.reach) {
        (None, None, Reach::Summary | Reach::Shared | Reach::Everything) => {
            let wanted = ImportedQuery {
                only_summary: access.reach == Reach::Summary,
                with_hidden: access.reach == Reach::Everything,
                after: imported_after,
                limit: size + 1,
                ..all_imported(patient)
            };
            imported::heads(&mut conn, &wanted).await?
        }
        _ => Vec::new(),
    };
    let more_imported = imported.len() > shown;
    imported.truncate(shown);
    if more_imported && imported_after.is_none() {
        // An old allergy must not be pages away.
        let with_hidden = access.reach == Reach::Everything;
        let wanted = ImportedQuery { only_summary: true, with_hidden, ..all_imported(patient) };
        let mut held = imported::heads(&mut conn, &wanted).await?;
        held.retain(|one| !imported.contains(one));
        held.append(&mut imported);
        imported = held;
    }
    let profile = profile.within(access.reach);
    Ok(RecordPage { access, number, profile, statements, prescribed, entries, more, imported, more_imported })
}
