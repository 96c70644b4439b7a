//! Chained searches: people who cannot find a resource otherwise cannot find it by a property of what it refers to.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{found, issue, records};
use crate::{
    http::{
        api::{get, said, token},
        foreign::world::Thing,
    },
    support::on_both,
};

on_both! {
    async fn what_is_a_patients_is_found_by_what_is_said_of_them(test) {
        let (world, app) = records::open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let patient = world.id(Thing::Patient);
        let whole = found(&app, &format!("/fhir/Patient?_id={patient}"), &dora).await;
        let number = whole[0]["identifier"][0]["value"].as_str().expect("a number");
        let system = "urn:consulta:patient-number";

        let named = found(&app, &format!("/fhir/Patient?identifier={system}|{number}"), &dora).await;
        assert_eq!((named.len(), &named[0]["id"]), (1, &json!(patient.to_string())));
        assert_eq!(found(&app, &format!("/fhir/Patient?identifier={number}&birthdate=1901"), &dora).await.len(), 0);
        for token in [&vera, &dora] {
            for chain in [
                format!("patient.identifier={system}|{number}"),
                format!("subject:Patient.identifier={number}"),
                format!("patient:identifier={number}"),
                "patient.name=vera&patient.birthdate=1985-03-27".to_owned(),
            ] {
                let lines = found(&app, &format!("/fhir/Condition?{chain}"), token).await;
                assert_eq!(lines.len(), 1, "{chain}");
            }
            for nobody in ["patient.identifier=none", "patient.name=vera&patient.birthdate=1901"] {
                let lines = found(&app, &format!("/fhir/Condition?{nobody}"), token).await;
                assert_eq!(lines.len(), 0, "{nobody}");
            }
            let coming = json!(world.id(Thing::Coming).to_string());
            for chain in [format!("patient.identifier={number}"), format!("actor:Patient.identifier={number}")] {
                let visits = found(&app, &format!("/fhir/Appointment?{chain}"), token).await;
                assert!(visits.iter().any(|one| one["id"] == coming), "{chain}: {visits:?}");
                assert_eq!(found(&app, &format!("/fhir/Appointment?{chain}x"), token).await.len(), 0, "{chain}");
            }
            let with = found(&app, "/fhir/Appointment?practitioner.name=dora", token).await;
            assert!(with.iter().any(|one| one["id"] == coming), "{with:?}");
            assert_eq!(found(&app, "/fhir/Appointment?practitioner.name=nobody", token).await.len(), 0);
        }
        assert!(!found(&app, "/fhir/PractitionerRole?practitioner.name=dora", &vera).await.is_empty());
        assert!(found(&app, "/fhir/PractitionerRole?practitioner.name=nobody", &vera).await.is_empty());
    }
}

on_both! {
    async fn a_chain_tells_nothing_of_whom_one_could_not_find(test) {
        let (world, app) = records::open(test).await;
        let vera = token(&app, "Vera Victim").await;
        let patient = world.id(Thing::Patient);
        let whole = found(&app, &format!("/fhir/Patient?_id={patient}"), &vera).await;
        let number = whole[0]["identifier"][0]["value"].as_str().expect("a number");

        for stranger in ["Stan Stranger", "Otto Other"] {
            let stranger = token(&app, stranger).await;
            for kind in ["Condition", "Appointment", "Encounter"] {
                let of = async |number: &str| {
                    let answer = get(&app, &format!("/fhir/{kind}?patient.identifier={number}"), &stranger).await;
                    let bundle = said(&answer);
                    (answer.status, bundle["total"].clone(), bundle["entry"].clone())
                };
                let (known, unknown) = (of(number).await, of("none").await);
                assert_eq!(known, unknown, "{kind}");
                assert_eq!(known.2, Value::Null, "{kind}");
            }
            assert_eq!(found(&app, &format!("/fhir/Patient?identifier={number}"), &stranger).await.len(), 0);
        }
        for wrong in [
            "actor.name=x",
            "patient.gender=male",
            "_has:Observation:patient:code=1",
            "status.name=x",
            "patient=1&patient.name=x",
        ] {
            let refused = get(&app, &format!("/fhir/Appointment?{wrong}"), &vera).await;
            assert_eq!((refused.status, issue(&refused).as_str()), (StatusCode::BAD_REQUEST, "invalid"), "{wrong}");
        }
    }
}
