//! Several users chosen without JavaScript: ticks go along to other pages of their list, and if more match than can be chosen at once, links
//! lead from each group of them to the next.

use consulta::domain::{
    account::{Actor, Role},
    address::escape,
};

use super::browser::{application, get, post_form};
use crate::support::{Clinic, TestDb, actor, cookie};

#[tokio::test]
async fn the_preview_and_the_run_lead_to_the_next_group() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let names: Vec<String> = (0..302).map(|n| format!("Robin Number{n:03}")).collect();
    let patients = clinic.patients(&names).await;
    let one = patients.first().and_then(Actor::id).expect("an account");

    let every = "/admin/bulk?deed=deactivate&role=patient&every=1";
    let first = get(&app, every, &admin).await.body.replace("&amp;", "&");
    let next = first.split("href=\"/admin/bulk?").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let others = get(&app, &format!("/admin/bulk?{next}"), &admin).await.body;
    let form = format!("deed=deactivate&accounts[]={one}&next={}", escape(next));
    let begun = post_form(&app, "/api/carry_out_bulk", &admin, &form).await;
    let run = get(&app, begun.location(), &admin).await.body.replace("&amp;", "&");
    let untold = get(&app, &format!("{every}&after=12"), &admin).await.body;

    assert!(first.contains("These are the first 300 of 302 users."), "{first}");
    assert!(first.contains("Robin Number299") && !first.contains("Robin Number300"), "{first}");
    assert!(others.contains("Next group: 2 of 302 users."), "{others}");
    assert!(others.contains("Robin Number300") && !others.contains("Robin Number299"), "{others}");
    assert!(!others.contains("href=\"/admin/bulk?"), "{others}");
    assert!(run.contains(&format!("href=\"/admin/bulk?{next}&run=")), "{run}");
    assert!(!untold.contains("Robin Number"), "the same ones again: {untold}");
}

#[tokio::test]
async fn what_was_written_to_one_group_is_there_for_the_next_and_never_in_an_address() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let [admin, other] = ["Ad Min", "Other Admin"].map(|name| clinic.account(name, Role::Administrator));
    let (admin, other) = (actor(admin.await, &[Role::Administrator]), actor(other.await, &[Role::Administrator]));
    let (admin, other) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &other).await);
    let names: Vec<String> = (0..302).map(|n| format!("Robin Number{n:03}")).collect();
    let one = clinic.patients(&names).await.first().and_then(Actor::id).expect("an account");

    let first = get(&app, "/admin/bulk?deed=message&role=patient&every=1", &admin).await.body.replace("&amp;", "&");
    let next = first.split("href=\"/admin/bulk?").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let written = "message[subject]=We+move&message[text]=To+Quay+Street";
    let form = format!("deed=message&accounts[]={one}&{written}&next={}", escape(next));
    let begun = post_form(&app, "/api/carry_out_bulk", &admin, &form).await;
    let run = get(&app, begun.location(), &admin).await.body.replace("&amp;", "&");
    let link = run.split("href=\"/admin/bulk?").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let address = format!("/admin/bulk?{link}");
    let others = get(&app, &address, &admin).await.body;
    let anothers = get(&app, &address.replace("every=1", "account=1"), &other).await.body;

    assert!(others.contains("Next group: 2 of 302 users."), "{others}");
    assert!(others.contains("value=\"We move\"") && others.contains(">To Quay Street</textarea>"), "{others}");
    assert!(!begun.location().contains("Quay") && !address.contains("Quay") && !address.contains("move"), "{address}");
    assert!(!anothers.contains("Quay"), "it is its author's: {anothers}");
}

#[tokio::test]
async fn ticks_go_along_to_other_pages_orders_and_filters() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let names: Vec<String> = (0..30).map(|n| format!("Robin Number{n:03}")).collect();
    let ids: Vec<_> = clinic.patients(&names).await.iter().filter_map(Actor::id).collect();
    let (a, b, c) = (ids[0], ids[1], ids[29]);

    let first = get(&app, "/admin/users?role=patient", &admin).await.body.replace("&amp;", "&");
    let buttons = first.split("name=\"kept\" value=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let next = buttons.into_iter().find(|kept| kept.contains("after=")).expect("a button to the next page");
    let turned = format!("/admin/users?role=patient&account={a}&account={b}&kept={}", escape(next));
    let second = get(&app, &turned, &admin).await.body.replace("&amp;", "&");
    let only = get(&app, &format!("/admin/users?kept=only%3D1&chosen={a}.{b}.999999&account={c}"), &admin).await.body;
    let sought = post_form(&app, "/api/search_users", &admin, &format!("q=robin&chosen={a}.{b}")).await;
    let preview = format!("/admin/bulk?deed=deactivate&chosen={a}.{b}.999999&account={c}");
    let preview = get(&app, &preview, &admin).await.body;

    assert!(second.contains("2 chosen, 2 on other pages") && second.contains("Robin Number029"), "{second}");
    assert!(second.contains(&format!("name=\"chosen\" value=\"{a}.{b}\"")), "the form sends them too: {second}");
    assert!(second.contains(&format!("/admin/users?role=patient&sort=email&chosen={a}.{b}\"")), "{second}");
    for shown in ["Robin Number000", "Robin Number001", "Robin Number029", "1 of those you chose is no longer there."] {
        assert!(only.contains(shown) && preview.contains(shown), "{shown}: {only}\n{preview}");
    }
    assert!(!only.contains("Robin Number002") && !preview.contains("Robin Number002"), "{only}");
    assert!(sought.location().contains(&format!("chosen={a}.{b}")), "{sought:?}");
}
