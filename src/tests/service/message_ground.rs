//! The basis of a thread comes and goes while its page is open: the page is notified, and input is kept.

use std::collections::BTreeSet;

use consulta::{
    domain::{account::AccountStatus, topic::Topic},
    error::AppError,
    service::{
        Failure, cancel,
        live::Change,
        message::{
            self, Sending,
            attachment::{self, Letter, Then},
        },
        sharing,
    },
    storage::account,
};
use tokio::sync::broadcast::Receiver;

use super::message::{Stage, patient_id, refusal};
use crate::support::on_both;

/// The topics announced by now.
fn rung(bell: &mut Receiver<Change>) -> BTreeSet<Topic> {
    std::iter::from_fn(|| bell.try_recv().ok()).flatten().collect()
}

on_both! {
    async fn everyone_in_a_thread_hears_when_its_ground_ends_and_when_one_begins(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, doctor, me, patient, .. } = &stage;
        let services = &clinic.services;
        let thread = stage.start().await;
        let family = stage.family("Fay Family", "record").await;
        let everyone: Vec<Topic> =
            [me, patient, &family].map(|who| Topic::Account(who.id().expect("an account"))).into();
        services.live.connected().await;
        let mut bell = services.live.subscribe();

        for (change, may_write) in [(sharing::Change::Block(*doctor), false), (sharing::Change::Unblock(*doctor), true)] {
            sharing::change(services, patient, change).await.expect("changed");

            let heard = rung(&mut bell);
            assert!(everyone.iter().all(|one| heard.contains(one)), "{heard:?}");
            for who in [me, patient, &family] {
                let (_, may) = message::news(services, who, Some(thread)).await.expect("theirs");
                assert_eq!(may, may_write, "{who:?}");
            }
        }
    }
}

on_both! {
    async fn what_was_typed_for_a_thread_that_has_closed_is_kept(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, patient, visit, .. } = &stage;
        let thread = stage.start().await;
        cancel::cancel(&clinic.services, patient, *visit, "").await.expect("cancelled");

        let sending = Sending { thread, text: "Half a sentence".into(), intent: "intent-1".into() };
        let letter = Letter { sending, file: None, then: Then::Send };
        let refused = refusal(attachment::send_form(&clinic.services, patient, letter).await);

        assert_eq!(refused, AppError::ThreadClosed);
        let found = stage.open_as(patient, thread).await.expect("readable");
        assert_eq!((found.may_write, found.draft.as_str()), (false, "Half a sentence"));
    }
}

on_both! {
    async fn a_patient_who_has_closed_their_account_is_written_to_no_more(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let id = stage.patient.id().expect("an account");
        let closing = stage.clinic.services.db.write(id, |tx, id| {
            Box::pin(async move {
                account::set_status(tx, *id, AccountStatus::Inactive).await?;
                Ok::<_, Failure>(account::set_closed(tx, *id, 1).await?)
            })
        });
        closing.await.expect("stored");

        assert_eq!(refusal(stage.send_as(&stage.me, thread, "Hello", "intent-1").await), AppError::ThreadClosed);
        assert!(!stage.open_as(&stage.me, thread).await.expect("readable").may_write);
    }
}

on_both! {
    async fn whoever_is_trusted_with_the_whole_record_begins_a_thread_without_booking_for_the_patient(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, doctor, me, patient, .. } = &stage;
        let services = &clinic.services;
        let (fay, sam) = (stage.family("Fay Family", "record").await, stage.family("Sam Summary", "summary").await);
        let other = clinic.practitioner("Otto Other").await;
        let (pat, named) = (patient_id(patient), (patient_id(patient), "Pat Ient".to_owned()));

        for (who, to, offered) in [
            (patient, *doctor, vec![(pat, String::new())]),
            (&fay, *doctor, vec![named]),
            (&sam, *doctor, vec![]),
            (me, *doctor, vec![]),
            (&fay, other, vec![]),
        ] {
            let found = message::writes_for(services, who, to).await.expect("an answer");
            assert_eq!(found, offered, "{who:?} {to}");
        }
        message::start(services, &fay, pat, *doctor).await.expect("in their place");
        assert_eq!(refusal(message::start(services, &sam, pat, *doctor).await), AppError::NotFound);
    }
}
