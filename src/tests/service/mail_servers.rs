//! Protected connections to a mail server, and a sender that is killed between two steps.

use std::time::Duration;

use consulta::{
    domain::account::Role,
    service::{
        booking,
        clock::Clock,
        mail::{self, Protection, Way},
        monotonic,
    },
};
use jiff::SignedDuration;

use crate::{
    smtp::{Answer, Smtp, process, send_all},
    support::{Clinic, TestDb, actor, at, on_both, server::Server},
};

const QUEUED: &str = "select count(*) from delivery where status = 'queued'";
const SENT: &str = "select count(*) from delivery where status = 'sent'";
const DEAD: &str = "select count(*) from delivery where status = 'dead'";

/// Lets time pass, for every process except those on the machine's clock.
fn pass(clinic: &Clinic, time: SignedDuration) {
    clinic.services.clock.set(clinic.services.clock.now() + time);
}

#[tokio::test]
async fn over_tls_and_with_starttls_a_letter_goes_to_whom_an_authority_vouches_for_and_with_the_right_password() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let names: Vec<String> = (0..2).map(|n| format!("Patient {n}")).collect();
    let patients = clinic.patients(&names).await;

    for ((protection, patient), wall) in
        [Protection::Tls, Protection::StartTls].into_iter().zip(&patients).zip(["09:30", "10:30"])
    {
        let smtp = Smtp::protected(protection).await;
        let right = smtp.way_with(protection, Smtp::password());
        let stranger = match right.clone() {
            Way::Smtp { host, port, login, protection, .. } => {
                Way::Smtp { host, port, login, protection, authorities: None }
            }
            Way::Folder(_) => unreachable!("a server"),
        };
        let ways = [stranger, smtp.way_with(protection, "wrong"), right];
        process(&clinic, ways[2].clone()).await;
        booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked");
        for (place, way) in ways.into_iter().enumerate() {
            let services = process(&clinic, way).await;
            assert_eq!(send_all(&services, "me").await, 1, "it was tried");
            assert_eq!(smtp.letters().len(), usize::from(place == 2), "{protection:?}, try {place}");
            pass(&clinic, SignedDuration::from_mins(10));
        }
        assert_eq!((clinic.test.count(QUEUED).await, clinic.test.count(DEAD).await), (0, 0), "{protection:?}");
    }
    assert_eq!(clinic.test.count(SENT).await, 2);
}

on_both! {
    async fn a_sender_that_is_killed_before_it_writes_down_what_it_sent_is_followed_by_another_with_the_same_letter(test) {
        let clinic = Clinic::new(test).await;
        // The killed process goes by the machine's clock.
        clinic.services.clock.set(Clock::System.now());
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        mail::send_test(&services, &admin).await.expect("queued");
        smtp.answer(Answer::Hold);
        let port = smtp.port.to_string();
        let mut server = Server::start_with(
            &clinic.test.url,
            &[
                ("CONSULTA_SMTP_HOST", "127.0.0.1"),
                ("CONSULTA_SMTP_PORT", port.as_str()),
                ("CONSULTA_SMTP_PLAIN", "1"),
                ("CONSULTA_MAIL_FROM", "Harbour Clinic <no-reply@clinic.example>"),
                ("CONSULTA_PUBLIC_URL", "https://clinic.example"),
            ],
        );
        let began = monotonic::now();
        while smtp.letters().is_empty() {
            assert!(began.elapsed() < Duration::from_secs(40), "nothing was sent");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        server.kill();
        smtp.answer(Answer::Accept);

        clinic.services.clock.set(Clock::System.now());
        assert_eq!(send_all(&services, "other").await, 0, "its lease runs still");
        pass(&clinic, SignedDuration::from_mins(21));
        assert_eq!(send_all(&services, "other").await, 1);
        assert_eq!(send_all(&services, "other").await, 0);

        let letters = smtp.letters();
        let id = |letter: &String| letter.lines().find(|line| line.starts_with("Message-ID:")).map(str::to_owned);
        assert_eq!(letters.len(), 2);
        assert!(id(&letters[0]).is_some() && id(&letters[0]) == id(&letters[1]), "{letters:?}");
        assert_eq!((clinic.test.count(SENT).await, clinic.test.count(QUEUED).await), (1, 0));
    }
}
