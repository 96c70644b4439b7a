//! The bell: news of a change reaches listeners after the commit, and only then.

use std::{collections::BTreeSet, time::Duration};

use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::Step,
        ids::{PatientId, PractitionerId},
        invite_form::InviteForm,
        notice::NoticeKind,
        rating::{RatingForm, Subject},
        topic::Topic,
        user_form::UserForm,
        waitlist::Urgency,
    },
    service::{
        account_invitation, admin,
        agenda::{Span, of_practitioner},
        application, booking, cancel,
        live::Change,
        message::{self, Sending},
        notice as notices,
        rating::{self, answer},
        referral, setting, user, visit, waitlist,
    },
    storage::{
        delivery::{self, Purpose, Settled},
        notice,
    },
};
use tokio::{sync::broadcast::Receiver, time::timeout};

use super::{
    join::form as application_form,
    referral_case::Referring,
    waitlist::{join, with},
};
use crate::support::{Clinic, TestDb, actor, at, on_both, practitioner_actor};

/// Long enough for any machine; nothing here measures speed.
const PATIENCE: Duration = Duration::from_secs(20);

/// Creating a test's people changes the directory and the accounts too, and their actions change lists.
fn is_of_the_clinic(topic: Topic) -> bool {
    use Topic::{Applications, Appointments, Audit, Directory, Letters, People, Referrals, Sessions, Waitlist};
    matches!(
        topic,
        Directory | People | Applications | Appointments | Waitlist | Referrals | Letters | Audit | Sessions(_)
    )
}

async fn next(bell: &mut Receiver<Change>) -> Change {
    loop {
        let change = timeout(PATIENCE, bell.recv()).await.expect("word in time").expect("an open line");
        if !matches!(change, Some(topic) if is_of_the_clinic(topic)) {
            return change;
        }
    }
}

/// A clinic, and a listener at its bell. With PostgreSQL, the connection between processes opens in its own time, and then
/// announces that something may have been missed.
async fn listening(test: TestDb) -> (Clinic, Receiver<Change>) {
    let clinic = Clinic::new(test).await;
    timeout(PATIENCE, clinic.services.live.connected()).await.expect("in time");
    let bell = clinic.services.live.subscribe();
    (clinic, bell)
}

fn calendar(of: PractitionerId) -> Topic {
    Topic::Calendar(of.account())
}

fn account(of: &Actor) -> Topic {
    Topic::Account(of.id().expect("an account"))
}

/// The topics announced by now: news of a change is there before its author is answered.
fn rung(bell: &mut Receiver<Change>) -> BTreeSet<Topic> {
    let changes = std::iter::from_fn(|| bell.try_recv().ok()).map(|change| change.expect("nothing was missed"));
    changes.filter(|topic| !is_of_the_clinic(*topic)).collect()
}

on_both! {
    async fn each_change_of_an_appointment_rings_for_its_practitioner_once_it_can_be_read(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let standing = async || {
            let day = of_practitioner(&clinic.services, &me, Span::Day, None).await.expect("a day");
            let statuses = day.days[0].appointments.iter().map(|one| one.status.as_str());
            statuses.collect::<Vec<_>>().join(" ")
        };
        rung(&mut bell);

        let id = booking::book(&clinic.services, &first, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assert!(rung(&mut bell).contains(&calendar(doctor)));
        assert_eq!(standing().await, "booked");

        clinic.services.clock.set(at("09:55"));
        visit::take_step(&clinic.services, &me, id, Step::CheckIn, "").await.expect("there");
        assert!(rung(&mut bell).contains(&calendar(doctor)));
        assert_eq!(standing().await, "checked-in");

        let id = booking::book(&clinic.services, &second, clinic.request(doctor, at("11:00"))).await.expect("booked");
        assert!(rung(&mut bell).contains(&calendar(doctor)));
        cancel::cancel(&clinic.services, &second, id, "").await.expect("called off");
        assert!(rung(&mut bell).contains(&calendar(doctor)));
        assert_eq!(standing().await, "checked-in cancelled");

        join(&clinic, &second, with(doctor)).await;
        assert!(rung(&mut bell).contains(&calendar(doctor)));
    }
}

on_both! {
    async fn whatever_becomes_of_an_appointment_rings_for_its_patient_and_for_no_other(test) {
        let (clinic, mut bell) = listening(test).await;
        clinic.set("booking.confirmation", "approval").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (services, me) = (&clinic.services, practitioner_actor(doctor));
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Otto Other").await);
        let theirs = Topic::Calendar(patient.id().expect("an account"));
        let others = [Topic::Calendar(other.id().expect("an account")), account(&other)];
        rung(&mut bell);
        let mut rings = |what: &str| {
            let heard = rung(&mut bell);
            assert!(heard.contains(&theirs), "{what}: {heard:?}");
            assert!(others.iter().all(|topic| !heard.contains(topic)), "{what}: {heard:?}");
        };

        let id = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("asked");
        rings("asked for");
        visit::take_step(services, &me, id, Step::Approve, "").await.expect("approved");
        rings("approved");
        services.clock.set(at("10:00"));
        for step in [Step::CheckIn, Step::Complete] {
            visit::take_step(services, &me, id, step, "").await.expect("taken");
            rings("taken on");
        }
        let id = booking::book(services, &patient, clinic.request(doctor, at("14:00"))).await.expect("asked");
        rings("asked for again");
        visit::take_step(services, &me, id, Step::Decline, "full").await.expect("declined");
        rings("declined");
    }
}

on_both! {
    async fn a_notice_rings_for_its_reader_when_it_is_written_and_once_when_it_is_read(test) {
        let (clinic, mut bell) = listening(test).await;
        let reader = clinic.patient("Pat Ient").await;
        let me = reader.id().expect("an account");
        rung(&mut bell);

        for at in [1, 2] {
            let writing = clinic.write((me, at), |tx, (me, at)| {
                Box::pin(async move { Ok(notice::insert_about(tx, *me, NoticeKind::PasskeyAdded, notice::About::Person(*me), *at).await?) })
            });
            writing.await;
            assert_eq!(rung(&mut bell), BTreeSet::from([account(&reader)]));
        }
        notices::mark_read(&clinic.services, &reader).await.expect("their own");
        assert_eq!(rung(&mut bell), BTreeSet::from([account(&reader)]), "their other pages count anew");
        notices::mark_read(&clinic.services, &reader).await.expect("their own");
        assert!(rung(&mut bell).is_empty(), "there was nothing more to read");
    }
}

on_both! {
    async fn a_message_rings_for_both_sides_and_for_no_one_s_calendar(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let pat = PatientId(patient.id().expect("an account").0);
        booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        let thread = message::start(&clinic.services, &patient, pat, doctor).await.expect("begun");
        let both = BTreeSet::from([account(&patient), account(&me)]);
        rung(&mut bell);

        let sending = Sending { thread, text: "Hello".into(), intent: "intent-1".into() };
        let sent = message::send(&clinic.services, &patient, sending).await.expect("sent");
        assert_eq!(rung(&mut bell), both);

        message::open(&clinic.services, &me, thread, None).await.expect("theirs");
        assert!(rung(&mut bell).is_empty(), "opening it says nothing");
        message::mark_read(&clinic.services, &me, thread, sent).await.expect("theirs");
        assert_eq!(rung(&mut bell), both, "that it was read");
        message::mark_read(&clinic.services, &me, thread, sent).await.expect("theirs");
        assert!(rung(&mut bell).is_empty(), "there was nothing more to read");
    }
}

on_both! {
    async fn what_is_written_about_someone_rings_for_those_who_read_it(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (services, of) = (&clinic.services, Subject::Practitioner(doctor));
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        clinic.run("update appointment set status = 'fulfilled' where status = 'booked'").await;
        let about = BTreeSet::from([Topic::Reviews(of)]);
        rung(&mut bell);

        let form = RatingForm { stars: "2".into(), review: "Waited long".into() };
        rating::rate(services, &patient, of, &form).await.expect("rated");
        assert_eq!(rung(&mut bell), about);
        let review = rating::reviews(services, &patient, of, 1).await.expect("public").reviews.remove(0);
        let (id, rated_at) = (review.id, review.rated_at);
        answer::answer(services, &me, id, rated_at, "Sorry").await.expect("answered");
        assert_eq!(rung(&mut bell), about);
        rating::hide(services, &patient, id, rated_at, "not theirs to do").await.expect_err("refused");
        assert!(rung(&mut bell).is_empty(), "nothing for the refusal");
        rating::hide(services, &admin, id, rated_at, "rude").await.expect("hidden");
        assert_eq!(rung(&mut bell), about);
        rating::show(services, &admin, id).await.expect("shown");
        assert_eq!(rung(&mut bell), about);
        answer::remove(services, &me, id).await.expect("removed");
        assert_eq!(rung(&mut bell), about);
        rating::take_back(services, &patient, of).await.expect("taken back");
        assert_eq!(rung(&mut bell), about);
    }
}

on_both! {
    async fn appointments_and_those_who_wait_ring_for_the_lists_of_them(test) {
        let (clinic, mut bell) = listening(test).await;
        let (doctor, patient) = (clinic.practitioner("Ann Doctor").await, clinic.patient("Pat Ient").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let services = &clinic.services;
        heard(&mut bell);
        let mut lists = || -> Vec<Topic> {
            let lists = [Topic::Appointments, Topic::Waitlist];
            heard(&mut bell).into_iter().flatten().filter(|topic| lists.contains(topic)).collect()
        };

        let id = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assert_eq!(lists(), [Topic::Appointments]);
        cancel::cancel(services, &patient, id, "").await.expect("called off");
        assert_eq!(lists(), [Topic::Appointments]);
        let wish = join(&clinic, &patient, with(doctor)).await;
        assert_eq!(lists(), [Topic::Waitlist]);
        waitlist::set_urgency(services, &admin, wish, Urgency::Urgent).await.expect("set");
        assert_eq!(lists(), [Topic::Waitlist]);
        waitlist::withdraw(services, &patient, wish).await.expect("withdrawn");
        assert_eq!(lists(), [Topic::Waitlist]);
    }
}

on_both! {
    async fn referrals_and_letters_ring_for_the_lists_of_them(test) {
        let (clinic, mut bell) = listening(test).await;
        let (services, case) = (&clinic.services, Referring::new(&clinic).await);
        let skin = clinic.specialist("Ann Skin", "Dermatology").await;
        let reader = case.patient.id().expect("an account");
        heard(&mut bell);
        let mut lists = || -> BTreeSet<Topic> {
            let lists = [Topic::Referrals, Topic::Letters];
            heard(&mut bell).into_iter().flatten().filter(|topic| lists.contains(topic)).collect()
        };

        let id = case.to(&clinic, skin, "1").await;
        assert_eq!(lists(), BTreeSet::from([Topic::Referrals]));
        referral::decline(services, &practitioner_actor(skin), id, "Not for us").await.expect("declined");
        assert_eq!(lists(), BTreeSet::from([Topic::Referrals]));

        let queue = clinic.write(reader, |tx, reader| {
            Box::pin(async move {
                delivery::set_enabled(tx, true).await?;
                Ok(delivery::queue(tx, *reader, Purpose::Test, 1, 0).await?)
            })
        });
        queue.await;
        assert_eq!(lists(), BTreeSet::from([Topic::Letters]));
        let taken = clinic.write((), |tx, ()| Box::pin(async move { Ok(delivery::take(tx, "one", (2, 9), 1).await?) })).await;
        assert!(lists().is_empty(), "the list does not show that one is under way");
        let settle = clinic.write(taken[0].id, |tx, id| {
            Box::pin(async move { Ok(delivery::settle(tx, *id, "one", &Settled::Sent, 3).await?) })
        });
        assert!(settle.await);
        assert_eq!(lists(), BTreeSet::from([Topic::Letters]));
    }
}

on_both! {
    async fn what_is_refused_rings_for_nobody(test) {
        let (clinic, mut bell) = listening(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (first, second) = (clinic.patient("First One").await, clinic.patient("Second One").await);
        let wanted = || clinic.request(doctor, at("10:00"));
        booking::book(&clinic.services, &first, wanted()).await.expect("booked");
        assert!(rung(&mut bell).contains(&calendar(doctor)));

        booking::book(&clinic.services, &second, wanted()).await.expect_err("taken");
        assert!(rung(&mut bell).is_empty(), "nothing for the refusal");

        let wish = join(&clinic, &second, with(doctor)).await;
        assert!(rung(&mut bell).contains(&calendar(doctor)), "for the wish");
        waitlist::withdraw(&clinic.services, &second, wish).await.expect("withdrawn");
        assert!(rung(&mut bell).contains(&calendar(doctor)), "for the withdrawal");
    }
}

/// The topics announced since the last call.
fn heard(bell: &mut Receiver<Change>) -> Vec<Change> {
    std::iter::from_fn(|| bell.try_recv().ok()).collect()
}

on_both! {
    async fn what_administrators_change_rings_for_whoever_sees_it(test) {
        let (clinic, mut bell) = listening(test).await;
        let services = &clinic.services;
        let ada = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        services.directory_for(&ada).await.expect("a copy");
        let named = |name: &str, email: &str| UserForm { name: name.into(), email: email.into(), ..UserForm::default() };
        let (directory, people) = (Some(Topic::Directory), Some(Topic::People));
        heard(&mut bell);

        user::save(services, &ada, patient, &named("Patricia Ient", "pat.ient@example.org")).await.expect("saved");
        let of_patient = heard(&mut bell);
        user::save(services, &ada, doctor.account(), &named("Anna Doctor", "ann.doctor@example.org")).await.expect("saved");
        let of_doctor = heard(&mut bell);
        admin::set_account_status(services, &ada, doctor.account(), AccountStatus::Inactive).await.expect("off");
        let gone = heard(&mut bell);
        setting::set(services, "theme.name", "Harbour").await.expect("set");
        let set = heard(&mut bell);

        assert!(of_patient.contains(&people) && !of_patient.contains(&directory), "{of_patient:?}");
        assert!(of_doctor.contains(&people) && of_doctor.contains(&directory), "{of_doctor:?}");
        assert!(gone.contains(&people) && gone.contains(&directory), "{gone:?}");
        // The last event comes when this process's copy has the change: anyone who reloads then sees it.
        assert!(services.directory_for(&ada).await.expect("a copy").practitioner(doctor).is_none());
        assert!(set.contains(&directory) && !set.contains(&people), "{set:?}");
    }
}

on_both! {
    async fn invitations_ring_for_whoever_lists_them_when_they_are_made_used_and_taken_back(test) {
        let (clinic, mut bell) = listening(test).await;
        let services = &clinic.services;
        let ada = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let form = InviteForm { role: Role::Practitioner.as_str().into(), ..InviteForm::usual() };
        heard(&mut bell);

        let token = account_invitation::invite(services, &ada, &form).await.expect("invited");
        let made = heard(&mut bell);
        application::apply(services, &application_form(clinic.centre), &token, "").await.expect("sent");
        let used = heard(&mut bell);
        account_invitation::invite(services, &ada, &form).await.expect("invited");
        let (listed, _) = account_invitation::list(services, &ada).await.expect("listed");
        heard(&mut bell);
        account_invitation::revoke(services, &ada, listed[0].id).await.expect("taken back");
        let revoked = heard(&mut bell);

        for rung in [made, used, revoked] {
            assert!(rung.contains(&Some(Topic::People)), "{rung:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_line_between_processes_was_lost_everybody_is_told_to_look_again() {
    let (clinic, mut bell) = listening(TestDb::postgres().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;

    let cut = clinic.test.count(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and lower(query) like 'listen%'",
    );
    assert_eq!(cut.await, 1);

    assert_eq!(next(&mut bell).await, None);
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    while next(&mut bell).await != Some(calendar(doctor)) {}
}
