//! A thousand people want fifty overlapping times at once. Every five minutes of everyone belong to one appointment, and everyone
//! who lost is told so.

use std::collections::HashMap;

use consulta::{
    domain::{booking::BookingRefusal, ids::PractitionerId},
    error::AppError,
    service::{Failure, booking},
    storage::db::Conn,
};
use jiff::SignedDuration;

use crate::support::{Clinic, TestDb, at, on_both};

const PATIENTS: usize = 1_000;
const SLOTS: usize = 50;

/// The claims as (person, cell, appointment).
async fn claims(test: &TestDb) -> Vec<(i64, i64, i64)> {
    const SQL: &str = "select resource_id, cell, appointment_id from claim";
    match &mut test.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("the claims"),
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("the claims"),
    }
}

/// Appointments as (id, practitioner, patient, start, end).
async fn appointments(test: &TestDb) -> Vec<(i64, i64, i64, i64, i64)> {
    const SQL: &str = "select id, practitioner_id, patient_id, starts_at, ends_at from appointment";
    match &mut test.db.read().await.expect("a connection") {
        Conn::Sqlite(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("the appointments"),
        Conn::Postgres(c) => sqlx::query_as(SQL).fetch_all(&mut **c).await.expect("the appointments"),
    }
}

/// No overlap for anyone, every appointment complete, no claim without its appointment.
pub async fn assert_consistent(test: &TestDb) {
    let mut owner: HashMap<(i64, i64), i64> = HashMap::new();
    for (person, cell, appointment) in claims(test).await {
        assert_eq!(owner.insert((person, cell), appointment), None, "cell {cell} of {person} has two owners");
    }
    let mut expected = 0;
    for (id, practitioner, patient, starts_at, ends_at) in appointments(test).await {
        for cell in starts_at / 300..ends_at / 300 {
            for person in [practitioner, patient] {
                assert_eq!(owner.get(&(person, cell)), Some(&id), "appointment {id} does not own all of its time");
                expected += 1;
            }
        }
    }
    assert_eq!(owner.len(), expected, "there are claims that no appointment explains");
}

/// The time that the nth patient wants: one of `SLOTS`, spread over the practitioners.
fn wanted(doctors: &[PractitionerId], n: usize) -> (PractitionerId, jiff::Timestamp) {
    let slot = n % SLOTS;
    let start = at("09:00") + SignedDuration::from_mins(i64::try_from(slot / doctors.len()).expect("small") * 30);
    (doctors[slot % doctors.len()], start)
}

on_both! {
    async fn of_a_thousand_parallel_bookings_exactly_one_wins_each_time(test) {
        let clinic = Clinic::new(test).await;
        let mut doctors = Vec::new();
        for name in ["Ann One", "Ben Two", "Cy Three", "Di Four", "Ed Five"] {
            doctors.push(clinic.practitioner(name).await);
        }
        let names: Vec<String> = (0..PATIENTS).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;

        let bookings = patients.into_iter().enumerate().map(|(n, patient)| {
            let (doctor, starts_at) = wanted(&doctors, n);
            let (services, request) = (clinic.services.clone(), clinic.request(doctor, starts_at));
            tokio::spawn(async move { booking::book(&services, &patient, request).await })
        });
        let outcomes = futures::future::join_all(bookings.collect::<Vec<_>>()).await;

        let mut won = 0;
        for outcome in outcomes {
            match outcome.expect("joined") {
                Ok(_) => won += 1,
                Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, nearest, .. })) => {
                    assert!(nearest.len() <= 4);
                }
                Err(other) => panic!("a loser was told {other:?}"),
            }
        }
        assert_eq!(won, SLOTS);
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn of_a_thousand_who_want_the_same_time_one_gets_it_and_the_others_an_answer(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann One").await;
        let names: Vec<String> = (0..PATIENTS).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;

        let bookings = patients.into_iter().map(|patient| {
            let (services, request) = (clinic.services.clone(), clinic.request(doctor, at("10:00")));
            tokio::spawn(async move { booking::book(&services, &patient, request).await })
        });
        let outcomes = futures::future::join_all(bookings.collect::<Vec<_>>()).await;

        let mut won = 0;
        for outcome in outcomes {
            match outcome.expect("joined") {
                Ok(_) => won += 1,
                Err(Failure::Refused(AppError::Booking { refusal: BookingRefusal::Taken, .. })) => {}
                Err(other) => panic!("a loser was told {other:?}"),
            }
        }
        assert_eq!(won, 1);
        assert_consistent(&clinic.test).await;
    }
}

on_both! {
    async fn of_overlapping_times_of_mixed_lengths_nobody_gets_two_at_once(test) {
        use consulta::storage::{appointment::{self, NewAppointment}, claim::{self, Owner, Span}};
        use consulta::domain::{appointment::Status, ids::PatientId, local_time::LocalTime, slot::Slot, time::Zone};

        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann One").await;
        let names: Vec<String> = (0..PATIENTS).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let attempts = patients.into_iter().enumerate().map(|(n, patient)| {
            // Fifty starts, five minutes apart; lengths of 10 to 60 minutes.
            let n = i64::try_from(n).expect("small");
            let starts_at = at("09:00") + SignedDuration::from_mins(5 * (n % 50));
            let ends_at = starts_at + SignedDuration::from_mins(10 + 10 * (n / 50 % 6));
            let new = NewAppointment {
                patient: PatientId(patient.id().expect("an account").0),
                practitioner: doctor,
                centre: clinic.centre,
                slot: Slot { starts_at, ends_at },
                local: LocalTime::of(&Zone::utc(), starts_at),
                status: Status::Booked,
                reason: String::new(),
                booked_by: patient.id().expect("an account"),
                idempotency_key: format!("mixed-{n:06}"),
                service: None,
            slots: 1,
                series: None,
                overbooked: false,
                created_at: jiff::Timestamp::UNIX_EPOCH,
            };
            let db = clinic.test.db.clone();
            tokio::spawn(async move {
                db.write(new, |tx, new| {
                    Box::pin(async move {
                        let id = appointment::insert(tx, new).await?.expect("a new intent");
                        let people = [new.patient.resource(), new.practitioner.resource()];
                        let spans = people.map(|resource| Span { resource, slot: new.slot });
                        let won = claim::take(tx, Owner::Appointment(id), &spans).await?;
                        won.then_some(()).ok_or_else(|| Failure::from(AppError::BadRequest))
                    })
                })
                .await
            })
        });

        let outcomes = futures::future::join_all(attempts.collect::<Vec<_>>()).await;

        let won = outcomes.into_iter().filter(|outcome| outcome.as_ref().expect("joined").is_ok()).count();
        assert!((5..=25).contains(&won), "{won} of the fifty starts were won");
        assert_eq!(clinic.test.count("select count(*) from appointment").await, i64::try_from(won).expect("small"));
        assert_consistent(&clinic.test).await;
    }
}
