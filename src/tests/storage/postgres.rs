//! Writing to PostgreSQL: answered changes are on the disk, conflicting transactions are retried, and the audit stays one chain
//! whoever writes.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use consulta::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        ids::AccountId,
    },
    service::{Services, audit::verify, booking, clock::Clock},
    storage::{
        audit::{AuditEvent, record},
        db::{Conn, Db},
        error::StorageError,
        lock, setting,
    },
};
use jiff::SignedDuration;
use tokio::sync::Barrier;

use crate::{
    service::booking_race::assert_consistent,
    support::{Clinic, TestDb, at, monday_morning},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_is_on_the_disk_when_it_is_answered() {
    let test = TestDb::postgres().await;
    // The tests' server waits for no disk unless it is told to.
    let db = Db::open(&format!("{}?options[synchronous_commit]=on", test.url)).await.expect("opened");
    for round in 0..20 {
        let change = db.write(format!("key-{round}"), |tx, key| {
            Box::pin(async move {
                setting::put(tx, key, "1").await?;
                let Conn::Postgres(c) = &mut **tx else { unreachable!("opened as PostgreSQL") };
                let written: i64 =
                    sqlx::query_scalar("select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint")
                        .fetch_one(&mut **c)
                        .await?;
                Ok::<_, StorageError>(written)
            })
        });
        let written = change.await.expect("stored");

        let on_disk = test.count("select pg_wal_lsn_diff(pg_current_wal_flush_lsn(), '0/0')::bigint").await;
        assert!(on_disk > written, "round {round}: {on_disk} of {written}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_transaction_in_which_a_statement_failed_is_not_answered_as_stored() {
    let test = TestDb::postgres().await;
    let change = test.db.write((), |tx, ()| {
        Box::pin(async move {
            setting::put(tx, "lost", "1").await?;
            let Conn::Postgres(c) = &mut **tx else { unreachable!("opened as PostgreSQL") };
            drop(sqlx::query("select 1 / 0").execute(&mut **c).await);
            Ok::<_, StorageError>(())
        })
    });

    assert!(change.await.is_err());
    assert_eq!(test.count("select count(*) from setting where key = 'lost'").await, 0);
}

/// Locks two calendars one after the other, which no use case does.
struct Crossing {
    locks: [AccountId; 2],
    key: &'static str,
    meeting: Arc<Barrier>,
    tries: Arc<AtomicUsize>,
}

async fn cross(db: Db, crossing: Crossing) -> Result<(), StorageError> {
    db.write((crossing, AtomicUsize::new(0)), |tx, (crossing, own_tries)| {
        Box::pin(async move {
            let [first, second] = crossing.locks;
            crossing.tries.fetch_add(1, Ordering::SeqCst);
            lock::calendars(tx, [first]).await?;
            if own_tries.fetch_add(1, Ordering::SeqCst) == 0 {
                crossing.meeting.wait().await;
            }
            lock::calendars(tx, [second]).await?;
            setting::put(tx, crossing.key, "1").await
        })
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_transactions_in_a_deadlock_both_are_stored_in_the_end() {
    let test = TestDb::postgres().await;
    let other = Db::open(&test.url).await.expect("opened again");
    let (meeting, tries) = (Arc::new(Barrier::new(2)), Arc::new(AtomicUsize::new(0)));
    let crossing = |first, second, key| Crossing {
        locks: [AccountId(first), AccountId(second)],
        key,
        meeting: meeting.clone(),
        tries: tries.clone(),
    };

    let one = tokio::spawn(cross(test.db.clone(), crossing(1, 2, "one")));
    let two = tokio::spawn(cross(other, crossing(2, 1, "two")));
    let outcomes = [one.await.expect("joined"), two.await.expect("joined")];

    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(tries.load(Ordering::SeqCst), 3, "one of them was run again");
    assert_eq!(test.count("select count(*) from setting where key in ('one', 'two')").await, 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_that_book_at_once_extend_one_chain() {
    let clinic = Clinic::new(TestDb::postgres().await).await;
    let other = Db::open(&clinic.test.url).await.expect("opened again");
    let processes = [clinic.services.clone(), Arc::new(Services::new(other, Clock::fixed(monday_morning())))];
    let mut doctors = Vec::new();
    for name in ["Ann One", "Ben Two", "Cy Three", "Di Four"] {
        doctors.push(clinic.practitioner(name).await);
    }
    let names: Vec<String> = (0..40).map(|n| format!("Patient {n}")).collect();
    let patients = clinic.patients(&names).await;

    // The last eight want the same as others, too.
    let bookings = (0..).zip(patients).map(|(n, patient): (i32, _)| {
        let time = n % 32;
        let doctor = doctors[usize::try_from(time % 4).expect("small")];
        let request = clinic.request(doctor, at("09:00") + SignedDuration::from_mins(i64::from(time / 4) * 30));
        let services = processes[usize::try_from(n % 2).expect("small")].clone();
        tokio::spawn(async move { booking::book(&services, &patient, request).await.is_ok() })
    });
    let outcomes = futures::future::join_all(bookings.collect::<Vec<_>>()).await;

    assert_eq!(outcomes.into_iter().filter(|booked| *booked.as_ref().expect("joined")).count(), 32);
    assert_consistent(&clinic.test).await;
    let verified = verify(&clinic.services, None).await.expect("verified");
    assert_eq!(verified.broken, None);
    let booked = clinic.test.count("select count(*) from audit_event where action = 'appointment.book'").await;
    assert_eq!(booked, 32);
}

async fn note(db: &Db) {
    let noted = db.write((), |tx, ()| {
        Box::pin(async move {
            record(tx, &AuditEvent::done(0, &Actor::Visitor, Deed::NoteWrite, Subject::any(Thing::Entry)));
            record(tx, &AuditEvent::done(0, &Actor::Visitor, Deed::NoteWrite, Subject::any(Thing::Entry)));
            Ok::<_, StorageError>(())
        })
    });
    noted.await.expect("stored");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_chain_goes_on_where_it_ends_whoever_was_there_last() {
    let test = TestDb::postgres().await;
    let both = [test.db.clone(), Db::open(&test.url).await.expect("opened again")];
    let services = Services::new(test.db.clone(), Clock::fixed(monday_morning()));

    // Expecting the right end, expecting an old one, and expecting none.
    for process in [0, 0, 1, 1, 0, 1, 0, 0] {
        note(&both[process]).await;
    }
    let at_once = (0..40).map(|n| {
        let db = both[n % 2].clone();
        tokio::spawn(async move { note(&db).await })
    });
    for done in at_once.collect::<Vec<_>>() {
        done.await.expect("joined");
    }

    let verified = verify(&services, None).await.expect("verified");
    assert_eq!((verified.broken, verified.rows), (None, 2 * 48));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tables_that_were_never_counted_are_counted_at_the_start() {
    let test = TestDb::postgres().await;
    let mut conn = test.db.read().await.expect("a connection");
    let Conn::Postgres(c) = &mut conn else { unreachable!("opened as PostgreSQL") };
    for sql in [
        "alter table setting set (autovacuum_enabled = false)",
        "insert into setting (key, value) select 'key-' || n, 'value' from generate_series(1, 2000) as n",
    ] {
        sqlx::query(sql).execute(&mut **c).await.expect("done");
    }
    let known = "select reltuples::bigint from pg_class where oid = 'setting'::regclass";
    assert_eq!(test.count(known).await, -1);

    Db::open(&test.url).await.expect("opened again").close().await;

    assert_eq!(test.count(known).await, 2_000);
}
