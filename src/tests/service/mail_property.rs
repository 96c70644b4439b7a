//! Letters under random crashes of processes: each stored notice is mailed, and no undone one.

use std::collections::BTreeSet;

use consulta::{
    domain::{ids::AccountId, notice::NoticeKind},
    error::AppError,
    service::{Failure, notice},
    storage::{
        delivery,
        notice::{About, insert_about},
    },
};
use jiff::SignedDuration;
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::{
    smtp::{Answer, Smtp, send_all},
    support::{Clinic, on_both},
};

const STEPS: i64 = 40;

/// Notifies someone in a transaction that ends as specified.
async fn tell(clinic: &Clinic, me: AccountId, at: i64, ends_well: bool) -> bool {
    let told = clinic.services.db.write((me, at, ends_well), |tx, (me, at, ends_well)| {
        Box::pin(async move {
            insert_about(tx, *me, NoticeKind::PasskeyAdded, About::Person(*me), *at).await?;
            if *ends_well { Ok(()) } else { Err(Failure::from(AppError::BadRequest)) }
        })
    });
    told.await.is_ok()
}

on_both! {
    async fn each_notice_that_was_stored_is_mailed_once_in_effect_whenever_a_sender_ends(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let senders = smtp.process(&clinic).await;
        let reader = clinic.patient("Pat Ient").await;
        let me = reader.id().expect("an account");
        let before = clinic.test.count("select count(*) from delivery").await;
        let mut rng = StdRng::seed_from_u64(7);
        let mut stored = 0;
        for step in 0..STEPS {
            let now = clinic.services.clock.now();
            match rng.random_range(0..6) {
                0 | 1 => stored += i64::from(tell(&clinic, me, now.as_second(), true).await),
                2 => assert!(!tell(&clinic, me, now.as_second(), false).await),
                3 => {
                    // A sender takes what is due, and ends before it sends anything.
                    let (second, by) = (now.as_second(), format!("ended-{step}"));
                    let taking = clinic.write((by, second), |tx, (by, now)| {
                        Box::pin(async move { Ok(delivery::take(tx, by, (*now, *now + 60), 10).await?) })
                    });
                    taking.await;
                }
                // A sender, or its connection, ends between sending the email and recording that.
                4 => {
                    smtp.answer(Answer::Vanish);
                    send_all(&senders, "vanishing").await;
                    smtp.answer(Answer::Accept);
                }
                _ => {
                    send_all(&senders, "sender").await;
                }
            }
            clinic.services.clock.set(now + SignedDuration::from_secs(rng.random_range(1..90)));
        }
        for _ in 0..20 {
            clinic.services.clock.set(clinic.services.clock.now() + SignedDuration::from_mins(30));
            send_all(&senders, "sender").await;
        }

        let told = notice::latest(&clinic.services, &reader).await.expect("their own");
        assert_eq!(i64::try_from(told.len()), Ok(stored));
        let queued = clinic.test.count("select count(*) from delivery").await - before;
        assert_eq!(queued, stored, "one row for each, written with it");
        assert_eq!(clinic.test.count("select count(*) from delivery where status = 'sent'").await, stored);
        let letters = smtp.letters();
        let ids: BTreeSet<&str> =
            letters.iter().filter_map(|letter| letter.lines().find(|line| line.starts_with("Message-ID:"))).collect();
        assert_eq!(i64::try_from(ids.len()), Ok(stored), "sent again, a letter is the same");
    }
}
