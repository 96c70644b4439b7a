//! Whatever is offered can be booked: around every transition of every IANA zone from 2000 to 2040, each slot that the engine lists
//! passes the booking decision, and every slot that the decision accepts is listed.

#![expect(clippy::unwrap_used, reason = "a helper that fails is a failing test")]

use std::collections::HashSet;

use consulta::domain::{
    booking::{Claimed, Facts, Strictness, decide},
    calendar_view::local_date,
    healthcare_service::HealthcareService,
    ids::PractitionerId,
    settings::Settings,
    slot::{Availability, Occupancy, Schedule, Slot, SlotRule},
    time::Zone,
};
use jiff::{SignedDuration, Timestamp, ToSpan, civil::date};

/// What a visitor at `now` may book.
fn bookable(
    zone: &Zone,
    hours: &Availability,
    service: &HealthcareService,
    starts_at: Timestamp,
    now: Timestamp,
) -> Option<Slot> {
    let facts = Facts {
        needs_referral: false,
        patient: None,
        practitioner: PractitionerId(1),
        accepting: true,
        service,
        zone,
        hours,
        starts_at,
        claimed: Claimed::default(),
        of_service_that_day: 0,
        of_patient_that_day: 0,
    };
    decide(&facts, Strictness::Patient, &Settings::default(), now).ok()
}

fn visit(step: u16, duration: u16) -> HealthcareService {
    let rule = SlotRule::new(step, duration).unwrap();
    HealthcareService { rule, ..HealthcareService::standard(&Settings::default()) }
}

/// The instants of a zone's transitions.
fn transitions(zone: &Zone) -> Vec<Timestamp> {
    let [from, to]: [Timestamp; 2] = ["1999-12-31T23:59:59Z", "2041-01-01T00:00Z"].map(|text| text.parse().unwrap());
    zone.tz().following(from).map(|transition| transition.timestamp()).take_while(|at| *at < to).collect()
}

#[test]
fn what_is_offered_around_a_transition_is_what_the_decision_takes() {
    let always = Availability::always();
    // Half-hours, and one that ends at a different offset from where it begins.
    let services = [visit(30, 30), visit(15, 45)];
    let (mut offered_in_all, mut held) = (0, 0);
    for name in jiff::tz::db().available() {
        let zone = Zone::parse(name.as_str()).unwrap();
        for (nth, at) in transitions(&zone).into_iter().enumerate() {
            let service = &services[nth % services.len()];
            let schedule = Schedule::of(zone.clone(), &always, service.rule);
            // Some clocks change at a minute past midnight; slots start at whole five minutes in every zone.
            let from = Timestamp::from_second(at.as_second().div_euclid(300) * 300).unwrap() - 100.minutes();
            let to = from + 200.minutes();
            let now = from - 1.minute();
            let days =
                schedule.free_slots(local_date(&zone, from).yesterday().unwrap(), 4, &Occupancy::default(), from);
            let offered: HashSet<Slot> =
                days.into_iter().flat_map(|day| day.slots).filter(|slot| slot.starts_at < to).collect();

            // Every five minutes: anything in between is never on the grid.
            let all = (0..40).map(|n| from + SignedDuration::from_mins(5 * n));
            let taken: HashSet<Slot> =
                all.filter_map(|starts_at| bookable(&zone, &always, service, starts_at, now)).collect();

            assert_eq!(taken, offered, "{} {at}", zone.name());
            offered_in_all += offered.len();
            held += 1;
        }
    }
    assert!(held > 15_000 && offered_in_all > 6 * held, "{offered_in_all} slots around {held} transitions");
}

#[test]
fn every_half_hour_of_the_oddest_days_can_be_booked() {
    let (always, service) = (Availability::always(), visit(30, 30));
    for (name, day, half_hours) in [
        ("Australia/Sydney", date(2026, 10, 4), 46),
        ("Australia/Sydney", date(2026, 11, 24), 48),
        ("Australia/Sydney", date(2026, 4, 5), 50),
        ("Australia/Lord_Howe", date(2026, 10, 4), 47),
        ("Australia/Lord_Howe", date(2026, 4, 5), 49),
        ("Pacific/Apia", date(2011, 12, 29), 48),
        ("Pacific/Apia", date(2011, 12, 30), 0),
        ("Pacific/Apia", date(2011, 12, 31), 48),
    ] {
        let zone = Zone::parse(name).unwrap();
        let offered = Schedule::of(zone.clone(), &always, service.rule).day_slots(day);
        let now = offered.first().map_or(Timestamp::UNIX_EPOCH, |slot| slot.starts_at) - 1.second();

        let taken: Vec<Slot> =
            offered.iter().filter_map(|slot| bookable(&zone, &always, &service, slot.starts_at, now)).collect();

        assert_eq!((taken.len(), &taken), (half_hours, &offered), "{name} {day}");
    }
}
