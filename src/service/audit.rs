//! Reading the audit: its chain link by link, its rows by administrators, and patients' own part of it by the patients.

mod verify;

pub use self::verify::{Break, Standing, Verified, follow, verify};

use jiff::Timestamp;

use super::{By, Outcome, Services, acting::ONE_LOOK, as_patient, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::{Area, Deed, Subject, Thing},
        ordering::{Edge, Page},
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{audit, db::Conn},
};

pub use crate::storage::audit::{AuditFilter, Head, Named, Stored, Written};

/// Rows on a page.
pub const PAGE: i64 = 50;

/// Most rows of an export.
pub const EXPORT: i64 = 100_000;

/// Keys the audit from now on with this process's key; with `renew`, even if it was keyed with another before. If it is already
/// keyed with this key, nothing happens.
///
/// # Errors
/// That another key is in use.
pub async fn begin_key(services: &Services, renew: bool) -> Outcome<()> {
    let work = services.change(By::visitor(services), renew, |tx, by, renew| {
        Box::pin(async move {
            let (head, has_begun) = audit::begin_key(tx, *renew).await?;
            if has_begun {
                by.did(tx, Deed::AuditKey, Subject::any(Thing::Audit).part(&head.key_id));
            }
            Ok((head, has_begun))
        })
    });
    let (head, has_begun) = work.await?;
    if has_begun && head.keyed_after > 0 {
        tracing::warn!(
            key = head.key_id,
            after = head.keyed_after,
            "the audit has a new key: older rows are no longer protected from forgery"
        );
    }
    Ok(())
}

/// The end of the chain, for the log: there it can be compared later, whatever happens to the database.
///
/// # Errors
/// The storage's failure.
pub async fn head(services: &Services) -> Outcome<Head> {
    Ok(audit::head(&mut services.db.read().await?).await?)
}

/// A page of the rows that match. Searching is itself logged.
///
/// # Errors
/// Not allowed.
pub async fn search(services: &Services, actor: &Actor, filter: AuditFilter) -> Outcome<Page<Named>> {
    let by = services.authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    let part = asked_for(&filter);
    let found = page(&mut services.db.read().await?, filter).await?;
    by.saw(services, Deed::AuditSearch, Subject::any(Thing::Audit).part(&part)).await?;
    Ok(found)
}

/// The same for an open page, which looks again whenever there are more rows: within an hour, that counts as one look at the same page of
/// the same search.
///
/// # Errors
/// As [`search`].
pub async fn search_again(services: &Services, actor: &Actor, filter: AuditFilter) -> Outcome<Page<Named>> {
    let by = services.authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    let part = format!("open page {}", services.mark(&format!("audit by {filter:?}")));
    let found = page(&mut services.db.read().await?, filter).await?;
    by.keeps_seeing(services, Deed::AuditSearch, Subject::any(Thing::Audit).part(&part), ONE_LOOK).await?;
    Ok(found)
}

/// A row as it is opened.
#[derive(Debug)]
pub struct Opened {
    /// The row.
    pub row: Named,
    /// How it stands in the chain.
    pub standing: Standing,
    /// Whether there is a row after it.
    pub has_next: bool,
    /// Whether the actor may open the accounts of its people.
    pub opens_accounts: bool,
}

/// One row, by its place in the chain, and whether it is as it was written. Opening it is itself logged.
///
/// # Errors
/// Not allowed; not found.
pub async fn open(services: &Services, actor: &Actor, seq: i64) -> Outcome<Opened> {
    let by = services.authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    let mut conn = services.db.read().await?;
    let row = audit::find(&mut conn, seq).await?.ok_or(AppError::NotFound)?;
    let standing = verify::check(&mut conn, services.db.audit_key(), &row.stored).await?;
    let has_next = audit::head(&mut conn).await?.seq > seq;
    drop(conn);
    by.saw(services, Deed::AuditRead, Subject::one(Thing::Audit, seq)).await?;
    let opens_accounts = authorise(actor, Action::ManageAccounts, Resource::Clinic).is_ok();
    Ok(Opened { row, standing, has_next, opens_accounts })
}

/// Whether the actor also sees the overview of the clinic.
#[must_use]
pub fn has_overview(actor: &Actor) -> bool {
    authorise(actor, Action::ReadFigures, Resource::Clinic).is_ok()
}

/// The first rows that match: as many as the filter says, or [`EXPORT`] if it says nothing. The export is logged.
///
/// # Errors
/// Not allowed.
pub async fn export(services: &Services, actor: &Actor, filter: AuditFilter) -> Outcome<Vec<Named>> {
    let by = services.authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    let part = asked_for(&filter);
    let limit = if filter.limit > 0 { filter.limit.min(EXPORT) } else { EXPORT };
    let filter = AuditFilter { limit, edge: Edge::Start, ..filter };
    let found = audit::search(&mut services.db.read().await?, &filter).await?;
    by.saw(services, Deed::AuditExport, Subject::any(Thing::Audit).part(&part)).await?;
    Ok(found)
}

/// The next rows of an export that has begun: as many as the filter says.
///
/// # Errors
/// Not allowed.
pub async fn export_on(services: &Services, actor: &Actor, filter: &AuditFilter) -> Outcome<Vec<Named>> {
    authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    Ok(audit::search(&mut services.db.read().await?, filter).await?)
}

/// The criteria of a search, without the names: the audit need not know those.
fn asked_for(filter: &AuditFilter) -> String {
    let parts = [
        ("person", !filter.actor.trim().is_empty()),
        ("patient", !filter.patient.trim().is_empty()),
        (filter.area.map_or("", Area::as_str), filter.area.is_some()),
        ("refused", filter.refused),
    ];
    parts.into_iter().filter(|(_, is_asked)| *is_asked).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

/// Who looked at the actor's own record or changed something in it: the page before a row, latest first.
///
/// # Errors
/// Not allowed.
pub async fn readers(services: &Services, actor: &Actor, before: i64) -> Outcome<(Vec<Named>, bool)> {
    let (me, _) = as_patient(actor, Action::ShareRecord)?;
    let edge = if before > 0 { Edge::After(before) } else { Edge::Start };
    let filter = AuditFilter { of: Some(me), of_record: true, edge, until: Timestamp::MAX, ..AuditFilter::default() };
    let Page { rows, has_next, .. } = page(&mut services.db.read().await?, filter).await?;
    Ok((rows, has_next))
}

async fn page(conn: &mut Conn, filter: AuditFilter) -> Outcome<Page<Named>> {
    let edge = filter.edge;
    let rows = audit::search(conn, &AuditFilter { limit: PAGE + 1, ..filter }).await?;
    Ok(Page::cut(rows, PAGE, edge))
}
