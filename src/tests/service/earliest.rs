//! The earliest times of everyone who matches equal those found by reading every week page of each of them.

use std::collections::BTreeSet;

use consulta::{
    domain::{
        account::{Actor, Role},
        calendar_view::day_start,
        ids::{AccountId, CentreId, PractitionerId},
        seed::SeedSize,
        service_form::ServiceForm,
        slot::Slot,
    },
    service::{
        Services,
        availability::{self, WeekQuery},
        booking,
        clock::Clock,
        directory::Directory,
        earliest::{self, Earliest, EarliestRequest, MOST_PAGES, PAGE_SIZE},
        hours,
        search::next_free_at,
        seed::{self, DEMO_PASSWORD, SeedOptions},
    },
    storage::claim::{self, Owner, Span},
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::date};

use super::services::{add_room, administrator, book, form, offered};
use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor, weekdays, window};

type Time = (Timestamp, PractitionerId, CentreId);

async fn directory_of(services: &Services) -> std::sync::Arc<Directory> {
    services.directory_for(&Actor::Visitor).await.expect("public")
}

async fn ask<'d>(
    services: &Services,
    directory: &'d Directory,
    actor: &Actor,
    request: &EarliestRequest,
) -> Earliest<'d> {
    earliest::earliest(services, directory, actor, request).await.expect("an answer")
}

fn times(found: &Earliest<'_>) -> Vec<Time> {
    let time =
        |free: &earliest::FreeTime<'_>| (free.slot.starts_at, free.offering.practitioner.id, free.offering.centre.id);
    found.times.iter().map(time).collect()
}

/// Every time that someone's week pages offer where `fits`, starting at a date and for 90 days, in order.
async fn by_week_pages(
    services: &Services,
    directory: &Directory,
    actor: &Actor,
    request: &EarliestRequest,
    fits: impl Fn(&str, &[String], &str) -> bool,
) -> Vec<Time> {
    let now = services.clock.now();
    let mut all = BTreeSet::new();
    for person in directory.practitioners() {
        for work in &person.affiliations {
            let centre = directory.centre(work.centre).expect("a centre");
            if !fits(&person.profession, &person.expertise, &centre.suburb) {
                continue;
            }
            let starts = request.from.map_or(now, |date| day_start(&centre.zone, date)).max(now);
            let first = request.from.unwrap_or(date(2026, 11, 22));
            for monday in first.series(7.days()).take(15) {
                let query = WeekQuery {
                    practitioner: person.id,
                    centre: work.centre,
                    service: None,
                    date: Some(monday),
                    moving: None,
                };
                let week = availability::week(services, directory, actor, query).await.expect("a week");
                let slots = week.days.iter().flat_map(|day| &day.slots);
                let within = slots
                    .filter(|slot| (starts..=starts + SignedDuration::from_hours(24 * 90)).contains(&slot.starts_at));
                all.extend(within.map(|slot| (slot.starts_at, person.id, work.centre)));
            }
        }
    }
    all.into_iter().collect()
}

/// Compares pages with the whole list. If several start at once, the last one on a page may differ.
async fn hold_against(services: &Services, actor: &Actor, request: EarliestRequest, expected: &[Time]) {
    let directory = directory_of(services).await;
    let mut seen = BTreeSet::new();
    for page in 1..=expected.len().div_ceil(PAGE_SIZE).clamp(1, MOST_PAGES) {
        let found = ask(services, &directory, actor, &EarliestRequest { page, ..request.clone() }).await;

        let (found_times, first) = (times(&found), (page - 1) * PAGE_SIZE);
        let instants: Vec<Timestamp> = found_times.iter().map(|(at, ..)| *at).collect();
        let wanted: Vec<Timestamp> = expected.iter().skip(first).take(PAGE_SIZE).map(|(at, ..)| *at).collect();
        assert_eq!(instants, wanted, "page {page} of {request:?}");
        for time in found_times {
            assert!(expected.contains(&time), "{time:?} is not offered by its week page");
            assert!(seen.insert(time), "{time:?} is listed twice");
        }
        assert_eq!(found.has_more, expected.len() > first + PAGE_SIZE && page < MOST_PAGES);
        assert_eq!(found.given_up, None);
    }
}

on_both! {
    async fn the_earliest_times_of_a_whole_clinic_are_those_of_its_week_pages(test) {
        let services = Services::new(test.db.clone(), Clock::fixed(monday_morning()));
        let size = SeedSize { practitioners: 24, patients: 80, appointments: Some(3_000) };
        let options = SeedOptions { size, seed: 3, password: DEMO_PASSWORD.to_owned() };
        seed::run(&services, &options).await.expect("a clinic");
        let directory = directory_of(&services).await;
        let place = directory.places.find("Randwick").expect("a suburb of the demo clinic");
        let near: Vec<&str> = directory.places.near(place).iter().map(|id| directory.places.name(*id)).collect();
        assert!(!near.is_empty());
        // The demo clinic numbers practitioners first: the 25th account is a patient, with appointments of their own.
        let patient = actor(AccountId(25), &[Role::Patient]);
        let all = EarliestRequest::default();

        let anybody = by_week_pages(&services, &directory, &Actor::Visitor, &all, |_, _, _| true).await;
        hold_against(&services, &Actor::Visitor, all.clone(), &anybody).await;

        let of_patient = by_week_pages(&services, &directory, &patient, &all, |_, _, _| true).await;
        hold_against(&services, &patient, all.clone(), &of_patient).await;

        let gps = EarliestRequest { profession: "General practitioner".into(), suburb: "randwik".into(), nearby: true, ..all };
        let fits = |profession: &str, _: &[String], suburb: &str| {
            profession == gps.profession && (suburb == "Randwick" || near.contains(&suburb))
        };
        let expected = by_week_pages(&services, &directory, &patient, &gps, fits).await;
        assert!(expected.len() > PAGE_SIZE);
        hold_against(&services, &patient, gps.clone(), &expected).await;

        let here = EarliestRequest { nearby: false, from: Some(date(2027, 1, 13)), ..gps };
        let fits = |profession: &str, _: &[String], suburb: &str| profession == here.profession && suburb == "Randwick";
        let expected = by_week_pages(&services, &directory, &Actor::Visitor, &here, fits).await;
        hold_against(&services, &Actor::Visitor, here, &expected).await;
    }
}

on_both! {
    async fn rooms_caps_groups_notice_and_horizon_count_as_on_the_week_page(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let [ann, bob, cyd] = [clinic.practitioner("Ann One").await, clinic.practitioner("Bob Two").await, clinic.practitioner("Cyd Three").await];
        let patients = clinic.patients(&["P One", "P Two", "P Three", "P Four"].map(str::to_owned)).await;
        let rooms = vec![add_room(&clinic, &admin, "Gym").await];
        let class = ServiceForm { duration: "60".into(), capacity: "2".into(), rooms: rooms.clone(), ..form("Class") };
        let class = offered(&clinic, &admin, &class, &[ann]).await;
        let capped = ServiceForm { daily_cap: "2".into(), notice: "1".into(), horizon: "9".into(), ..form("Capped") };
        let capped = offered(&clinic, &admin, &capped, &[bob]).await;
        let in_room = ServiceForm { buffer_after: "10".into(), rooms, ..form("In a room") };
        let in_room = offered(&clinic, &admin, &in_room, &[cyd]).await;
        for (patient, whom, service, when) in [
            (0, ann, class, "10:00"), (1, ann, class, "11:00"), (2, ann, class, "11:00"),
            (0, bob, capped, "09:30"), (1, bob, capped, "10:30"),
            (3, cyd, in_room, "14:00"),
        ] {
            book(&clinic, &patients[patient], whom, service, at(when)).await.expect("booked");
        }
        // Later, the two visits that fill Bob's day are over.
        for now in ["08:00", "14:40"] {
            clinic.services.clock.set(at(now));
            for actor in [&Actor::Visitor, &patients[0], &patients[3]] {
                let directory = directory_of(&clinic.services).await;
                let all = EarliestRequest::default();
                let expected = by_week_pages(&clinic.services, &directory, actor, &all, |_, _, _| true).await;
                hold_against(&clinic.services, actor, all, &expected).await;
                let today = |(when, who, _): &&Time| *who == bob && *when < at("24:00");
                assert_eq!(expected.iter().filter(today).count(), 0, "the day is as full as it may be");
            }
        }
    }
}

on_both! {
    async fn only_who_takes_bookings_is_listed_and_nobody_to_themself(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bob) = (clinic.practitioner("Ann One").await, clinic.practitioner("Bob Two").await);
        let all = EarliestRequest::default();
        let who = async |actor: &Actor| {
            let directory = directory_of(&clinic.services).await;
            let found = ask(&clinic.services, &directory, actor, &all).await;
            let people: BTreeSet<PractitionerId> = times(&found).into_iter().map(|(_, who, _)| who).collect();
            assert_eq!(found.practitioners, people.len());
            people
        };

        assert_eq!(who(&Actor::Visitor).await, BTreeSet::from([ann, bob]));
        assert_eq!(who(&practitioner_actor(ann)).await, BTreeSet::from([bob]));
        hours::set_accepting(&clinic.services, &practitioner_actor(bob), false).await.expect("closed");
        assert_eq!(who(&Actor::Visitor).await, BTreeSet::from([ann]));
        assert!(who(&practitioner_actor(ann)).await.is_empty());
    }
}

on_both! {
    async fn a_centre_knows_when_each_of_its_people_is_next_free_there(test) {
        let clinic = Clinic::new(test).await;
        let (ann, bob) = (clinic.practitioner("Ann One").await, clinic.practitioner("Bob Two").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(ann, at("09:00"))).await.expect("booked");
        hours::set_accepting(&clinic.services, &practitioner_actor(bob), false).await.expect("closed");

        let directory = directory_of(&clinic.services).await;
        let centre = directory.centre(clinic.centre).expect("a centre");
        let free = next_free_at(&clinic.services, &directory, &Actor::Visitor, centre).await.expect("looked up");

        let starts: Vec<(PractitionerId, Timestamp)> = free.iter().map(|(who, slot)| (*who, slot.starts_at)).collect();
        assert_eq!(starts, [(ann, at("09:30"))]);
    }
}

on_both! {
    async fn a_listed_time_is_gone_once_it_is_booked_and_each_can_be_booked(test) {
        let clinic = Clinic::new(test).await;
        let perth = clinic.centre("1002", "Far Clinic", "Australia/Perth").await;
        let ann = clinic.practitioner("Ann One").await;
        clinic.affiliate(clinic.account("Bob Two", Role::Practitioner).await, perth,
            &weekdays("08:00", "12:00")).await;
        let patient = clinic.patient("Pat Ient").await;

        for nth in 0..6 {
            let directory = directory_of(&clinic.services).await;
            let found = ask(&clinic.services, &directory, &patient, &EarliestRequest::default()).await;
            // Perth is three hours behind: its first slot is Sydney's fifth.
            let first = found.times[0];
            assert_eq!(first.slot.starts_at, at("09:00") + SignedDuration::from_mins(30 * nth));
            let mut request = clinic.request(first.offering.practitioner.id, first.slot.starts_at);
            request.target.centre = first.offering.centre.id;
            booking::book(&clinic.services, &patient, request).await.expect("what is listed can be booked");
        }
        let directory = directory_of(&clinic.services).await;
        let found = ask(&clinic.services, &directory, &Actor::Visitor, &EarliestRequest::default()).await;
        let at_noon = times(&found).into_iter().filter(|(when, ..)| *when == at("12:00"));
        assert_eq!(at_noon.map(|(_, who, _)| who == ann).collect::<Vec<_>>(), [true, false], "Sydney's noon is Perth's nine");
    }
}

on_both! {
    async fn whoever_is_booked_out_ends_the_search_with_a_word(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann One").await;
        let patient = clinic.patient("Pat Ient").await;
        // Around the clock in steps of five minutes: 90 days of it are more than is looked up.
        clinic.set("booking.slot_minutes", "5").await;
        let work = clinic.account("Bob Two", Role::Practitioner).await;
        let always: Vec<_> = (1..=7).map(|day| window(day, "00:00", "24:00")).collect();
        clinic.affiliate(work, clinic.centre, &always).await;
        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        let until = clinic.services.clock.now() + SignedDuration::from_hours(24 * 85);
        let whole = Span {
            resource: PractitionerId(work.0).resource(),
            slot: Slot { starts_at: clinic.services.clock.now(), ends_at: until },
        };
        let taken = clinic.services.db.write((id, whole), |tx, (id, whole)| {
            Box::pin(async move { claim::take(tx, Owner::Appointment(*id), &[*whole]).await })
        });
        assert!(taken.await.expect("stored"));

        let directory = directory_of(&clinic.services).await;
        let request = EarliestRequest { text: "Bob Two".into(), ..EarliestRequest::default() };
        let found = ask(&clinic.services, &directory, &Actor::Visitor, &request).await;

        assert!(found.times.is_empty() && !found.has_more);
        let given_up = found.given_up.expect("a date");
        assert!((date(2027, 1, 25)..date(2027, 2, 5)).contains(&given_up), "{given_up}");
        let later = EarliestRequest { from: Some(given_up), ..request };
        let found = ask(&clinic.services, &directory, &Actor::Visitor, &later).await;
        assert_eq!(found.times.len(), PAGE_SIZE);
    }
}
