//! Times are found, held, booked, moved and cancelled, and none is ever given to two people.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use serde_json::{Value, json};

use super::{entries, found, issue, parameters, read};
use crate::{
    http::{
        api::{get, open, said, send, send_with, token},
        browser::Answer,
    },
    service::booking_race::assert_consistent,
    support::{TestDb, at, on_both},
};

const MONDAY: &str = "start=2026-11-23T09:00:00%2B11:00&end=2026-11-23T17:00:00%2B11:00";

/// The times that someone is offered with a practitioner.
async fn offered(app: &Router, doctor: impl ToString, token: &str) -> Vec<Value> {
    let path = format!("/fhir/Appointment/$find?{MONDAY}&practitioner=Practitioner/{}", doctor.to_string());
    found(app, &path, token).await
}

fn starts(all: &[Value]) -> Vec<&str> {
    all.iter().filter_map(|one| one["start"].as_str()).collect()
}

async fn operate(app: &Router, name: &str, token: &str, body: &Value) -> Answer {
    send(app, Method::POST, &format!("/fhir/Appointment/${name}"), token, body).await
}

/// `Parameters` that refer to an appointment.
fn refer(id: &Value) -> Value {
    let id = id.as_str().expect("an id");
    parameters(&[("appointment-reference", "valueReference", json!({ "reference": format!("Appointment/{id}") }))])
}

/// The only appointment of an operation's answer.
#[track_caller]
fn only(answer: &Answer) -> Value {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
    let bundle = said(answer);
    assert_eq!(bundle["total"], 1, "{bundle}");
    entries(&bundle).remove(0)
}

on_both! {
    async fn a_time_is_found_held_booked_and_given_back(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.practitioner("Bea Other").await;
        clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
        let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
        let ten = "2026-11-23T10:00:00+11:00";

        let free = offered(&app, doctor, &pat).await;
        let proposed = free.iter().find(|one| one["start"] == ten).expect("ten is free").clone();
        let held = operate(&app, "hold", &pat, &refer(&proposed["id"])).await;
        let again = operate(&app, "hold", &stan, &refer(&proposed["id"])).await;
        let to_stan = offered(&app, doctor, &stan).await;
        let comment = json!({ "name": "comment", "valueString": "A cough" });
        let mut body = refer(&proposed["id"]);
        body["parameter"].as_array_mut().expect("a list").push(comment);
        let booked = operate(&app, "book", &pat, &body).await;
        let late = operate(&app, "book", &stan, &refer(&proposed["id"])).await;

        assert_eq!(free.len(), 16);
        assert_eq!((&proposed["status"], &proposed["resourceType"]), (&json!("proposed"), &json!("Appointment")));
        assert_eq!(proposed["requestedPeriod"][0]["start"], proposed["start"]);
        let held = only(&held);
        assert_eq!((&held["status"], &held["id"]), (&json!("pending"), &proposed["id"]));
        assert_eq!((again.status, issue(&again).as_str()), (StatusCode::CONFLICT, "conflict"), "{}", again.body);
        assert!(again.body.contains("Nearest free times"), "{}", again.body);
        assert!(!starts(&to_stan).contains(&ten), "what is held for one is not offered to another");
        let booked = only(&booked);
        assert_eq!((&booked["status"], &booked["comment"]), (&json!("booked"), &json!("A cough")));
        assert_eq!((late.status, issue(&late).as_str()), (StatusCode::CONFLICT, "conflict"), "{}", late.body);
        assert!(!starts(&offered(&app, doctor, &pat).await).contains(&ten));
        let slot = booked["slot"][0]["reference"].as_str().expect("a slot");
        assert_eq!(read(&app, &format!("/fhir/{slot}"), "").await["status"], "busy");

        let id = booked["id"].as_str().expect("an id").to_owned();
        let mut later = booked.clone();
        later["start"] = json!("2026-11-23T14:00:00+11:00");
        let moved = operate(&app, "book", &pat, &parameters(&[("appointment-resource", "resource", later)])).await;
        assert_eq!(only(&moved)["start"], "2026-11-23T14:00:00+11:00");
        assert!(starts(&offered(&app, doctor, &stan).await).contains(&ten));
        let cancelled = json!({ "resourceType": "Appointment", "id": id, "status": "cancelled" });
        let cancelled = parameters(&[("appointment-resource", "resource", cancelled)]);
        let by_stan = operate(&app, "book", &stan, &cancelled).await;
        assert_eq!((by_stan.status, issue(&by_stan).as_str()), (StatusCode::NOT_FOUND, "not-found"));
        assert_eq!(only(&operate(&app, "book", &pat, &cancelled).await)["status"], "cancelled");
        assert_eq!(offered(&app, doctor, &stan).await.len(), 16);
        assert_eq!(clinic.test.count("select count(*) from claim").await, 0);
    }
}

on_both! {
    async fn of_many_who_book_the_same_time_one_gets_it_through_this_door_too(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..20).map(|n| format!("Patient {n}")).collect();
        clinic.patients(&names).await;
        let mut tokens = Vec::new();
        for name in &names {
            tokens.push(token(&app, name).await);
        }
        let id = json!(format!("{doctor}-{}-0-{}", clinic.centre, at("10:00").as_second()));

        let body = refer(&id);
        let all = tokens.iter().enumerate().map(|(n, token)| {
            // Half of them hold it first, or try to.
            operate(&app, if n % 2 == 0 { "book" } else { "hold" }, token, &body)
        });
        let answers = futures::future::join_all(all).await;
        let done = answers.iter().filter(|answer| answer.status == StatusCode::OK).count();
        assert_eq!(done, 1, "one has it, held or booked");
        for lost in answers.iter().filter(|answer| answer.status != StatusCode::OK) {
            assert_eq!((lost.status, issue(lost).as_str()), (StatusCode::CONFLICT, "conflict"), "{}", lost.body);
        }
        let all = tokens.iter().map(|token| operate(&app, "book", token, &body));
        futures::future::join_all(all).await;

        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'booked'").await, 1);
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn an_appointment_is_created_moved_and_cancelled_only_in_the_version_that_is_meant(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
        let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
        let new = json!({
            "resourceType": "Appointment",
            "status": "booked",
            "start": "2026-11-23T10:00:00.000+11:00",
            "participant": [{ "actor": { "reference": format!("Practitioner/{doctor}") }, "status": "accepted" }],
        });
        let key = [("idempotency-key", "an-intent-of-mine")];

        let made = send_with(&app, Method::POST, "/fhir/Appointment", &pat, &new, &key).await;
        let again = send_with(&app, Method::POST, "/fhir/Appointment", &pat, &new, &key).await;
        let (path, before) = (made.location().trim_start_matches("http://clinic.example").to_owned(), made.header("etag").to_owned());
        let mut whole = said(&made);
        whole["start"] = json!("2026-11-23T14:00:00+11:00");
        let moved = send_with(&app, Method::PUT, &path, &pat, &whole, &[("if-match", &before)]).await;
        let cancel = json!([{ "op": "replace", "path": "/status", "value": "cancelled" }]);
        let stale = send_with(&app, Method::PATCH, &path, &pat, &cancel, &[("if-match", &before)]).await;
        let fulfilled = json!([{ "op": "replace", "path": "/status", "value": "fulfilled" }]);
        let fulfilled = send(&app, Method::PATCH, &path, &pat, &fulfilled).await;
        let theirs = send(&app, Method::PATCH, &path, &stan, &cancel).await;
        let read_by_them = get(&app, &path, &stan).await;
        let now = get(&app, &path, &pat).await.header("etag").to_owned();
        let cancelled = send_with(&app, Method::PATCH, &path, &pat, &cancel, &[("if-match", &now)]).await;
        let twice = send(&app, Method::PATCH, &path, &pat, &cancel).await;

        assert_eq!((made.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", made.body);
        assert_eq!(said(&made)["id"], said(&again)["id"]);
        assert_eq!(path, format!("/fhir/Appointment/{}", said(&made)["id"].as_str().expect("an id")));
        assert!(before.starts_with("W/\""), "{before}");
        assert_eq!((moved.status, &said(&moved)["start"]), (StatusCode::OK, &json!("2026-11-23T14:00:00+11:00")), "{}", moved.body);
        assert_eq!((stale.status, issue(&stale).as_str()), (StatusCode::PRECONDITION_FAILED, "conflict"));
        assert_eq!((fulfilled.status, issue(&fulfilled).as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "business-rule"));
        assert_eq!((theirs.status, read_by_them.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!((cancelled.status, &said(&cancelled)["status"]), (StatusCode::OK, &json!("cancelled")), "{}", cancelled.body);
        assert_eq!(twice.status, StatusCode::OK, "it has been done");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 1);
    }
}

on_both! {
    async fn several_times_in_a_row_are_found_held_and_booked_as_one(test) {
        let (clinic, app) = open(test).await;
        clinic.set("booking.max_neighbouring_slots", "3").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
        let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
        let slot = |time: &str| format!("{doctor}-{}-0-{}", clinic.centre, at(time).as_second());
        let find = |slots: &str| format!("/fhir/Appointment/$find?{MONDAY}&practitioner=Practitioner/{doctor}&slots={slots}");
        let of_slots = |times: [&str; 2]| json!({
            "resourceType": "Appointment",
            "status": "booked",
            "slot": times.map(|time| json!({ "reference": format!("Slot/{}", slot(time)) })),
        });

        let pairs = found(&app, &find("2"), &pat).await;
        let too_many = found(&app, &find("4"), &pat).await;
        let ten = pairs.iter().find(|one| one["start"] == "2026-11-23T10:00:00+11:00").expect("ten is free").clone();
        let held = only(&operate(&app, "hold", &pat, &refer(&ten["id"])).await);
        let to_stan = offered(&app, doctor, &stan).await;
        let booked = only(&operate(&app, "book", &pat, &refer(&ten["id"])).await);
        let made = send(&app, Method::POST, "/fhir/Appointment", &stan, &of_slots(["11:30", "11:00"])).await;
        let apart = send(&app, Method::POST, "/fhir/Appointment", &stan, &of_slots(["13:00", "14:00"])).await;
        let taken = send(&app, Method::POST, "/fhir/Appointment", &stan, &of_slots(["09:30", "10:00"])).await;

        assert_eq!((pairs.len(), too_many.len()), (15, 0));
        assert_eq!((&ten["id"], &ten["minutesDuration"]), (&json!(format!("{}-2", slot("10:00"))), &json!(60)));
        let both = json!([slot("10:00"), slot("10:30")].map(|id| json!({ "reference": format!("Slot/{id}") })));
        assert_eq!((&ten["slot"], &held["slot"], &held["status"]), (&both, &both, &json!("pending")));
        assert_eq!(to_stan.len(), 14, "both are held");
        assert_eq!((&booked["slot"], &booked["minutesDuration"]), (&both, &json!(60)));
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        assert_eq!((&said(&made)["start"], &said(&made)["minutesDuration"]), (&json!("2026-11-23T11:00:00+11:00"), &json!(60)));
        assert_eq!((apart.status, taken.status), (StatusCode::BAD_REQUEST, StatusCode::CONFLICT), "{}", taken.body);
        let long = format!("{}-3", slot("14:00"));
        assert_eq!(read(&app, &format!("/fhir/Appointment/{long}"), &pat).await["minutesDuration"], 90);
        assert_eq!(get(&app, &format!("/fhir/Slot/{long}"), &pat).await.status, StatusCode::NOT_FOUND);
        assert_eq!(get(&app, &find("0"), &pat).await.status, StatusCode::BAD_REQUEST);
        assert_consistent(&clinic.test).await;
    }
}

#[tokio::test]
async fn ones_own_appointments_are_found_page_by_page_with_whoever_takes_part() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
    let (pat, stan, ann) =
        (token(&app, "Pat Ient").await, token(&app, "Stan Other").await, token(&app, "Ann Doctor").await);
    for (token, time) in [(&pat, "09:00"), (&pat, "11:00"), (&pat, "13:00"), (&stan, "10:00")] {
        let slot = format!("Slot/{doctor}-{}-0-{}", clinic.centre, at(time).as_second());
        let body = json!({ "resourceType": "Appointment", "status": "booked", "slot": [{ "reference": slot }] });
        let made = send(&app, Method::POST, "/fhir/Appointment", token, &body).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    }

    let first = read(&app, "/fhir/Appointment?_count=2&_include=Appointment:practitioner", &pat).await;
    let next = first["link"].as_array().expect("links").iter().find(|link| link["relation"] == "next").expect("more");
    let next = next["url"].as_str().expect("an address").trim_start_matches("http://clinic.example").to_owned();
    let second = read(&app, &next, &pat).await;

    assert_eq!(starts(&entries(&first)), ["2026-11-23T09:00:00+11:00", "2026-11-23T11:00:00+11:00"]);
    assert_eq!(starts(&entries(&second)), ["2026-11-23T13:00:00+11:00"]);
    assert_eq!(first["entry"][2]["resource"]["resourceType"], "Practitioner", "{first}");
    for (include, expected) in [
        ("actor", vec!["Location", "Patient", "Practitioner"]),
        ("actor:Location", vec!["Location"]),
        ("actor:Practitioner", vec!["Practitioner"]),
    ] {
        let page = read(&app, &format!("/fhir/Appointment?_count=1&_include=Appointment:{include}"), &pat).await;
        let entries = page["entry"].as_array().expect("entries").iter();
        let included = entries.filter(|one| one["search"]["mode"] == "include");
        let kinds: Vec<&str> = included.filter_map(|one| one["resource"]["resourceType"].as_str()).collect();
        assert_eq!(kinds, expected, "{include}");
    }
    for (query, token, expected) in [
        ("date=2026-11-23", &ann, 4),
        ("date=2026-11-24", &ann, 0),
        ("date=ge2026-11-23T11:00:00%2B11:00", &ann, 2),
        ("status=cancelled", &ann, 0),
        ("status=booked,pending", &pat, 3),
        ("status=nonsense", &pat, 0),
        ("patient=Patient/999999", &pat, 0),
        ("patient=Practitioner/1", &pat, 0),
        ("actor=Location/999", &pat, 0),
    ] {
        assert_eq!(found(&app, &format!("/fhir/Appointment?{query}"), token).await.len(), expected, "{query}");
    }
    assert!(found(&app, "/fhir/Encounter", &ann).await.is_empty(), "no one has come yet");
}

#[tokio::test]
async fn operations_take_both_systems_names_and_refuse_what_they_do_not_know() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.specialist("Skye Skin", "Dermatology").await;
    clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
    let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
    let calendar = format!("{doctor}-{}-0", clinic.centre);

    let medplums = format!("/fhir/Appointment/$find?{MONDAY}&schedule=Schedule/{calendar}&_count=3");
    let medplums = read(&app, &medplums, &pat).await;
    let skin = found(&app, &format!("/fhir/Appointment/$find?{MONDAY}&specialty=dermatology"), "").await;
    let body = parameters(&[
        ("start", "valueDateTime", json!("2026-11-23T09:00:00+11:00")),
        ("end", "valueDateTime", json!("2026-11-23T10:00:00+11:00")),
        ("practitioner", "valueReference", json!({ "reference": format!("Practitioner/{doctor}") })),
        ("_count", "valueInteger", json!(1)),
    ]);
    let posted = operate(&app, "find", &pat, &body).await;
    let whole = entries(&medplums).remove(0);
    let held = operate(&app, "hold", &pat, &parameters(&[("appointment", "resource", whole.clone())])).await;
    let mut given_back = whole.clone();
    given_back["status"] = json!("cancelled");
    let given_back = parameters(&[("appointment", "resource", given_back)]);
    let released = operate(&app, "book", &pat, &given_back).await;
    let booked = operate(&app, "book", &stan, &parameters(&[("appointment", "resource", whole)])).await;

    assert_eq!(
        (entries(&medplums).len(), &medplums["total"]),
        (3, &Value::Null),
        "how many more there are isn't looked up"
    );
    assert!(medplums.to_string().contains("More than 3 times are free."), "{medplums}");
    assert_eq!(skin.len(), 16);
    assert_eq!((entries(&said(&posted)).len(), &said(&posted)["total"]), (1, &Value::Null));
    assert_eq!(only(&held)["status"], "pending");
    assert_eq!(only(&released)["status"], "cancelled");
    assert_eq!(only(&booked)["status"], "booked", "what was given back is free");
    for wrong in ["", "start=2026-11-23", "start=2026-11-23&end=x", "start=2026-11-23&end=2027-11-23"] {
        assert_eq!(
            get(&app, &format!("/fhir/Appointment/$find?{wrong}"), &pat).await.status,
            StatusCode::BAD_REQUEST,
            "{wrong}"
        );
    }
    let unknown = get(&app, &format!("/fhir/Appointment/$find?{MONDAY}&colour=red"), &pat).await;
    let elsewhere =
        get(&app, &format!("/fhir/Appointment/$find?{MONDAY}&patient-reference=Patient/999999"), &pat).await;
    let nothing = operate(&app, "book", &pat, &json!({ "resourceType": "Parameters" })).await;
    let nowhere = operate(&app, "hold", &pat, &refer(&json!("999-1-0-1795471200"))).await;
    assert_eq!((unknown.status, nothing.status), (StatusCode::BAD_REQUEST, StatusCode::BAD_REQUEST));
    assert_eq!((elsewhere.status, nowhere.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
}

on_both! {
    async fn an_appointment_that_contradicts_itself_is_refused_and_nothing_is_booked_or_moved(test) {
        let (clinic, app) = open(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
        clinic.patients(&["Pat Ient".to_owned(), "Stan Other".to_owned()]).await;
        let (pat, stan) = (token(&app, "Pat Ient").await, token(&app, "Stan Other").await);
        let slot = |who: &dyn ToString, time: &str| {
            let id = format!("{}-{}-0-{}", who.to_string(), clinic.centre, at(time).as_second());
            json!([{ "reference": format!("Slot/{id}") }])
        };
        let with = |reference: String| json!([{ "actor": { "reference": reference }, "status": "accepted" }]);
        let new = json!({
            "resourceType": "Appointment", "status": "booked", "start": "2026-11-23T10:00:00+11:00",
            "slot": slot(&doctor, "10:00"), "participant": with(format!("Practitioner/{doctor}")),
        });
        let instead = |whole: &Value, name: &str, value: Value| {
            let mut whole = whole.clone();
            whole[name] = value;
            whole
        };

        for (name, value) in [
            ("participant", with(format!("Practitioner/{other}"))),
            ("participant", with("Location/999".to_owned())),
            ("start", json!("2026-11-23T11:00:00+11:00")),
        ] {
            let refused = send(&app, Method::POST, "/fhir/Appointment", &pat, &instead(&new, name, value)).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}: {}", refused.body);
            assert_eq!(said(&refused)["issue"][0]["expression"], json!([format!("Appointment.{name}")]));
        }
        let free = offered(&app, doctor, &pat).await;
        let proposed = instead(&free[0], "participant", with(format!("Practitioner/{other}")));
        let body = parameters(&[("appointment-resource", "resource", proposed)]);
        assert_eq!(operate(&app, "book", &pat, &body).await.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(clinic.test.count("select count(*) from appointment").await, 0);

        let made = send(&app, Method::POST, "/fhir/Appointment", &pat, &new).await;
        assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
        let theirs = said(&send(&app, Method::POST, "/fhir/Appointment", &stan, &instead(&instead(&new, "slot", slot(&doctor, "15:00")), "start", json!(null))).await);
        let path = made.location().trim_start_matches("http://clinic.example").to_owned();
        let whole = said(&made);
        let patient_of_theirs = theirs["participant"][0].clone();
        let two = instead(&instead(&whole, "start", json!("2026-11-23T14:00:00+11:00")), "slot", slot(&doctor, "14:00"));
        for (name, wrong) in [
            ("slot", instead(&two, "slot", slot(&other, "14:00"))),
            ("slot", instead(&two, "slot", slot(&doctor, "14:30"))),
            ("slot", instead(&whole, "slot", slot(&doctor, "14:00"))),
            ("participant", instead(&two, "participant", with(format!("Practitioner/{other}")))),
            ("participant", instead(&whole, "participant", json!([patient_of_theirs]))),
        ] {
            let refused = send(&app, Method::PUT, &path, &pat, &wrong).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}: {}", refused.body);
            assert_eq!(said(&refused)["issue"][0]["expression"], json!([format!("Appointment.{name}")]), "{wrong}");
            assert_eq!(read(&app, &path, &pat).await["start"], "2026-11-23T10:00:00+11:00");
        }
        let moved = send(&app, Method::PUT, &path, &pat, &two).await;
        assert_eq!((moved.status, &said(&moved)["start"]), (StatusCode::OK, &two["start"]), "{}", moved.body);
    }
}
