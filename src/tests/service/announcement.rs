//! An announcement from the clinic to several users (S1-15): each gets it once, and no one else reads it.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::AccountId,
        notice::{NoticeKind, Topic},
    },
    error::AppError,
    service::{
        Failure, Outcome, Services,
        bulk::{
            self, Deed, LeftOut, Target,
            run::{self, Stage, Why},
        },
        notice::{self, Notice},
        notice_preference,
    },
};
use jiff::SignedDuration;

use super::services::administrator;
use crate::{
    smtp::{Smtp, send_all},
    support::{Clinic, actor, email_of, on_both},
};

fn message() -> Deed {
    Deed::Message {
        subject: "We move".to_owned(),
        text: "From May on we are at 1 Quay Street.\n\nSee you there!".to_owned(),
    }
}

async fn begun(services: &Services, who: &Actor, deed: &Deed, to: &[AccountId]) -> Outcome<String> {
    let targets: Vec<Target> = to.iter().copied().map(Target::Account).collect();
    run::begin(services, who, (&run::new_key(), None), deed, &targets).await
}

async fn read(services: &Services, who: &Actor) -> Vec<Notice> {
    let latest = notice::latest(services, who).await.expect("own notices");
    latest.into_iter().filter(|one| one.kind == NoticeKind::FromClinic).collect()
}

on_both! {
    async fn each_chosen_user_gets_one_notice_and_one_letter_also_where_the_run_was_cut_short(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = administrator(&clinic).await;
        let names = ["Ann Ient".to_owned(), "Bob Ient".to_owned(), "Cam Ient".to_owned()];
        let patients = clinic.patients(&names).await;
        let stranger = clinic.patient("Sam Stranger").await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();

        let id = begun(&services, &admin, &message(), &ids).await.expect("asked for");
        assert!(run::work(&services, "first", 1).await.expect("worked"));
        assert!(run::work(&services, "second", usize::MAX).await.expect("worked"));
        send_all(&services, "me").await;

        let done = run::find(&services, &admin, &id).await.expect("their own");
        assert!(done.items.iter().all(|one| one.stage == Stage::Done));
        assert!(!done.can_be_undone);
        for (who, name) in patients.iter().zip(&names) {
            let got = read(&services, who).await;
            assert_eq!(got.len(), 1, "{name}");
            assert_eq!(got[0].subject, "We move");
            assert!(got[0].text.ends_with("See you there!"));
            let letters = smtp.letters();
            let theirs = letters.iter().filter(|letter| letter.contains(&email_of(name)) && letter.contains("Subject: We move"));
            assert_eq!(theirs.count(), 1, "{letters:?}");
            assert!(letters.iter().any(|letter| letter.contains("1 Quay Street")));
        }
        assert!(read(&services, &stranger).await.is_empty(), "it was not sent to them");
        assert_eq!(clinic.test.count("select count(*) from announcement").await, 1);
        let sent = "select count(*) from audit_event where action = 'announcement.send'";
        assert_eq!(clinic.test.count(sent).await, 3);
    }
}

on_both! {
    async fn whoever_wants_no_such_letters_finds_the_message_behind_the_bell_only(test) {
        const LETTERS: &str = "select count(*) from delivery where topic = 'announcements'";
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = administrator(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let me = patient.id().expect("an account");
        notice_preference::choose(&services, &patient, vec![Topic::Messages]).await.expect("chosen");

        begun(&services, &admin, &message(), &[me]).await.expect("asked for");
        run::work(&services, "a process", usize::MAX).await.expect("worked");

        assert_eq!(read(&services, &patient).await.len(), 1);
        assert_eq!(clinic.test.count(LETTERS).await, 0);
        notice_preference::choose(&services, &patient, vec![Topic::Announcements]).await.expect("chosen");
        begun(&services, &admin, &message(), &[me]).await.expect("asked for");
        run::work(&services, "a process", usize::MAX).await.expect("worked");
        assert_eq!(clinic.test.count(LETTERS).await, 1);
    }
}

on_both! {
    async fn only_active_users_are_written_to_and_only_by_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let manager = actor(clinic.account("Max Manager", Role::Manager).await, &[Role::Manager]);
        let patients = clinic.patients(&["Ann Ient".to_owned(), "Bob Ient".to_owned()]).await;
        let ids: Vec<AccountId> = patients.iter().filter_map(Actor::id).collect();
        clinic.run("update account set status = 'inactive' where full_name = 'Bob Ient'").await;
        let targets: Vec<Target> = ids.iter().copied().map(Target::Account).collect();

        let before = bulk::preview(services, &admin, &message(), &targets).await.expect("a preview");
        let id = begun(services, &admin, &message(), &ids).await.expect("asked for");
        run::work(services, "a process", usize::MAX).await.expect("worked");

        assert_eq!(before.iter().map(|one| one.left_out).collect::<Vec<_>>(), [None, Some(LeftOut::Inactive)]);
        let done = run::find(services, &admin, &id).await.expect("their own");
        let stages: Vec<Stage> = done.items.into_iter().map(|one| one.stage).collect();
        assert_eq!(stages, [Stage::Done, Stage::NotDone(Why::LeftOut(LeftOut::Inactive))]);
        for who in [&manager, &patients[0]] {
            let refused = begun(services, who, &message(), &ids).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
        let empty = Deed::Message { subject: String::new(), text: " ".to_owned() };
        let refused = begun(services, &admin, &empty, &ids).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Invalid(problems))) if problems.len() == 2));
    }
}

on_both! {
    async fn so_many_are_sent_in_a_day_and_the_text_is_forgotten_after_its_time(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let me = [patient.id().expect("an account")];

        for _ in 0..10 {
            begun(services, &admin, &message(), &me).await.expect("asked for");
        }
        let refused = begun(services, &admin, &message(), &me).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::TooManyAttempts(_)))));
        services.clock.set(services.clock.now() + SignedDuration::from_hours(24));
        begun(services, &admin, &message(), &me).await.expect("asked for on the next day");
        run::work(services, "a process", usize::MAX).await.expect("worked");
        clinic.run("update announcement set made_at = 1").await;
        run::sweep(services).await.expect("swept");

        let got = read(services, &patient).await;
        assert_eq!(got.len(), 1, "that it came is kept");
        assert_eq!((got[0].subject.as_str(), got[0].text.as_str()), ("", ""));
    }
}

on_both! {
    async fn of_two_that_are_asked_for_at_once_the_second_counts_the_first(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let me = [clinic.patient("Pat Ient").await.id().expect("an account")];
        for _ in 0..9 {
            begun(services, &admin, &message(), &me).await.expect("asked for");
        }

        let last = message();
        let (one, other) = tokio::join!(begun(services, &admin, &last, &me), begun(services, &admin, &last, &me));

        let refused = |outcome: &Outcome<String>| matches!(outcome, Err(Failure::Refused(AppError::TooManyAttempts(_))));
        assert_eq!([&one, &other].map(|outcome| outcome.is_ok()).iter().filter(|is_done| **is_done).count(), 1);
        assert!(refused(&one) || refused(&other), "{one:?}, {other:?}");
    }
}
