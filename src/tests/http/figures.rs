//! Numbers in the figures lead to the appointments that they count (FR21, T11).

use axum::http::StatusCode;
use consulta::{
    domain::{account::Role, appointment::Status, ids::PatientId, local_time::LocalTime, slot::Slot, time::Zone},
    service::setting,
    storage::appointment::{NewAppointment, insert},
};
use jiff::{SignedDuration, Timestamp};

use super::browser::{application, get};
use crate::support::{Clinic, TestDb, actor, cookie};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn centres_of_several_zones_are_compared_and_listed_by_the_clinics_clock() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    setting::set(&clinic.services, "clinic.time_zone", "Australia/Sydney").await.expect("set");
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let perth = clinic.centre("1002", "Western Clinic", "Australia/Perth").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = PatientId(clinic.patient("Pat Ient").await.id().expect("an account").0);
    // Half past midnight on the first Monday in Sydney, which is still Sunday evening in Perth.
    let at: Timestamp = "2026-10-25T13:30:00Z".parse().expect("an instant");
    let new = NewAppointment {
        patient,
        practitioner: doctor,
        centre: perth,
        service: None,
        slots: 1,
        local: LocalTime::of(&Zone::parse("Australia/Perth").expect("a zone"), at),
        slot: Slot { starts_at: at, ends_at: at + SignedDuration::from_mins(20) },
        status: Status::Fulfilled,
        reason: String::new(),
        booked_by: patient.account(),
        idempotency_key: "late".into(),
        series: None,
        overbooked: false,
        created_at: at,
    };
    clinic.write(new, |tx, new| Box::pin(async move { Ok(insert(tx, new).await?) })).await;

    let addresses = async |page: &str, begins: &str| -> Vec<String> {
        let body = get(&app, page, &admin).await.body.replace("&amp;", "&");
        let links = body.split("href=\"").filter(|part| part.starts_with(begins));
        links.filter_map(|part| Some(part.split_once('"')?.0.to_owned())).collect()
    };
    let behind = format!("/admin/appointments?when=all&from=2026-10-26&until=2026-11-22&centre={perth}");
    let list = addresses("/admin/figures?weeks=4&by=centre", &behind).await.swap_remove(0);
    let file = addresses(&list, "/admin/appointments/appointments.csv?").await.swap_remove(0);
    let listed = get(&app, &list, &admin).await;
    let by_its_own = get(&app, &list.replace("&clinic_days=true", ""), &admin).await;

    assert_eq!(listed.status, StatusCode::OK);
    assert!(listed.body.contains("Pat Ient"), "{list}");
    assert!(get(&app, &file, &admin).await.body.contains("Pat Ient"), "{file}");
    assert!(!by_its_own.body.contains("Pat Ient"), "someone who chooses the centre counts by its own days");
}
