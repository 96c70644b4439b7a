//! The server is killed in the middle of bookings and started again: confirmed bookings are there, what is there is complete, and
//! anyone without an answer can ask again without booking twice.

use super::booking_race::assert_consistent;
use crate::support::{
    on_both,
    server::{Answer, Server, assert_audit_stands, book, clinic_with_wishes},
};

const PATIENTS: usize = 240;

on_both! {
    async fn killed_in_the_middle_it_loses_no_booking_and_leaves_none_half_made(test) {
        let (clinic, wishes) = clinic_with_wishes(test, PATIENTS).await;

        let mut server = Server::start(&clinic.test.url);
        let sending = wishes.iter().cloned().map(|wish| {
            let address = server.address.clone();
            tokio::spawn(async move { book(&address, &wish).await })
        });
        let sending: Vec<_> = sending.collect();
        while clinic.test.count("select count(*) from appointment").await < 10 {
            let is_over = sending.iter().all(|sent: &tokio::task::JoinHandle<Answer>| sent.is_finished());
            assert!(!is_over, "nothing was booked");
            tokio::task::yield_now().await;
        }
        server.kill();
        let mut answers = Vec::new();
        for sent in sending {
            answers.push(sent.await.expect("joined"));
        }
        let confirmed = answers.iter().filter(|answer| **answer == Answer::Booked).count();
        let stored = clinic.test.count("select count(*) from appointment").await;
        assert!(stored >= i64::try_from(confirmed).expect("small"), "{confirmed} confirmed, {stored} stored");
        assert!(answers.contains(&Answer::Nothing), "it was killed too late to prove anything");
        assert_consistent(&clinic.test).await;

        let mut server = Server::start(&clinic.test.url);
        for (answer, wish) in answers.iter().zip(&wishes) {
            let again = book(&server.address, wish).await;
            match answer {
                Answer::Booked => assert_eq!(again, Answer::Booked, "a confirmed booking is gone"),
                Answer::Refused => assert_eq!(again, Answer::Refused),
                Answer::Nothing | Answer::Later => assert!(matches!(again, Answer::Booked | Answer::Refused)),
            }
        }
        assert_eq!(clinic.test.count("select count(*) from appointment").await, i64::try_from(PATIENTS / 2).expect("small"));
        assert_consistent(&clinic.test).await;
        server.kill();
        assert_audit_stands(&clinic.test.url);
    }
}
