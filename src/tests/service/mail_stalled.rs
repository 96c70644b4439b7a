//! Mail servers that accept connections but do not answer, or not in time: each letter is postponed, and nothing else waits.

use std::{collections::BTreeSet, time::Duration};

use consulta::service::{
    booking,
    mail::{self, Protection, Way},
    monotonic,
};
use jiff::SignedDuration;
use tokio::{io::AsyncWriteExt, net::TcpListener};

use crate::{
    smtp::{Answer, Smtp, impatient, send_all},
    support::{Clinic, at, on_both},
};

const QUEUED: &str = "select count(*) from delivery where status = 'queued'";
const SENT: &str = "select count(*) from delivery where status = 'sent'";
/// The time-out for a server that will not answer, and for one that answers others.
const PATIENCE: Duration = Duration::from_millis(500);
const MORE_PATIENCE: Duration = Duration::from_secs(3);
/// The longest that all of a test's letters may take together: less, on any machine, than waiting for each of them.
const SOON: Duration = Duration::from_secs(60);

/// How a server fails to answer.
#[derive(Clone, Copy, Debug)]
enum Stalled {
    /// It accepts the connection, and never sends anything.
    Silent,
    /// It sends its greeting byte by byte, each just in time not to look dead.
    Dripping,
}

/// The connection settings of such a server. It ends with the test.
async fn stalled(how: Stalled) -> Way {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            tokio::spawn(async move {
                if let Stalled::Dripping = how {
                    for byte in b"220 a very slow server ESMTP\r\n" {
                        tokio::time::sleep(PATIENCE / 4).await;
                        if stream.write_all(&[*byte]).await.is_err() {
                            return;
                        }
                    }
                }
                // The stream stays open.
                std::future::pending::<()>().await;
            });
        }
    });
    Way::Smtp { host: "127.0.0.1".into(), port, login: None, protection: Protection::Nothing, authorities: None }
}

/// The Message-IDs of letters.
fn ids(letters: &[String]) -> BTreeSet<&str> {
    letters.iter().filter_map(|letter| letter.lines().find(|line| line.starts_with("Message-ID:"))).collect()
}

on_both! {
    async fn while_a_server_does_not_answer_bookings_go_on_and_each_letter_is_sent_once_when_it_does(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let names: Vec<String> = (0..12).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let services = &clinic.services;
        let ways = [stalled(Stalled::Silent).await, stalled(Stalled::Dripping).await];
        let began = monotonic::now();

        // An hour's worth: more emails than are taken at once.
        for (n, patient) in patients.iter().enumerate() {
            let waiting = impatient(&clinic, ways[n % 2].clone(), PATIENCE).await;
            let starts_at = at("09:00") + SignedDuration::from_mins(30 * i64::try_from(n).expect("few"));
            let booked = booking::book(services, patient, clinic.request(doctor, starts_at));
            let (booked, _) = tokio::join!(booked, mail::send_due(&waiting, "me"));
            booked.expect("booked");
            services.clock.set(services.clock.now() + SignedDuration::from_mins(5));
        }
        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (0, 12));
        assert!(began.elapsed() < SOON, "given up in time, not letter by letter: {:?}", began.elapsed());

        let smtp = Smtp::start().await;
        let back = smtp.process(&clinic).await;
        services.clock.set(services.clock.now() + SignedDuration::from_hours(4));
        send_all(&back, "me").await;
        assert_eq!(send_all(&back, "me").await, 0, "nothing is left");

        let letters = smtp.letters();
        assert_eq!((letters.len(), ids(&letters).len()), (12, 12));
        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (12, 0));
    }
}

on_both! {
    async fn a_letter_that_gets_no_answer_holds_up_no_other(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = impatient(&clinic, smtp.way(Protection::Nothing), MORE_PATIENCE).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        for (name, wall) in [("Sid Silent", "09:30"), ("Una Usual", "10:30"), ("Ulf Usual", "11:30")] {
            let patient = clinic.patient(name).await;
            booking::book(&services, &patient, clinic.request(doctor, at(wall))).await.expect("booked");
        }
        smtp.answer(Answer::SilentFor("sid.silent"));

        assert_eq!(mail::send_due(&services, "me").await.expect("tried"), 3);
        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (2, 1));
        smtp.answer(Answer::Accept);
        clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(2));
        assert_eq!(send_all(&services, "me").await, 1);

        let letters = smtp.letters();
        assert_eq!((letters.len(), ids(&letters).len()), (3, 3));
        assert!(letters[2].contains("Hello Sid Silent"), "{}", letters[2]);
    }
}
