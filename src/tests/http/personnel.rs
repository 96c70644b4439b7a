//! A practitioner's page as an administrator saves it, and appointments at centres where they no longer work.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::Role,
    service::{
        personnel,
        stranded::{Fate, Settled},
    },
};

use super::browser::{application, call, get, post_form};
use crate::{
    service::waitlist::book,
    support::{Clinic, TestDb, actor, at, cookie, email_of, on_both, window},
};

#[tokio::test]
async fn an_appointment_can_be_moved_away_from_where_its_practitioner_stopped_working() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (services, app) = (&clinic.services, application(&clinic.services));
    let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let other = clinic.centre("1002", "West Clinic", "Australia/Sydney").await;
    clinic.affiliate(doctor.account(), other, &[window(6, "09:00", "12:00")]).await;
    let patient = clinic.patient("Pat Ient").await;
    let booked = book(&clinic, &patient, doctor, at("10:00")).await;
    let seen = personnel::find(services, &admin, doctor).await.expect("found");
    let (work, coming) = seen.work.into_iter().find(|(work, _)| work.centre == clinic.centre).expect("they work there");
    let settled = Settled { seen: coming, fate: Fate::Ask };

    personnel::end_work(services, &admin, doctor, work.id, &settled).await.expect("ended");

    let cookie = cookie(services, &patient).await;
    let week = |moving: &str| {
        let path = format!("/api/week?practitioner={doctor}&centre={}&week=&moving={moving}", clinic.centre);
        let (app, cookie) = (app.clone(), cookie.clone());
        async move { call(&app, Method::GET, &path, &cookie, "").await }
    };
    let moving = week(&booked.to_string()).await;
    assert_eq!(moving.status, StatusCode::OK, "{}", moving.body);
    assert!(moving.body.contains(&format!("\"centre\":{other}")), "{}", moving.body);
    assert_ne!(week("").await.status, StatusCode::OK);
    let page = get(&app, &format!("/appointments/{booked}"), &cookie).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.body.contains("Harbour Clinic"), "{}", page.body);
}

on_both! {
    async fn a_licence_number_that_is_emptied_is_taken_away_or_refused_where_it_is_needed(test) {
        let clinic = Clinic::new(test).await;
        let (services, app) = (&clinic.services, application(&clinic.services));
        let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let cookie = cookie(services, &admin).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let email = email_of("Ann Doctor");
        let form = format!("id={doctor}&form[name]=Ann+Doctor&form[email]={email}&form[profession]=physio&form[accepting]=yes");
        let save = async |licence: &str| {
            post_form(&app, "/api/save_practitioner", &cookie, &format!("{form}{licence}")).await.location().to_owned()
        };
        let saved = format!("/admin/practitioners/{doctor}?saved=1");
        let stored = "select count(*) from account_identifier where kind = 'licence_number' and value_norm = 'lic123456'";

        assert_eq!(save("&form[licence_number]=LIC-123456").await, saved);
        assert_eq!(save("").await, saved);
        assert_eq!(clinic.test.count(stored).await, 1, "a form that does not say it leaves it as it is");
        assert_eq!(save("&form[licence_number]=").await, saved);
        assert_eq!(clinic.test.count(stored).await, 0);
        clinic.set("preset", "has").await;
        assert_eq!(save("&form[licence_number]=LIC-123456").await, saved);
        let refused = save("&form[licence_number]=").await;
        assert!(refused.contains("__err"), "{refused}");
        assert_eq!(clinic.test.count(stored).await, 1);
    }
}
