//! Messages: only between people who share a basis, for as long as they do; read by both sides, and by proxies for the patient's
//! whole record.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Step,
        form::Problem,
        ids::{AppointmentId, MessageId, PatientId, PractitionerId, ThreadId},
        notice::NoticeKind,
    },
    error::AppError,
    service::{
        Failure, Outcome, cancel,
        invitation::{self, InvitationForm},
        message::{self, Conversation, Sending},
        notice, sharing, visit,
    },
    storage::account,
};
use jiff::SignedDuration;

use super::waitlist::book;
use crate::support::{Clinic, TestDb, actor, at, email_of, on_both, practitioner_actor};

/// A patient with an appointment, their practitioner, and others without one.
pub struct Stage {
    pub clinic: Clinic,
    pub doctor: PractitionerId,
    pub me: Actor,
    pub patient: Actor,
    pub visit: AppointmentId,
}

pub fn patient_id(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

impl Stage {
    pub async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let visit = book(&clinic, &patient, doctor, at("10:00")).await;
        Self { clinic, doctor, me: practitioner_actor(doctor), patient, visit }
    }

    pub async fn start(&self) -> ThreadId {
        message::start(&self.clinic.services, &self.patient, patient_id(&self.patient), self.doctor)
            .await
            .expect("they have an appointment")
    }

    pub async fn send_as(&self, who: &Actor, thread: ThreadId, text: &str, intent: &str) -> Outcome<MessageId> {
        let sending = Sending { thread, text: text.into(), intent: intent.into() };
        message::send(&self.clinic.services, who, sending).await
    }

    /// Opens a thread, and marks what is shown as read.
    pub async fn open_as(&self, who: &Actor, thread: ThreadId) -> Outcome<Conversation> {
        let found = message::open(&self.clinic.services, who, thread, None).await?;
        if let Some(last) = found.messages.last() {
            message::mark_read(&self.clinic.services, who, thread, MessageId(last.id)).await?;
        }
        Ok(found)
    }

    pub async fn unread(&self, who: &Actor) -> i64 {
        message::count_unread(&self.clinic.services, who).await.expect("their own")
    }

    pub async fn told(&self, who: &Actor) -> Vec<(i64, bool)> {
        let news = notice::latest(&self.clinic.services, who).await.expect("their own");
        let of_messages = news.into_iter().filter(|one| one.kind == NoticeKind::MessageReceived);
        of_messages.map(|one| (one.more, one.read)).collect()
    }

    /// A family member with this much access to the patient's record.
    pub async fn family(&self, name: &str, scope: &str) -> Actor {
        let (services, id) = (&self.clinic.services, self.clinic.account(name, Role::Patient).await);
        let (one, email) = (actor(id, &[Role::Patient]), email_of(name));
        let form = InvitationForm { email: &email, scope, until: "2027-01-31", ..InvitationForm::default() };
        invitation::invite(services, &self.patient, form).await.expect("invited");
        let received = invitation::received(services, &one).await.expect("their own");
        invitation::accept(services, &one, received[0].id, "").await.expect("accepted");
        one
    }
}

pub fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn texts(found: &Conversation) -> Vec<&str> {
    found.messages.iter().map(|one| one.body.as_str()).collect()
}

on_both! {
    async fn the_two_of_an_appointment_write_to_each_other_and_each_counts_what_they_have_not_read(test) {
        let stage = Stage::new(test).await;
        let Stage { me, patient, .. } = &stage;
        let thread = stage.start().await;
        assert_eq!(message::start(&stage.clinic.services, me, patient_id(patient), stage.doctor).await.expect("the same"), thread);

        stage.send_as(patient, thread, " May I eat before? ", "intent-1").await.expect("sent");
        stage.send_as(patient, thread, "And drink?", "intent-2").await.expect("sent");
        assert_eq!((stage.unread(me).await, stage.unread(patient).await), (2, 0));
        assert_eq!(stage.told(me).await, [(1, false)], "one notice for both");

        let found = stage.open_as(me, thread).await.expect("theirs");
        assert_eq!((texts(&found), found.read_to, found.may_write), (vec!["May I eat before?", "And drink?"], 0, true));
        assert_eq!(stage.unread(me).await, 0);
        assert_eq!(stage.told(me).await, [(1, true)]);
        stage.send_as(me, thread, "Only water.", "intent-1").await.expect("another's intent");
        assert_eq!((stage.unread(me).await, stage.unread(patient).await), (0, 1));

        let last = found.messages[1].id;
        let found = stage.open_as(patient, thread).await.expect("theirs");
        assert_eq!((texts(&found).len(), found.seen_to), (3, last));
        assert_eq!(stage.unread(patient).await, 0);
        let list = message::list(&stage.clinic.services, me, "", 1).await.expect("their own");
        let row = &list.rows[0];
        assert_eq!((row.patient_name.as_str(), row.body.as_str(), row.unread, list.more), ("Pat Ient", "Only water.", 0, false));
    }
}

on_both! {
    async fn without_a_ground_there_is_no_thread_whoever_asks_for_whom(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, doctor, patient, .. } = &stage;
        let services = &clinic.services;
        let (other, stranger) = (clinic.practitioner("Otto Other").await, clinic.patient("Stan Stranger").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let (pat, stan) = (patient_id(patient), patient_id(&stranger));

        for (who, patient, practitioner) in [
            (patient, pat, other),
            (&stranger, stan, *doctor),
            (&stranger, pat, *doctor),
            (&practitioner_actor(other), pat, other),
            (&practitioner_actor(other), pat, *doctor),
            (&admin, pat, *doctor),
            (patient, pat, PractitionerId(987_654)),
            (patient, PatientId(987_654), *doctor),
        ] {
            let refused = refusal(message::start(services, who, patient, practitioner).await);
            assert_eq!(refused, AppError::NotFound, "{who:?} {patient} {practitioner}");
            assert!(!message::may_start(services, who, patient, practitioner).await.expect("an answer"));
        }
        let refused = refusal(message::start(services, &Actor::Visitor, pat, *doctor).await);

        assert_eq!(refused, AppError::NotSignedIn);
        assert_eq!(clinic.test.count("select count(*) from thread").await, 0);
        assert!(message::may_start(services, patient, pat, *doctor).await.expect("an answer"));
    }
}

on_both! {
    async fn no_one_else_opens_a_thread_writes_in_it_or_hears_of_it(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let thread = stage.start().await;
        stage.send_as(&stage.patient, thread, "Secret", "intent-1").await.expect("sent");
        let other = practitioner_actor(stage.clinic.practitioner("Otto Other").await);
        let stranger = stage.clinic.patient("Stan Stranger").await;
        let admin = actor(stage.clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let without_role = actor(stage.doctor.account(), &[Role::Patient]);

        for who in [&other, &stranger, &admin, &without_role] {
            assert_eq!(refusal(stage.open_as(who, thread).await), AppError::NotFound, "{who:?}");
            assert_eq!(refusal(stage.send_as(who, thread, "Hello", "intent-1").await), AppError::NotFound, "{who:?}");
            assert_eq!(refusal(message::save_draft(services, who, thread, "x").await), AppError::NotFound, "{who:?}");
            assert_eq!(refusal(message::news(services, who, Some(thread)).await), AppError::NotFound, "{who:?}");
        }

        for who in [&other, &stranger, &admin] {
            assert_eq!(message::list(services, who, "secret", 1).await.expect("their own").found, Some(Vec::new()));
            assert_eq!(stage.unread(who).await, 0);
        }
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 1);
    }
}

on_both! {
    async fn a_thread_is_read_for_ever_and_written_in_while_the_ground_lasts(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, doctor, me, patient, visit } = &stage;
        let services = &clinic.services;
        let thread = stage.start().await;
        stage.send_as(patient, thread, "Before", "intent-1").await.expect("sent");

        cancel::cancel(services, patient, *visit, "").await.expect("cancelled");
        for who in [me, patient] {
            assert_eq!(refusal(stage.send_as(who, thread, "After", "intent-2").await), AppError::ThreadClosed);
            let found = stage.open_as(who, thread).await.expect("readable");
            assert_eq!((texts(&found), found.may_write), (vec!["Before"], false));
        }
        // What is sent again was sent before.
        stage.send_as(patient, thread, "Before", "intent-1").await.expect("sent before");

        sharing::change(services, patient, sharing::Change::BeginRelationship(*doctor)).await.expect("trusted");
        stage.send_as(me, thread, "Again", "intent-2").await.expect("they care for them");
        sharing::change(services, patient, sharing::Change::Block(*doctor)).await.expect("closed");
        assert_eq!(refusal(stage.send_as(me, thread, "More", "intent-3").await), AppError::ThreadClosed);
        assert_eq!(refusal(stage.send_as(patient, thread, "More", "intent-3").await), AppError::ThreadClosed);
        assert_eq!(clinic.test.count("select count(*) from message").await, 2);
    }
}

on_both! {
    async fn a_visit_that_took_place_is_a_ground_until_its_practitioner_no_longer_treats_the_patient(test) {
        let stage = Stage::new(test).await;
        let Stage { clinic, me, patient, visit, .. } = &stage;
        let thread = stage.start().await;
        clinic.services.clock.set(at("10:00"));
        for step in [Step::CheckIn, Step::Complete] {
            visit::take_step(&clinic.services, me, *visit, step, "").await.expect("taken");
        }

        clinic.services.clock.set(at("10:30") + SignedDuration::from_hours(24 * 364));
        stage.send_as(patient, thread, "Thank you", "intent-1").await.expect("still treated");
        clinic.services.clock.set(at("10:30") + SignedDuration::from_hours(24 * 365));

        assert_eq!(refusal(stage.send_as(patient, thread, "One more thing", "intent-2").await), AppError::ThreadClosed);
    }
}

on_both! {
    async fn a_practitioner_whose_account_is_switched_off_is_written_to_no_more(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let off = stage.clinic.services.db.write(stage.doctor, |tx, doctor| {
            Box::pin(async move {
                let inactive = consulta::domain::account::AccountStatus::Inactive;
                Ok::<_, Failure>(account::set_status(tx, doctor.account(), inactive).await?)
            })
        });
        assert!(off.await.expect("stored"));

        assert_eq!(refusal(stage.send_as(&stage.patient, thread, "Hello", "intent-1").await), AppError::ThreadClosed);
    }
}

on_both! {
    async fn what_is_sent_twice_is_one_message_and_another_text_another(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let first = stage.send_as(&stage.patient, thread, "Hello", "intent-1").await.expect("sent");

        let again = stage.send_as(&stage.patient, thread, "Hello ", "intent-1").await.expect("the same");
        let other = stage.send_as(&stage.patient, thread, "Hello again", "intent-1").await.expect("another text");
        let third = stage.send_as(&stage.patient, thread, "Hello", "intent-2").await.expect("another intent");

        assert_eq!(first, again);
        assert!(first < other && other < third);
        assert_eq!(stage.unread(&stage.me).await, 3);
        assert_eq!(stage.told(&stage.me).await, [(2, false)]);
    }
}

on_both! {
    async fn what_is_empty_too_long_or_too_often_is_refused(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let problem = |error| match error {
            AppError::Invalid(problems) => problems[0].problem,
            other => panic!("{other:?}"),
        };

        let empty = refusal(stage.send_as(&stage.patient, thread, " \u{0}\n", "intent-1").await);
        assert_eq!(problem(empty), Problem::Missing);
        let long = refusal(stage.send_as(&stage.patient, thread, &"x".repeat(4_001), "intent-1").await);
        assert_eq!(problem(long), Problem::TooLong(4_000));
        assert_eq!(refusal(stage.send_as(&stage.patient, thread, "x", "short").await), AppError::BadRequest);
        stage.send_as(&stage.patient, thread, "a\u{0}b", "intent-0").await.expect("what cannot be stored is left out");
        let mut refused = None;
        for n in 0..40 {
            if let Err(error) = stage.send_as(&stage.patient, thread, "x", &format!("intent-number-{n}")).await {
                refused = Some(error);
                break;
            }
        }

        assert!(matches!(refused, Some(Failure::Refused(AppError::TooManyAttempts(1..)))), "{refused:?}");
        assert_eq!(stage.clinic.test.count("select count(*) from message where body = 'ab'").await, 1);
        stage.send_as(&stage.me, thread, "Please wait", "intent-1").await.expect("each is counted alone");
    }
}

on_both! {
    async fn a_draft_waits_for_its_writer_alone_and_goes_when_it_is_sent(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let thread = stage.start().await;
        assert_eq!(message::list(services, &stage.patient, "", 1).await.expect("their own").rows, []);

        message::save_draft(services, &stage.patient, thread, "Dear \u{0}doctor, ").await.expect("kept");
        message::save_draft(services, &stage.patient, thread, "Dear doctor, I ").await.expect("kept");
        let own = stage.open_as(&stage.patient, thread).await.expect("theirs");
        assert_eq!((own.draft.as_str(), own.messages.len()), ("Dear doctor, I ", 0));
        assert_eq!(stage.open_as(&stage.me, thread).await.expect("theirs").draft, "");
        assert!(message::list(services, &stage.patient, "", 1).await.expect("their own").rows[0].has_draft);
        assert_eq!(message::list(services, &stage.me, "", 1).await.expect("their own").rows, []);
        stage.send_as(&stage.patient, thread, "Dear doctor, I thank you", "intent-1").await.expect("sent");

        assert_eq!(stage.open_as(&stage.patient, thread).await.expect("theirs").draft, "");
        message::save_draft(services, &stage.patient, thread, "x").await.expect("kept");
        message::save_draft(services, &stage.patient, thread, " ").await.expect("forgotten");
        assert_eq!(stage.clinic.test.count("select count(*) from message_draft").await, 0);
    }
}

on_both! {
    async fn whoever_is_trusted_with_the_whole_record_writes_for_the_patient_and_with_the_summary_no_one(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let thread = stage.start().await;
        let (fay, sam) = (stage.family("Fay Family", "record").await, stage.family("Sam Summary", "summary").await);

        stage.send_as(&fay, thread, "She has a fever", "intent-1").await.expect("in her place");
        assert_eq!(refusal(stage.open_as(&sam, thread).await), AppError::NotFound);
        assert_eq!(refusal(stage.send_as(&sam, thread, "Hello", "intent-1").await), AppError::NotFound);
        assert_eq!((stage.unread(&stage.me).await, stage.unread(&stage.patient).await), (1, 1));
        let news = notice::latest(services, &stage.me).await.expect("their own");
        assert_eq!((news[0].by.as_deref(), news[0].patient.as_deref()), (Some("Fay Family"), Some("Pat Ient")));

        stage.send_as(&stage.me, thread, "Bring her in", "intent-1").await.expect("sent");
        assert_eq!((stage.unread(&fay).await, stage.unread(&sam).await), (1, 0));
        assert_eq!((stage.told(&fay).await.len(), stage.told(&stage.patient).await.len()), (1, 1));
        let found = stage.open_as(&fay, thread).await.expect("in her place");
        let authors: Vec<_> = found.messages.iter().map(|one| one.author_name.as_str()).collect();
        assert_eq!(authors, ["Fay Family", "Ann Doctor"]);
        assert_eq!(stage.unread(&stage.patient).await, 2, "the patient has read nothing yet");
        let by_proxy = "select count(*) from audit_event where basis = 'proxy' and action like 'message.%'";
        assert_eq!(stage.clinic.test.count(by_proxy).await, 2);

        stage.clinic.run("update proxy set ended_at = 1 where scope = 'record'").await;
        assert_eq!(refusal(stage.open_as(&fay, thread).await), AppError::NotFound);
        assert_eq!(refusal(stage.send_as(&fay, thread, "Hello", "intent-2").await), AppError::NotFound);
        assert_eq!(stage.unread(&fay).await, 0);
    }
}

on_both! {
    async fn a_search_finds_words_whatever_their_case_and_accents_in_ones_own_threads(test) {
        let stage = Stage::new(test).await;
        let services = &stage.clinic.services;
        let thread = stage.start().await;
        stage.send_as(&stage.patient, thread, "The café's CROISSANT, 100% butter", "intent-1").await.expect("sent");
        stage.send_as(&stage.me, thread, "No more butter, please", "intent-1").await.expect("sent");
        let found = async |words: &str| {
            let list = message::list(services, &stage.patient, words, 1).await.expect("their own");
            list.found.map(|found| found.len())
        };

        assert_eq!(found("butter").await, Some(2));
        assert_eq!(found("CAFE butter").await, Some(1));
        assert_eq!(found("croissant please").await, Some(0));
        assert_eq!(found("%_\u{0}").await, Some(0), "signs are looked for as they are");
        assert_eq!(found("\u{0}").await, None, "nothing to look for");
        assert_eq!(found("").await, None);
    }
}
