//! What becomes of appointments where their practitioner no longer works.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::Role,
    service::{
        personnel,
        stranded::{Fate, Settled},
    },
};

use super::browser::{application, call, get};
use crate::{
    service::waitlist::book,
    support::{Clinic, TestDb, actor, at, cookie, window},
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
