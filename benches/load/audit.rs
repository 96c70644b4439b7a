//! The cost of the audit: the same durable transaction with and without an audit row, alternately and in this process, and
//! verifying the chain afterwards.

use std::time::Duration;

use consulta::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
    },
    service::{Services, audit::verify, clock::Clock, monotonic},
    storage::{
        audit::{self, AuditEvent},
        db::Db,
        error::StorageError,
        session::{self, StoredSession},
    },
};
use futures::future::try_join_all;

use crate::{Failure, figures::at, report::Report, server::Database};

/// Transactions of each kind.
const ALONE: usize = 1_000;
/// Transactions that are sent at once and share commits, and how often that is done with each kind.
const TOGETHER: usize = 100;
const BURSTS: usize = 30;

pub async fn run(report: &mut Report, database: &Database) -> Result<(), Failure> {
    let services = Services::new(Db::open_with(&database.url, crate::server::opening()).await?, Clock::System);
    let [mut plain, mut audited] = [Vec::new(), Vec::new()];
    for number in 0..ALONE {
        plain.push(timed(write(&services, number, false)).await?);
        audited.push(timed(write(&services, number, true)).await?);
    }
    compare(report, "a short transaction, alone", &mut plain, &mut audited);
    let [mut plain, mut audited] = [Vec::new(), Vec::new()];
    for _ in 0..BURSTS {
        plain.push(timed(burst(&services, false)).await?);
        audited.push(timed(burst(&services, true)).await?);
    }
    compare(report, "100 of them at once", &mut plain, &mut audited);
    let began = monotonic::now();
    let verified = verify(&services, None).await.map_err(|e| format!("{e:?}"))?;
    if !verified.stands() || verified.rows < i64::try_from(ALONE + BURSTS * TOGETHER)? {
        return Err(format!("the chain does not stand: {verified}").into());
    }
    let each = began.elapsed().as_secs_f64() * 1e6 / verified.rows as f64;
    report.noted("checking the chain", &format!("{} rows, {each:.1} us each", verified.rows));
    Ok(())
}

/// The medians side by side, and how much the audit adds.
fn compare(report: &mut Report, what: &str, plain: &mut [Duration], audited: &mut [Duration]) {
    plain.sort_unstable();
    audited.sort_unstable();
    let (plain, audited) = (at(plain, 50).as_secs_f64() * 1e6, at(audited, 50).as_secs_f64() * 1e6);
    let added = 100.0 * (audited / plain - 1.0);
    report.noted(what, &format!("{plain:.0} us, with a row of the audit {audited:.0} us: {added:+.0} %"));
}

async fn timed(work: impl Future<Output = Result<(), Failure>>) -> Result<Duration, Failure> {
    let began = monotonic::now();
    work.await?;
    Ok(began.elapsed())
}

async fn burst(services: &Services, is_audited: bool) -> Result<(), Failure> {
    try_join_all((0..TOGETHER).map(|number| write(services, number, is_audited))).await?;
    Ok(())
}

/// Stores a session, as signing in does, with or without an audit row.
async fn write(services: &Services, number: usize, is_audited: bool) -> Result<(), Failure> {
    let now = services.clock.now().as_second();
    let stored = StoredSession {
        token_hash: format!("audit-{number}-{}", tower_sessions::session::Id::default()),
        account_id: None,
        credential_epoch: 0,
        remembered: false,
        data: "{}".to_owned(),
        user_agent: "load".to_owned(),
        created_at: now,
        expires_at: now + 60,
    };
    let written = services.db.write((stored, is_audited), |tx, (stored, is_audited)| {
        Box::pin(async move {
            session::create(tx, stored).await?;
            if *is_audited {
                let subject = Subject::any(Thing::Account);
                audit::record(tx, &AuditEvent::done(stored.created_at, &Actor::Visitor, Deed::AccountSignIn, subject));
            }
            Ok::<_, StorageError>(())
        })
    });
    Ok(written.await?)
}
