//! Fifty slots become free at once, and several processes hand them out: each goes to one person at a time, whatever they answer,
//! and none is lost.

use std::{collections::HashMap, sync::Arc, time::Duration};

use consulta::{
    domain::account::Actor,
    error::AppError,
    server::housekeeping,
    service::{
        Failure, Services, booking, cancel,
        clock::Clock,
        monotonic,
        waitlist::{self, WishFor, accept, decline, offer_freed},
    },
    storage::db::Conn,
};
use futures::future::join_all;
use jiff::SignedDuration;

use super::waitlist::{any_time, with};
use crate::support::{Clinic, TestDb, at, on_both};

const FREED: usize = 50;
const WAITING: usize = 55;
const PROCESSES: usize = 4;

type Owned = (i64, i64, Option<i64>, Option<i64>);

/// Claims as (person, cell, appointment, hold).
async fn claims(test: &TestDb) -> Vec<Owned> {
    const SQL: &str = "select resource_id, cell, appointment_id, hold_id from claim";
    match &mut test.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("the claims"),
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("the claims"),
    }
}

/// Active appointments and open offers, as (appointment, hold, practitioner, patient, start, end).
async fn spoken_for(test: &TestDb) -> Vec<(Option<i64>, Option<i64>, i64, i64, i64, i64)> {
    const SQL: &str = "
        select a.id, null, a.practitioner_id, a.patient_id, a.starts_at, a.ends_at
        from appointment a
        where a.status <> 'cancelled'
        union all
        select null, o.hold_id, o.practitioner_id, e.patient_id, o.starts_at, o.ends_at
        from waitlist_offer o
        join waitlist_entry e on e.id = o.entry_id
        where o.status = 'open'";
    match &mut test.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("what stands"),
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("what stands"),
    }
}

/// Every claim belongs to an owner, and no owner lacks one.
async fn assert_consistent(test: &TestDb) {
    let mut owner = HashMap::new();
    for (person, cell, appointment, hold) in claims(test).await {
        assert_eq!(owner.insert((person, cell), (appointment, hold)), None, "cell {cell} of {person} has two owners");
    }
    let mut expected = 0;
    for (appointment, hold, practitioner, patient, starts_at, ends_at) in spoken_for(test).await {
        for cell in starts_at / 300..ends_at / 300 {
            for person in [practitioner, patient] {
                assert_eq!(owner.get(&(person, cell)), Some(&(appointment, hold)), "{person} at {cell}");
                expected += 1;
            }
        }
    }
    assert_eq!(owner.len(), expected, "there are claims that nothing explains");
}

/// Hands out freed slots until none is left, in several processes at once.
async fn hand_out(processes: &[Arc<Services>]) -> usize {
    let mut made = 0;
    loop {
        let rounds = processes.iter().map(|services| {
            let services = services.clone();
            tokio::spawn(async move { offer_freed(&services).await })
        });
        let outcomes = join_all(rounds.collect::<Vec<_>>()).await;
        let offers: usize = outcomes.into_iter().map(|done| done.expect("joined").expect("looked through")).sum();
        made += offers;
        if offers == 0 {
            return made;
        }
    }
}

on_both! {
    async fn each_freed_time_is_offered_to_one_person_at_a_time_and_never_twice_to_the_same(test) {
        let clinic = Clinic::new(test).await;
        let mut doctors = Vec::new();
        for name in ["Ann One", "Ben Two", "Cy Three", "Di Four", "Ed Five"] {
            doctors.push(clinic.practitioner(name).await);
        }
        let names: Vec<String> = (0..FREED + WAITING).map(|n| format!("Patient {n}")).collect();
        let mut holders = clinic.patients(&names).await;
        let waiting = holders.split_off(FREED);
        let mut booked = Vec::new();
        for (n, holder) in holders.iter().enumerate() {
            let row = i64::try_from(n / doctors.len()).expect("small");
            let starts_at = at("09:00") + SignedDuration::from_hours(24) + SignedDuration::from_mins(30 * row);
            let request = clinic.request(doctors[n % doctors.len()], starts_at);
            booked.push((holder.clone(), booking::book(&clinic.services, holder, request).await.expect("booked")));
        }
        for patient in &waiting {
            let wanted = WishFor { anybody: true, ..with(doctors[0]) };
            waitlist::join(&clinic.services, patient, wanted, &any_time()).await.expect("on the list");
        }
        let now = clinic.services.clock.now();
        let mut processes = vec![clinic.services.clone()];
        processes.resize_with(PROCESSES, || Arc::new(Services::new(clinic.test.db.clone(), Clock::fixed(now))));

        // All at once: the times are freed, and every process hands them out.
        let freeing = booked.into_iter().enumerate().map(|(n, (holder, id))| {
            let services = processes[n % PROCESSES].clone();
            tokio::spawn(async move {
                cancel::cancel(&services, &holder, id, "").await.expect("cancelled");
                offer_freed(&services).await.expect("looked through")
            })
        });
        let made: usize = join_all(freeing.collect::<Vec<_>>()).await.into_iter().map(|done| done.expect("joined")).sum();
        let made = made + hand_out(&processes).await;

        assert_eq!(made, FREED);
        assert_eq!(clinic.test.count("select count(*) from waitlist_offer where status = 'open'").await, 50);
        assert_eq!(clinic.test.count("select count(*) from freed_slot").await, 0);
        assert_consistent(&clinic.test).await;

        // All answer at once, each twice, while every process goes on handing out.
        let answers = waiting.iter().enumerate().map(|(n, patient)| {
            let (services, patient) = (processes[n % PROCESSES].clone(), patient.clone());
            tokio::spawn(async move { answer(&services, &patient, n % 4 != 0).await })
        });
        join_all(answers.collect::<Vec<_>>()).await.into_iter().for_each(|done| done.expect("joined"));
        hand_out(&processes).await;
        assert_consistent(&clinic.test).await;

        // No one answers any more.
        for round in 1..=100 {
            let now = now + SignedDuration::from_mins(30 * round);
            processes.iter().for_each(|services| services.clock.set(now));
            hand_out(&processes).await;
            if clinic.test.count("select count(*) from waitlist_offer where status = 'open'").await == 0 {
                break;
            }
        }

        assert_eq!(clinic.test.count("select count(*) from waitlist_offer where status = 'open'").await, 0);
        assert_eq!(clinic.test.count("select count(*) from hold").await, 0);
        let accepted = clinic.test.count("select count(*) from waitlist_offer where status = 'accepted'").await;
        let standing = clinic.test.count("select count(*) from appointment where status = 'booked'").await;
        assert!(accepted > 0 && accepted == standing, "{accepted} accepted, {standing} appointments");
        let twice = "
            select count(*)
            from waitlist_offer a
            join waitlist_offer b on b.entry_id = a.entry_id and b.id > a.id
                and b.practitioner_id = a.practitioner_id and b.starts_at = a.starts_at";
        assert_eq!(clinic.test.count(twice).await, 0, "somebody was asked twice about the same time");
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn whichever_process_frees_a_time_it_is_offered_within_a_second(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann One").await;
        let (holder, patient) = (clinic.patient("Holder One").await, clinic.patient("Pat Ient").await);
        let now = clinic.services.clock.now();
        let other = Arc::new(Services::new(clinic.test.db.clone(), Clock::fixed(now)));
        waitlist::join(&clinic.services, &patient, with(doctor), &any_time()).await.expect("on the list");
        let worker = tokio::spawn(housekeeping::fill_from_waitlist(clinic.services.clone()));

        for (services, time) in [(&clinic.services, "15:00"), (&other, "16:00")] {
            let id = booking::book(services, &holder, clinic.request(doctor, at(time))).await.expect("booked");
            cancel::cancel(services, &holder, id, "").await.expect("cancelled");
            let freed = monotonic::now();
            let offer = loop {
                let offers = waitlist::own(&clinic.services, &patient).await.expect("own list").offers;
                if let Some(offer) = offers.into_iter().next() {
                    break offer;
                }
                assert!(freed.elapsed() < Duration::from_secs(1), "nobody was asked about {time}");
                tokio::time::sleep(Duration::from_millis(5)).await;
            };
            assert_eq!(offer.slot.starts_at, at(time));
            decline(&clinic.services, &patient, offer.id).await.expect("declined");
        }
        worker.abort();
    }
}

/// Accepts or declines an offer, twice concurrently.
async fn answer(services: &Arc<Services>, patient: &Actor, yes: bool) {
    for offer in waitlist::own(services, patient).await.expect("own list").offers {
        let both = [(); 2].map(|()| {
            let (services, patient) = (services.clone(), patient.clone());
            tokio::spawn(async move {
                match yes {
                    true => accept(&services, &patient, offer.id).await.map(drop),
                    false => decline(&services, &patient, offer.id).await,
                }
            })
        });
        let mut done = 0;
        for outcome in join_all(both).await {
            match outcome.expect("joined") {
                Ok(()) => done += 1,
                Err(Failure::Refused(AppError::Waitlist(_))) => {}
                Err(other) => panic!("an answer failed: {other:?}"),
            }
        }
        assert!(done >= 1, "neither answer counted");
        offer_freed(services).await.expect("looked through");
    }
}
