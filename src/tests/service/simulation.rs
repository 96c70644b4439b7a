//! The simulated clinic: nothing breaks, the same seed gives the same days, and violations are detected.

use consulta::{
    service::{
        booking,
        simulation::{self, SimulationOptions, attendance},
    },
    storage::{claim, db::Db, invariant},
};

use crate::support::{Clinic, TestDb, at, monday_morning, on_both};

fn options(url: &str, seed: u64, days: u16) -> SimulationOptions {
    // Over the change of the clocks on 4 October 2026.
    let from = "2026-09-29T22:00:00Z".parse().expect("an instant");
    SimulationOptions { seed, days, patients: 24, practitioners: 8, from, url: url.to_owned(), races: false }
}

on_both! {
    async fn twelve_days_break_no_invariant(test) {
        test.db.close().await;
        let report = simulation::run(&options(&test.url, 20_261_004, 12)).await.expect("no fault");

        assert_eq!(report.broken, [""; 0], "{report}");
        for action in ["book", "cancel", "hold", "move", "series", "offer freed", "torn booking", "refer"] {
            assert!(report.tallies.get(action).is_some_and(|tally| tally.done > 0), "{action}: {report}");
        }
    }
}

on_both! {
    async fn twelve_days_with_two_people_acting_at_once_break_no_invariant(test) {
        test.db.close().await;
        let with_races = SimulationOptions { races: true, ..options(&test.url, 20_261_004, 12) };
        let report = simulation::run(&with_races).await.expect("no fault");

        assert_eq!(report.broken, [""; 0], "{report}");
        assert!(report.tallies["at once"].done > 20, "{report}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_seed_makes_the_same_days() {
    let (first, second, other) = (TestDb::sqlite().await, TestDb::sqlite().await, TestDb::sqlite().await);

    let run = async |test: &TestDb, seed| simulation::run(&options(&test.url, seed, 4)).await.expect("no fault");
    let (a, b, c) = (run(&first, 5).await, run(&second, 5).await, run(&other, 6).await);

    assert_eq!(a, b);
    assert_ne!(a.digest, c.digest);
}

#[test]
fn with_the_forecast_of_missed_visits_fewer_minutes_stay_empty() {
    for seed in [15, 20_261_004] {
        let [without, with] = attendance::with_and_without(seed);

        assert_eq!((without.shared, without.reminded), (0, 0));
        assert!(with.empty * 4 < without.empty * 3, "a quarter fewer: {without:?}, {with:?}");
        assert!(with.shared < without.empty / 2, "few have to share a time: {with:?}");
        assert!(with.reminded * 4 < without.booked, "few are reminded: {with:?}");
    }
}

on_both! {
    async fn a_lost_claim_is_seen(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let broken = async |db: &Db| {
            let mut conn = db.read().await.expect("a connection");
            invariant::broken(&mut conn, monday_morning().as_second()).await.expect("an answer").len()
        };
        assert_eq!(broken(&clinic.test.db).await, 0);

        let lost = clinic.services.db.write(id, |tx, id| {
            Box::pin(async move { Ok::<_, consulta::service::Failure>(claim::release(tx, *id).await?) })
        });
        lost.await.expect("lost");

        assert_eq!(broken(&clinic.test.db).await, 2, "the patient's cells and the practitioner's");
    }
}
