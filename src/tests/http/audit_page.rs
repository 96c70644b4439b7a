//! The audit page and its filters.

use axum::http::StatusCode;
use consulta::{domain::account::Role, service::hours};

use super::browser::{application, get};
use crate::support::{Clinic, TestDb, actor, cookie, practitioner_actor};

/// An attribute of the last element that begins before `at` in a page.
fn before<'p>(page: &'p str, at: usize, attribute: &str) -> &'p str {
    let begun = page[..at].rfind(attribute).expect("an attribute") + attribute.len();
    page[begun..].split('"').next().expect("its value")
}

#[tokio::test]
async fn what_the_filter_calls_hours_finds_changes_of_hours() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    hours::set_accepting(&clinic.services, &doctor, false).await.expect("closed");
    let page = get(&app, "/admin/audit", &admin).await;
    assert_eq!(page.status, StatusCode::OK);
    let at = page.body.find(">Hours<").expect("the choice");
    let value = before(&page.body, at, "value=\"");
    let select = page.body[..at].rfind("<select").expect("a choice");
    let name = before(&page.body, select + page.body[select..].find('>').expect("its end"), "name=\"");

    let found = get(&app, &format!("/admin/audit?{name}={value}"), &admin).await;

    assert!(found.body.contains("bookings.close"), "{name}={value}");
    assert!(found.body.contains("Stopped taking bookings"));
    assert!(!found.body.contains("audit.search"), "nothing else");
}
