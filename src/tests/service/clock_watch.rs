//! A wrong clock costs no one anything: automatic deletions and expiries wait, whichever job does them.

use std::collections::BTreeMap;

use consulta::{
    server::{
        exports,
        housekeeping::{self, JOBS},
    },
    service::{
        Services, booking,
        clock::Clock,
        clock_watch, data_export, reset_code,
        waitlist::{self, WishForm, offer_freed},
    },
    storage::{
        db::Conn,
        schema::{self, Kind},
    },
};
use jiff::SignedDuration;

use super::{
    services::administrator,
    waitlist::{any_time, book, free, join, with},
};
use crate::{
    smtp::{Answer, Smtp, send_all},
    support::{Clinic, at, cookie, monday_morning, on_both},
};

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// No table, in no state.
const NOTHING: Vec<(String, String)> = Vec::new();
const TWO_YEARS: SignedDuration = SignedDuration::from_hours(2 * 365 * 24);

fn pass(clinic: &Clinic, time: SignedDuration) {
    clinic.services.clock.set(clinic.services.clock.now() + time);
}

/// Checks the clock as often as a server does, for a while.
async fn look_for(clinic: &Clinic, time: SignedDuration) {
    let step = SignedDuration::from_mins(10);
    for _ in 0..time.as_secs() / step.as_secs() {
        pass(clinic, step);
        clock_watch::look(&clinic.services).await.expect("looked");
    }
}

/// How many rows each table has; for one with a status or a stage, how many of each.
async fn stored(services: &Services) -> BTreeMap<(String, String), i64> {
    let mut conn = services.db.read().await.expect("a connection");
    let mut found = BTreeMap::new();
    for table in schema::tables(&mut conn).await.expect("the tables") {
        let name = table.name;
        let state = table
            .columns
            .iter()
            .find(|(column, kind)| *kind == Kind::Text && ["status", "stage"].contains(&column.as_str()));
        let sql = match state {
            Some((state, _)) => format!("select coalesce(\"{state}\", ''), count(*) from \"{name}\" group by 1"),
            None => format!("select cast('' as text), count(*) from \"{name}\""),
        };
        let sql = sqlx::AssertSqlSafe(sql);
        let rows: Vec<(String, i64)> = match &mut conn {
            Conn::Sqlite(c) => sqlx::query_as(sql).fetch_all(&mut **c).await.expect("counts"),
            Conn::Postgres(c) => sqlx::query_as(sql).fetch_all(&mut **c).await.expect("counts"),
        };
        found.extend(rows.into_iter().map(|(state, rows)| ((name.clone(), state), rows)));
    }
    found
}

/// What there is less of than before.
async fn lost(services: &Services, before: &BTreeMap<(String, String), i64>) -> Vec<(String, String)> {
    let after = stored(services).await;
    let is_less = |(what, rows): &(&(String, String), &i64)| after.get(*what).copied().unwrap_or_default() < **rows;
    before.iter().filter(is_less).map(|(what, _)| what.clone()).collect()
}

/// Something for every job that ends expired things: none of it has expired.
async fn seed(clinic: &Clinic) {
    let services = &clinic.services;
    let admin = administrator(clinic).await;
    let (doctor, busy) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Doctor").await);
    let (patient, waiting) = (clinic.patient("Pat Ient").await, clinic.patient("Wai Ting").await);
    // An offer, and a wish for some time until the end of the week.
    join(clinic, &waiting, with(doctor)).await;
    let id = book(clinic, &patient, doctor, at("15:00")).await;
    free(clinic, &patient, id).await;
    assert_eq!(offer_freed(services).await.expect("looked through"), 1);
    let this_week = WishForm { latest_on: "2026-11-27".into(), ..any_time() };
    waitlist::join(services, &patient, with(busy), &this_week).await.expect("on the list");
    clinic.set("booking.confirmation", "approval").await;
    booking::book(services, &patient, clinic.request(doctor, at("16:00"))).await.expect("asked");
    cookie(services, &patient).await;
    reset_code::issue(services, &admin, patient.id().expect("an account")).await.expect("issued");
    data_export::ask(services, &patient).await.expect("asked");
    exports::make_next(services, "me").await.expect("made");
    // A signed-in program, an emailed link, and a message to a program: until the session ends.
    clinic
        .run(
            "insert into api_family (account_id, credential_epoch, created_at, ends_at) \
        select account_id, 0, 1, expires_at from session",
        )
        .await;
    clinic
        .run(
            "insert into refresh_token (token_hash, family_id, issued_at, expires_at) \
        select 'token', f.id, 1, f.ends_at from api_family f",
        )
        .await;
    clinic
        .run(
            "insert into mail_link (token_hash, account_id, purpose, created_at, expires_at) \
        select 'link', account_id, 'reset', 1, expires_at from session",
        )
        .await;
    clinic
        .run(
            "insert into webhook (name, url, secret, events, created_by, created_at) \
        select 'Till', 'https://till.example', 'x', ',', account_id, 1 from session",
        )
        .await;
    clinic
        .run(
            "insert into webhook_delivery (webhook_id, event, body, status, created_at, due_at, done_at) \
        select w.id, 'test', '{}', 'sent', 1, 1, s.expires_at from webhook w, session s",
        )
        .await;
}

on_both! {
    async fn a_clock_that_jumps_ends_nothing_before_it_has_been_steady_for_a_day_whichever_job_would(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        seed(&clinic).await;
        housekeeping::announce(services).await;
        let before = stored(services).await;
        for job in &JOBS {
            job.attempt(services, "me").await;
        }
        assert_eq!(lost(services, &before).await, NOTHING, "nothing has run out");

        pass(&clinic, TWO_YEARS);
        for (place, job) in JOBS.iter().enumerate() {
            job.attempt(services, "me").await;
            assert_eq!(lost(services, &before).await, NOTHING, "by {place}, {:?}", job.task());
        }
        offer_freed(services).await.expect("looked through");
        assert_eq!(lost(services, &before).await, NOTHING, "nor offers");
        clock_watch::look(services).await.expect("looked");
        look_for(&clinic, DAY - SignedDuration::from_mins(10)).await;
        for job in &JOBS {
            job.attempt(services, "me").await;
        }
        assert_eq!(lost(services, &before).await, NOTHING, "nor after most of a day");

        look_for(&clinic, SignedDuration::from_mins(10)).await;
        offer_freed(services).await.expect("looked through");
        // Someone on the waiting list may have been asked again by then.
        let ended = "select count(*) from waitlist_offer where status = 'expired'";
        assert_eq!(clinic.test.count(ended).await, 1);
        pass(&clinic, SignedDuration::from_mins(5));
        for (place, job) in JOBS.iter().enumerate() {
            let before = stored(services).await;
            job.attempt(services, "me").await;
            let ended = lost(services, &before).await;
            assert_eq!(!ended.is_empty(), job.ends, "{place}, {:?}: {ended:?}", job.task());
        }
        assert_eq!(clinic.test.count("select count(*) from task where error <> ''").await, 0);
    }
}

on_both! {
    async fn a_server_that_was_stopped_ends_nothing_for_as_long_as_that(test) {
        let clinic = Clinic::new(test).await;
        clock_watch::look(&clinic.services).await.expect("looked");
        let hours = SignedDuration::from_hours(3);
        let next = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning() + hours));

        let at_first = clock_watch::is_steady(&next).await.expect("known");
        clock_watch::look(&next).await.expect("looked");
        clinic.services.clock.set(next.clock.now());
        look_for(&clinic, hours - SignedDuration::from_mins(10)).await;
        let soon = clock_watch::is_steady(&clinic.services).await.expect("known");
        look_for(&clinic, SignedDuration::from_mins(10)).await;

        assert!(!at_first && !soon);
        assert!(clock_watch::is_steady(&clinic.services).await.expect("known"));
    }
}

on_both! {
    async fn what_a_clock_that_was_ahead_put_off_is_done_once_it_is_right(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        housekeeping::announce(services).await;
        clock_watch::look(services).await.expect("looked");
        pass(&clinic, TWO_YEARS);
        for job in &JOBS {
            job.attempt(services, "me").await;
        }
        let ahead = clinic.services.clock.now().as_second();
        assert!(clinic.test.count("select max(due_at) from task").await > ahead);
        assert_eq!(clinic.test.count("select max(began_at) from upkeep").await, ahead);

        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(1));
        for job in &JOBS {
            job.attempt(services, "me").await;
        }

        let soon = clinic.services.clock.now().as_second() + 3_600;
        assert!(clinic.test.count("select max(due_at) from task").await <= soon);
        assert_eq!(clinic.test.count("select max(began_at) from upkeep").await, soon - 3_600, "looked through again");
    }
}

on_both! {
    async fn no_letter_is_given_up_by_a_clock_that_has_moved(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        clock_watch::look(&clinic.services).await.expect("looked");
        let queued = "select count(*) from delivery where status = 'queued'";

        pass(&clinic, TWO_YEARS);
        clock_watch::look(&clinic.services).await.expect("looked");
        smtp.answer(Answer::Refuse(451));
        send_all(&services, "me").await;
        assert_eq!(clinic.test.count(queued).await, 1, "it is two years old");
        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(1));
        clock_watch::look(&clinic.services).await.expect("looked");
        smtp.answer(Answer::Accept);
        send_all(&services, "me").await;

        assert_eq!((clinic.test.count(queued).await, smtp.letters().len()), (0, 1));
    }
}
