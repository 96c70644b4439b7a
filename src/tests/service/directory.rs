//! The copy of the directory: a change replaces only what it concerns, with the same result as reading everything again.

mod edits;

use std::{ptr, sync::Arc};

use consulta::{
    domain::{account::Actor, directory::Changed, ids::PractitionerId, topic::Topic},
    error::AppError,
    service::{
        Failure, Services, booking,
        clock::Clock,
        directory::{Directory, DirectoryCache},
        hours::{self, HoursChange},
        stranded::{Change, Settled},
    },
    storage::directory,
};
use jiff::SignedDuration;

use self::edits::{Dice, World};
use super::services::administrator;
use crate::support::{Clinic, at, monday_morning, on_both, practitioner_actor, weekdays};

/// Another process's empty copy, with its own clock.
fn another(clinic: &Clinic) -> (DirectoryCache, Clock) {
    let clock = Clock::fixed(clinic.services.clock.now());
    (DirectoryCache::of(&clinic.test.db, &clock), clock)
}

async fn from_scratch(clinic: &Clinic) -> Arc<Directory> {
    another(clinic).0.get().await.expect("read")
}

async fn copy(clinic: &Clinic) -> Arc<Directory> {
    clinic.services.directory_for(&Actor::Visitor).await.expect("public")
}

async fn works(services: &Services, who: PractitionerId, from: &str, to: &str) {
    let directory = services.directory_for(&practitioner_actor(who)).await.expect("read");
    let here = directory.practitioner(who).expect("there").affiliations[0].id;
    let week = HoursChange::Week(weekdays(from, to));
    let changed = hours::change(services, &practitioner_actor(who), here, week, &Settled::default()).await;
    assert!(matches!(changed, Ok(Change::Made(()))), "{changed:?}");
}

on_both! {
    async fn a_change_of_someones_hours_reads_and_copies_nothing_of_anyone_else(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bea) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Doctor").await);
        let before = copy(&clinic).await;
        // Only what is read again can show this.
        clinic.run("update practitioner set bio = 'Not told of'").await;

        works(&clinic.services, ann, "10:00", "12:00").await;

        let after = copy(&clinic).await;
        let of = |directory: &Directory, who| ptr::from_ref(directory.practitioner(who).expect("there"));
        assert_eq!(after.practitioner(ann).expect("there").bio, "Not told of");
        assert!(ptr::eq(of(&before, bea), of(&after, bea)) && !ptr::eq(of(&before, ann), of(&after, ann)));
        assert!(Arc::ptr_eq(&before.index, &after.index) && Arc::ptr_eq(&before.choices, &after.choices));
        assert!(Arc::ptr_eq(&before.places, &after.places));
        assert_eq!(before.practitioner(ann).expect("there").affiliations[0].hours.weekly, weekdays("09:00", "17:00"));
    }
}

on_both! {
    async fn after_any_changes_the_copy_is_what_reading_everything_would_give(test) {
        const EDITS: usize = 150;
        let clinic = Clinic::new(test).await;
        let mut world = World::new(&clinic, administrator(&clinic).await).await;
        let mut dice = Dice(18);
        let (other, others_clock) = another(&clinic);
        let mut made = 0;
        for nth in 0..EDITS {
            let version = "select version from directory_version";
            let before = clinic.test.count(version).await;
            let edit = world.edit(&clinic, &mut dice).await;
            made += usize::from(clinic.test.count(version).await > before);

            let whole = from_scratch(&clinic).await;
            assert!(*copy(&clinic).await == *whole, "after change {nth}: {edit}");
            // Another process takes in several at once.
            if nth % 7 == 0 {
                others_clock.set(others_clock.now() + SignedDuration::from_secs(1));
                assert!(*other.get().await.expect("read") == *whole, "elsewhere after change {nth}: {edit}");
            }
        }
        assert!(made > EDITS / 3, "{made} of {EDITS} were refused or said nothing");

        clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(48));
        assert!(*copy(&clinic).await == *from_scratch(&clinic).await, "two days later");
    }
}

on_both! {
    async fn by_hours_that_have_just_changed_elsewhere_nothing_is_booked(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let other = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
        let weekly = |directory: &Directory| directory.practitioner(doctor).expect("there").affiliations[0].hours.weekly.clone();
        let offered = other.directory_for(&patient).await.expect("read");
        works(&clinic.services, doctor, "17:00", "19:00").await;
        let still = other.directory_for(&patient).await.expect("read");
        assert_eq!(weekly(&still), weekly(&offered), "the other process does not know yet");

        let gone = booking::book(&other, &patient, clinic.request(doctor, at("10:00"))).await;
        let new = booking::book(&other, &patient, clinic.request(doctor, at("17:30"))).await;

        assert!(matches!(gone, Err(Failure::Refused(AppError::Booking { .. }))), "{gone:?}");
        new.expect("by the hours as they are");
        let known = other.directory_for(&patient).await.expect("read");
        assert_eq!(weekly(&known), weekdays("17:00", "19:00"));
    }
}

on_both! {
    async fn a_change_that_nobody_named_could_be_anything(test) {
        let clinic = Clinic::new(test).await;
        let mut conn = clinic.services.db.read().await.expect("a connection");
        let start = directory::version(&mut conn).await.expect("read");
        let (one, two) = (Changed::Practitioner(PractitionerId(1)), Changed::Settings);
        clinic.write([one, two], |tx, named| Box::pin(async move { Ok(directory::changed(tx, named).await?) })).await;
        let named = directory::changes(&mut conn, start, start + 1).await.expect("read");
        clinic.write((), |tx, ()| Box::pin(async move { Ok(directory::bump_version(tx).await?) })).await;
        let unnamed = directory::changes(&mut conn, start, start + 2).await.expect("read");
        clinic.write(two, |tx, two| Box::pin(async move { Ok(directory::changed(tx, &[*two]).await?) })).await;

        assert_eq!(named, Some(vec![one, two]));
        assert_eq!(unnamed, None);
        let missed = [start, start + 1, start + 2];
        let mut found = Vec::new();
        for known in missed {
            found.push(directory::changes(&mut conn, known, start + 3).await.expect("read"));
        }
        assert_eq!(found, [None, None, Some(vec![two])]);
        // The file was replaced by an older one.
        assert_eq!(directory::changes(&mut conn, start + 4, start + 3).await.expect("read"), None);
    }
}

on_both! {
    async fn whatever_changes_the_directory_is_in_this_process_s_copy_before_it_is_answered(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let before = copy(&clinic).await.version();
        let mut bell = clinic.services.live.subscribe();

        clinic
            .write(Changed::Practitioner(doctor), |tx, changed| {
                Box::pin(async move { Ok(directory::changed(tx, &[*changed]).await?) })
            })
            .await;

        assert_eq!(copy(&clinic).await.version(), before + 1);
        let heard: Vec<_> = std::iter::from_fn(|| bell.try_recv().ok()).flatten().collect();
        let calendar = Topic::Calendar(doctor.account());
        assert_eq!(heard, [Topic::Directory, calendar, Topic::Directory], "at the commit, then again");
    }
}
