//! A patient's copy of everything that is held about them, on both databases: made once, theirs alone, and gone after a few days.

use std::io::{Cursor, Read};

use consulta::{
    domain::notice::NoticeKind,
    error::AppError,
    server::exports,
    service::{Failure, Outcome, account, booking, calendar_feed, data_export, document, message, notice},
    storage::export::{EXPORTED, Fate},
};
use futures::TryStreamExt;
use jiff::Timestamp;
use serde_json::Value;
use zip::ZipArchive;

use super::{
    document::{add, png},
    merge::{fill, patient_of},
};
use crate::support::{Clinic, PASSWORD, at, on_both, practitioner_actor};

fn refusal<T>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        Err(other) => panic!("expected a refusal, got {other}"),
        Ok(_) => panic!("expected a refusal"),
    }
}

/// What is held about someone beside what they did themselves.
const OF_A_PATIENT: &[&str] = &[
    "insert into quiet_hours (account_id, from_minute, until_minute, time_zone) values ($from, 1320, 420, 'Australia/Sydney')",
    "insert into proxy_invitation (patient_id, email, scope, until, code_hash, created_at)
    values ($from, 'sue@example.org', 'record', 9999999999, 'x', 1)",
    "insert into proxy_invitation (patient_id, email, scope, until, code_hash, created_at)
    values ($into, 'theirs.png@example.org', 'record', 9999999999, 'y', 1)",
];

on_both! {
    async fn all_that_is_held_comes_in_one_file_with_the_files_themselves(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let (me, them) = (patient_of(&patient), patient_of(&other));
        let mut request = clinic.request(doctor, at("10:00"));
        request.reason = "A rash".to_owned();
        booking::book(services, &patient, request).await.expect("booked");
        add(&clinic, &patient, "../scan.png", png(8, 8)).await.expect("added");
        add(&clinic, &other, "theirs.png", png(8, 8)).await.expect("added");

        let thread = message::start(services, &patient, me, doctor).await.expect("begun");
        message::save_draft(services, &patient, thread, "Not sent yet").await.expect("kept");
        calendar_feed::renew(services, &patient).await.expect("a secret");
        fill(&clinic, (me.account(), them.account()), OF_A_PATIENT).await;

        data_export::ask(services, &patient).await.expect("asked");
        data_export::ask(services, &patient).await.expect("asked twice");
        assert_eq!(refusal(data_export::open(services, &patient).await), AppError::NotFound);
        let (one, another) = tokio::join!(exports::make_next(services, "one"), exports::make_next(services, "another"));

        assert!(one.expect("made") || another.expect("made"));
        let found = data_export::own(services, &patient).await.expect("asked").expect("there");
        assert_eq!(found.stage, "ready");
        let (bytes, content) = data_export::open(services, &patient).await.expect("theirs");
        let content: Vec<bytes::Bytes> = content.try_collect().await.expect("read");
        let content = content.concat();
        assert_eq!(i64::try_from(content.len()).expect("small"), bytes);
        let mut zip = ZipArchive::new(Cursor::new(content)).expect("a ZIP");
        let mut names: Vec<String> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
        names.sort_unstable();
        assert_eq!(names.len(), 3, "{names:?}");
        assert!(names[2].starts_with("documents/") && names[2].ends_with("scan.png"), "{names:?}");
        let mut data = String::new();
        zip.by_name("data.json").expect("the data").read_to_string(&mut data).expect("read");
        let data: Value = serde_json::from_str(&data).expect("JSON");
        assert_eq!(data["patient"]["name"], "Pat Ient");
        assert_eq!(data["appointments"][0]["reason"], "A rash");
        assert_eq!(data["notices"][0]["what"], "appointment.booked");
        assert!(!data.to_string().contains("theirs.png"));
        assert_eq!(data["unsent_messages"][0]["text"], "Not sent yet");
        assert_eq!(data["quiet_hours"]["until_minute"], 420);
        assert!(data["calendar_address_since"].is_string(), "{}", data["calendar_address_since"]);
        let access = data["access"].as_array().expect("a list");
        assert!(access.iter().any(|one| one["what"] == "invitation" && one["who"] == "sue@example.org"), "{access:?}");
        for (table, column, fate) in EXPORTED {
            let Fate::In(part) = fate else { continue };
            let there = data.get(part).or_else(|| data["patient"].get(part));
            assert!(there.is_some(), "{table}.{column} is said to be in {part}, which the file does not have");
        }
        let kinds: Vec<_> = notice::latest(services, &patient).await.expect("notices").into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds.iter().filter(|kind| **kind == NoticeKind::DataExportReady).count(), 1);
        let done = "select count(*) from audit_event where action in ('data_export.ask', 'data_export.download')";
        assert_eq!(clinic.test.count(done).await, 2);
    }
}

on_both! {
    async fn it_is_its_owners_alone_and_is_deleted_after_its_time(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        // Of two, one after the other, the first goes at once.
        for _ in 0..2 {
            data_export::ask(services, &patient).await.expect("asked");
            exports::make_next(services, "one").await.expect("made");
        }
        let other = clinic.patient("Una Other").await;

        assert_eq!(refusal(data_export::open(services, &other).await), AppError::NotFound);
        assert_eq!(refusal(data_export::ask(services, &doctor).await), AppError::Forbidden);
        assert_eq!(services.files.keys().await.expect("keys").len(), 1);
        // What belongs to an export is not swept as if it belonged to nothing.
        document::sweep(services, Timestamp::MAX).await.expect("swept");
        assert_eq!(data_export::sweep(services).await.expect("swept"), 0);
        drop(data_export::open(services, &patient).await.expect("still there"));
        clinic.run("update data_export set ends_at = 1").await;

        assert_eq!(refusal(data_export::open(services, &patient).await), AppError::NotFound);
        assert_eq!(data_export::sweep(services).await.expect("swept"), 1);
        assert!(services.files.keys().await.expect("keys").is_empty());
    }
}

on_both! {
    async fn nothing_is_made_for_an_account_that_was_closed_meanwhile(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        data_export::ask(services, &patient).await.expect("asked");
        account::close(services, &patient, PASSWORD, "").await.expect("closed");

        assert!(exports::make_next(services, "one").await.expect("tried"));

        assert!(services.files.keys().await.expect("keys").is_empty());
        assert_eq!(clinic.test.count("select count(*) from data_export where stage = 'failed'").await, 1);
    }
}
