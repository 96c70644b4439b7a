//! More users match than can be chosen at once: without JavaScript, links lead from each group of them to the next.

use consulta::domain::{
    account::{Actor, Role},
    address::escape,
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, cookie};

#[tokio::test]
async fn the_preview_and_the_run_lead_to_the_next_group_and_ticks_are_said_to_hold_for_their_page() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let names: Vec<String> = (0..302).map(|n| format!("Robin Number{n:03}")).collect();
    let patients = clinic.patients(&names).await;
    let one = patients.first().and_then(Actor::id).expect("an account");

    let list = get(&app, "/admin/users?role=patient", &admin).await.body;
    let every = "/admin/bulk?deed=deactivate&role=patient&every=1";
    let first = get(&app, every, &admin).await.body.replace("&amp;", "&");
    let next = first.split("href=\"/admin/bulk?").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let others = get(&app, &format!("/admin/bulk?{next}"), &admin).await.body;
    let form = format!("deed=deactivate&accounts[]={one}&next={}", escape(next));
    let begun = post_form(&app, "/api/carry_out_bulk", &admin, &form).await;
    let run = get(&app, begun.location(), &admin).await.body.replace("&amp;", "&");
    let untold = get(&app, &format!("{every}&after=12"), &admin).await.body;

    assert!(list.contains("Ticks hold for this page only."), "{list}");
    assert!(first.contains("These are the first 300 of 302 users."), "{first}");
    assert!(first.contains("Robin Number299") && !first.contains("Robin Number300"), "{first}");
    assert!(others.contains("Next group: 2 of 302 users."), "{others}");
    assert!(others.contains("Robin Number300") && !others.contains("Robin Number299"), "{others}");
    assert!(!others.contains("href=\"/admin/bulk?"), "{others}");
    assert!(run.contains(&format!("href=\"/admin/bulk?{next}\"")), "{run}");
    assert!(!untold.contains("Robin Number"), "the same ones again: {untold}");
}
