//! The inbox of messages to the clinic: administrators and front desks take, answer and close messages.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::ContactMessageId,
        inbox::{InboxEvent, Standing},
        language::{Language, TimeStyle},
        notice::NoticeKind,
        ordering::{MessageColumn, Order},
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        contact::{self, InboxFilter},
        list_export::{self, List},
        notice,
    },
    words::Reader,
};
use jiff::SignedDuration;

use crate::{
    smtp::{Smtp, send_all},
    support::{Clinic, actor, monday_morning, on_both},
};

const TEXT: &str = "When do you open on Sundays?";

async fn holders(clinic: &Clinic) -> (Actor, Actor) {
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    (admin, clinic.receptionist("Rece Ption", clinic.centre).await)
}

async fn write(services: &Services, text: &str) {
    contact::send(services, "Vi Sitor", "vi@example.org", text, "203.0.113.7").await.expect("sent");
}

async fn standing(services: &Services, by: &Actor, standing: Standing) -> Vec<ContactMessageId> {
    let found = contact::inbox(services, by, &InboxFilter::of(standing)).await.expect("an inbox");
    found.page.rows.iter().map(|one| one.id).collect()
}

fn is_refused<T>(outcome: &Outcome<T>, with: &AppError) -> bool {
    matches!(outcome, Err(Failure::Refused(error)) if error == with)
}

on_both! {
    async fn a_message_to_the_clinic_is_taken_and_answered_by_email_and_the_answer_is_kept(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (admin, desk) = holders(&clinic).await;
        write(&services, TEXT).await;
        let id = standing(&services, &desk, Standing::Open).await[0];
        let (me, colleague) = (desk.id().expect("an account"), admin.id().expect("an account"));

        contact::assign(&services, &desk, id, Some(me)).await.expect("taken");
        contact::assign(&services, &admin, id, Some(me)).await.expect("so already");
        contact::assign(&services, &desk, id, Some(colleague)).await.expect("given");
        let seen = contact::open(&services, &admin, id).await.expect("read");
        assert_eq!((seen.message.standing, seen.is_mailed), (Standing::Assigned, true));
        assert_eq!(seen.message.assigned_to.map(|(whose, _)| whose), Some(colleague));
        assert_eq!(seen.holders.len(), 2);
        let last = seen.events.last().expect("what was done").id.0;
        let both = [&admin, &desk].map(|who| contact::answer(&services, who, id, last, "From ten.\n\nSee you!"));
        let [one, other]: [Outcome<()>; 2] = futures::future::join_all(both).await.try_into().expect("two");

        assert_eq!(u8::from(one.is_ok()) + u8::from(other.is_ok()), 1, "{one:?} {other:?}");
        let late = if one.is_ok() { other } else { one };
        assert!(is_refused(&late, &AppError::Overtaken), "{late:?}");
        assert_eq!(standing(&services, &admin, Standing::Answered).await, [id]);
        let kept = contact::open(&services, &admin, id).await.expect("read").events;
        let kinds: Vec<_> = kept.iter().map(|event| event.kind).collect();
        assert_eq!(kinds, [InboxEvent::Assigned, InboxEvent::Assigned, InboxEvent::Answered]);
        assert_eq!(kept[2].body, "From ten.\n\nSee you!");
        let closed = contact::assign(&services, &desk, id, None).await;
        assert!(is_refused(&closed, &AppError::Overtaken), "nothing is left to do");
        send_all(&services, "me").await;
        let letters = smtp.letters();
        let answers: Vec<_> = letters.iter().filter(|letter| letter.contains("vi@example.org")).collect();
        assert_eq!(answers.len(), 1, "{letters:?}");
        for words in ["Subject: Our answer to your message", "Hello Vi Sitor,", "From ten.", "See you!"] {
            assert!(answers[0].contains(words), "{words} in {}", answers[0]);
        }
        assert!(!answers[0].contains("Sundays"), "what was asked is not repeated");
        let audited = "select count(*) from audit_event where action = 'contact.reply'";
        assert_eq!(clinic.test.count(audited).await, 1);
        let read = "select count(*) from audit_event where action = 'contact.read' and outcome = 'done'";
        assert_eq!(clinic.test.count(read).await, 2, "once for each opening");
    }
}

on_both! {
    async fn who_holds_the_inbox_hears_of_a_message_at_once_and_of_each_step(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (admin, desk) = holders(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let told = async |who: &Actor| {
            let latest = notice::latest(services, who).await.expect("own notices");
            latest.iter().filter(|one| one.kind == NoticeKind::ContactReceived).count()
        };
        services.live.connected().await;
        let mut bell = services.live.subscribe();

        write(services, TEXT).await;
        write(services, "And on Mondays, please?").await;
        let id = standing(services, &admin, Standing::Open).await[0];
        contact::settle(services, &desk, id, Standing::Closed).await.expect("closed");

        assert_eq!((told(&admin).await, told(&desk).await, told(&patient).await), (1, 1, 0), "once, until it is read");
        let mut heard = Vec::new();
        while heard.len() < 6 {
            let change = bell.recv().await.expect("an open line");
            heard.extend((change != Some(Topic::Audit)).then_some(change));
        }
        let both = [&admin, &desk].map(|who| Some(Topic::Account(who.id().expect("an account"))));
        assert_eq!(heard, [both, both, both].concat(), "two messages, and one step");
        assert_eq!(contact::count_waiting(services, &desk).await.expect("counted"), 1);
        assert_eq!(contact::count_waiting(services, &patient).await.expect("counted"), 0);
    }
}

on_both! {
    async fn the_inbox_is_for_nobody_else_and_nothing_is_sent_where_no_email_is(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (admin, desk) = holders(&clinic).await;
        let manager = actor(clinic.account("Man Ager", Role::Manager).await, &[Role::Manager]);
        let doctor = actor(clinic.account("Doc Tor", Role::Practitioner).await, &[Role::Practitioner]);
        let patient = clinic.patient("Pat Ient").await;
        write(services, TEXT).await;
        let id = standing(services, &desk, Standing::Open).await[0];

        for who in [&manager, &doctor, &patient] {
            assert!(is_refused(&contact::open(services, who, id).await, &AppError::Forbidden), "{who:?}");
            assert!(is_refused(&contact::answer(services, who, id, 0, "Yes").await, &AppError::Forbidden), "{who:?}");
            assert!(is_refused(&contact::assign(services, who, id, None).await, &AppError::Forbidden), "{who:?}");
            assert!(is_refused(&contact::settle(services, who, id, Standing::Closed).await, &AppError::Forbidden));
            let given = contact::assign(services, &desk, id, who.id()).await;
            assert!(is_refused(&given, &AppError::NotFound), "they could not see it");
        }
        let no_email = contact::answer(services, &admin, id, 0, "From ten.").await;
        assert!(is_refused(&no_email, &AppError::NotFound), "{no_email:?}");
        assert_eq!(standing(services, &admin, Standing::Open).await, [id], "and so it stands as it did");
        assert!(contact::open(services, &admin, id).await.expect("read").events.is_empty());
        // A revoked role takes effect at once, also for someone who was let in a moment ago.
        let gone = actor(doctor.id().expect("an account"), &[Role::Receptionist]);
        assert!(is_refused(&contact::settle(services, &gone, id, Standing::Closed).await, &AppError::Forbidden));
    }
}

on_both! {
    async fn an_answer_is_in_the_language_of_who_asked(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "en,de").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (admin, _) = holders(&clinic).await;
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
        german.follow(write(&services, "Wann haben Sie sonntags auf?")).await;
        let id = standing(&services, &admin, Standing::Open).await[0];

        contact::answer(&services, &admin, id, 0, "Ab zehn.").await.expect("answered");
        send_all(&services, "me").await;

        let letters = smtp.letters();
        let answer = letters.iter().find(|letter| letter.contains("vi@example.org")).expect("an answer");
        assert!(answer.contains("Subject: Unsere Antwort auf Ihre Nachricht"), "{answer}");
    }
}

on_both! {
    async fn the_inbox_is_filtered_by_who_deals_with_a_message_and_by_when_it_was_sent(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (admin, desk) = holders(&clinic).await;
        for text in ["The first question", "The second question", "The third question"] {
            write(services, text).await;
            services.clock.set(services.clock.now() + SignedDuration::from_hours(24));
        }
        let all = standing(services, &admin, Standing::Open).await;
        let (me, colleague) = (desk.id().expect("an account"), admin.id().expect("an account"));
        for (id, whose) in [(all[0], me), (all[1], colleague), (all[2], me)] {
            contact::assign(services, &admin, id, Some(whose)).await.expect("given");
        }
        let list = async |filter: InboxFilter| -> Vec<ContactMessageId> {
            let found = contact::inbox(services, &desk, &filter).await.expect("an inbox");
            found.page.rows.iter().map(|one| one.id).collect()
        };
        let taken = InboxFilter::of(Standing::Assigned);
        let next_day = Some(monday_morning().as_second() + 24 * 3_600);

        assert_eq!(list(taken.clone()).await, all);
        assert_eq!(list(InboxFilter { text: "SECOND quest".into(), ..taken.clone() }).await, [all[1]]);
        assert_eq!(list(InboxFilter { text: "sitor vi@exam".into(), ..taken.clone() }).await, all);
        assert!(list(InboxFilter { text: "econd".into(), ..taken.clone() }).await.is_empty());
        assert_eq!(list(InboxFilter { assigned_to: Some(me), ..taken.clone() }).await, [all[0], all[2]]);
        assert_eq!(list(InboxFilter { assigned_to: Some(me), from: next_day, ..taken.clone() }).await, [all[2]]);
        assert_eq!(list(InboxFilter { until: next_day, ..taken.clone() }).await, [all[0]]);
        assert_eq!(list(InboxFilter { order: Order::down(MessageColumn::Sent), ..taken.clone() }).await[0], all[2]);

        list_export::begin(services, &admin, List::Inbox, "assigned").await.expect("allowed");
        let file = list_export::messages(services, &admin, &taken).await.expect("a file");
        assert!(file.len() == 3 && file.iter().all(|one| one.message.is_empty()), "{file:?}");
        let noted = "select count(*) from audit_event where action = 'contact.export' and part = 'assigned'";
        assert_eq!(clinic.test.count(noted).await, 1);
        let refused = list_export::begin(services, &desk, List::Inbox, "").await;
        assert!(is_refused(&refused, &AppError::Forbidden), "{refused:?}");
        let shown = |found: contact::Inbox| found.may_export;
        assert!(shown(contact::inbox(services, &admin, &taken).await.expect("an inbox")));
        assert!(!shown(contact::inbox(services, &desk, &taken).await.expect("an inbox")));
    }
}
