//! Reading the audit: its chain link by link, its rows by administrators, and a patient's own part of it by the patient.

use std::fmt;

use super::{Outcome, Services, as_patient, authorise};
use crate::{
    domain::{
        account::Actor,
        policy::{Action, Resource},
    },
    storage::{
        audit::{self, AuditEvent, AuditFilter, Head, Named, Stored},
        db::Conn,
    },
};

/// Rows on a page.
pub const PAGE: i64 = 50;

/// Most rows of an export.
pub const EXPORT: i64 = 100_000;

/// Where a chain is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// A row is not there.
    #[error("row {0} is missing")]
    Missing(i64),
    /// A row says something else than when it was written.
    #[error("row {0} was changed")]
    Changed(i64),
    /// A row does not follow the one before it.
    #[error("row {0} does not follow row {prev}", prev = .0 - 1)]
    Moved(i64),
    /// The last rows are not there.
    #[error("rows {from} to {to} are missing from the end")]
    Cut {
        /// The first of them.
        from: i64,
        /// The last of them.
        to: i64,
    },
    /// There are rows after the chain's end.
    #[error("row {0} was added past the end of the chain")]
    Added(i64),
}

/// What a look at the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// How many rows follow one another as they were written.
    pub rows: i64,
    /// How many are older than the chain, and so not covered by it.
    pub before_the_chain: i64,
    /// The hash of the last row. Kept elsewhere, it shows later that nothing up to here was changed.
    pub head: String,
    /// The first break, if there is one.
    pub broken: Option<Break>,
    /// Whether the hash that was asked for is in the chain, where one was.
    pub expected: Option<bool>,
}

impl Verified {
    /// Whether everything is as it was written.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.broken.is_none() && self.expected != Some(false)
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, before_the_chain, head, broken, expected } = self;
        match broken {
            None => writeln!(f, "{rows} rows follow one another as they were written.")?,
            Some(broken) => writeln!(f, "BROKEN after {rows} rows: {broken}.")?,
        }
        if *before_the_chain > 0 {
            writeln!(f, "{before_the_chain} rows are older than the chain, and not covered by it.")?;
        }
        match expected {
            Some(true) => writeln!(f, "The expected hash is among them.")?,
            Some(false) => writeln!(f, "BROKEN: the expected hash is not among them.")?,
            None => {}
        }
        write!(f, "Keep this elsewhere, and give it to a later run as --expect: {head}")
    }
}

/// Looks at every row of the chain, and for a hash that must be in it. For the command line: who asks owns the machine.
///
/// # Errors
/// The storage's failure.
pub async fn verify(services: &Services, expect: Option<&str>) -> Outcome<Verified> {
    const STEP: i64 = 5_000;
    let mut conn = services.db.read().await?;
    let head = audit::head(&mut conn).await?;
    let mut expected = expect.map(|_| false);
    let mut last = Stored {
        seq: head.chained_after,
        hash: String::new(),
        prev_hash: String::new(),
        written: audit::Written::default(),
    };
    loop {
        let rows = audit::after(&mut conn, last.seq, STEP).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            if let Some(broken) = link(&last, &row, &head) {
                return Ok(result(&head, &last, Some(broken), expected));
            }
            if expect == Some(row.hash.as_str()) {
                expected = Some(true);
            }
            last = row;
        }
    }
    let broken = end(&last, &head);
    Ok(result(&head, &last, broken, expected))
}

fn link(last: &Stored, row: &Stored, head: &Head) -> Option<Break> {
    if row.seq > head.seq {
        return end(last, head).or(Some(Break::Added(row.seq)));
    }
    if row.seq != last.seq + 1 {
        return Some(Break::Missing(last.seq + 1));
    }
    if row.written.hash(&row.prev_hash, row.seq) != row.hash {
        return Some(Break::Changed(row.seq));
    }
    (row.prev_hash != last.hash).then_some(Break::Moved(row.seq))
}

fn end(last: &Stored, head: &Head) -> Option<Break> {
    if last.seq < head.seq {
        return Some(Break::Cut { from: last.seq + 1, to: head.seq });
    }
    (last.hash != head.hash).then_some(Break::Changed(last.seq))
}

fn result(head: &Head, last: &Stored, broken: Option<Break>, expected: Option<bool>) -> Verified {
    Verified {
        rows: last.seq - head.chained_after,
        before_the_chain: head.chained_after,
        head: last.hash.clone(),
        broken,
        expected,
    }
}

/// Writes down that somebody was refused an address.
///
/// # Errors
/// The storage's failure.
pub async fn note_refusal(services: &Services, actor: &Actor, path: &str, outcome: &'static str) -> Outcome<()> {
    const LONGEST: usize = 200;
    let path: String = path.chars().take(LONGEST).collect();
    let input = (actor.clone(), path, outcome, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, path, outcome, at)| {
            Box::pin(async move {
                audit::record(tx, &AuditEvent::done(*at, actor, "request.refused", "address").part(path).but(outcome));
                Ok(())
            })
        })
        .await
}

/// A page of the rows that fit, the latest first, and whether there are older ones. Looking is written down too.
///
/// # Errors
/// Not allowed.
pub async fn search(services: &Services, actor: &Actor, filter: AuditFilter) -> Outcome<(Vec<Named>, bool)> {
    authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    page(&mut services.db.read().await?, filter).await
}

/// All rows that fit, up to [`EXPORT`]. That they were taken away is written down.
///
/// # Errors
/// Not allowed.
pub async fn export(services: &Services, actor: &Actor, filter: AuditFilter) -> Outcome<Vec<Named>> {
    let basis = authorise(actor, Action::ReadAudit, Resource::Clinic)?;
    let input = (actor.clone(), basis, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, (actor, basis, at)| {
            Box::pin(async move {
                audit::record(tx, &AuditEvent::done(*at, actor, "audit.export", "audit").on(*basis));
                Ok::<_, super::Failure>(())
            })
        })
        .await?;
    let filter = AuditFilter { limit: EXPORT, ..filter };
    Ok(audit::search(&mut services.db.read().await?, &filter).await?)
}

/// Who looked at the actor's own record, or changed something in it; a page before a row, the latest first.
///
/// # Errors
/// Not allowed.
pub async fn readers(services: &Services, actor: &Actor, before: i64) -> Outcome<(Vec<Named>, bool)> {
    let (me, _) = as_patient(actor, Action::ShareRecord)?;
    let filter = AuditFilter { of: Some(me), before, until: i64::MAX, ..AuditFilter::default() };
    page(&mut services.db.read().await?, filter).await
}

async fn page(conn: &mut Conn, filter: AuditFilter) -> Outcome<(Vec<Named>, bool)> {
    let mut rows = audit::search(conn, &AuditFilter { limit: PAGE + 1, ..filter }).await?;
    let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = rows.len() > shown;
    rows.truncate(shown);
    Ok((rows, more))
}
