//! Follows the audit's chain row by row, even while it grows.

use std::fmt;

use crate::{
    service::{Outcome, Services},
    storage::{
        audit::{self, AuditKey, Head, Stored},
        db::{Conn, Db},
    },
};

/// Where the chain is broken, and how.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Break {
    /// A row is missing.
    #[error("row {0} is missing")]
    Missing(i64),
    /// A row differs from what was written.
    #[error("row {0} was changed")]
    Changed(i64),
    /// A row does not follow the one before it.
    #[error("row {0} does not follow row {prev}", prev = .0 - 1)]
    Moved(i64),
    /// The last rows are missing.
    #[error("rows {from} to {to} are missing from the end")]
    Cut {
        /// The first missing row.
        from: i64,
        /// The last missing row.
        to: i64,
    },
    /// There are rows beyond the chain's end.
    #[error("row {0} was added past the end of the chain")]
    Added(i64),
}

/// The result of checking the whole chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// The number of rows that are intact and in order.
    pub rows: i64,
    /// The number of rows that predate the chain and so are not covered by it.
    pub before_the_chain: i64,
    /// The number of the chain's rows that predate its key: anyone who can write to the database could have forged them.
    pub before_the_key: i64,
    /// The hash of the last row. Kept elsewhere, it later proves that nothing up to here was changed.
    pub head: String,
    /// The first break, if there is one.
    pub broken: Option<Break>,
    /// Whether the expected hash, if one was given, is in the chain.
    pub expected: Option<bool>,
}

impl Verified {
    /// Whether everything is as written.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.broken.is_none() && self.expected != Some(false)
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rows, before_the_chain, before_the_key, head, broken, expected } = self;
        match broken {
            None => writeln!(f, "{rows} rows are intact and in order.")?,
            Some(broken) => writeln!(f, "BROKEN after {rows} rows: {broken}.")?,
        }
        if *before_the_chain > 0 {
            writeln!(f, "{before_the_chain} rows are older than the chain and are not covered by it.")?;
        }
        if *before_the_key > 0 {
            writeln!(
                f,
                "{before_the_key} rows are older than the key: for these, careful tampering would go unnoticed."
            )?;
        }
        match expected {
            Some(true) => writeln!(f, "The expected hash is among them.")?,
            Some(false) => writeln!(f, "BROKEN: the expected hash is not among them.")?,
            None => {}
        }
        write!(f, "Keep this hash somewhere else, and pass it to a later run as --expect: {head}")
    }
}

/// Checks every row of the chain, and looks for a hash that must be in it. Rows added meanwhile are either checked too or left for
/// the next run. Checks no permission: for the command line, whose caller owns the machine.
///
/// # Errors
/// A storage failure.
pub async fn verify(services: &Services, expect: Option<&str>) -> Outcome<Verified> {
    follow(&services.db, expect).await
}

/// Like `verify`, for a database that no server is using.
///
/// # Errors
/// A storage failure.
pub async fn follow(db: &Db, expect: Option<&str>) -> Outcome<Verified> {
    const STEP: i64 = 5_000;
    let mut conn = db.read().await?;
    let key = db.audit_key();
    let begun = audit::head(&mut conn).await?;
    let mut last = start(&begun);
    let mut expected = expect.map(|_| false);
    let mut head;
    loop {
        let rows = audit::after(&mut conn, last.seq, STEP).await?;
        // In this order, because anyone who had added one of the rows had already moved the end.
        head = audit::head(&mut conn).await?;
        let is_last = i64::try_from(rows.len()).is_ok_and(|found| found < STEP);
        for row in rows {
            if let Some(broken) = link(&last, &row, (&begun, &head), key) {
                return Ok(result(&head, &last, Some(broken), expected));
            }
            if expect == Some(row.hash.as_str()) {
                expected = Some(true);
            }
            last = row;
        }
        if is_last {
            break;
        }
    }
    let broken = end(&last, &begun, &head);
    Ok(result(&head, &last, broken, expected))
}

/// A row's standing in the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Its content is as written, and its neighbours are the original ones.
    Intact,
    /// It is in its original position, but predates the key, so its content could have been forged.
    BeforeTheKey,
    /// It predates the chain.
    BeforeTheChain,
    /// It, or a neighbouring row, was changed, moved or removed.
    Broken,
}

/// Checks one row: its content, and its links to the rows before and after it.
pub(super) async fn check(conn: &mut Conn, key: &AuditKey, row: &Stored) -> Outcome<Standing> {
    // The end first: a row added meanwhile is beyond it, and need not exist yet.
    let head = audit::head(conn).await?;
    let beside = audit::after(conn, row.seq - 2, 3).await?;
    if row.seq <= head.chained_after {
        return Ok(Standing::BeforeTheChain);
    }
    let start = start(&head);
    let before = beside.iter().find(|one| one.seq == row.seq - 1);
    let before = if row.seq - 1 == head.chained_after { Some(&start) } else { before };
    let is_linked = before.is_some_and(|before| link(before, row, (&head, &head), key).is_none());
    let is_followed = match beside.iter().find(|one| one.seq == row.seq + 1) {
        Some(next) => next.prev_hash == row.hash,
        None => row.seq == head.seq,
    };
    Ok(match is_linked && is_followed {
        false => Standing::Broken,
        true if !head.key_id.is_empty() && row.seq <= head.keyed_after => Standing::BeforeTheKey,
        true => Standing::Intact,
    })
}

/// What the chain's first row follows.
fn start(head: &Head) -> Stored {
    Stored {
        seq: head.chained_after,
        hash: String::new(),
        prev_hash: String::new(),
        version: 0,
        written: audit::Written::default(),
    }
}

fn link(last: &Stored, row: &Stored, (begun, head): (&Head, &Head), key: &AuditKey) -> Option<Break> {
    if row.seq > head.seq {
        return end(last, begun, head).or(Some(Break::Added(row.seq)));
    }
    if row.seq != last.seq + 1 {
        return Some(Break::Missing(last.seq + 1));
    }
    if !is_as_written(row, head, key) || (row.seq == begun.seq && row.hash != begun.hash) {
        return Some(Break::Changed(row.seq));
    }
    (row.prev_hash != last.hash).then_some(Break::Moved(row.seq))
}

/// Whether a row's hash is right. If an earlier key covers the row, which is not available, only its position in the chain can be
/// checked.
fn is_as_written(row: &Stored, head: &Head, key: &AuditKey) -> bool {
    let is_keyed = !head.key_id.is_empty();
    let before_the_key = is_keyed && row.seq <= head.keyed_after;
    match row.version {
        1 if is_keyed && !before_the_key => false,
        1 => row.written.times == 1 && row.written.first_hash(&row.prev_hash, row.seq) == row.hash,
        _ => before_the_key || row.written.hash(key, &row.prev_hash, row.seq) == row.hash,
    }
}

/// What is wrong with the end: a row that existed when the check began is gone, or the last row is a different one.
fn end(last: &Stored, begun: &Head, head: &Head) -> Option<Break> {
    if last.seq < begun.seq {
        return Some(Break::Cut { from: last.seq + 1, to: begun.seq });
    }
    (last.seq == head.seq && last.hash != head.hash).then_some(Break::Changed(last.seq))
}

fn result(head: &Head, last: &Stored, broken: Option<Break>, expected: Option<bool>) -> Verified {
    let keyed_after = if head.key_id.is_empty() { 0 } else { head.keyed_after.min(last.seq) };
    Verified {
        rows: last.seq - head.chained_after,
        before_the_chain: head.chained_after,
        before_the_key: (keyed_after - head.chained_after).max(0),
        head: last.hash.clone(),
        broken,
        expected,
    }
}
