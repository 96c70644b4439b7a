//! A transaction's changes are announced once it is committed, and never if it was undone.

use std::{collections::HashSet, time::Duration};

use consulta::{
    domain::{ids::AccountId, topic::Topic},
    error::AppError,
    service::Failure,
    storage::{db::Db, effects::Change, setting},
};
use tokio::{sync::broadcast::Receiver, time::timeout};

use crate::support::{TestDb, on_both};

/// Long enough for any machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn calendar(of: i64) -> Topic {
    Topic::Calendar(AccountId(of))
}

async fn change(db: &Db, topics: Vec<Topic>, outcome: Result<(), AppError>) -> Result<(), Failure> {
    db.write((topics, outcome), |tx, (topics, outcome)| {
        Box::pin(async move {
            for topic in topics {
                tx.changed(*topic);
            }
            setting::put(tx, "changed", "1").await?;
            outcome.clone().map_err(Failure::from)
        })
    })
    .await
}

/// What has been announced by now.
fn heard(bell: &mut Receiver<Change>) -> Vec<Change> {
    std::iter::from_fn(|| bell.try_recv().ok()).collect()
}

/// Everything up to this word.
async fn until(bell: &mut Receiver<Change>, last: Topic) -> Vec<Change> {
    let mut all = Vec::new();
    while all.last() != Some(&Some(last)) {
        all.push(timeout(PATIENCE, bell.recv()).await.expect("word in time").expect("an open line"));
    }
    all
}

on_both! {
    async fn what_is_stored_is_told_once_and_what_is_undone_never(test) {
        let mut bell = test.db.effects().subscribe();

        change(&test.db, vec![calendar(1)], Err(AppError::BadRequest)).await.expect_err("refused");
        assert!(heard(&mut bell).is_empty());

        let twice = vec![calendar(4), calendar(4), Topic::Account(AccountId(5))];
        change(&test.db, twice, Ok(())).await.expect("stored");
        assert_eq!(heard(&mut bell), [Some(calendar(4)), Some(Topic::Account(AccountId(5)))]);

        let partly = test.db.write((), |tx, ()| {
            Box::pin(async move {
                tx.changed(calendar(6));
                tx.begin_attempt().await?;
                tx.changed(calendar(7));
                tx.undo_attempt().await?;
                tx.changed(calendar(8));
                Ok::<_, Failure>(())
            })
        });
        partly.await.expect("stored");
        assert_eq!(heard(&mut bell), [Some(calendar(6)), Some(calendar(8))]);
    }
}

on_both! {
    async fn of_many_changes_at_once_each_is_told_that_was_stored(test) {
        let mut bell = test.db.effects().subscribe();
        let changes = (0..60).map(|n| {
            let db = test.db.clone();
            let outcome = if n % 3 == 0 { Err(AppError::BadRequest) } else { Ok(()) };
            tokio::spawn(async move { change(&db, vec![calendar(n)], outcome).await.is_ok() })
        });

        futures::future::join_all(changes.collect::<Vec<_>>()).await;

        let mut told: Vec<i64> = heard(&mut bell)
            .into_iter()
            .map(|change| match change {
                Some(Topic::Calendar(of)) => of.0,
                other => panic!("{other:?}"),
            })
            .collect();
        told.sort_unstable();
        assert_eq!(told, (0..60).filter(|n| n % 3 != 0).collect::<Vec<_>>());
    }
}

/// Two processes that listen to each other.
async fn two(test: &TestDb) -> [Db; 2] {
    let both = [test.db.clone(), Db::open(&test.url).await.expect("opened again")];
    for db in &both {
        db.effects().join();
        timeout(PATIENCE, db.effects().connected()).await.expect("in time");
    }
    both
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_is_told_the_same_once() {
    let test = TestDb::postgres().await;
    let [here, there] = two(&test).await;
    let (mut ours, mut theirs) = (here.effects().subscribe(), there.effects().subscribe());

    change(&here, vec![calendar(1), Topic::Account(AccountId(2))], Ok(())).await.expect("stored");
    change(&here, vec![calendar(3)], Err(AppError::BadRequest)).await.expect_err("refused");
    change(&here, vec![calendar(9)], Ok(())).await.expect("stored");
    // What was said together arrives in no particular order.
    let mut at_theirs = Vec::new();
    while at_theirs.len() < 3 {
        at_theirs.push(timeout(PATIENCE, theirs.recv()).await.expect("word in time").expect("nothing was missed"));
    }
    change(&there, vec![calendar(10)], Ok(())).await.expect("stored");
    let at_ours = until(&mut ours, calendar(10)).await;

    assert_eq!(until(&mut theirs, calendar(10)).await, [Some(calendar(10))]);
    let account = Some(Topic::Account(AccountId(2)));
    assert_eq!(at_ours, [Some(calendar(1)), account, Some(calendar(9)), Some(calendar(10))]);
    at_theirs.sort_unstable();
    assert_eq!(at_theirs, [Some(calendar(1)), Some(calendar(9)), account]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_begins_to_listen_is_told_that_something_may_have_been_missed_until_then() {
    let test = TestDb::postgres().await;
    let (here, there) = (test.db.clone(), Db::open(&test.url).await.expect("opened again"));
    let mut theirs = there.effects().subscribe();
    change(&here, vec![calendar(1)], Ok(())).await.expect("stored");

    there.effects().join();

    let first = timeout(PATIENCE, theirs.recv()).await.expect("word in time").expect("an open line");
    assert_eq!(first, None);
    change(&here, vec![calendar(2)], Ok(())).await.expect("stored");
    until(&mut theirs, calendar(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn more_than_fits_into_one_notification_arrives_whole() {
    let test = TestDb::postgres().await;
    let [here, there] = two(&test).await;
    let mut theirs = there.effects().subscribe();
    let many: Vec<Topic> = (0..1_000).map(|n| calendar(i64::MAX - n)).collect();

    change(&here, many.clone(), Ok(())).await.expect("stored");

    let mut heard = HashSet::new();
    while heard.len() < many.len() {
        let change = timeout(PATIENCE, theirs.recv()).await.expect("word in time").expect("nothing was missed");
        assert!(heard.insert(change.expect("a topic")), "{change:?} came twice");
    }
    assert!(many.into_iter().all(|topic| heard.contains(&topic)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_its_line_to_the_others_was_cut_a_process_tells_them_what_it_has_to_say() {
    let test = TestDb::postgres().await;
    let [here, there] = two(&test).await;
    let mut theirs = there.effects().subscribe();
    change(&here, vec![calendar(1)], Ok(())).await.expect("stored");
    until(&mut theirs, calendar(1)).await;

    let cut = test.count(
        "select count(pg_terminate_backend(pid))
        from pg_stat_activity
        where datname = current_database()
        and pid <> pg_backend_pid()
        and query like '%pg_notify%'",
    );
    assert!(cut.await >= 1);
    change(&here, vec![calendar(2)], Ok(())).await.expect("stored");

    until(&mut theirs, calendar(2)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_process_has_taken_in_is_told_again_here_and_a_little_later_elsewhere() {
    let test = TestDb::postgres().await;
    let [here, there] = two(&test).await;
    let (mut ours, mut theirs) = (here.effects().subscribe(), there.effects().subscribe());

    here.effects().tell_again(calendar(1));

    assert_eq!(heard(&mut ours), [Some(calendar(1))]);
    until(&mut theirs, calendar(1)).await;
}
