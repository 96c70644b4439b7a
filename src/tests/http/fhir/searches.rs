//! The meaning of search parameters: alternatives, conjunctions, references and times of change.

use axum::http::StatusCode;
use consulta::{
    domain::ids::EntryId,
    service::{Services, clock::Clock, diagnosis, referral},
};
use jiff::SignedDuration;
use serde_json::json;

use super::{found, issue, read, records};
use crate::{
    http::{
        api::{get, token},
        foreign::world::Thing,
    },
    support::{monday_morning, on_both},
};

on_both! {
    async fn whatever_says_when_it_last_changed_is_found_by_it(test) {
        let (world, app) = records::open(test).await;
        let (vera, patient) = (token(&app, "Vera Victim").await, world.id(Thing::Patient));

        for (address, _) in records::theirs(&world).await.into_iter().filter(|(address, _)| !address.starts_with("Patient/")) {
            let one = read(&app, &format!("/fhir/{address}"), &vera).await;
            let at = one["meta"]["lastUpdated"].as_str().expect("an instant");
            let (kind, id) = address.split_once('/').expect("an address");
            let is_there = async |query: &str| {
                let all = found(&app, &format!("/fhir/{kind}?{query}"), &vera).await;
                all.iter().any(|other| other["id"] == one["id"])
            };
            for of in [format!("patient=Patient/{patient}&_count=100"), format!("_id={id}")] {
                assert!(is_there(&format!("{of}&_lastUpdated={at}")).await, "{address}: {of}: {at}");
                assert!(is_there(&format!("{of}&_lastUpdated=ge{at}")).await, "{address}: {of}: {at}");
                assert!(!is_there(&format!("{of}&_lastUpdated=gt{at}")).await, "{address}: {of}: {at}");
            }
        }

        let (doctor, specialist) = (&world.owners[1].actor, &world.owners[2].actor);
        let later = Clock::fixed(monday_morning() + SignedDuration::from_hours(48));
        let later = Services::new(world.clinic.test.db.clone(), later);
        diagnosis::resolve(&later, doctor, EntryId(world.id(Thing::Diagnosis))).await.expect("resolved");
        referral::decline(&later, specialist, EntryId(world.id(Thing::Referral)), "no room").await.expect("declined");
        for (kind, count) in [("Condition", 1), ("ServiceRequest", 1), ("Observation", 0)] {
            let query = format!("/fhir/{kind}?patient=Patient/{patient}&_lastUpdated=ge2026-11-24T12:00:00Z");
            assert_eq!(found(&app, &query, &vera).await.len(), count, "{kind}");
        }
    }
}

on_both! {
    async fn values_are_choices_and_what_is_given_again_has_to_hold_as_well(test) {
        let (world, app) = records::open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let (patient, id) = (world.id(Thing::Patient), world.id(Thing::Coming));
        let doctor = world.owners[1].actor.id().expect("an account");
        let coming = json!(id.to_string());

        for token in [&vera, &dora] {
            let is_there = async |query: &str| {
                let all = found(&app, &format!("/fhir/Appointment?_count=100&{query}"), token).await;
                all.iter().any(|one| one["id"] == coming)
            };
            for query in [
                format!("actor=Practitioner/999999,Practitioner/{doctor}"),
                format!("actor=Practitioner/{doctor},Patient/999999"),
                format!("actor=Location/999999,Patient/{patient}"),
                format!("actor=Patient/{patient}&actor=Practitioner/{doctor}"),
                format!("actor:Practitioner={doctor}"),
                format!("practitioner=999999,{doctor}"),
                format!("patient:Patient={patient}"),
                format!("patient=http://clinic.example/fhir/Patient/{patient}"),
                format!("_id=999999,{id}&practitioner={doctor}&status=booked"),
                "date=2026-01-01,ge2026-11-01".to_owned(),
                "status=cancelled,booked&location:missing=false".to_owned(),
            ] {
                assert!(is_there(&query).await, "{query}");
            }
            for query in [
                "actor=Practitioner/999999,Patient/999999".to_owned(),
                format!("actor=Patient/{patient}&actor=Practitioner/999999"),
                format!("patient={patient}&patient=999999"),
                format!("patient=http://other.example/fhir/Patient/{patient}"),
                format!("_id={id}&practitioner=999999"),
                format!("_id={id}&status=cancelled"),
                format!("_id={id}&date=lt2026-11-01"),
                "date=2026-01-01,2026-01-02".to_owned(),
                "location:missing=true".to_owned(),
            ] {
                assert!(!is_there(&query).await, "{query}");
            }
        }
        for wrong in [
            "actor=Practitioner/1,7",
            "actor:Patient=Practitioner/7",
            "patient:Practitioner=7",
            "patient:Nobody=7",
            "patient:missing=x",
            "date=2026-11-24,soon",
            "status:not=booked",
        ] {
            let refused = get(&app, &format!("/fhir/Appointment?{wrong}"), &vera).await;
            assert_eq!((refused.status, issue(&refused).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{wrong}");
            let name = wrong.split('=').next().expect("a name");
            assert!(refused.body.contains(name), "{wrong}: {}", refused.body);
        }
        let several = get(&app, &format!("/fhir/Condition?patient={patient},999999"), &dora).await;
        assert_eq!(several.status, StatusCode::BAD_REQUEST);
        assert!(several.body.contains("patient: ask for one patient at a time"), "{}", several.body);
    }
}

on_both! {
    async fn lines_of_a_record_are_found_by_what_they_say(test) {
        let (world, app) = records::open(test).await;
        let vera = token(&app, "Vera Victim").await;
        let (patient, visit) = (world.id(Thing::Patient), world.id(Thing::Appointment));
        let doctor = world.owners[1].actor.id().expect("an account");
        let weight = world.clinic.test.count("select entry_id from observation where code = 'weight'").await;
        let of = async |query: &str| found(&app, &format!("/fhir/{query}"), &vera).await.len();

        for (query, count) in [
            (format!("Observation?subject:Patient={patient}"), 2),
            (format!("Observation?encounter=Encounter/{visit}"), 2),
            ("Observation?encounter=Encounter/999999".to_owned(), 0),
            ("Observation?code=29463-7,85354-9".to_owned(), 2),
            ("Observation?code=29463-7&code=85354-9".to_owned(), 0),
            ("Observation?code=http://snomed.info/sct|29463-7".to_owned(), 0),
            (format!("Observation?_id={weight}&code=29463-7"), 1),
            (format!("Observation?_id={weight}&code=85354-9"), 0),
            (format!("Observation?_id={weight}&date=lt2026-11-01"), 0),
            ("Observation?value-quantity=gt70".to_owned(), 1),
            ("Observation?value-quantity=72.5|http://unitsofmeasure.org|kg".to_owned(), 1),
            ("Observation?value-quantity=72.5||g,gt80".to_owned(), 0),
            ("Observation?component-value-quantity=120".to_owned(), 1),
            ("Observation?value-quantity:missing=true".to_owned(), 1),
            ("Condition?onset-date:missing=true&clinical-status=active".to_owned(), 1),
            ("Condition?onset-date=ge1900".to_owned(), 0),
            (format!("Patient?_id={patient}&name=vera&given=vera&family=victim"), 1),
            (format!("Patient?_id={patient}&name=nobody"), 0),
            ("Patient?family=nobody".to_owned(), 0),
        ] {
            assert_eq!(of(&query).await, count, "{query}");
        }
        for (kind, is, is_not) in [
            ("MedicationRequest", "intent=order&status=active", "intent=plan"),
            ("MedicationRequest", "code=metformin", "code=none"),
            ("ServiceRequest", "intent=order&status=active", "status=revoked"),
            ("ServiceRequest", "priority:missing=false", "performer=Practitioner/999999"),
        ] {
            assert_ne!(of(&format!("{kind}?{is}&requester=Practitioner/{doctor}")).await, 0, "{kind} {is}");
            assert_eq!(of(&format!("{kind}?{is_not}")).await, 0, "{kind} {is_not}");
        }
    }
}

on_both! {
    async fn people_are_looked_up_by_what_the_reader_is_told_of_them(test) {
        let (world, app) = records::open(test).await;
        let (vera, dora, ada) =
            (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await, token(&app, "Ada Admin").await);
        let patient = json!(world.id(Thing::Patient).to_string());
        let own = read(&app, &format!("/fhir/Patient/{}", world.id(Thing::Patient)), &vera).await;
        let ways = own["telecom"].as_array().expect("a list");
        let email = ways.iter().find(|one| one["system"] == "email").and_then(|one| one["value"].as_str());
        let email = email.expect("an address");

        for token in [&vera, &ada] {
            for query in [format!("email={email}"), format!("telecom=email|{email}"), "active=true&family=vic".to_owned()] {
                let all = found(&app, &format!("/fhir/Patient?name=vera&{query}"), token).await;
                assert_eq!((all.len(), &all[0]["id"]), (1, &patient), "{query}");
            }
            assert!(found(&app, &format!("/fhir/Patient?name=vera&phone={email}"), token).await.is_empty());
        }
        for (token, query) in [
            (&dora, "name=vera&email=a@b.example"),
            (&dora, "name=vera&active=true"),
            (&dora, "name=vera&active:missing=true"),
            (&dora, "name=vera&telecom:missing=true"),
            (&dora, "name=vera&email:missing=false"),
            (&vera, "gender=female"),
            (&vera, "gender:missing=true"),
        ] {
            let refused = get(&app, &format!("/fhir/Patient?{query}"), token).await;
            assert_eq!((refused.status, issue(&refused).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{query}");
        }
        world.clinic.run("update patient set gender = 'female'").await;
        let (me, number) = (patient.as_str().expect("an id"), own["identifier"][0]["value"].as_str().expect("a number"));
        for who in [format!("_id={me}"), format!("identifier={number}")] {
            for (gender, count) in [("female", 1), ("male,unknown", 0)] {
                let all = found(&app, &format!("/fhir/Patient?{who}&gender={gender}"), &vera).await;
                assert_eq!(all.len(), count, "{who} {gender}");
            }
        }
        let refused = get(&app, &format!("/fhir/Patient?identifier={number}&gender=female"), &ada).await;
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "administrators are not told: {}", refused.body);
        for query in ["gender=female", "gender:missing=true"] {
            let refused = get(&app, &format!("/fhir/Patient?_id={me}&{query}"), &ada).await;
            assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{query}: {}", refused.body);
        }
        assert_eq!(found(&app, "/fhir/Patient?given=vera&family=victim", &dora).await.len(), 1);
        assert_eq!(found(&app, "/fhir/Patient?name=nobody,vera", &dora).await.len(), 1);
    }
}
