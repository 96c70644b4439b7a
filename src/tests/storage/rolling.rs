//! A new version starts beside older ones: it waits for no one long, takes nothing away that they use, and completes what they store.

use std::{path::Path, time::Duration};

use consulta::{
    service::{booking, cancel, upkeep},
    storage::{
        db::Conn,
        error::StorageError,
        monotonic,
        rolling::{SAID_FROM, Step, bring_up, refuse_what_is_used},
    },
};
use sqlx::{Connection, PgConnection, PgPool, migrate::Migrator};

use crate::support::{Clinic, TestDb, at};

#[test]
fn every_migration_says_in_its_first_line_how_it_treats_older_processes() {
    for folder in ["sqlite", "postgres"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        for file in std::fs::read_dir(path).expect("a folder").map(|file| file.expect("a file").path()) {
            let name = file.file_name().expect("a name").to_string_lossy().into_owned();
            let version: i64 = name[..4].parse().expect("a number");
            let step = Step::of(&std::fs::read_to_string(&file).expect("a migration"));

            if version >= SAID_FROM {
                assert!(
                    step.is_some(),
                    "{folder}/{name} begins with neither `-- Expand: ` nor `-- Contract after N: `"
                );
            }
            if let Some(Step::Contract(after)) = step {
                assert!(after < version, "{folder}/{name}: no process could know migration {after} and not this one");
            }
        }
    }
}

/// Asks whether migrations, each with the one that a process must know, may take something away.
async fn refused(test: &TestDb, contracts: &[(i64, i64)]) -> Option<String> {
    let mut conn = test.db.read().await.expect("a connection");
    let Conn::Postgres(c) = &mut conn else { unreachable!("opened as PostgreSQL") };
    refuse_what_is_used(c, contracts).await.err().map(|e| e.to_string())
}

#[tokio::test]
async fn nothing_is_taken_away_that_a_connected_process_uses() {
    let test = TestDb::postgres().await;

    let unknown = refused(&test, &[(9001, 9000)]).await.expect("this process does not know it");
    assert!(unknown.contains("9001") && unknown.contains("9000") && unknown.contains("stop"), "{unknown}");
    assert_eq!(refused(&test, &[(9001, 1)]).await, None, "all connected processes know it");
    assert_eq!(refused(&test, &[(1, 9000)]).await, None, "it was applied long ago");

    // As processes listen that did not say what they know.
    let mut silent = PgConnection::connect(&test.url).await.expect("connected");
    sqlx::raw_sql("LISTEN \"consulta_changed\"").execute(&mut silent).await.expect("listening");
    assert!(refused(&test, &[(9001, 1)]).await.is_some(), "a process from before they said so");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_migration_that_waits_for_a_lock_lets_others_go_first() {
    let test = TestDb::postgres().await;
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("9001_more.sql");
    std::fs::write(file, "-- Expand: more.\nalter table centre add column more text;").expect("written");
    let mut migrations = Migrator::new(folder.path()).await.expect("migrations");
    migrations.set_ignore_missing(true);
    // As a backup does, for as long as it takes.
    let mut backup = PgConnection::connect(&test.url).await.expect("connected");
    sqlx::raw_sql("begin; lock table centre in access share mode").execute(&mut backup).await.expect("locked");
    let line = PgPool::connect(&test.url).await.expect("connected");
    let work = tokio::spawn(async move { bring_up(&line, &migrations).await });
    tokio::time::sleep(Duration::from_millis(500)).await;

    let began = monotonic::now();
    let centres = test.count("select count(*) from centre").await;
    let waited = began.elapsed();
    sqlx::raw_sql("rollback").execute(&mut backup).await.expect("unlocked");
    let outcome: Result<(), StorageError> = work.await.expect("joined");

    assert!(waited < Duration::from_secs(5), "a page waited {waited:?} behind it");
    outcome.expect("applied once there was no one in its way");
    assert_eq!(test.count("select count(*) from centre where more is null").await, centres);
}

#[tokio::test]
async fn what_an_older_process_stores_is_completed_by_a_newer_one() {
    let clinic = Clinic::new(TestDb::postgres().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
    clinic.run("update appointment set cancelled_how = null").await;
    clinic.run("delete from centre_word").await;

    upkeep::complete_rows(&clinic.services).await.expect("completed");

    let known = "select count(*) from appointment where cancelled_how = 'patient.day.unsaid'";
    assert_eq!(clinic.test.count(known).await, 1);
    assert!(clinic.test.count("select count(*) from centre_word").await > 0);
}
