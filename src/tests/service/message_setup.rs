//! Practitioners' away notices and quick replies, and messages kept as notes.

use consulta::{
    domain::{
        form::{Field, Problem},
        ids::{MessageId, QuickReplyId},
        message_setup::{AwayForm, MOST_REPLIES},
    },
    error::AppError,
    service::{
        entry,
        message::{
            attachment::{self, Letter, Then},
            keep, setup,
        },
        sharing,
    },
};
use jiff::SignedDuration;

use super::message::{Stage, refusal};
use crate::support::{on_both, practitioner_actor};

fn away(text: &str, until: &str) -> AwayForm {
    AwayForm { text: text.into(), until: until.into() }
}

on_both! {
    async fn whoever_writes_to_someone_who_is_away_is_told_once_and_no_one_is_notified(test) {
        let stage = Stage::new(test).await;
        let (services, me, patient) = (&stage.clinic.services, &stage.me, &stage.patient);
        let thread = stage.start().await;
        let today = setup::own(services, me).await.expect("their own").today;
        assert_eq!(refusal(setup::go_away(services, patient, &away("x", "")).await), AppError::Forbidden);
        setup::go_away(services, me, &away("Call the desk", &today.to_string())).await.expect("said");

        let before = stage.open_as(patient, thread).await.expect("theirs");
        assert_eq!(before.away.map(|away| away.body).as_deref(), Some("Call the desk"));
        assert!(stage.open_as(me, thread).await.expect("theirs").away.is_none());
        stage.send_as(patient, thread, "Hello", "intent-1").await.expect("sent");
        stage.send_as(patient, thread, "Are you there?", "intent-2").await.expect("sent");
        stage.send_as(me, thread, "Back on Monday", "intent-1").await.expect("sent");

        let found = stage.open_as(patient, thread).await.expect("theirs").messages;
        let automatic: Vec<&str> = found.iter().filter(|one| one.automatic).map(|one| one.body.as_str()).collect();
        assert_eq!((automatic, found.len()), (vec!["Call the desk"], 4));
        assert_eq!(stage.told(patient).await, [(0, true)], "of the answer that was written");

        services.clock.set(services.clock.now() + SignedDuration::from_hours(24));
        assert!(stage.open_as(patient, thread).await.expect("theirs").away.is_none());
        assert!(setup::own(services, me).await.expect("their own").away.is_none());
    }
}

on_both! {
    async fn quick_replies_are_ones_own_and_go_below_what_was_typed(test) {
        let stage = Stage::new(test).await;
        let (services, me) = (&stage.clinic.services, &stage.me);
        let other = practitioner_actor(stage.clinic.practitioner("Otto Other").await);
        let thread = stage.start().await;
        assert_eq!(refusal(setup::save_reply(services, &stage.patient, None, "x").await), AppError::Forbidden);
        setup::save_reply(services, me, None, " Your results are fine. ").await.expect("added");
        let id = QuickReplyId(setup::own(services, me).await.expect("their own").replies[0].id);

        assert_eq!(refusal(setup::save_reply(services, &other, Some(id), "x").await), AppError::NotFound);
        assert_eq!(refusal(setup::remove_reply(services, &other, id).await), AppError::NotFound);
        setup::save_reply(services, me, Some(id), "All is well.").await.expect("changed");
        let sending = consulta::service::message::Sending { thread, text: "Dear Pat,".into(), intent: "an-intent".into() };
        let letter = Letter { sending, file: None, then: Then::Reply(id) };
        assert_eq!(attachment::send_form(services, me, letter).await.expect("kept"), None);
        let found = stage.open_as(me, thread).await.expect("theirs");
        assert_eq!((found.draft.as_str(), found.replies.len()), ("Dear Pat,\nAll is well.", 1));
        assert!(stage.open_as(&stage.patient, thread).await.expect("theirs").replies.is_empty());

        for nth in 1..MOST_REPLIES {
            setup::save_reply(services, me, None, &format!("Reply {nth}")).await.expect("added");
        }
        let full = refusal(setup::save_reply(services, me, None, "One more").await);
        assert!(matches!(full, AppError::Invalid(problems)
            if (problems[0].field, problems[0].problem) == (Field::QuickReply, Problem::OutOfRange)));
        setup::remove_reply(services, me, id).await.expect("removed");
        setup::save_reply(services, me, None, "One more").await.expect("there is room");
    }
}

on_both! {
    async fn a_message_is_kept_as_a_note_once_and_only_by_who_may_add_to_the_record(test) {
        let stage = Stage::new(test).await;
        let (services, me, patient) = (&stage.clinic.services, &stage.me, &stage.patient);
        let thread = stage.start().await;
        let sent = stage.send_as(patient, thread, "I stopped the tablets", "intent-1").await.expect("sent");
        let other = practitioner_actor(stage.clinic.practitioner("Otto Other").await);

        for who in [patient, &other] {
            assert_eq!(refusal(keep::keep(services, who, thread, sent).await), AppError::NotFound, "{who:?}");
        }
        assert_eq!(refusal(keep::keep(services, me, thread, MessageId(987_654)).await), AppError::NotFound);
        let kept = keep::keep(services, me, thread, sent).await.expect("kept");
        assert_eq!(keep::keep(services, me, thread, sent).await.expect("kept before"), kept);

        let note = entry::read(services, patient, kept).await.expect("in their record");
        assert!(note.versions[0].body.starts_with("Message from Pat Ient, ")
            && note.versions[0].body.ends_with(":\n\nI stopped the tablets"), "{}", note.versions[0].body);
        let found = stage.open_as(me, thread).await.expect("theirs");
        assert_eq!((found.kept, found.may_keep), (vec![(sent.0, kept.0)], true));
        assert_eq!(stage.clinic.test.count("select count(*) from entry where kind = 'note'").await, 1);

        let more = stage.send_as(patient, thread, "More", "intent-2").await.expect("sent");
        let block = sharing::Change::Block(stage.doctor);
        sharing::change(services, patient, block).await.expect("closed");
        assert_eq!(refusal(keep::keep(services, me, thread, more).await), AppError::NotFound);
        assert!(!stage.open_as(me, thread).await.expect("theirs").may_keep);
    }
}
