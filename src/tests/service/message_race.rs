//! Many people send at once: nothing is lost, nothing is duplicated, and nothing is sent after the basis has ended.

use std::{collections::BTreeSet, time::Duration};

use consulta::{
    error::AppError,
    service::{Failure, cancel, message},
    storage::db::{Conn, Db},
};
use tokio::time::timeout;

use super::message::{Stage, patient_id};
use crate::support::{TestDb, on_both};

on_both! {
    async fn two_who_write_at_once_are_both_heard_and_what_is_sent_many_times_at_once_is_one_message(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;

        let twice = (0..8).map(|_| stage.send_as(&stage.patient, thread, "Hello", "intent-1"));
        let made = futures::future::join_all(twice).await;
        let made: BTreeSet<_> = made.into_iter().map(|sent| sent.expect("sent")).collect();
        assert_eq!(made.len(), 1);

        let intents: Vec<String> = (0..8).map(|n| format!("intent-{n:04}")).collect();
        let from_both = intents.iter().flat_map(|intent| {
            [&stage.patient, &stage.me].map(|who| stage.send_as(who, thread, "At once", intent))
        });
        let sent = futures::future::join_all(from_both).await;

        assert!(sent.iter().all(Result::is_ok), "{sent:?}");
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 17);
        assert_eq!(stage.clinic.test.count("select count(*) from notice where kind = 'message.received'").await, 2);
        let last = "select count(*) from thread where last_id = (select max(id) from message)";
        assert_eq!(stage.clinic.test.count(last).await, 1);
    }
}

on_both! {
    async fn a_thread_that_two_begin_at_once_is_one(test) {
        let stage = Stage::new(test).await;
        let (services, patient) = (&stage.clinic.services, patient_id(&stage.patient));

        let begun = (0..8).map(|n| {
            let who = if n % 2 == 0 { &stage.patient } else { &stage.me };
            message::start(services, who, patient, stage.doctor)
        });
        let begun = futures::future::join_all(begun).await;

        let made: BTreeSet<_> = begun.into_iter().map(|one| one.expect("begun")).collect();
        assert_eq!(made.len(), 1);
        assert_eq!(stage.clinic.test.count("select count(*) from thread").await, 1);
    }
}

on_both! {
    async fn what_is_sent_while_the_appointment_is_cancelled_is_sent_before_or_not_at_all(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;

        let sending = stage.send_as(&stage.patient, thread, "Hello", "intent-1");
        let cancelling = cancel::cancel(&stage.clinic.services, &stage.me, stage.visit, "ill");
        let (sent, cancelled) = futures::join!(sending, cancelling);

        cancelled.expect("cancelled");
        let count = stage.clinic.test.count("select count(*) from message").await;
        match sent {
            Ok(_) => assert_eq!(count, 1),
            Err(Failure::Refused(AppError::ThreadClosed)) => assert_eq!(count, 0),
            Err(other) => panic!("{other:?}"),
        }
        let late = stage.send_as(&stage.patient, thread, "Too late", "intent-2").await;
        assert!(matches!(late, Err(Failure::Refused(AppError::ThreadClosed))), "{late:?}");
    }
}

/// Returns when a transaction waits for a lock.
async fn somebody_waits(db: &Db) {
    const SQL: &str = "
        select count(*)
        from pg_stat_activity
        where wait_event_type = 'Lock'
        and datname = current_database()";
    loop {
        let Conn::Postgres(conn) = &mut db.read().await.expect("a connection") else { return };
        let waiting: i64 = sqlx::query_scalar(SQL).fetch_one(&mut **conn).await.expect("counted");
        if waiting > 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// A page is built from many statements, and on PostgreSQL each sees what was committed before it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_read_by_the_other_side_while_a_page_is_drawn_is_news_to_that_page() {
    let stage = Stage::new(TestDb::postgres().await).await;
    let (services, thread) = (stage.clinic.services.clone(), stage.start().await);
    let sent = stage.send_as(&stage.me, thread, "Are you there?", "intent-1").await.expect("sent");
    let Db::Postgres(pool, _) = &stage.clinic.test.db else { panic!("it is on PostgreSQL") };
    let mut gate = pool.begin().await.expect("a transaction");
    // Drafts are read after the marks of who has read what.
    sqlx::query("lock table message_draft in access exclusive mode").execute(&mut *gate).await.expect("locked");
    let (drawing, me) = (services.clone(), stage.me.clone());
    let page = tokio::spawn(async move { message::open(&drawing, &me, thread, None).await });
    let waits = timeout(Duration::from_secs(20), somebody_waits(&stage.clinic.test.db));
    waits.await.expect("a page that reads drafts");

    message::mark_read(&services, &stage.patient, thread, sent).await.expect("theirs");
    gate.commit().await.expect("let go");

    let page = page.await.expect("joined").expect("theirs");
    let (now, _) = message::news(&services, &stage.me, Some(thread)).await.expect("theirs");
    assert!(
        page.seen_to >= sent.0 || page.stamp != now,
        "it shows {} as read, and would never look again",
        page.seen_to
    );
    let again = stage.open_as(&stage.me, thread).await.expect("theirs");
    assert_eq!((again.seen_to, again.stamp), (sent.0, now), "and then it is what it shows");
}
