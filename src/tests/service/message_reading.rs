//! Reading messages: page by page, in the audit, and in the patient's data export.

use consulta::{
    domain::ids::MessageId,
    service::{export, message},
};
use jiff::SignedDuration;

use super::message::Stage;
use crate::support::{monday_morning, on_both};

on_both! {
    async fn a_long_thread_is_read_page_by_page_and_counts_as_read_once_that_is_said(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let thread = stage.start().await;
        for n in 0..message::PAGE + 5 {
            // As slowly as is allowed.
            services.clock.set(monday_morning() + SignedDuration::from_mins(n));
            let (text, intent) = (format!("Number {n}"), format!("intent-{n:04}"));
            stage.send_as(&stage.patient, thread, &text, &intent).await.expect("sent");
        }

        let latest = message::open(services, &stage.me, thread, None).await.expect("theirs");
        assert!(latest.has_older);
        let first = MessageId(latest.messages[0].id);
        let older = message::open(services, &stage.me, thread, Some(first)).await.expect("theirs");
        assert_eq!((older.messages.len(), older.has_older), (5, false));
        assert_eq!(stage.unread(&stage.me).await, message::PAGE + 5, "opening a page marks nothing");
        stage.open_as(&stage.me, thread).await.expect("theirs");
        assert_eq!(stage.unread(&stage.me).await, 0);
    }
}

on_both! {
    async fn every_reading_is_in_the_audit_and_every_message_in_the_patient_s_export(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let thread = stage.start().await;
        stage.send_as(&stage.patient, thread, "Question", "intent-1").await.expect("sent");
        stage.open_as(&stage.me, thread).await.expect("theirs");
        stage.send_as(&stage.me, thread, "Answer", "intent-1").await.expect("sent");

        let rows = "select count(*) from audit_event where action = 'message.read' and outcome = 'done' and basis = 'party' and patient_id is not null";
        assert_eq!(stage.clinic.test.count(rows).await, 1);
        let exported = export::own(services, &stage.patient).await.expect("their own");
        let messages: Vec<_> =
            exported.held.messages.iter().map(|one| (one.with.as_str(), one.by.as_str(), one.text.as_str())).collect();
        assert_eq!(messages, [("Ann Doctor", "Pat Ient", "Question"), ("Ann Doctor", "Ann Doctor", "Answer")]);
    }
}
