//! The directory as resources, and its pages.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use consulta::domain::account::Role;
use serde_json::{Value, json};

use super::{found, read};
use crate::{
    http::api::{get, open, token},
    support::{TestDb, on_both},
};

on_both! {
    async fn who_works_where_and_when_can_be_read(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let (centre, calendar) = (clinic.centre, format!("{doctor}-{}-0", clinic.centre));

        let person = read(&app, &format!("/fhir/Practitioner/{doctor}"), "").await;
        let roles = found(&app, "/fhir/PractitionerRole?specialty=dermatology", "").await;
        let role = read(&app, &format!("/fhir/PractitionerRole/{}", roles[0]["id"].as_str().expect("an id")), "").await;
        let place = read(&app, &format!("/fhir/Location/{centre}"), "").await;
        let business = found(&app, "/fhir/Organization?identifier=http://hl7.org.au/id/abn|1001", "").await;
        let services = found(&app, "/fhir/HealthcareService", "").await;
        let schedule = read(&app, &format!("/fhir/Schedule/{calendar}"), "").await;
        let slots = found(&app, &format!("/fhir/Slot?schedule=Schedule/{calendar}&start=2026-11-23&_count=5"), "").await;
        let slot = read(&app, &format!("/fhir/Slot/{}", slots[0]["id"].as_str().expect("an id")), "").await;

        assert_eq!((&person["resourceType"], &person["name"][0]["text"]), (&json!("Practitioner"), &json!("Ann Doctor")));
        assert!(person["photo"][0]["url"].as_str().is_some_and(|url| url.starts_with("http://clinic.example/")), "{person}");
        assert_eq!(roles.len(), 1);
        assert_eq!(role, roles[0]);
        assert_eq!(role["practitioner"], json!({ "reference": format!("Practitioner/{skin}"), "display": "Skye Skin" }));
        assert_eq!(role["location"][0]["reference"], format!("Location/{centre}"));
        assert_eq!((&place["name"], &place["extension"][0]["valueCode"]), (&json!("Harbour Clinic"), &json!("Australia/Sydney")));
        assert_eq!(place["managingOrganization"]["reference"], format!("Organization/{centre}"));
        assert_eq!((business.len(), &business[0]["identifier"][0]["value"]), (1, &json!("1001")));
        assert_eq!((services.len(), &services[0]["id"]), (1, &json!("standard")));
        assert_eq!(schedule["actor"][0]["reference"], format!("Practitioner/{doctor}"));
        assert!(schedule["planningHorizon"]["end"].as_str().is_some_and(|end| end.ends_with("T00:00:00+10:00")), "{schedule}");
        assert_eq!(slots.len(), 5);
        assert_eq!(slot, slots[0]);
        assert_eq!((&slot["status"], &slot["start"]), (&json!("free"), &json!("2026-11-23T09:00:00+11:00")));
        assert_eq!(slot["schedule"]["reference"], format!("Schedule/{calendar}"));
    }
}

#[tokio::test]
async fn searches_find_what_they_name_and_nothing_else() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.practitioner("Bea Other").await;
    let centre = clinic.centre;

    for (query, expected) in [
        ("Practitioner".to_owned(), 2),
        ("Practitioner?name=doc".to_owned(), 1),
        ("Practitioner?name=octor".to_owned(), 0),
        ("Practitioner?name=%25".to_owned(), 0),
        ("Practitioner?name:contains=%25".to_owned(), 0),
        ("Practitioner?name=ann,bea".to_owned(), 2),
        ("Practitioner?name=ann&name=doc".to_owned(), 1),
        ("Practitioner?name=ann&name=bea".to_owned(), 0),
        ("Practitioner?given=bea&family=oth".to_owned(), 1),
        ("HealthcareService?service-type=nothing".to_owned(), 0),
        ("Practitioner?name:contains=octor".to_owned(), 1),
        ("Practitioner?name:exact=Ann%20Doctor".to_owned(), 1),
        (format!("Practitioner?_id={doctor},999"), 1),
        ("Practitioner?active=false".to_owned(), 0),
        (format!("PractitionerRole?practitioner=Practitioner/{doctor}"), 1),
        (format!("PractitionerRole?practitioner=http://clinic.example/fhir/Practitioner/{doctor}"), 1),
        (format!("PractitionerRole?practitioner=http://other.example/fhir/Practitioner/{doctor}"), 0),
        (format!("PractitionerRole?practitioner=Patient/{doctor}"), 0),
        (format!("PractitionerRole?location={centre}"), 2),
        ("Location?address-city=rand".to_owned(), 1),
        ("Location?name=harbour".to_owned(), 1),
        ("Organization?identifier=urn:other|1001".to_owned(), 0),
        (format!("Schedule?actor=Practitioner/{doctor}"), 1),
        (format!("Schedule?actor=Location/{centre}"), 2),
        (format!("Slot?schedule=Schedule/{doctor}-{centre}-0&status=busy"), 0),
        (format!("Slot?schedule=Schedule/{doctor}-{centre}-0&start=2026-11-28"), 0),
        (format!("Slot?schedule=Schedule/{doctor}-{centre}-0&start=2026-11-23,2026-11-28&_count=50"), 16),
        ("Slot?schedule=Schedule/999-1-0".to_owned(), 0),
        (
            format!(
                "Slot?schedule=Schedule/{doctor}-{centre}-0&start=ge2026-11-23T10:00:00%2B11:00&start=lt2026-11-23T11:00:00%2B11:00"
            ),
            2,
        ),
    ] {
        assert_eq!(found(&app, &format!("/fhir/{query}"), "").await.len(), expected, "{query}");
    }
}

#[tokio::test]
async fn a_long_list_has_pages_which_lead_to_everything_once() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    for n in 0..23 {
        clinic.practitioner(&format!("Doctor {n:02}")).await;
    }
    let doctor = clinic.practitioner("Last Doctor").await;

    for (first, pages, all) in [
        ("/fhir/Practitioner?active=true&_count=10".to_owned(), 3, 24),
        (format!("/fhir/Slot?schedule=Schedule/{doctor}-{}-0&start=2026-11-23&_count=6", clinic.centre), 3, 16),
    ] {
        let (mut next, mut seen, mut count) = (Some(first.clone()), BTreeSet::new(), 0);
        while let Some(path) = next.take() {
            let bundle = read(&app, &path, "").await;
            count += 1;
            assert!(count < 10, "{first} has no end");
            for one in super::entries(&bundle) {
                assert!(seen.insert(one["id"].as_str().expect("an id").to_owned()), "{one} is there twice");
            }
            let links = bundle["link"].as_array().expect("links");
            let url =
                |name: &str| links.iter().find(|link| link["relation"] == name).and_then(|link| link["url"].as_str());
            assert!(url("self").is_some_and(|url| url.starts_with("http://clinic.example/fhir/")), "{bundle}");
            next = url("next").and_then(|url| url.strip_prefix("http://clinic.example")).map(str::to_owned);
        }
        assert_eq!(count, pages, "{first}");
        assert_eq!(seen.len(), all, "{first}");
    }
    let total = read(&app, "/fhir/Practitioner?_count=10", "").await["total"].clone();
    assert_eq!(total, 24);
}

#[tokio::test]
async fn what_is_referred_to_comes_along_if_it_is_asked_for() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;

    let path = format!(
        "/fhir/PractitionerRole?practitioner={doctor}&_include=PractitionerRole:practitioner&_include=PractitionerRole:location"
    );
    let bundle = read(&app, &path, "").await;

    let entries = bundle["entry"].as_array().expect("entries");
    let modes: Vec<(&Value, &Value)> =
        entries.iter().map(|one| (&one["resource"]["resourceType"], &one["search"]["mode"])).collect();
    assert_eq!(
        modes,
        [
            (&json!("PractitionerRole"), &json!("match")),
            (&json!("Location"), &json!("include")),
            (&json!("Practitioner"), &json!("include")),
        ]
    );
    assert_eq!(entries[2]["fullUrl"], format!("http://clinic.example/fhir/Practitioner/{doctor}"));
    assert_eq!(bundle["total"], 1, "what comes along is not counted");
}

on_both! {
    async fn those_who_keep_the_directory_find_practitioners_by_their_numbers(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.practitioner("Bea Other").await;
        clinic.account("Ada Admin", Role::Administrator).await;
        clinic.patient("Pat Ient").await;
        clinic.run("update practitioner set provider_number = '2429581L' where id = (select id from account where full_name = 'Ann Doctor')").await;
        clinic.run("insert into account_identifier (kind, value_norm, account_id) select 'licence_number', 'med0001', id from account where full_name = 'Ann Doctor'").await;
        let (ada, pat) = (token(&app, "Ada Admin").await, token(&app, "Pat Ient").await);
        let provider = "http://ns.electronichealth.net.au/id/medicare-provider-number";

        for (asked, count) in [
            (format!("{provider}|2429581L"), 1),
            ("2429581l".to_owned(), 1),
            ("urn:consulta:licence-number|MED0001".to_owned(), 1),
            ("urn:consulta:licence-number|".to_owned(), 1),
            ("nothing,MED0001".to_owned(), 1),
            (format!("{provider}|MED0001"), 0),
            ("urn:other|".to_owned(), 0),
            ("MED".to_owned(), 0),
        ] {
            let path = format!("/fhir/Practitioner?identifier={}", asked.replace('|', "%7C"));
            let all = found(&app, &path, &ada).await;
            assert_eq!(all.len(), count, "{asked}");
            assert!(all.iter().all(|one| one["id"] == doctor.to_string()), "{asked}");
        }
        let path = format!("/fhir/Practitioner/{doctor}");
        let known = read(&app, &path, &ada).await["identifier"].clone();
        assert_eq!(known, json!([
            { "system": provider, "value": "2429581L" },
            { "system": "urn:consulta:licence-number", "value": "MED0001" },
        ]));
        // One can sign in with them.
        for other in [pat.as_str(), ""] {
            let refused = get(&app, "/fhir/Practitioner?identifier=2429581L", other).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{}", refused.body);
            assert_eq!(read(&app, &path, other).await["identifier"], Value::Null);
        }
    }
}
