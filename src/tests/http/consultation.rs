//! A consultation by plain forms (T7, S4-03): what was sent is shown, refused input comes back, and strangers find nothing.

use axum::http::StatusCode;
use consulta::{
    domain::{note, prescription::Warning},
    service::booking,
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, at, cookie, practitioner_actor};

const MEDICINE: &str =
    "form[medicines][0][medicine]=Metformin&form[medicines][0][dose]=500+mg&form[medicines][0][frequency]=daily";

#[tokio::test]
async fn the_longest_note_fits_in_a_form_in_any_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
    let me = cookie(&clinic.services, &practitioner_actor(doctor)).await;
    post_form(&app, "/api/open_consultation", &me, &format!("id={id}")).await;

    let note = "%E7%97%85".repeat(note::LONGEST);
    let answer = post_form(&app, "/api/write_note", &me, &format!("id={id}&form[text]={note}")).await;

    assert_eq!(answer.location(), format!("/appointments/{id}/consultation?noted=1"), "{}", answer.status);
}

#[tokio::test]
async fn a_consultation_is_written_by_plain_forms_and_a_refused_one_need_not_be_typed_again() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let stranger = clinic.practitioner("Bob Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
    let me = cookie(&clinic.services, &practitioner_actor(doctor)).await;
    let other = cookie(&clinic.services, &practitioner_actor(stranger)).await;
    let theirs = cookie(&clinic.services, &patient).await;
    let page = format!("/appointments/{id}/consultation");

    assert!(!get(&app, &page, &me).await.body.contains("Add note"), "nothing is written before it is opened");
    assert_eq!(post_form(&app, "/api/open_consultation", &me, &format!("id={id}")).await.location(), page);
    let answer = post_form(&app, "/api/write_note", &me, &format!("id={id}&form[text]=Thirsty")).await;
    assert_eq!(answer.location(), format!("{page}?noted=1"));
    for (action, nothing) in [("write_note", "form[text]=+"), ("write_observations", "form[weight]=")] {
        let answer = post_form(&app, &format!("/api/{action}"), &me, &format!("id={id}&{nothing}")).await;
        assert!(answer.location().contains("__err"), "{action} wrote nothing, and does not say that it did");
    }
    post_form(&app, "/api/write_observations", &me, &format!("id={id}&form[weight]=7000&form[height]=181")).await;
    let shown = get(&app, &page, &me).await.body;
    assert!(shown.contains("Thirsty"));
    let refused = post_form(&app, "/api/write_observations", &me, &format!("id={id}&form[weight]=7")).await;
    assert!(refused.location().contains("__err"), "an adult of 7 kg is asked about");
    assert!(shown.contains("value=\"181\"") && shown.contains("value=\"7000\""), "what was refused is there again");

    let form = format!("id={id}&form[diagnosis]=Diabetes&{MEDICINE}");
    assert_eq!(post_form(&app, "/api/sign_prescription", &me, &form).await.location(), format!("{page}?signed=1"));
    post_form(&app, "/api/sign_prescription", &me, &form).await;
    assert!(get(&app, &page, &me).await.body.contains("the patient already takes Metformin"));
    assert_eq!(clinic.test.count("select count(*) from prescription").await, 1);
    let warned = Warning::Duplicate { medicine: "Metformin".into(), running: "Metformin".into() }.stored();
    post_form(&app, "/api/sign_prescription", &me, &format!("{form}&form[warned]={warned}&anyway=true")).await;
    assert_eq!(clinic.test.count("select count(*) from prescription where warnings <> ''").await, 1);
    assert_eq!(clinic.test.count("select max(appointment_id) from prescription").await, id.0);

    let signed = clinic.test.count("select max(entry_id) from prescription").await;
    let note = clinic.test.count("select min(id) from entry where kind = 'note'").await;
    for path in [
        format!("/prescriptions/{signed}"),
        format!("/prescriptions/{signed}/prescription.pdf"),
        format!("/entries/{note}"),
    ] {
        assert_eq!(get(&app, &path, &theirs).await.status, StatusCode::OK, "{path}");
        assert_eq!(get(&app, &path, &other).await.status, StatusCode::NOT_FOUND, "{path}");
        assert_eq!(get(&app, &path, "").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(get(&app, &page, &other).await.status, StatusCode::NOT_FOUND);
}
