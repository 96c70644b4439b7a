//! Files in messages: checked like documents, visible only to their author until they are sent, and to both sides afterwards.

use consulta::{
    domain::{
        account::Actor,
        document::{FileProblem, MediaType},
        form::Problem,
        ids::{AttachmentId, ThreadId},
        message::MOST_FILES,
    },
    error::AppError,
    service::{
        Outcome, cancel,
        message::attachment::{self, Letter, Then},
        message::{self, Sending},
        refusals,
    },
};
use futures::TryStreamExt;
use jiff::Timestamp;

use super::{
    document::{pdf, png, upload},
    message::{Stage, refusal},
};
use crate::support::{on_both, practitioner_actor};

impl Stage {
    async fn attach(&self, who: &Actor, thread: ThreadId, name: &str, bytes: Vec<u8>) -> Outcome<AttachmentId> {
        attachment::attach(&self.clinic.services, who, thread, upload(name, bytes)).await
    }

    async fn file(&self, who: &Actor, id: AttachmentId) -> Outcome<Vec<u8>> {
        let opened = attachment::open_file(&self.clinic.services, who, id).await?;
        Ok(opened.bytes.try_collect::<Vec<_>>().await.expect("streamed").concat())
    }

    async fn files(&self) -> usize {
        self.clinic.services.files.written_before(Timestamp::MAX).await.expect("listed").len()
    }
}

fn problem(error: AppError) -> Problem {
    match error {
        AppError::Invalid(problems) => problems[0].problem,
        other => panic!("{other:?}"),
    }
}

on_both! {
    async fn a_file_waits_for_its_author_and_once_sent_both_sides_have_it_and_no_one_else(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, me, patient, .. } = &stage;
        let thread = stage.start().await;
        let fay = stage.family("Fay Family", "record").await;
        let stranger = clinic.patient("Stan Stranger").await;
        let other = practitioner_actor(clinic.practitioner("Otto Other").await);
        let whole = pdf("");
        let id = stage.attach(patient, thread, "../Blood.exe", whole.clone()).await.expect("added");

        assert_eq!(stage.open_as(patient, thread).await.expect("theirs").waiting.len(), 1);
        assert_eq!(stage.open_as(me, thread).await.expect("theirs").waiting, []);
        assert_eq!(stage.file(patient, id).await.expect("their own"), whole);
        for who in [me, &fay, &stranger, &other] {
            assert_eq!(refusal(stage.file(who, id).await), AppError::NotFound, "{who:?}");
        }
        stage.send_as(patient, thread, "", "intent-1").await.expect("a file says enough");

        let found = stage.open_as(me, thread).await.expect("theirs");
        let file = &found.files[0];
        assert_eq!((file.file.name.as_str(), file.file.media), ("Blood.exe.pdf", MediaType::Pdf));
        assert_eq!(file.message.map(|message| message.0), Some(found.messages[0].id));
        for who in [me, patient, &fay] {
            assert_eq!(stage.file(who, id).await.expect("theirs"), whole);
        }
        for who in [&stranger, &other] {
            assert_eq!(refusal(stage.file(who, id).await), AppError::NotFound, "{who:?}");
        }
        assert_eq!(refusal(attachment::detach(&clinic.services, patient, id).await), AppError::NotFound, "it was sent");
        let list = message::list(&clinic.services, me, "blood", 1).await.expect("their own");
        assert_eq!(list.found.map(|found| found.len()), Some(1), "found by the file's name");

        refusals::settle(&clinic.services).await.expect("written");
        let reads = "select count(*) from audit_event where action = 'message.read_file' and outcome = 'done'";
        assert_eq!(clinic.test.count(reads).await, 4);
        let refused = "select cast(sum(times) as bigint) from audit_event where action = 'message.read_file' and outcome = 'refused'
            and patient_id = (select id from account where full_name = 'Pat Ient')";
        assert_eq!(clinic.test.count(refused).await, 6);
    }
}

on_both! {
    async fn what_is_no_document_too_large_or_too_many_is_refused_and_leaves_nothing(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, patient, .. } = &stage;
        let thread = stage.start().await;
        clinic.set("documents.max_mb", "1").await;
        let refused = async |bytes: Vec<u8>| problem(refusal(stage.attach(patient, thread, "a.pdf", bytes).await));

        assert_eq!(refused(b"<html><script>".to_vec()).await, Problem::File(FileProblem::WrongKind));
        assert_eq!(refused(Vec::new()).await, Problem::File(FileProblem::Empty));
        assert_eq!(refused(vec![b'%'; 1_000_001]).await, Problem::File(FileProblem::TooLarge(1)));
        assert_eq!(stage.files().await, 0);
        for nth in 0..MOST_FILES {
            stage.attach(patient, thread, &format!("{nth}.png"), png(5, 5)).await.expect("added");
        }
        assert_eq!(refused(png(5, 5)).await, Problem::File(FileProblem::MessageFull));
        assert_eq!(stage.files().await, MOST_FILES);

        let waiting = stage.open_as(patient, thread).await.expect("theirs").waiting;
        let removed = attachment::detach(&clinic.services, patient, waiting[0].id).await.expect("removed");
        assert_eq!((removed, stage.files().await), (thread, MOST_FILES - 1));
        assert_eq!(refusal(attachment::detach(&clinic.services, &stage.me, waiting[1].id).await), AppError::NotFound);
    }
}

on_both! {
    async fn without_a_ground_or_a_seat_nothing_is_attached(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, patient, visit, .. } = &stage;
        let thread = stage.start().await;
        let stranger = clinic.patient("Stan Stranger").await;
        assert_eq!(refusal(stage.attach(&stranger, thread, "a.png", png(5, 5)).await), AppError::NotFound);

        cancel::cancel(&clinic.services, patient, *visit, "").await.expect("cancelled");

        assert_eq!(refusal(stage.attach(patient, thread, "a.png", png(5, 5)).await), AppError::ThreadClosed);
        assert_eq!(stage.files().await, 0);
    }
}

on_both! {
    async fn a_form_sends_its_text_and_file_together_and_keeps_what_it_cannot_send(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, patient, .. } = &stage;
        let thread = stage.start().await;
        let form = |text: &str, file: Option<Vec<u8>>, then| {
            let sending = Sending { thread, text: text.into(), intent: "a-long-intent".into() };
            Letter { sending, file: file.map(|bytes| upload("a.png", bytes)), then }
        };
        let send = async |letter| attachment::send_form(&clinic.services, patient, letter).await;

        let wrong = refusal(send(form("Here it is", Some(b"MZ".to_vec()), Then::Send)).await);
        assert_eq!(problem(wrong), Problem::File(FileProblem::WrongKind));
        assert_eq!(stage.open_as(patient, thread).await.expect("theirs").draft, "Here it is");
        assert_eq!(send(form("Here it is", Some(png(5, 5)), Then::Write)).await.expect("added"), None);
        let kept = stage.open_as(patient, thread).await.expect("theirs");
        assert_eq!((kept.draft.as_str(), kept.waiting.len(), kept.messages.len()), ("Here it is", 1, 0));
        send(form("Here it is", Some(png(6, 6)), Then::Send)).await.expect("sent").expect("a message");

        let found = stage.open_as(patient, thread).await.expect("theirs");
        assert_eq!((found.draft.as_str(), found.waiting.len(), found.files.len()), ("", 0, 2));
    }
}
