//! Reading the audit: its chain row by row, its rows for administrators, and a patient's own part for the patient.

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

/// Rows per page.
pub const PAGE: i64 = 50;

/// The maximum number of rows in an export.
pub const EXPORT: i64 = 100_000;

/// Keys the audit with this process's key from now on; with `renew`, even if it was keyed with another before. Does nothing if it
/// is already keyed with this key.
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

/// The end of the chain, for the log, where it can be compared later, whatever happens to the database.
///
/// # Errors
/// A storage failure.
pub async fn head(services: &Services) -> Outcome<Head> {
    Ok(audit::head(&mut services.db.read().await?).await?)
}

/// A page of matching rows. Searching is itself audited.
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

/// Like [`search`], for an open page, which reloads whenever there are more rows: reloads of the same page of the same search
/// within an hour count as one view.
///
/// # Errors
/// The errors of [`search`].
pub async fn search_again(services: &Services, actor: &Actor, filter: AuditFilter) -> Outcome<Page<Named>> {
    let by = services.authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    let part = format!("open page {}", services.mark(&format!("audit by {filter:?}")));
    let found = page(&mut services.db.read().await?, filter).await?;
    by.keeps_seeing(services, Deed::AuditSearch, Subject::any(Thing::Audit).part(&part), ONE_LOOK).await?;
    Ok(found)
}

/// A row on its own page.
#[derive(Debug)]
pub struct Opened {
    /// The row.
    pub row: Named,
    /// Its standing in the chain.
    pub standing: Standing,
    /// Whether there is a row after it.
    pub has_next: bool,
    /// Whether the actor may open the accounts it names.
    pub opens_accounts: bool,
}

/// One row, by its position in the chain, and whether it is as written. Opening it is itself audited.
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

/// Whether the actor can also see the clinic's overview.
#[must_use]
pub fn has_overview(actor: &Actor) -> bool {
    authorise(actor, Action::ReadFigures, Resource::Clinic).is_ok()
}

/// Audits that matching rows are exported, which [`export`] then reads.
///
/// # Errors
/// Not allowed.
pub async fn begin_export(services: &Services, actor: &Actor, filter: &AuditFilter) -> Outcome<()> {
    let by = services.authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    by.saw(services, Deed::AuditExport, Subject::any(Thing::Audit).part(&asked_for(filter))).await
}

/// The next rows of an export: as many as the filter says.
///
/// # Errors
/// Not allowed.
pub async fn export(services: &Services, actor: &Actor, filter: &AuditFilter) -> Outcome<Vec<Named>> {
    authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    Ok(audit::search(&mut services.db.read().await?, filter).await?)
}

/// The criteria of a search, without names, which the audit need not know.
fn asked_for(filter: &AuditFilter) -> String {
    let parts = [
        ("person", !filter.actor.trim().is_empty()),
        ("patient", !filter.patient.trim().is_empty()),
        (filter.area.map_or("", Area::as_str), filter.area.is_some()),
        ("refused", filter.refused),
    ];
    parts.into_iter().filter(|(_, is_asked)| *is_asked).map(|(name, _)| name).collect::<Vec<_>>().join(", ")
}

/// Who viewed the actor's own record or changed something in it: the page before a row, latest first.
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
