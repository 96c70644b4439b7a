//! The parts of an address that a list does not understand are named, and not used (S1-16).

use axum::http::StatusCode;
use consulta::domain::account::Role;

use super::browser::{application, get};
use crate::support::{Clinic, TestDb, actor, cookie, practitioner_actor};

#[tokio::test]
async fn a_page_names_what_it_does_not_know_and_shows_the_list_without_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    clinic.patient("Pat Ient").await;
    let ignored = "which we don&#x27;t recognise";
    let says = |body: &str| body.contains(ignored) || body.contains("which we don't recognise");

    for (path, unknown) in [
        ("/admin/users?role=wizard&status=active", "“role=wizard”"),
        ("/admin/users?foo=bar", "“foo”"),
        ("/admin/appointments?when=soon", "“when=soon”"),
        ("/admin/practitioners?status=away", "“status=away”"),
        ("/admin/audit?area=kitchen", "“area=kitchen”"),
        ("/admin/reviews?stars=9", "“stars=9”"),
        ("/inbox?show=lost", "“show=lost”"),
        ("/admin/users?status=active&status=inactive", "“status=active”"),
        ("/admin/waitlist?sort=shoes", "“sort=shoes”"),
        ("/admin/figures?service=shoes", "“service=shoes”"),
        ("/admin/figures?weeks=13&by=centre", "“weeks=13”"),
        ("/admin/figures?foo=1", "“foo”"),
    ] {
        let page = get(&app, path, &admin).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(says(&page.body) && page.body.contains(unknown), "{path}: {}", page.body);
    }
    let doctor = cookie(&clinic.services, &practitioner_actor(clinic.practitioner("Ann Doctor").await)).await;
    let own = get(&app, "/practitioner/appointments?how=lost", &doctor).await.body;
    assert!(says(&own) && own.contains("“how=lost”"), "{own}");
    let users = get(&app, "/admin/users?role=wizard&status=active", &admin).await.body;
    assert!(users.contains("Pat Ient") && users.contains("users.csv?status=active\""), "{users}");
    let columns = get(&app, "/admin/users?col=fax&col=email", &admin).await.body;
    assert!(says(&columns) && columns.contains("users.csv?col=email\""), "{columns}");
    for path in [
        "/admin/users?role=patient&saved=1",
        "/admin/users?added=1&role=patient",
        "/admin/users?all=1",
        "/admin/appointments?cancelled=1",
        "/admin/appointments?when=all&booked=1",
        "/admin/centres?zone=1",
        "/admin/centres?undone=1",
        "/admin/waitlist?centre=&find_practitioner=&urgency=&from=&until=&sort=asked&saved=1",
        "/admin/reviews?moderated=1",
        "/admin/audit?refused=true",
        "/admin/practitioners?view=all",
        "/admin/figures?weeks=12&last=2026-11-22&practitioner=&find_practitioner=&centre=&service=standard&by=service&all=true",
    ] {
        let page = get(&app, path, &admin).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        assert!(!says(&page.body), "{path}");
    }
}
