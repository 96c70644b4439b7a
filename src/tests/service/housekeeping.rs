//! What the server does without being asked survives a panic, keeps what takes long, and leaves off when the process stops.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use consulta::{
    server::housekeeping::{Job, Who, fill_from_waitlist},
    service::{Services, cancel, task, waitlist::offer_freed},
};
use jiff::SignedDuration;
use tokio::time::{sleep, timeout};

use super::waitlist::{book, join, with};
use crate::support::{Clinic, TestDb, at, on_both};

/// Long enough for any machine.
const PATIENCE: Duration = Duration::from_secs(20);

static PANICS: Job = Job {
    who: Who::One("panics"),
    every: 3_600,
    ends: false,
    run: |_| Box::pin(async { panic!("as a test wants it") }),
};

on_both! {
    async fn a_job_that_panics_is_reported_and_tried_again(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        task::announce(services, vec!["panics"]).await.expect("known");
        let failed = "select tries from task where error = 'it panicked' and taken_until = 0";

        PANICS.attempt(services, "me").await;
        assert_eq!(clinic.test.count(failed).await, 1);
        PANICS.attempt(services, "me").await;
        assert_eq!(clinic.test.count(failed).await, 1, "not at once");
        services.clock.set(services.clock.now() + SignedDuration::from_secs(15));
        PANICS.attempt(services, "another").await;

        assert_eq!(clinic.test.count(failed).await, 2);
    }
}

static RUNS: AtomicUsize = AtomicUsize::new(0);
static PANICS_FIRST: Job = Job {
    who: Who::Each,
    every: 1,
    ends: false,
    run: |services| {
        Box::pin(async move {
            assert!(RUNS.fetch_add(1, Ordering::Relaxed) > 0, "as a test wants it");
            services.live.end();
            Ok(())
        })
    },
};

#[tokio::test]
async fn a_panic_ends_one_run_of_a_job_and_the_process_s_end_all_of_them() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;

    let worker = tokio::spawn(PANICS_FIRST.supervise(clinic.services.clone(), "me".to_owned()));

    timeout(PATIENCE, worker).await.expect("in time").expect("no panic");
    assert_eq!(RUNS.load(Ordering::Relaxed), 2);
}

on_both! {
    async fn a_task_that_takes_longer_than_its_lease_stays_with_whoever_is_at_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        task::announce(services, vec!["long"]).await.expect("known");
        assert!(task::take(services, "long", "me").await.expect("asked"));
        let work = async {
            services.clock.set(services.clock.now() + task::LEASE);
            let now = services.clock.now().as_second();
            while clinic.test.count("select taken_until from task where name = 'long'").await <= now {
                sleep(Duration::from_millis(5)).await;
            }
            task::take(services, "long", "another").await.expect("asked")
        };

        let kept = task::keeping(services, ("long", "me"), Duration::from_millis(5), work);

        assert_eq!(timeout(PATIENCE, kept).await.expect("kept in time"), Some(false), "another process took it");
    }
}

on_both! {
    async fn who_has_lost_a_task_to_another_process_leaves_off(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        task::announce(services, vec!["lost"]).await.expect("known");
        assert!(task::take(services, "lost", "me").await.expect("asked"));
        services.clock.set(services.clock.now() + task::LEASE);
        assert!(task::take(services, "lost", "another").await.expect("asked"));

        let kept = task::keeping(services, ("lost", "me"), Duration::from_millis(5), std::future::pending::<()>());

        assert_eq!(timeout(PATIENCE, kept).await.expect("left off in time"), None);
        assert_eq!(clinic.test.count("select count(*) from task where taken_by = 'another'").await, 1);
    }
}

on_both! {
    async fn what_a_process_that_stops_leaves_of_the_waiting_list_the_next_one_does(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, waiting) = (clinic.patient("Pat Ient").await, clinic.patient("Wai Ting").await);
        join(&clinic, &waiting, with(doctor)).await;
        let id = book(&clinic, &patient, doctor, at("15:00")).await;
        cancel::cancel(services, &patient, id, "").await.expect("cancelled");
        let worker = tokio::spawn(fill_from_waitlist(services.clone()));
        services.live.end();
        timeout(PATIENCE, worker).await.expect("in time").expect("no panic");
        let offers = "select count(*) from waitlist_offer";
        let before = clinic.test.count(offers).await;

        assert_eq!(offer_freed(services).await.expect("left off"), 0);
        assert_eq!(clinic.test.count(offers).await, before);
        let next = Services::new(clinic.test.db.clone(), services.clock.clone());
        offer_freed(&next).await.expect("looked through");

        assert_eq!(clinic.test.count(offers).await, 1);
        assert_eq!(clinic.test.count("select count(*) from freed_slot").await, 0);
    }
}
