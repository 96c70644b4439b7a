//! The audit's chain against someone who has the database, but not the key; while it grows; and what the database itself refuses.

use std::sync::atomic::{AtomicBool, Ordering};

use consulta::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
    },
    service::{
        Failure, Services,
        audit::{Break, begin_key, verify},
        booking,
        clock::Clock,
        consultation, note,
    },
    storage::{
        audit::{AuditEvent, AuditKey, Head, Stored, after, head, record},
        db::Db,
        open::Opening,
    },
};

use crate::{
    service::audit::tamper,
    support::{Clinic, TestDb, at, monday_morning, on_both, practitioner_actor},
};

fn key(letter: &str) -> AuditKey {
    AuditKey::from_secret(&letter.repeat(40)).expect("long enough")
}

/// The same database in a process with this key.
async fn keyed(test: &TestDb, key: AuditKey) -> Services {
    Services::new(
        Db::open_with(&test.url, Opening { key, ..Opening::default() }).await.expect("opened"),
        Clock::fixed(monday_morning()),
    )
}

async fn write(services: &Services, rows: i64) -> Result<(), Failure> {
    for _ in 0..rows {
        let work = services.db.write((), |tx, ()| {
            Box::pin(async move {
                record(tx, &AuditEvent::done(0, &Actor::Visitor, Deed::NoteWrite, Subject::any(Thing::Entry)));
                Ok::<_, Failure>(())
            })
        });
        work.await?;
    }
    Ok(())
}

async fn everything(db: &Db) -> (Vec<Stored>, Head) {
    let mut conn = db.read().await.expect("a connection");
    let rows = after(&mut conn, 0, 1_000).await.expect("rows");
    (rows, head(&mut conn).await.expect("an end"))
}

on_both! {
    async fn a_chain_that_goes_on_with_a_key_stands_with_what_is_older(test) {
        let old = Services::new(test.db.clone(), Clock::fixed(monday_morning()));
        write(&old, 3).await.expect("written");
        let services = keyed(&test, key("a")).await;
        begin_key(&services, false).await.expect("keyed");
        write(&services, 2).await.expect("written");

        let verified = verify(&services, None).await.expect("verified");

        assert!(verified.stands(), "{verified}");
        assert_eq!((verified.rows, verified.before_the_key), (6, 3), "the switch has a row of its own");
        begin_key(&services, false).await.expect("keyed already");
        assert_eq!(verify(&services, None).await.expect("verified").rows, 6);
        // A process without the key, or with another, writes nothing.
        assert!(write(&old, 1).await.is_err());
        let other = keyed(&test, key("b")).await;
        assert!(begin_key(&other, false).await.is_err());
        assert!(write(&other, 1).await.is_err());
        // If the key is lost, the chain continues with another.
        begin_key(&other, true).await.expect("keyed anew");
        write(&other, 1).await.expect("written");
        let verified = verify(&other, None).await.expect("verified");
        assert!(verified.stands(), "{verified}");
        assert_eq!((verified.rows, verified.before_the_key), (8, 6));
    }
}

on_both! {
    async fn whoever_makes_the_chain_anew_without_the_key_is_found_out(test) {
        let services = keyed(&test, key("a")).await;
        begin_key(&services, false).await.expect("keyed");
        write(&services, 4).await.expect("written");
        tamper(&test, "update audit_event set action = 'record.read' where seq = 3").await;

        // Every hash is recomputed, as anyone who knows the program can do, and so is the end.
        for (version, guess) in [(2, AuditKey::default()), (2, key("b")), (1, AuditKey::default())] {
            let (rows, _) = everything(&services.db).await;
            let mut prev = String::new();
            for row in &rows {
                let hash = match version {
                    1 => row.written.first_hash(&prev, row.seq),
                    _ => row.written.hash(&guess, &prev, row.seq),
                };
                rewrite(&test, row.seq, version, &prev, &hash).await;
                prev = hash;
            }

            let verified = verify(&services, None).await.expect("verified");

            assert_eq!(verified.broken, Some(Break::Changed(1)), "version {version}");
        }
    }
}

async fn rewrite(test: &TestDb, seq: i64, version: i64, prev: &str, hash: &str) {
    const ROW: &str = "update audit_event set version = $2, prev_hash = $3, hash = $4 where seq = $1";
    const END: &str = "update audit_head set hash = $1";
    if test.url.starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(&test.url).await.expect("the file");
        sqlx::query(ROW).bind(seq).bind(version).bind(prev).bind(hash).execute(&pool).await.expect("changed");
        sqlx::query(END).bind(hash).execute(&pool).await.expect("changed");
        pool.close().await;
    } else {
        let pool = sqlx::PgPool::connect(&test.url).await.expect("the database");
        sqlx::query(ROW).bind(seq).bind(version).bind(prev).bind(hash).execute(&pool).await.expect("changed");
        sqlx::query(END).bind(hash).execute(&pool).await.expect("changed");
        pool.close().await;
    }
}

on_both! {
    async fn rows_from_before_there_were_keys_are_checked_as_they_were(test) {
        let services = Services::new(test.db.clone(), Clock::fixed(monday_morning()));
        write(&services, 3).await.expect("written");
        let (rows, _) = everything(&services.db).await;
        let mut prev = String::new();
        // Removes the guard against changes.
        tamper(&test, "update audit_head set seq = seq").await;
        for row in &rows {
            let hash = row.written.first_hash(&prev, row.seq);
            rewrite(&test, row.seq, 1, &prev, &hash).await;
            prev = hash;
        }
        let services = keyed(&test, key("a")).await;
        begin_key(&services, false).await.expect("keyed");

        let verified = verify(&services, None).await.expect("verified");
        assert!(verified.stands(), "{verified}");
        tamper(&test, "update audit_event set outcome = 'refused' where seq = 2").await;

        assert_eq!(verify(&services, None).await.expect("verified").broken, Some(Break::Changed(2)));
    }
}

on_both! {
    async fn a_chain_that_grows_while_it_is_followed_stands(test) {
        static DONE: AtomicBool = AtomicBool::new(false);
        let services = std::sync::Arc::new(keyed(&test, key("a")).await);
        begin_key(&services, false).await.expect("keyed");
        write(&services, 50).await.expect("written");
        let writer = services.clone();
        let busy = tokio::spawn(async move {
            while !DONE.load(Ordering::Relaxed) {
                write(&writer, 1).await.expect("written");
            }
        });

        for _ in 0..20 {
            let verified = verify(&services, None).await.expect("verified");
            assert!(verified.stands(), "{verified}");
        }

        DONE.store(true, Ordering::Relaxed);
        busy.await.expect("ended");
        DONE.store(false, Ordering::Relaxed);
    }
}

on_both! {
    async fn what_was_written_or_happened_is_neither_changed_nor_deleted(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let visit = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        consultation::open(&clinic.services, &me, visit).await.expect("opened");
        let text = consulta::domain::note::NoteForm { text: "Cough".into() };
        note::add(&clinic.services, &me, visit, &text).await.expect("written");
        for statement in [
            "update entry set title = 'x'",
            "update entry set patient_id = author_id",
            "update entry set at = 0",
            "delete from entry",
            "update note_version set body = 'x'",
            "delete from note_version",
            "update appointment_event set reason = 'x'",
            "delete from appointment_event",
        ] {
            assert!(is_refused(&clinic.test, statement).await, "{statement}");
        }
        // The program's own changes stay possible.
        assert!(!is_refused(&clinic.test, "update entry set hidden = true").await);
    }
}

async fn is_refused(test: &TestDb, statement: &'static str) -> bool {
    if test.url.starts_with("sqlite:") {
        let pool = sqlx::SqlitePool::connect(&test.url).await.expect("the file");
        sqlx::query(statement).execute(&pool).await.is_err()
    } else {
        let pool = sqlx::PgPool::connect(&test.url).await.expect("the database");
        sqlx::query(statement).execute(&pool).await.is_err()
    }
}
