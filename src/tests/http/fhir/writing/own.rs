//! What patients write about themselves.

use axum::http::{Method, StatusCode};
use serde_json::{Value, json};

use super::{create, place, to};
use crate::{
    http::{
        api::{get, said, send, send_with, token},
        fhir::{read, records::open},
        foreign::world::Thing,
    },
    support::on_both,
};

on_both! {
    async fn patients_say_what_they_react_to_and_that_it_is_over(test) {
        let (world, app) = open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let sent = json!({
            "resourceType": "AllergyIntolerance",
            "criticality": "high",
            "code": { "text": "Peanuts" },
            "patient": to(&world, "Patient", Thing::Patient),
            "onsetString": "childhood",
            "note": [{ "text": "Swollen lips" }],
        });

        let place = place(&create(&app, &vera, &sent).await);
        let mut whole = read(&app, &place, &dora).await;
        for (name, value) in sent.as_object().expect("an object") {
            assert_eq!(&whole[name], value, "{name} in {whole}");
        }
        let mut coded = sent.clone();
        coded["reaction"] = json!([]);
        let coded = create(&app, &vera, &coded).await;
        whole["clinicalStatus"]["coding"][0]["code"] = json!("resolved");
        let by_doctor = send(&app, Method::PUT, &place, &dora, &whole).await;
        let ended = send(&app, Method::PUT, &place, &vera, &whole).await;

        assert_eq!(said(&coded)["issue"][0]["expression"], json!(["AllergyIntolerance.reaction"]), "{}", coded.body);
        assert!([403, 404].contains(&by_doctor.status.as_u16()), "{}", by_doctor.body);
        assert_eq!(ended.status, StatusCode::OK, "{}", ended.body);
        assert_eq!(said(&ended)["clinicalStatus"]["coding"][0]["code"], "resolved");
        assert_eq!(get(&app, &place, &vera).await.status, StatusCode::NOT_FOUND);
    }
}

on_both! {
    async fn patients_replace_their_own_details_and_overwrite_nothing_that_they_have_not_seen(test) {
        let (world, app) = open(test).await;
        let (vera, dora) = (token(&app, "Vera Victim").await, token(&app, "Dora Doctor").await);
        let path = format!("/fhir/Patient/{}", world.id(Thing::Patient));
        let first = get(&app, &path, &vera).await;
        let (seen, whole) = (first.header("etag").to_owned(), said(&first));
        let mut changed = whole.clone();
        let email = whole["telecom"].as_array().expect("a list").iter().find(|one| one["system"] == "email");
        let email = email.expect("an address").clone();
        changed["telecom"] = json!([{ "system": "phone", "value": "0491 570 156" }, email]);
        changed["birthDate"] = json!("1985-03-27");
        changed["gender"] = json!("female");
        changed["address"] = json!([{ "text": "1 Example Street" }]);
        changed["contact"] = json!([{
            "relationship": [{ "text": "sister" }],
            "name": { "text": "Fay Family" },
            "telecom": [{ "system": "phone", "value": "0491 570 157" }],
        }]);
        let put = async |token: &str, sent: &Value| send_with(&app, Method::PUT, &path, token, sent, &[("if-match", &seen)]).await;
        let with = |name: &str, value: Value| {
            let mut sent = changed.clone();
            sent[name] = value;
            sent
        };

        for (sent, path) in [
            (with("maritalStatus", json!({ "text": "married" })), "Patient.maritalStatus"),
            (with("active", json!(false)), "Patient.active"),
            (with("telecom", json!([{ "system": "email", "value": "other@example.org" }])), "Patient.telecom[0]"),
            (with("identifier", json!([{ "system": "urn:x", "value": "1" }])), "Patient.identifier[0]"),
            (with("address", json!([{ "city": "Sydney" }])), "Patient.address[0].city"),
        ] {
            let refused = put(&vera, &sent).await;
            assert_eq!(said(&refused)["issue"][0]["expression"], json!([path]), "{}", refused.body);
        }
        let by_doctor = put(&dora, &changed).await;
        let saved = put(&vera, &changed).await;
        let stale = put(&vera, &whole).await;
        let unnamed = send(&app, Method::PUT, &path, &vera, &with("birthDate", Value::Null)).await;

        assert!(seen.starts_with("W/\""), "{seen}");
        assert_eq!(by_doctor.status, StatusCode::NOT_FOUND, "{}", by_doctor.body);
        assert_eq!(saved.status, StatusCode::OK, "{}", saved.body);
        assert_ne!(saved.header("etag"), seen);
        let now = read(&app, &path, &vera).await;
        for name in ["telecom", "birthDate", "gender", "address", "contact", "name", "identifier"] {
            assert_eq!(now[name], changed[name], "{name} in {now}");
        }
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED, "{}", stale.body);
        assert_eq!(unnamed.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", unnamed.body);
    }
}
