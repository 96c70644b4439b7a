//! A person's copy of all data held about them, on both databases: made once, theirs alone, and deleted after a few days.

use std::io::{Cursor, Read};

use consulta::{
    domain::{
        account::{AccountStatus, Actor},
        notice::NoticeKind,
    },
    error::AppError,
    server::exports,
    service::{
        Failure, Outcome, Services, account, admin, booking, calendar_feed, data_export, document, message, notice,
    },
    storage::export::{EXPORTED, Fate},
};
use futures::TryStreamExt;
use jiff::Timestamp;
use serde_json::Value;
use zip::ZipArchive;

use super::{
    document::{add, png},
    merge::{fill, patient_of},
    services::administrator,
};
use crate::support::{Clinic, PASSWORD, at, on_both, practitioner_actor};

fn refusal<T>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        Err(other) => panic!("expected a refusal, got {other}"),
        Ok(_) => panic!("expected a refusal"),
    }
}

/// The data in someone's file, apart from its documents.
async fn data(services: &Services, who: &Actor) -> Value {
    let (_, content) = data_export::open(services, who).await.expect("theirs");
    let content: Vec<bytes::Bytes> = content.try_collect().await.expect("read");
    let mut zip = ZipArchive::new(Cursor::new(content.concat())).expect("a ZIP");
    let mut data = String::new();
    zip.by_name("data.json").expect("the data").read_to_string(&mut data).expect("read");
    serde_json::from_str(&data).expect("JSON")
}

/// Data held about someone besides what they did themselves.
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
        // Of two, one after the other, the first is dropped at once.
        for _ in 0..2 {
            data_export::ask(services, &patient).await.expect("asked");
            exports::make_next(services, "one").await.expect("made");
        }
        let other = clinic.patient("Una Other").await;

        assert_eq!(refusal(data_export::open(services, &other).await), AppError::NotFound);
        assert_eq!(refusal(data_export::open(services, &doctor).await), AppError::NotFound);
        assert_eq!(refusal(data_export::ask(services, &Actor::Visitor).await), AppError::NotSignedIn);
        assert_eq!(services.files.keys().await.expect("keys").len(), 1);
        // An export's files are not swept as if they belonged to nothing.
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

on_both! {
    async fn whoever_works_here_has_what_is_held_about_them_and_nothing_of_their_patients(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, admin) = (clinic.patient("Pat Ient").await, administrator(&clinic).await);
        let mut request = clinic.request(doctor, at("10:00"));
        request.reason = "A rash".to_owned();
        booking::book(services, &patient, request).await.expect("booked");
        let doctor = practitioner_actor(doctor);
        clinic.run("insert into practitioner_text (practitioner_id, language, bio) select id, 'de', 'Wandert gern.' from practitioner").await;

        for who in [&doctor, &admin] {
            data_export::ask(services, who).await.expect("asked");
            assert!(exports::make_next(services, "one").await.expect("made"));
        }

        let (theirs, admins) = (data(services, &doctor).await, data(services, &admin).await);
        assert_eq!(theirs["account"]["name"], "Ann Doctor");
        assert_eq!(theirs["account"]["roles"][0], "practitioner");
        assert!(theirs["work"]["profile"]["profession"].is_string(), "{theirs}");
        assert_eq!(theirs["work"]["profile"]["biographies"]["de"], "Wandert gern.");
        assert_eq!(theirs["work"]["centres"].as_array().map(Vec::len), Some(1));
        assert!(theirs["work"]["hours"].as_array().is_some_and(|hours| !hours.is_empty()), "{theirs}");
        assert_eq!(theirs["work"]["appointments"].as_array().map(Vec::len), Some(1));
        assert_eq!(theirs["work"]["done"][0]["what"], "data_export.ask");
        assert!(theirs["patient"].is_null(), "{theirs}");
        for of_patient in ["Pat Ient", "A rash"] {
            assert!(!theirs.to_string().contains(of_patient), "{theirs}");
        }
        assert!(admins["work"]["profile"].is_null() && admins["work"]["appointments"] == serde_json::json!([]), "{admins}");
        assert_eq!(admins["account"]["roles"][0], "administrator");
    }
}

on_both! {
    async fn an_administrator_has_a_copy_made_for_someone_who_alone_downloads_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (patient, admin) = (clinic.patient("Pat Ient").await, administrator(&clinic).await);
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let id = patient.id().expect("an account");

        assert_eq!(refusal(data_export::ask_for(services, &doctor, id).await), AppError::Forbidden);
        assert_eq!(refusal(data_export::of(services, &doctor, id).await), AppError::Forbidden);
        for _ in 0..2 {
            data_export::ask_for(services, &admin, id).await.expect("asked, once");
        }
        assert!(exports::make_next(services, "one").await.expect("made"));

        let found = data_export::of(services, &admin, id).await.expect("theirs to know");
        assert_eq!(found.export.expect("there").stage, "ready");
        assert_eq!(refusal(data_export::open(services, &admin).await), AppError::NotFound);
        assert_eq!(data(services, &patient).await["account"]["name"], "Pat Ient");
        let told: Vec<_> = notice::latest(services, &patient).await.expect("notices").into_iter().map(|one| one.kind).collect();
        for kind in [NoticeKind::DataExportAsked, NoticeKind::DataExportReady] {
            assert_eq!(told.iter().filter(|one| **one == kind).count(), 1, "{told:?}");
        }
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'data_export.make'").await, 1);

        admin::set_account_status(services, &admin, id, AccountStatus::Inactive).await.expect("off");
        assert_eq!(refusal(data_export::ask_for(services, &admin, id).await), AppError::Overtaken);
    }
}
