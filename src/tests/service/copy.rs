//! Moving a clinic between databases of different kinds: the copy equals the original.

use std::collections::BTreeMap;

use consulta::{
    domain::seed::SeedSize,
    service::{
        Services,
        clock::Clock,
        copy,
        seed::{self, SeedOptions},
    },
    storage::{
        schema,
        transfer::{self, Content},
    },
};

use crate::support::{Clinic, TestDb, at, monday_morning};

async fn contents(url: &str) -> BTreeMap<String, Content> {
    let mut conn = schema::connect(url, false).await.expect("a connection");
    transfer::contents(&mut conn).await.expect("every table")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_clinic_that_goes_to_postgresql_and_back_is_the_same_and_goes_on() {
    let (first, server, back) = (TestDb::sqlite().await, TestDb::postgres().await, TestDb::sqlite().await);
    let services = Services::new(first.db.clone(), Clock::fixed(monday_morning()));
    let size = SeedSize { practitioners: 6, patients: 20, appointments: Some(60) };
    seed::run(&services, &SeedOptions { size, seed: 1, password: "a long and unusual one".into() })
        .await
        .expect("seeded");
    let was = contents(&first.url).await;

    let there = copy::copy(&first.url, &server.url).await.expect("to PostgreSQL");
    let again = copy::copy(&server.url, &back.url).await.expect("and back");

    assert_eq!((&there, &again), (&was, &was));
    assert_eq!(contents(&back.url).await, was);
    assert!(was["appointment"].rows > 0 && was["account"].rows > 20);
    let refused = copy::copy(&first.url, &back.url).await.expect_err("it is full").to_string();
    assert!(refused.contains("not empty"), "{refused}");
    // The key counters continue after what arrived.
    let clinic = Clinic::new(server).await;
    let (doctor, patient) = (clinic.practitioner("New Doctor").await, clinic.patient("New Patient").await);
    let booked =
        consulta::service::booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await;
    booked.expect("booked");
}
