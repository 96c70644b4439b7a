//! Data are shown only to those they are for, undone changes leave nothing behind, and what is kept elsewhere (tabs, histories,
//! calendars) reveals no one's health.

use std::sync::Arc;

use axum::http::StatusCode;
use consulta::{
    domain::{
        access::ProxyScope,
        account::{Actor, Role},
        ids::{AppointmentId, PatientId},
        note::NoteForm,
        observation::ObservationForm,
    },
    service::{Failure, Services, booking, calendar_feed, cancel, clock::Clock, consultation, note, observation},
    storage::{emergency, sharing as stored},
};
use serde_json::{Value, json};

use super::browser::{application, get};
use crate::support::{Clinic, actor, at, cookie, monday_morning, on_both, practitioner_actor};

fn patient_id(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

async fn page(clinic: &Clinic, actor: &Actor, path: &str) -> String {
    let cookie = cookie(&clinic.services, actor).await;
    let answer = get(&application(&clinic.services), path, &cookie).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}");
    answer.body
}

on_both! {
    async fn reasons_are_shown_to_both_parties_and_those_of_staff_to_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let overbook = |time| booking::book_for(services, &me, patient_id(&patient), clinic.request(doctor, at(time)), Some("Cannot walk far"));
        let by_doctor = overbook("20:15").await.expect("booked");
        let by_patient = overbook("21:15").await.expect("booked");
        cancel::cancel(services, &me, by_doctor, "I fell ill myself").await.expect("cancelled");
        cancel::cancel(services, &patient, by_patient, "Feeling better now").await.expect("cancelled");

        let of = |id: AppointmentId| format!("/appointments/{id}");
        for reader in [&me, &patient] {
            let (first, second) = (page(&clinic, reader, &of(by_doctor)).await, page(&clinic, reader, &of(by_patient)).await);
            assert!(first.contains("Cannot walk far") && first.contains("I fell ill myself"), "{reader:?}");
            assert!(second.contains("Cannot walk far") && second.contains("Feeling better now"), "{reader:?}");
        }
        for path in ["/admin/audit", "/admin/audit/audit.csv"] {
            let seen = page(&clinic, &admin, path).await;
            assert!(seen.contains("Cannot walk far") && seen.contains("I fell ill myself"), "{path}");
            assert!(!seen.contains("Feeling better now"), "{path} tells why a patient stays away");
        }
    }
}

on_both! {
    async fn the_data_to_take_away_hold_all_that_is_held(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let request = booking::BookingRequest { reason: "canary reason".into(), ..clinic.request(doctor, at("09:00")) };
        let visit = booking::book(services, &patient, request).await.expect("booked");
        consultation::open(services, &me, visit).await.expect("opened");
        let written = note::add(services, &me, visit, &NoteForm { text: "canary first".into() }).await.expect("a note");
        note::amend(services, &me, written.expect("not empty"), "canary second", "canary amendment").await.expect("amended");
        let taken = ObservationForm { weight: "72.5".into(), systolic: "120".into(), diastolic: "80".into(), ..ObservationForm::default() };
        assert_eq!(observation::add(services, &me, visit, &taken).await.expect("measured"), 2);
        let called_off = booking::book(services, &patient, clinic.request(doctor, at("11:00"))).await.expect("booked");
        cancel::cancel(services, &patient, called_off, "canary cancellation").await.expect("cancelled");
        let family = clinic.account("Fay Family", Role::Patient).await;
        let other = clinic.practitioner("Otto Other").await;
        let (now, later) = (monday_morning().as_second(), at("23:00").as_second());
        let work = services.db.write((patient_id(&patient), family, other, (now, later)), |tx, (patient, family, other, term)| {
            Box::pin(async move {
                stored::begin_proxy(tx, *patient, *family, (ProxyScope::Record, true, "canary relation"), *term).await?;
                emergency::open(tx, *other, *patient, "canary emergency", *term).await?;
                Ok::<_, Failure>(())
            })
        });
        work.await.expect("stored");
        clinic.run("insert into rating (patient_id, practitioner_id, stars, review, rated_at)
            select patient_id, practitioner_id, 4, 'canary review', 1 from appointment where reason = 'canary reason'").await;

        let data = page(&clinic, &patient, "/record/record.json").await;

        for canary in ["reason", "first", "second", "amendment", "cancellation", "relation", "emergency", "review"] {
            assert!(data.contains(&format!("canary {canary}")), "{canary} is not in {data}");
        }
        for said in ["pat.ient@example.org", "Fay Family", "Otto Other", "record.read"] {
            assert!(data.contains(said), "{said} is not in {data}");
        }
        let data: Value = serde_json::from_str(&data).expect("JSON");
        let lines = data["entries"].as_array().expect("entries");
        let measured = |measure: &str| {
            let found = lines.iter().find(|line| line["content"]["measure"] == measure);
            found.map(|line| line["content"].clone()).unwrap_or_default()
        };
        let weight = json!({ "measure": "weight", "value": 72.5, "second_value": null, "unit": "kg" });
        assert_eq!(measured("weight"), weight);
        let pressure = json!({ "measure": "blood_pressure", "value": 120, "second_value": 80, "unit": "mmHg" });
        assert_eq!(measured("blood_pressure"), pressure);
    }
}

on_both! {
    async fn no_title_tells_of_a_patient_s_health_or_name(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let visit = booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        consultation::open(services, &me, visit).await.expect("opened");
        let written = note::add(services, &me, visit, &NoteForm { text: "Herpes zoster".into() }).await.expect("a note");
        let id = patient_id(&patient);
        let entry = written.expect("not empty");

        for path in [
            format!("/entries/{entry}"),
            format!("/patients/{id}/record"),
            format!("/appointments/{visit}"),
            format!("/appointments/{visit}/consultation"),
            format!("/appointments/{visit}/documents"),
            format!("/appointments/{visit}/refer"),
        ] {
            let body = page(&clinic, &me, &path).await;
            let title = body.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>")).expect("a title").0;
            assert!(!title.is_empty() && !title.contains("Herpes") && !title.contains("Ient"), "{path}: {title}");
            assert!(body.contains("Ient") || body.contains("Herpes"), "the page itself says it: {path}");
        }
    }
}

on_both! {
    async fn a_practitioner_s_calendar_names_patients_as_the_clinic_chooses(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        let of_doctor = calendar_feed::renew(&clinic.services, &practitioner_actor(doctor)).await.expect("a secret");
        let of_patient = calendar_feed::renew(&clinic.services, &patient).await.expect("a secret");
        let feed = async |secret: &str| {
            // Each time as a process that has just read the settings.
            let services = Arc::new(Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning())));
            get(&application(&services), &format!("/calendar/{secret}.ics"), "").await.body
        };

        assert!(feed(&of_doctor).await.contains("SUMMARY:Appointment with P. I."));
        assert!(feed(&of_patient).await.contains("SUMMARY:Appointment with Ann Doctor"));
        for (choice, said) in [("full", "SUMMARY:Appointment with Pat Ient\r\n"), ("none", "SUMMARY:Appointment\r\n")] {
            clinic.set("access.calendar_names", choice).await;
            assert!(feed(&of_doctor).await.contains(said), "{choice}");
        }
    }
}
