//! The audit is accurate: everyone who gets a part of a record, or a list of patients, has exactly one row for it, and everyone who
//! is refused exactly one for that, over every page, file and function that reads, and every kind of reader.

use std::collections::BTreeSet;

use consulta::{
    domain::{account::Actor, ids::EntryId, imported::LineKey},
    server::router::page_routes,
    service::{refusals::settle, sharing},
    storage::db::Db,
};

use super::{
    Attempt, Way, attempts, cases, method,
    unlogged::UNLOGGED,
    world::{Reader, Thing, World},
};
use crate::{
    http::browser::{application, get},
    support::practitioner_actor,
};
use axum::http::{Method, StatusCode};

/// The number of someone's refusals in the audit; and the outcome and record of the latest.
pub async fn refusals(world: &World, reader: &Reader) -> (i64, Option<(String, Option<i64>)>) {
    let Db::Sqlite { readers, .. } = &world.clinic.test.db else { panic!("opened as SQLite") };
    settle(&world.clinic.services).await.expect("written");
    const COUNT: &str = "
        select coalesce(sum(times), 0)
        from audit_event
        where outcome in ('refused', 'not found', 'forbidden')
        and actor_id = $1";
    const LAST: &str = "
        select outcome, patient_id
        from audit_event
        where outcome in ('refused', 'not found', 'forbidden')
        and actor_id = $1
        order by seq desc
        limit 1";
    let id = reader.actor.id().map_or(0, |id| id.0);
    let count = sqlx::query_scalar(COUNT).bind(id).fetch_one(readers).await.expect("an answer");
    (count, sqlx::query_as(LAST).bind(id).fetch_optional(readers).await.expect("an answer"))
}

/// Someone's rows since a place in the chain: the number of readings, and of refusals.
async fn rows_since(world: &World, reader: &Reader, seq: i64) -> (i64, i64) {
    let Db::Sqlite { readers, .. } = &world.clinic.test.db else { panic!("opened as SQLite") };
    settle(&world.clinic.services).await.expect("written");
    const SQL: &str = "
        select
        coalesce(sum(case when outcome = 'done' then times else 0 end), 0),
        coalesce(sum(case when outcome in ('refused', 'not found', 'forbidden') then times else 0 end), 0)
        from audit_event
        where actor_id = $1
        and seq > $2";
    let id = reader.actor.id().map_or(0, |id| id.0);
    sqlx::query_as(SQL).bind(id).bind(seq).fetch_one(readers).await.expect("an answer")
}

async fn last_row(world: &World) -> i64 {
    world.clinic.test.count("select seq from audit_head").await
}

/// Whether reading this is logged for this reader, being someone else's record or visit. One's own visits are not, nor is an empty
/// form.
fn is_written(attempt: &Attempt, reader: &Reader, patient: i64) -> bool {
    let is_own = reader.actor.id().is_some_and(|me| me.0 == patient);
    match attempt.case.of {
        Thing::Note | Thing::Prescription | Thing::Document | Thing::Referral | Thing::Attachment => true,
        // Whether there is news reveals nothing about it.
        Thing::Thread => !attempt.case.path.ends_with("news"),
        Thing::Patient if attempt.case.path.contains("why") => !is_own,
        Thing::Patient => attempt.case.path.ends_with("record"),
        Thing::Appointment | Thing::Coming => {
            let of_record = ["consultation", "documents"].iter().any(|part| attempt.case.path.contains(part));
            // The free times for a move reveal whose appointment is moved.
            let of_visit = [
                "/api/appointment",
                "/api/left_out",
                "/api/week",
                "/appointments/{id}",
                "/appointments/{id}/calendar.ics",
            ];
            let is_visit = of_visit.contains(&attempt.case.path) || attempt.case.path.ends_with("/cancel");
            of_record || (is_visit && !is_own)
        }
        _ => false,
    }
}

async fn try_all(world: &World, readers: &[&Reader]) -> (Vec<String>, usize) {
    let app = application(&world.clinic.services);
    let patient = world.id(Thing::Patient);
    let (mut wrong, mut read) = (Vec::new(), 0);
    for attempt in attempts() {
        let reads = match attempt.way {
            Way::Page | Way::File => true,
            Way::Function => method(attempt.case.path) == Method::GET,
            Way::Form | Way::Upload => false,
        };
        if !reads || !attempt.case.of.is_of_a_record() {
            continue;
        }
        for reader in readers.iter().filter(|reader| reader.actor != Actor::Visitor) {
            let before = last_row(world).await;
            let status = attempt.of(&app, world.id(attempt.case.of), &reader.cookie).await.status;
            let rows = rows_since(world, reader, before).await;
            let expected = match status {
                StatusCode::OK => (i64::from(is_written(&attempt, reader, patient)), 0),
                _ => (0, 1),
            };
            if rows != expected {
                let (path, with) = (attempt.case.path, attempt.case.with);
                wrong.push(format!("{path} {with} for {}: {status}, and {rows:?} rows, not {expected:?}", reader.name));
            }
            read += usize::from(status == StatusCode::OK);
        }
    }
    (wrong, read)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reading_has_one_row_and_every_refusal_one_also_of_what_is_hidden() {
    let world = World::new().await;
    let readers: Vec<&Reader> = world.owners.iter().chain(&world.strangers).collect();

    let (wrong, before) = try_all(&world, &readers).await;

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    // Family reads everything that is not hidden.
    let family = super::world::family(&world).await;
    let readers: Vec<&Reader> = readers.into_iter().chain([&family]).collect();
    let (wrong, with_family) = try_all(&world, &readers).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(with_family > before);
    let patient = &world.owners[0].actor;
    for hidden in [Thing::Note, Thing::Prescription, Thing::Document, Thing::Referral] {
        let change = sharing::Change::Hide(LineKey::Written(EntryId(world.id(hidden))), true);
        sharing::change(&world.clinic.services, patient, change).await.expect("hidden");
    }
    let (wrong, after) = try_all(&world, &readers).await;
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(after < with_family, "what is hidden is read less: {after} of {with_family}");
}

/// Pages and files that name patients, without a patient's key or for the clinic, and which of the world's readers may open them.
pub const LISTS: &[(&str, &str)] = &[
    ("/practitioner", "the practitioner"),
    ("/practitioner?view=week", "the practitioner"),
    ("/practitioner/appointments", "the practitioner"),
    ("/practitioner/appointments?when=past", "the practitioner"),
    ("/practitioner/appointments?when=all&status=booked", "the practitioner"),
    ("/shared", "family"),
    ("/admin/bulk?deed=deactivate&account={account}", "an administrator"),
    ("/admin/users/{account}", "an administrator"),
    ("/admin/users/{account}/deactivate", "an administrator"),
    ("/admin/users/{account}/erase", "an administrator"),
    ("/admin/users/{account}/export", "an administrator"),
    ("/admin/appointments/{visit}", "an administrator"),
    ("/admin/appointments/{visit}/cancel", "an administrator"),
    ("/admin/book-several?account={account}", "an administrator"),
    ("/admin/call-off", "an administrator"),
    ("/admin/call-off?appointment={visit}", "an administrator"),
    ("/admin/move-day?practitioner={practitioner}", "an administrator"),
    ("/practitioner/patients", "the practitioner"),
    ("/practitioner/patients?q=vera", "the practitioner"),
    ("/messages", "the practitioner"),
    ("/messages?q=secret", "the practitioner"),
    ("/messages", "the patient"),
    ("/practitioner/referrals", "the practitioner"),
    ("/practitioner/referrals", "the specialist"),
    ("/practitioner/waitlist", "the practitioner"),
    ("/staff/book?patient=vera.victim@example.org", "the practitioner"),
    ("/desk", "the desk"),
    ("/desk/day.pdf", "the desk"),
    ("/week", "the desk"),
    ("/week", "a manager"),
    ("/week", "an administrator"),
    ("/staff/book?patient=vera", "the desk"),
    ("/staff/book?patient=27/3/1985", "the desk"),
    ("/admin/appointments", "a manager"),
    ("/admin/audit", "an auditor"),
    ("/admin/audit/{row}", "an auditor"),
    ("/admin/waitlist/{wish}", "an administrator"),
    ("/admin/referrals/{referral}", "a manager"),
    ("/admin/referrals/{referral}", "an administrator"),
    ("/admin/audit/audit.csv", "an auditor"),
    ("/admin/audit/audit.xlsx", "an auditor"),
    ("/admin/audit/audit.pdf", "an auditor"),
    ("/admin/users", "an administrator"),
    ("/admin/appointments", "an administrator"),
    ("/admin/appointments?when=all&patient=vera", "an administrator"),
    ("/admin/appointments/appointments.csv?when=all", "an administrator"),
    ("/admin/appointments/appointments.pdf?when=all", "an administrator"),
    ("/admin/users/users.csv?role=patient", "an administrator"),
    ("/admin/users/users.xlsx?role=patient&sort=-added", "an administrator"),
    ("/admin/users/users.pdf?role=patient", "an administrator"),
    ("/admin/users?sort=-email", "an administrator"),
    ("/admin/appointments?when=all&sort=patient", "a manager"),
    ("/admin/appointments/appointments.xlsx?when=all&sort=practitioner", "an administrator"),
    ("/practitioner/patients/patients.csv", "the practitioner"),
    ("/practitioner/patients/patients.xlsx", "the practitioner"),
    ("/practitioner/patients/patients.pdf", "the practitioner"),
    ("/practitioner/schedule.pdf?view=week", "the practitioner"),
    ("/admin/waitlist", "an administrator"),
    ("/admin/referrals", "a manager"),
    ("/admin/referrals/referrals.csv", "a manager"),
    ("/admin/referrals/referrals.xlsx?sort=until", "an administrator"),
    ("/admin/referrals/referrals.pdf", "a manager"),
    ("/admin/reviews/reviews.csv", "an administrator"),
    ("/admin/reviews/reviews.xlsx?sort=-stars", "an administrator"),
    ("/admin/reviews/reviews.pdf", "an administrator"),
    ("/inbox/inbox.csv", "an administrator"),
    ("/inbox/inbox.xlsx?show=closed", "an administrator"),
    ("/inbox/inbox.pdf", "an administrator"),
    ("/admin/waitlist/waitlist.csv", "an administrator"),
    ("/admin/waitlist/waitlist.xlsx?sort=asked", "an administrator"),
    ("/admin/waitlist/waitlist.pdf", "an administrator"),
    ("/admin/letters", "an administrator"),
    ("/admin/letters?name=vera&channel=email", "an administrator"),
    ("/admin/letters/letters.csv", "an administrator"),
    ("/admin/letters/letters.xlsx?state=sent", "an administrator"),
    ("/admin/letters/letters.pdf", "an administrator"),
    ("/admin/applications/applications.csv", "an administrator"),
    ("/admin/applications/applications.xlsx?sort=-sent", "an administrator"),
    ("/admin/applications/applications.pdf", "an administrator"),
    ("/admin/practitioners/practitioners.csv", "an administrator"),
    ("/admin/practitioners/practitioners.xlsx?sort=-status", "an administrator"),
    ("/admin/practitioners/practitioners.pdf", "an administrator"),
    ("/admin/centres/centres.csv", "an administrator"),
    ("/admin/centres/centres.xlsx?sort=-coming", "an administrator"),
    ("/admin/centres/centres.pdf", "an administrator"),
    ("/admin/emergencies", "an administrator"),
    ("/admin/access", "an administrator"),
    ("/admin/access?patient=vera.victim@example.org", "an administrator"),
    ("/admin/audit", "an administrator"),
    ("/admin/audit?patient=vera", "an administrator"),
    ("/admin/audit/audit.csv", "an administrator"),
    ("/record", "the patient"),
    ("/record?kind=note", "the patient"),
    ("/documents", "the patient"),
    ("/record/record.json", "the patient"),
    ("/record/record.pdf", "the patient"),
];

/// The address with the world's keys.
pub fn with_key(path: &str, world: &World) -> String {
    let of = |thing| world.id(thing).to_string();
    let path = path.replace("{account}", &of(Thing::Account)).replace("{visit}", &of(Thing::Coming));
    let path = path.replace("{referral}", &of(Thing::Referral)).replace("{wish}", &of(Thing::Wish));
    path.replace("{practitioner}", &of(Thing::Calendar)).replace("{row}", "1")
}

#[tokio::test]
async fn every_page_and_file_is_a_reading_a_list_or_has_a_reason_to_be_neither() {
    let pages = page_routes().into_iter().map(|route| route.path().to_owned());
    let existing: BTreeSet<String> = pages.chain(super::opened_files()).collect();
    let route = |path: &str| {
        let path = path.split('?').next().unwrap_or_default();
        ["{account}", "{visit}", "{row}", "{wish}", "{referral}"]
            .iter()
            .fold(path.to_owned(), |path, key| path.replace(key, "{id}"))
    };
    let keyed = cases::PAGES.iter().chain(cases::FILES.iter().map(|(case, _)| case));
    let keyed = keyed.filter(|case| case.of.is_of_a_record()).map(|case| case.path.to_owned());
    let read: BTreeSet<String> = LISTS.iter().map(|(path, _)| route(path)).chain(keyed).collect();
    let neither: BTreeSet<String> =
        UNLOGGED.iter().flat_map(|(_, paths)| *paths).map(|path| (*path).to_owned()).collect();

    assert_eq!(read.intersection(&neither).collect::<Vec<_>>(), Vec::<&String>::new());
    let listed: BTreeSet<String> = read.union(&neither).cloned().collect();
    assert_eq!(listed.symmetric_difference(&existing).collect::<Vec<_>>(), Vec::<&String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_list_of_patients_or_of_their_records_has_one_row_for_each_look() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let family = super::world::family(&world).await;
    let readers: Vec<&Reader> = world.owners.iter().chain(&world.strangers).chain([&family]).collect();
    let mut wrong = Vec::new();
    for (path, whose) in LISTS {
        let reader = readers.iter().find(|reader| reader.name == *whose).expect("one of the world");
        let before = last_row(&world).await;
        let answer = get(&app, &with_key(path, &world), &reader.cookie).await;
        let rows = rows_since(&world, reader, before).await;
        if (answer.status, rows) != (StatusCode::OK, (1, 0)) {
            wrong.push(format!("{path} for {whose}: {}, {rows:?}", answer.status));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_who_ask_for_their_own_record_have_none_and_the_audit_says_so() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let doctor = &world.owners[1];
    assert_eq!(doctor.actor, practitioner_actor(consulta::domain::ids::PractitionerId(world.id(Thing::Calendar))));
    let before = last_row(&world).await;

    let path = format!("/api/record?patient={}&kind=&before=", world.id(Thing::Calendar));
    let answer = super::call(&app, Method::GET, &path, &doctor.cookie, "").await;

    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(rows_since(&world, doctor, before).await, (0, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_flood_of_refused_requests_adds_few_rows_that_tell_of_all() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let stranger = &world.strangers[1];
    let count = |sql| world.clinic.test.count(sql);
    let before = count("select count(*) from audit_event").await;
    for n in 0..150 {
        get(&app, &format!("/nothing/{n}"), &stranger.cookie).await;
        get(&app, "/nothing", &stranger.cookie).await;
    }
    let refused = rows_since(&world, stranger, before).await;

    assert_eq!(refused, (0, 300));
    let added = count("select count(*) from audit_event").await - before;
    assert!(added < 70, "{added} rows");
    let verified = consulta::service::audit::verify(&world.clinic.services, None).await.expect("verified");
    assert!(verified.stands(), "{verified}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_secret_in_an_address_is_not_in_the_audit() {
    let world = World::new().await;
    let app = application(&world.clinic.services);
    let patient = &world.owners[0];
    let secret = consulta::service::calendar_feed::renew(&world.clinic.services, &patient.actor).await.expect("made");
    for spelt in ["/calendar/", "//calendar/", "/./calendar/", "/Calendar/", "/%63alendar/", "/x/", "/calendar%2f"] {
        for ending in ["", ".ics"] {
            get(&app, &format!("{spelt}{secret}{ending}"), &patient.cookie).await;
        }
    }
    settle(&world.clinic.services).await.expect("written");

    let Db::Sqlite { readers, .. } = &world.clinic.test.db else { panic!("opened as SQLite") };
    const SQL: &str = "select count(*) from audit_event where lower(part) like '%' || lower($1) || '%'";
    let found: i64 = sqlx::query_scalar(SQL).bind(&secret).fetch_one(readers).await.expect("an answer");
    assert_eq!(found, 0);
}
