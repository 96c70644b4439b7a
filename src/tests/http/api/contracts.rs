//! What the programs of Django Health and HAS expect, field by field, at those systems' own addresses.

use axum::http::{Method, StatusCode};
use consulta::domain::account::Role;
use serde_json::{Value, json};

use super::{get, open, said, send, send_with, token};
use crate::support::{Clinic, PASSWORD, TestDb, at, email_of};

/// The names of an object's fields.
fn fields(value: &Value) -> Vec<&str> {
    let mut names: Vec<&str> = value.as_object().expect("an object").keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

async fn under(preset: &'static str) -> (Clinic, axum::Router) {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    clinic.set("preset", preset).await;
    clinic.set("auth.login_identifiers", "email").await;
    (clinic, app)
}

const NEW: &str = "a correct horse battery";

#[tokio::test]
async fn s1_09_to_12_django_health_registers_signs_in_refreshes_and_signs_out() {
    let (_clinic, app) = under("django-health").await;
    let person = json!({
        "name": "Ruth Register", "email": "ruth@example.org", "password": NEW, "is_patient": true, "is_doctor": false,
        "is_admin_staff": false, "phone_number": "0491 570 156", "address": "1 High Street",
    });

    let made = send(&app, Method::POST, "/api/auth/register/", "", &person).await;
    let login = json!({ "email": "ruth@example.org", "password": NEW });
    let signed_in = said(&send(&app, Method::POST, "/api/auth/login/", "", &login).await);
    let wrong = json!({ "email": "ruth@example.org", "password": "not this one" });
    let wrong = send(&app, Method::POST, "/api/auth/login/", "", &wrong).await;
    let refresh = json!({ "refresh": signed_in["refresh"] });
    let next = said(&send(&app, Method::POST, "/api/auth/token/refresh/", "", &refresh).await);
    let access = next["access"].as_str().expect("a token");
    let doctors = get(&app, "/api/doctors/", access).await;
    let none_of_theirs = send(&app, Method::POST, "/api/auth/logout/", access, &json!({ "refresh": "x" })).await;
    let out = send(&app, Method::POST, "/api/auth/logout/", access, &json!({ "refresh": next["refresh"] })).await;
    let again = send(&app, Method::POST, "/api/auth/token/refresh/", "", &json!({ "refresh": next["refresh"] })).await;

    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let made = said(&made);
    assert_eq!(fields(&made), ["access", "refresh", "user"]);
    let user = &made["user"];
    assert_eq!((&user["name"], &user["email"]), (&json!("Ruth Register"), &json!("ruth@example.org")));
    assert_eq!(user["phone_number"], "0491 570 156");
    assert_eq!(
        [&user["is_patient"], &user["is_doctor"], &user["is_admin_staff"]],
        [&json!(true), &json!(false), &json!(false)]
    );
    assert!(signed_in["access"].is_string() && signed_in["refresh"].is_string());
    assert!(said(&doctors).is_array(), "a plain list: {}", doctors.body);
    assert_eq!(none_of_theirs.status, StatusCode::BAD_REQUEST, "no one was signed out: {}", none_of_theirs.body);
    assert_eq!((out.status, &said(&out)["message"]), (StatusCode::OK, &json!("Signed out.")));
    assert!(signed_in["user"]["patient_profile"].is_object(), "the user as /api/auth/me/ shows them: {signed_in}");
    assert_eq!((again.status, wrong.status), (StatusCode::UNAUTHORIZED, StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn registering_tells_nobody_who_has_an_account_and_gives_nobody_a_role() {
    let (clinic, app) = under("django-health").await;
    clinic.patient("Pat Ient").await;
    let person = |more: Value| {
        let mut person = json!({ "name": "Some One", "email": email_of("Pat Ient"), "password": NEW });
        person.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        person
    };

    let known = send(&app, Method::POST, "/api/v1/auth/register", "", &person(json!({}))).await;
    let new =
        send(&app, Method::POST, "/api/v1/auth/register", "", &person(json!({ "email": "new@example.org" }))).await;
    assert_eq!((known.status, &known.body), (StatusCode::ACCEPTED, &new.body));
    for role in [
        json!({ "is_doctor": true }),
        json!({ "is_admin_staff": true }),
        json!({ "role": "admin" }),
        json!({ "is_patient": false }),
    ] {
        let answer = send(&app, Method::POST, "/api/auth/register/", "", &person(role.clone())).await;
        assert_eq!(
            (answer.status, &said(&answer)["code"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("role_not_open")),
            "{role}"
        );
    }
}

#[tokio::test]
async fn s1_13_the_five_resources_are_at_their_addresses() {
    let (clinic, app) = under("django-health").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;

    let mapping = send(&app, Method::POST, "/api/mappings/", &pat, &json!({ "doctor_id": doctor.0 })).await;
    let body = json!({ "doctor_id": doctor.0, "starts_at": at("10:00").to_string() });
    let booked = send(&app, Method::POST, "/api/appointments/", &pat, &body).await;
    let list = |name: &str| format!("/api/{name}/");

    assert_eq!(
        fields(&said(&mapping)),
        [
            "created_at",
            "doctor_id",
            "doctor_name",
            "ends_at",
            "id",
            "patient_id",
            "patient_name",
            "referral_source",
            "relationship_type"
        ]
    );
    assert_eq!(said(&mapping)["relationship_type"], "primary_care");
    assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.body);
    for (name, expected) in [("doctors", 1), ("patients", 1), ("mappings", 1), ("appointments", 1), ("records", 0)] {
        let answer = get(&app, &list(name), &pat).await;
        assert_eq!(said(&answer).as_array().map(Vec::len), Some(expected), "{name}: {}", answer.body);
    }
    let wrapped = said(&get(&app, "/api/doctors/?envelope=1", &pat).await);
    assert_eq!((&wrapped["success"], wrapped["data"].is_array()), (&json!(true), true));
}

#[tokio::test]
async fn s1_13_patients_are_added_at_the_desk_and_found_by_their_keys() {
    let (clinic, app) = under("django-health").await;
    clinic.receptionist("Rita Desk", clinic.centre).await;
    clinic.account("Ad Min", Role::Administrator).await;
    clinic.patient("Pat Ient").await;
    let (rita, admin) = (token(&app, "Rita Desk").await, token(&app, "Ad Min").await);
    let person = json!({
        "centre_id": clinic.centre.0, "full_name": "Wanda Walk", "date_of_birth": "1980-2-9", "phone_number": "0491 570 156",
    });
    let with = |name: &str, value: Value| {
        let mut other = person.clone();
        other[name] = value;
        other
    };

    let made = send(&app, Method::POST, "/api/patients/", &rita, &person).await;
    let known = said(&get(&app, made.location(), &admin).await);
    for (sent, token, status) in [
        (&person, token(&app, "Pat Ient").await, StatusCode::FORBIDDEN),
        (&person, String::new(), StatusCode::UNAUTHORIZED),
        (&with("centre_id", json!(clinic.centre.0 + 1_000)), rita.clone(), StatusCode::NOT_FOUND),
        (&with("centre_id", Value::Null), rita.clone(), StatusCode::BAD_REQUEST),
        (&with("date_of_birth", json!("2126-01-01")), rita.clone(), StatusCode::UNPROCESSABLE_ENTITY),
        (&with("colour", json!("red")), rita.clone(), StatusCode::BAD_REQUEST),
    ] {
        let refused = send(&app, Method::POST, "/api/v1/patients", &token, sent).await;
        assert_eq!(refused.status, status, "{sent}: {}", refused.body);
    }

    assert_eq!(made.status, StatusCode::CREATED, "{}", made.body);
    let told = said(&made);
    assert_eq!(fields(&told), ["active", "age", "date_of_birth", "email", "id", "name", "number", "phone"]);
    assert_eq!(
        (&told["name"], &told["date_of_birth"], &told["age"]),
        (&json!("Wanda Walk"), &json!("1980-02-09"), &json!(46))
    );
    for field in ["id", "name", "number", "date_of_birth", "age"] {
        assert_eq!(told[field], known[field], "{field}: {known}");
    }
    assert_eq!(
        clinic.test.count("select count(*) from audit_event where action = 'patient.add' and outcome = 'done'").await,
        1
    );
}

#[tokio::test]
async fn s1_13_a_mapping_is_changed_by_an_administrator_and_what_stood_is_kept() {
    let (clinic, app) = under("django-health").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    clinic.account("Ad Min", Role::Administrator).await;
    let (pat, admin) = (token(&app, "Pat Ient").await, token(&app, "Ad Min").await);
    let made = said(&send(&app, Method::POST, "/api/mappings/", &pat, &json!({ "doctor_id": doctor.0 })).await);
    let path = format!("/api/mappings/{}/", made["id"]);
    let until = json!({ "relationship_type": "temporary", "ends_on": "2026-12-24" });

    for (method, body, token, status) in [
        (Method::PATCH, &until, &pat, StatusCode::FORBIDDEN),
        (Method::PUT, &json!({ "ends_on": "2026-12-24" }), &admin, StatusCode::BAD_REQUEST),
        (Method::PUT, &json!({ "relationship_type": "friend" }), &admin, StatusCode::UNPROCESSABLE_ENTITY),
        (Method::PATCH, &json!({ "relationship_type": "temporary" }), &admin, StatusCode::UNPROCESSABLE_ENTITY),
        (Method::PATCH, &json!({ "doctor_id": doctor.0 + 1 }), &admin, StatusCode::UNPROCESSABLE_ENTITY),
        (Method::PATCH, &json!({ "patient_id": doctor.0 }), &admin, StatusCode::UNPROCESSABLE_ENTITY),
        (Method::PATCH, &json!({ "ends_on": "2026-12-24" }), &admin, StatusCode::UNPROCESSABLE_ENTITY),
    ] {
        let refused = send(&app, method.clone(), &path, token, body).await;
        assert_eq!(refused.status, status, "{method} {body}: {}", refused.body);
    }
    let changed = send(&app, Method::PUT, &path, &admin, &until).await;
    let place = changed.header("content-location").to_owned();
    let same = json!({ "patient": made["patient_id"], "doctor": doctor.0, "relationship_type": "temporary" });
    let kept = send(&app, Method::PUT, &place, &admin, &same).await;
    let place_kept = kept.header("content-location").to_owned();
    let later = send(&app, Method::PATCH, &place_kept, &admin, &json!({ "ends_on": "2026-12-31" })).await;
    let again = send(&app, Method::PATCH, &path, &admin, &until).await;

    let told = said(&changed);
    assert_eq!((changed.status, &told["relationship_type"]), (StatusCode::OK, &json!("temporary")), "{}", changed.body);
    assert_eq!(place, format!("/api/v1/mappings/{}", told["id"]));
    assert_eq!((&told["patient_id"], &told["doctor_id"]), (&made["patient_id"], &json!(doctor.0)));
    assert_eq!((kept.status, &said(&kept)["ends_at"]), (StatusCode::OK, &told["ends_at"]), "{}", kept.body);
    assert_eq!(place_kept, place, "nothing was to change");
    assert_eq!(
        (later.status, &said(&later)["relationship_type"]),
        (StatusCode::OK, &json!("temporary")),
        "{}",
        later.body
    );
    assert!(said(&later)["ends_at"].as_str().is_some_and(|end| end.starts_with("2026-12-31T")), "{}", later.body);
    assert_eq!(again.status, StatusCode::NOT_FOUND, "it has ended");
    let all = "select count(*) from care_relationship";
    assert_eq!(clinic.test.count(all).await, 3);
    assert_eq!(clinic.test.count("select count(*) from care_relationship where ended_at is null").await, 1);
}

#[tokio::test]
async fn s2_16_a_doctor_is_added_with_a_licence_number_and_keeps_it() {
    let (clinic, app) = under("has").await;
    clinic.account("Ad Min", Role::Administrator).await;
    clinic.account("Second Admin", Role::Administrator).await;
    let admin = token_in_envelope(&app, "Ad Min").await;
    let person = json!({
        "name": "Lia Cence", "email": "lia@example.org", "profession": "General practitioner", "license_number": "MED 0001",
        "provider_number": "2429581L", "specializations": ["Travel medicine"],
    });
    let mut unlicensed = person.clone();
    unlicensed.as_object_mut().expect("an object").remove("license_number");

    let refused = send(&app, Method::POST, "/api/doctors/", &admin, &unlicensed).await;
    let made = send(&app, Method::POST, "/api/doctors/", &admin, &person).await;
    let path = format!("/api/doctors/{}/", said(&made)["data"]["id"]);
    let changed = send(&app, Method::PATCH, &path, &admin, &json!({ "qualifications": "MBBS" })).await;

    assert_eq!((refused.status, &said(&refused)["success"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(false)));
    assert_eq!(said(&refused)["data"]["errors"][0]["field"], "license_number", "{}", refused.body);
    assert_eq!((made.status, &said(&made)["success"]), (StatusCode::CREATED, &json!(true)), "{}", made.body);
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.body);
    let kept = "select count(*) from account_identifier i join practitioner p on p.id = i.account_id \
                where i.kind = 'licence_number' and i.value_norm = 'med0001' and p.provider_number = '2429581L'";
    assert_eq!(clinic.test.count(kept).await, 1);
}

#[tokio::test]
async fn s2_06_s2_15_has_answers_in_its_envelope() {
    let (clinic, app) = under("has").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await.id().expect("an account");
    let login = json!({ "email": email_of("Pat Ient"), "password": PASSWORD });
    let signed_in = said(&send(&app, Method::POST, "/api/auth/login/", "", &login).await);
    let pat = signed_in["data"]["access"].as_str().expect("a token").to_owned();

    let me = said(&get(&app, "/api/auth/me/", &pat).await);
    let wanted = json!({ "doctor": doctor.0, "appointment_date": "2026-11-23", "appointment_time": "10:00:00" });
    let made = send(&app, Method::POST, "/api/appointments/create/", &pat, &wanted).await;
    let taken = send(&app, Method::POST, "/api/appointments/create/", &pat, &wanted).await;
    let mine = said(&get(&app, "/api/appointments/me/", &pat).await);
    let one = said(&made);
    let path = format!("/api/appointments/cancel/{}/", one["data"]["id"]);
    let stale = send_with(&app, Method::PATCH, &path, &pat, &Value::Null, &[("if-match", "\"99\"")]).await;
    let gone = said(&send(&app, Method::PATCH, &path, &pat, &Value::Null).await);
    let stranger = get(&app, "/api/auth/me/", "").await;
    let plain = said(&get(&app, "/api/auth/me/?envelope=0", &pat).await);

    assert_eq!((&signed_in["success"], fields(&signed_in)), (&json!(true), vec!["data", "message", "success"]));
    let user = &me["data"];
    for field in ["email", "full_name", "national_id", "phone_number", "role", "profile_pic", "doctor_profile"] {
        assert!(user.get(field).is_some(), "{field} is missing: {user}");
    }
    assert_eq!((&user["role"], &user["doctor_profile"]), (&json!("patient"), &Value::Null));
    assert_eq!(fields(&user["patient_profile"]), ["age", "medical_history", "user"]);
    assert_eq!((&user["patient_profile"]["age"], &user["patient_profile"]["user"]), (&json!(41), &json!(patient.0)));
    assert_eq!((made.status, &one["success"]), (StatusCode::CREATED, &json!(true)), "{}", made.body);
    let data = &one["data"];
    assert_eq!(
        fields(data),
        ["appointment_date", "appointment_time", "created_at", "doctor", "id", "patient", "status"]
    );
    assert_eq!((&data["appointment_date"], &data["appointment_time"]), (&json!("2026-11-23"), &json!("10:00:00")));
    assert_eq!(
        (&data["status"], &data["doctor"], &data["patient"]),
        (&json!("scheduled"), &json!(doctor.0), &json!(patient.0))
    );
    assert_eq!(data["created_at"], "2026-11-22T21:00:00+00:00");
    assert_eq!((taken.status, &said(&taken)["success"]), (StatusCode::CONFLICT, &json!(false)), "{}", taken.body);
    assert!(said(&taken)["message"].as_str().is_some_and(|said| !said.is_empty()));
    assert_eq!(mine["data"].as_array().map(Vec::len), Some(1), "{mine}");
    assert_eq!((stale.status, &said(&stale)["success"]), (StatusCode::PRECONDITION_FAILED, &json!(false)));
    assert_eq!(gone["data"]["status"], "cancelled", "{gone}");
    assert_eq!((stranger.status, &said(&stranger)["success"]), (StatusCode::UNAUTHORIZED, &json!(false)));
    assert!(stranger.header("www-authenticate").starts_with("Bearer"));
    assert!(plain.get("success").is_none() && plain["email"].is_string(), "{plain}");
}

#[tokio::test]
async fn s2_17_has_tests_toggles_and_activates_at_its_addresses() {
    let (clinic, app) = under("has").await;
    clinic.practitioner("Ann Doctor").await;
    let pat = clinic.patient("Pat Ient").await.id().expect("an account");
    clinic.account("Ad Min", Role::Administrator).await;
    let national = (pat.0, "NID-1");
    clinic
        .write(national, |tx, (id, number)| {
            Box::pin(async move {
                use consulta::{
                    domain::{account::IdentifierKind, ids::AccountId},
                    storage::account,
                };
                let name = IdentifierKind::NationalId.compared(number);
                account::add_identifier(tx, AccountId(*id), IdentifierKind::NationalId, &name).await?;
                Ok(())
            })
        })
        .await;
    let (ann, admin) = (token(&app, "Ann Doctor").await, token_in_envelope(&app, "Ad Min").await);
    clinic.run("update account set status = 'inactive' where full_name = 'Pat Ient'").await;

    let off =
        said(&send(&app, Method::PATCH, "/api/doctor-availability/", &ann, &json!({ "is_available": false })).await);
    let now = said(&get(&app, "/api/doctor-availability/", &ann).await);
    let by_doctor = send(&app, Method::PATCH, "/api/auth/activate/NID-1/", &ann, &Value::Null).await;
    let active = send(&app, Method::PATCH, "/api/auth/activate/NID-1/", &admin, &Value::Null).await;
    let nobody = send(&app, Method::PATCH, "/api/auth/activate/NID-2/", &admin, &Value::Null).await;
    let (test, database) = (get(&app, "/api/test/", "").await, get(&app, "/api/test/db/", "").await);

    assert_eq!((&off["data"]["is_available"], &now["data"]["is_available"]), (&json!(false), &json!(false)));
    assert_eq!(by_doctor.status, StatusCode::FORBIDDEN, "{}", by_doctor.body);
    assert_eq!((active.status, nobody.status), (StatusCode::OK, StatusCode::NOT_FOUND), "{}", active.body);
    assert_eq!(said(&test)["message"], "Consulta is running.");
    assert!(said(&database)["data"]["query_time_ms"].is_number(), "{}", database.body);
    clinic.services.db.close().await;
    assert_eq!(get(&app, "/api/test/db/", "").await.status, StatusCode::SERVICE_UNAVAILABLE);
}

async fn token_in_envelope(app: &axum::Router, name: &str) -> String {
    let login = json!({ "email": email_of(name), "password": PASSWORD });
    let told = said(&send(app, Method::POST, "/api/auth/login/", "", &login).await);
    told["data"]["access"].as_str().expect("a token").to_owned()
}
