//! Entries of a record that were imported from another system. Each read goes through the gate in front of the record, and what the
//! patient hides is hidden as if it had been written here.

use super::{Failure, Outcome, Services, record};
use crate::{
    domain::{
        access::{self, Access, Reach},
        account::Actor,
        ids::{ImportedId, PatientId},
        imported::ImportedKind,
    },
    error::AppError,
    storage::{
        db::Conn,
        imported::{self, ImportedQuery},
    },
};

pub use crate::storage::imported::{Place, Whole};

/// Whether a reader sees an entry: with access to the summary only, allergies.
fn is_seen(reach: Reach, kind: ImportedKind, hidden: bool) -> bool {
    access::sees(reach, hidden, false) || kind == ImportedKind::Allergy && reach == Reach::Summary && !hidden
}

/// One entry.
///
/// # Errors
/// Not found if the reader's basis does not cover it, or if it is of another kind.
pub async fn read(services: &Services, actor: &Actor, id: ImportedId, kind: ImportedKind) -> Outcome<Whole> {
    let found = imported::find(&mut services.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let (is_kind, hidden) = (found.line.kind == kind, found.line.hidden);
    let is_seen = move |access: Access| is_kind && is_seen(access.reach, kind, hidden);
    record::open_if(services, actor, found.line.patient, kind.part(), is_seen).await?;
    Ok(found)
}

/// Entries of one kind, latest first, and after which one the next page begins.
///
/// # Errors
/// Not found without a basis to read the record.
pub async fn search(
    services: &Services,
    actor: &Actor,
    (patient, kind): (PatientId, ImportedKind),
    (after, most): (Option<Place>, usize),
) -> Outcome<(Vec<Whole>, Option<Place>)> {
    let Access { reach, .. } = record::open(services, actor, patient, kind.part()).await?;
    page(services, (patient, reach), kind, (after, most)).await
}

/// The same for a reader who has this access to the record.
pub(super) async fn page(
    services: &Services,
    of: (PatientId, Reach),
    kind: ImportedKind,
    (after, most): (Option<Place>, usize),
) -> Outcome<(Vec<Whole>, Option<Place>)> {
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
    let mut found = beside(&mut services.db.read().await?, of, kind, (after, limit)).await?;
    let more = found.len() > most;
    found.truncate(most);
    let next = found.last().filter(|_| more).map(|last| last.line.place());
    Ok((found, next))
}

/// Up to this many of them.
pub(super) async fn beside(
    conn: &mut Conn,
    (patient, reach): (PatientId, Reach),
    kind: ImportedKind,
    (after, limit): (Option<Place>, i64),
) -> Outcome<Vec<Whole>> {
    if !is_seen(reach, kind, false) {
        return Ok(Vec::new());
    }
    let with_hidden = is_seen(reach, kind, true);
    let query = ImportedQuery { patient, kind: Some(kind), only_summary: false, with_hidden, after, limit };
    Ok(imported::page(conn, &query).await?)
}

/// A patient's allergies, for a reader who has this access to the record.
pub(super) async fn allergies(services: &Services, of: (PatientId, Reach)) -> Outcome<Vec<Whole>> {
    beside(&mut services.db.read().await?, of, ImportedKind::Allergy, (None, i64::MAX)).await
}

/// A patient's visits elsewhere, the earliest first after a place, and whether there are more. They come along with those that were
/// here, so that a record is closed to the reader is no attempt to read it.
///
/// # Errors
/// A storage failure.
pub async fn visits(
    services: &Services,
    actor: &Actor,
    patient: PatientId,
    (after, most): (Option<(i64, i64)>, usize),
) -> Outcome<(Vec<Whole>, bool)> {
    let ground = record::ground(&mut services.db.read().await?, actor, patient, services.clock.now()).await;
    let Access { reach, .. } = match ground {
        Ok(access) => access,
        Err(Failure::Refused(_)) => return Ok((Vec::new(), false)),
        Err(failure) => return Err(failure),
    };
    if !is_seen(reach, ImportedKind::Visit, false) {
        return Ok((Vec::new(), false));
    }
    let of = (patient, is_seen(reach, ImportedKind::Visit, true));
    let limit = i64::try_from(most.saturating_add(1)).unwrap_or(i64::MAX);
    let mut found = imported::visits(&mut services.db.read().await?, of, after, limit).await?;
    if !found.is_empty() {
        record::open(services, actor, patient, ImportedKind::Visit.part()).await?;
    }
    let more = found.len() > most;
    found.truncate(most);
    Ok((found, more))
}
