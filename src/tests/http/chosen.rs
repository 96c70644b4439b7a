//! What is about the chosen rows of a list alone.

use consulta::{
    domain::account::{Actor, Role},
    service::booking,
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, at, cookie};

#[tokio::test]
async fn where_only_the_chosen_are_shown_no_file_and_no_deed_is_about_more_than_them() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let [una, tim] = [clinic.patient("Una Other").await, clinic.patient("Tim Third").await];
    let mut booked = Vec::new();
    for (patient, time) in [(&una, "10:00"), (&tim, "11:00")] {
        let one = booking::book(&clinic.services, patient, clinic.request(doctor, at(time))).await.expect("booked");
        booked.push(one.0);
    }
    let users = format!("only=1&chosen={}.{}.999999", una.id().expect("an id"), tim.id().expect("an id"));
    let visits = format!("only=1&chosen={}", booked[1]);

    let chosen = get(&app, &format!("/admin/users/users.csv?{users}&sort=-name"), &admin).await.body;
    let visit = get(&app, &format!("/admin/appointments/appointments.csv?{visits}"), &admin).await.body;
    let pages =
        [get(&app, &format!("/admin/users?{users}"), &admin).await.body, get(&app, "/admin/users", &admin).await.body];

    let rows: Vec<&str> = chosen.lines().skip(1).collect();
    assert!(rows.len() == 2 && rows[0].contains("Una Other") && rows[1].contains("Tim Third"), "{chosen}");
    assert!(visit.lines().count() == 2 && visit.contains("Tim Third"), "{visit}");
    let noted = "select count(*) from audit_event where action like '%.export' and part = 'chosen'";
    assert_eq!(clinic.test.count(noted).await, 2);
    assert!(
        pages[1].contains("name=\"kept\" value=\"sort=email\""),
        "without scripts, an order takes ticks along: {}",
        pages[1]
    );
    assert_eq!(pages.each_ref().map(|page| page.contains("name=\"every\"")), [false, true]);
    assert!(
        pages[0].replace("&amp;", "&").contains(&format!("/admin/users/users.csv?{}", &users[..14])),
        "{}",
        pages[0]
    );
}

#[tokio::test]
async fn to_whom_one_group_was_assigned_is_chosen_for_the_next() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let [una, tim] = [clinic.patient("Una Other").await, clinic.patient("Tim Third").await];
    let [una, tim] = [&una, &tim].map(|one| Actor::id(one).expect("an id"));

    let form = format!("deed=assign&accounts[]={una}&practitioner={doctor}&scope=temporary&trusted_until=2026-12-24");
    let begun = post_form(&app, "/api/carry_out_bulk", &admin, &form).await;
    let run = begun.location().rsplit('/').next().expect("a run").to_owned();
    let next = get(&app, &format!("/admin/bulk?deed=assign&account={tim}&run={run}"), &admin).await.body;
    let other = get(&app, &format!("/admin/bulk?deed=assign&account={tim}"), &admin).await.body;

    let person = format!("value=\"{doctor}\"");
    assert!(next.contains("Ann Doctor") && next.contains(&person) && next.contains("value=\"2026-12-24\""), "{next}");
    assert!(!other.contains("Ann Doctor"), "{other}");
}
