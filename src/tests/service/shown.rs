//! Whatever a list shows a patient, they can book: on cards, on a profile, on the home page, in the week and among the earliest
//! times.

use std::collections::BTreeSet;

use consulta::{
    domain::{
        account::{Actor, Role},
        booking::{BookingRefusal, Target},
        ids::{AccountId, CentreId, PractitionerId},
        seed::SeedSize,
        service_form::ServiceForm,
    },
    service::{
        Services,
        availability::{self, WeekQuery},
        booking::{self, BookingRequest},
        cancel,
        clock::Clock,
        earliest::{EarliestRequest, earliest},
        home, practitioner,
        search::{Found, Openings, SearchRequest, openings_of, search},
        seed::{self, DEMO_PASSWORD, SeedOptions},
        setting,
        why::why_not,
    },
};
use jiff::{SignedDuration, Timestamp};

use super::services::{administrator, form, offered};
use crate::support::{Clinic, actor, at, monday_morning, on_both};

/// A time with someone at a centre.
type Time = (PractitionerId, CentreId, Timestamp);

fn of_card(person: PractitionerId, openings: &Openings<'_>) -> Vec<Time> {
    let slots = openings.days.iter().flat_map(|day| &day.slots).chain([&openings.earliest]);
    slots.map(|slot| (person, openings.centre.id, slot.starts_at)).collect()
}

fn of_found(found: &Found<'_>) -> Vec<Time> {
    match found {
        Found::Practitioner { person, openings: Some(openings), .. } => of_card(person.id, openings),
        _ => Vec::new(),
    }
}

/// Every time that someone is shown, by the list that shows it.
async fn shown(services: &Services, who: &Actor) -> Vec<(&'static str, Vec<Time>)> {
    let directory = services.directory_for(who).await.expect("public");
    let mut cards = Vec::new();
    for page in 1..=3 {
        let request = SearchRequest { page, ..SearchRequest::default() };
        let found = search(services, &directory, who, &request).await.expect("searched");
        cards.extend(found.results.iter().flat_map(of_found));
    }
    let featured = home::featured(services, &directory, who).await.expect("some");
    let (mut profiles, mut weeks) = (Vec::new(), Vec::new());
    let mut people: Vec<PractitionerId> = directory.practitioners().map(|person| person.id).collect();
    people.sort_unstable();
    for id in people.into_iter().take(8) {
        let page = practitioner::page(services, who, &directory, id, 1).await.expect("a profile");
        profiles.extend(page.openings.iter().flat_map(|openings| of_card(id, openings)));
        for work in &page.person.affiliations {
            let centre = work.centre;
            let query = WeekQuery { practitioner: id, centre, service: None, date: None, moving: None };
            let week = availability::week(services, &directory, who, query).await.expect("a week");
            let slots = week.days.iter().flat_map(|day| &day.slots);
            weeks.extend(slots.map(|slot| (id, centre, slot.starts_at)));
        }
    }
    let found = earliest(services, &directory, who, &EarliestRequest::default()).await.expect("the earliest");
    let earliest = found.times.iter().map(|time| {
        let offering = time.offering;
        (offering.practitioner.id, offering.centre.id, time.slot.starts_at)
    });
    vec![
        ("cards", cards),
        ("home", featured.iter().flat_map(of_found).collect()),
        ("profiles", profiles),
        ("weeks", weeks),
        ("earliest", earliest.collect()),
    ]
}

on_both! {
    async fn every_list_shows_a_patient_only_what_they_can_book(test) {
        let services = Services::new(test.db.clone(), Clock::fixed(monday_morning()));
        let size = SeedSize { practitioners: 10, patients: 30, appointments: Some(900) };
        let options = SeedOptions { size, seed: 5, password: DEMO_PASSWORD.to_owned() };
        seed::run(&services, &options).await.expect("a clinic");
        setting::set(&services, "booking.max_per_patient_per_day", "1").await.expect("set");
        // The demo clinic numbers practitioners first: the 11th account is the first patient.
        for account in [11, 12, 17, 23] {
            let who = actor(AccountId(account), &[Role::Patient]);
            for (list, times) in shown(&services, &who).await {
                assert!(!times.is_empty(), "{list} shows account {account} something");
                let times: BTreeSet<Time> = times.into_iter().collect();
                for &(practitioner, centre, starts_at) in &times {
                    let target = Target { practitioner, centre, service: None, starts_at, slots: 1 };
                    let why = why_not(&services, &who, target).await.expect("an answer");
                    // A practitioner seen on referral only is marked so wherever they are listed.
                    let refusals = why.blockers.iter().map(|blocker| blocker.refusal());
                    let others: Vec<_> = refusals.filter(|why| *why != BookingRefusal::NeedsReferral).collect();
                    assert!(others.is_empty(), "{list} shows account {account} {starts_at}: {others:?}");
                }
                let directory = services.directory_for(&who).await.expect("public");
                let by_anyone = |time: &&Time| {
                    directory.practitioner(time.0).is_some_and(|person| !person.requires_referral)
                };
                let Some((practitioner, centre, starts_at)) = times.iter().rfind(by_anyone).copied() else { continue };
                let request = BookingRequest {
                    target: Target { practitioner, centre, service: None, starts_at, slots: 1 },
                    reason: String::new(),
                    idempotency_key: format!("{list}-{account}-intent"),
                };
                let booked = booking::book(&services, &who, request).await;
                let id = booked.unwrap_or_else(|e| panic!("{list} shows account {account} {starts_at}: {e:?}"));
                cancel::cancel(&services, &who, id, "").await.expect("cancelled");
            }
        }
    }
}

/// The start times on someone's card.
async fn card(clinic: &Clinic, who: &Actor, doctor: PractitionerId) -> Vec<Timestamp> {
    let directory = clinic.services.directory_for(who).await.expect("public");
    let person = directory.practitioner(doctor).expect("listed");
    let openings = openings_of(&clinic.services, &directory, who, person).await.expect("looked up");
    openings.iter().flat_map(|openings| of_card(doctor, openings)).map(|(.., at)| at).collect()
}

on_both! {
    async fn a_card_knows_where_its_reader_is_and_how_much_they_have_that_day(test) {
        let clinic = Clinic::new(test).await;
        let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        booking::book(&clinic.services, &patient, clinic.request(ann, at("09:00"))).await.expect("booked");
        let tomorrow = at("09:00") + SignedDuration::from_hours(24);

        let (visitors, theirs) = (card(&clinic, &Actor::Visitor, ben).await, card(&clinic, &patient, ben).await);
        clinic.set("booking.max_per_patient_per_day", "1").await;
        let capped = card(&clinic, &patient, ben).await;

        assert!(visitors.contains(&at("09:00")));
        assert!(!theirs.contains(&at("09:00")) && theirs.contains(&at("09:30")));
        assert_eq!(capped.iter().min(), Some(&tomorrow));
        assert!(card(&clinic, &Actor::Visitor, ben).await.contains(&at("09:00")), "others see what they saw");
        let both = actor(ben.account(), &[Role::Patient, Role::Practitioner]);
        assert_eq!(card(&clinic, &both, ben).await, [], "nobody is their own patient");
    }
}

on_both! {
    async fn a_full_group_is_listed_as_full_to_all_but_those_who_are_in_it(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let class = offered(&clinic, &admin, &ServiceForm { capacity: "2".into(), ..form("Class") }, &[doctor]).await;
        let names: Vec<String> = (0..3).map(|n| format!("Patient {n}")).collect();
        let patients = clinic.patients(&names).await;
        let full = async |who: &Actor| {
            let directory = clinic.services.directory_for(who).await.expect("public");
            let date = Some(jiff::civil::date(2026, 11, 23));
            let (practitioner, centre, service) = (doctor, clinic.centre, Some(class));
            let query = WeekQuery { practitioner, centre, service, date, moving: None };
            let week = availability::week(&clinic.services, &directory, who, query).await.expect("a week");
            let listed = week.days[0].slots.iter().any(|slot| slot.starts_at == at("15:00"));
            (listed, week.full.iter().map(|slot| slot.starts_at).collect::<Vec<_>>())
        };
        let seat = |who| {
            let request = clinic.request_for(Target { service: Some(class), ..clinic.target(doctor, at("15:00")) });
            booking::book(&clinic.services, who, request)
        };

        seat(&patients[0]).await.expect("a place");
        assert_eq!(full(&Actor::Visitor).await, (true, vec![]));
        seat(&patients[1]).await.expect("the last place");
        assert_eq!(full(&Actor::Visitor).await, (false, vec![at("15:00")]));
        assert_eq!(full(&patients[2]).await, (false, vec![at("15:00")]));
        assert_eq!(full(&patients[0]).await, (false, vec![]));
    }
}
