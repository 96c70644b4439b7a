//! Reading changes nothing: whatever is opened, by anyone, leaves every row as it was, except for the audit, session data, and
//! counters of rate limits.

use std::collections::BTreeMap;

use axum::http::{Method, StatusCode};
use consulta::service::calendar_feed;

use super::{
    Way, attempts, everything, method, opened_files,
    readings::{LISTS, with_key},
    world::{Thing, World},
};
use crate::{
    http::{
        browser::{application, call, get},
        census::{self, For},
    },
    support::at,
};

/// What is counted.
const COUNTED: &[&str] = &["patient_look_up", "shared_limit"];

async fn rows(world: &World) -> BTreeMap<String, Option<String>> {
    let mut rows = everything(&world.clinic.test.db).await;
    for table in COUNTED {
        assert!(rows.remove(*table).is_some(), "there is no {table}");
    }
    rows
}

/// Every address that is opened, with its readers: pages and files without a key, those of personal things, and server functions.
async fn addresses(world: &World) -> Vec<(String, For)> {
    let pages = census::PAGES.iter().map(|(path, whom)| {
        let path = path.replace("{id}", "1").replace("{kind}", "practitioner");
        (path, *whom)
    });
    let reads = |path: &str| method(path) == Method::GET;
    let functions = census::FUNCTIONS.iter().filter(|(path, ..)| reads(path));
    let functions = functions.map(|(path, whom, arguments)| (format!("{path}?{arguments}"), *whom));
    let keyed = attempts().into_iter().filter_map(|attempt| {
        let id = world.id(attempt.case.of);
        let address = attempt.address(id);
        match attempt.way {
            Way::Page | Way::File => Some((address, attempt.whom)),
            Way::Function if reads(&address) => Some((format!("{address}?{}", attempt.arguments(id)), attempt.whom)),
            _ => None,
        }
    });
    // A stream has no end, and a file with a key belongs to someone.
    let files = opened_files().into_iter().filter(|path| !path.contains('{'));
    let lists = LISTS.iter().map(|(path, _)| (with_key(path, world), For::Accounts));
    let (doctor, centre) = (world.id(Thing::Calendar), world.clinic.centre);
    let review = |at: i64, rest: &str| (format!("/book/{doctor}?centre={centre}&slot={at}{rest}"), For::Everybody);
    let reviews = [
        review(at("10:00").as_second(), ""),
        review(at("16:00").as_second(), ""),
        review(at("10:00").as_second(), &format!("&moving={}", world.id(Thing::Coming))),
        review(at("10:00").as_second(), &format!("&whom={}", world.id(Thing::Patient))),
    ];
    let mut feeds = Vec::new();
    for owner in &world.owners[..2] {
        let secret = calendar_feed::renew(&world.clinic.services, &owner.actor).await.expect("a secret");
        feeds.push((format!("/calendar/{secret}.ics"), For::Everybody));
    }
    (pages.chain(functions).chain(keyed).chain(lists))
        .chain(files.map(|path| (path, For::Everybody)))
        .chain(reviews)
        .chain(feeds)
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_is_opened_changes_anything_for_anybody() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let addresses = addresses(&world).await;
    let mut before = rows(&world).await;
    let (mut opened, mut wrong) = (0, Vec::new());
    for (address, whom) in addresses {
        let everybody = world.strangers.iter().chain(&world.owners);
        for reader in everybody.filter(|reader| whom.admits(&reader.actor)) {
            let answer = match address.starts_with("/api/") {
                true => call(&app, Method::GET, &address, &reader.cookie, "").await,
                false => get(&app, &address, &reader.cookie).await,
            };
            opened += usize::from(answer.status == StatusCode::OK);
        }
        let after = rows(&world).await;
        let changed = after.iter().filter(|(table, rows)| before.get(*table) != Some(*rows)).map(|(table, _)| table);
        let changed: Vec<&String> = changed.collect();
        if !changed.is_empty() {
            wrong.push(format!("{address} changed {changed:?}"));
        }
        before = after;
    }

    assert_eq!(wrong, Vec::<String>::new());
    assert!(opened > 1_000, "only {opened} answers: what is tried is not what is opened");
}
