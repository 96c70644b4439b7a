//! What the demo accounts show on any day: a full diary, a busy desk, a record with a past.

use std::collections::{BTreeSet, HashMap, HashSet};

use consulta::domain::{
    appointment::Status,
    seed::{SeedAffiliation, SeedClosure, SeedPlan, SeedSize, SeedSubject, called_off, follow_up, plan, written},
};
use jiff::{
    SignedDuration, Timestamp,
    civil::{Date, date},
};

use super::{FULL, NOW, SIZE, clinic};

/// Two o'clock in the afternoon in Sydney, on each day of a week.
fn afternoons() -> impl Iterator<Item = Timestamp> {
    (0..7).map(|day| Timestamp::constant(1_791_169_200 + day * 86_400, 0))
}

#[test]
fn the_demo_practitioner_has_a_full_day_on_every_day_of_the_week() {
    for (size, now) in [SIZE, FULL].into_iter().flat_map(|size| afternoons().map(move |now| (size, now))) {
        let clinic = plan(size, 1, now).unwrap_or_else(|e| panic!("{e}"));
        let zone = clinic.centres[0].zone.tz().clone();
        let today = now.to_zoned(zone.clone()).date();
        let of_today = || {
            let mine = clinic.appointments.iter().filter(|visit| visit.practitioner == 0);
            let zone = zone.clone();
            mine.filter(move |visit| visit.slot.starts_at.to_zoned(zone.clone()).date() == today)
        };

        let times: BTreeSet<_> = of_today().map(|visit| visit.slot).collect();
        assert!(times.len() >= 8, "{today}: {} times", times.len());
        for status in [Status::Fulfilled, Status::Cancelled, Status::Noshow, Status::CheckedIn] {
            assert!(of_today().any(|visit| visit.status == status), "{today}: no one is {status:?}");
        }
        let to_come = of_today().filter(|visit| visit.slot.starts_at > now).count();
        let held = of_today().filter(|visit| visit.service.is_some_and(|s| clinic.services[s].draft.capacity > 1));
        assert!(to_come > 0 && held.count() >= 3, "{today}: {to_come} to come");
    }
}

#[test]
fn the_desk_of_the_demo_centre_is_busy_on_every_day_of_the_week() {
    for now in afternoons() {
        let clinic = plan(SeedSize { practitioners: 120, patients: 500, appointments: Some(2_000) }, 1, now);
        let clinic = clinic.unwrap_or_else(|e| panic!("{e}"));
        let zone = clinic.centres[0].zone.tz().clone();
        let today = now.to_zoned(zone.clone()).date();
        let here = clinic.appointments.iter().filter(|visit| visit.centre == 0);
        let of_today: Vec<_> =
            here.filter(|visit| visit.slot.starts_at.to_zoned(zone.clone()).date() == today).collect();

        let practitioners: BTreeSet<_> = of_today.iter().map(|visit| visit.practitioner).collect();
        assert!(practitioners.len() >= 2 && of_today.len() >= 12, "{today}: {practitioners:?}, {}", of_today.len());
    }
}

#[test]
fn everyone_writes_as_their_profession_does_and_only_some_prescribe() {
    let clinic = clinic(SeedSize { practitioners: 300, ..SIZE }, 7);
    let professions: BTreeSet<_> = clinic.practitioners.iter().map(|person| person.profession).collect();
    assert!(professions.len() > 10, "{professions:?}");

    let mut notes: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for visit in &clinic.appointments {
        let profession = clinic.practitioners[visit.practitioner].profession;
        let written = written(profession, visit.reason).unwrap_or_else(|| panic!("nothing for {profession}"));
        let prescribes = ["General practitioner", "Specialist", "Dentist"].contains(&profession);
        assert!(written.medicine.is_none() || (prescribes && written.diagnosis.is_some()), "{profession}: {written:?}");
        notes.entry(written.note).or_default().insert(profession);
    }
    for (note, by) in notes {
        assert_eq!(by.len(), 1, "{by:?} all write {note:?}");
    }
    for (profession, reason, says) in [
        ("Physiotherapist", "Lower back pain", "Mobilised"),
        ("Dentist", "Toothache", "decay"),
        ("Dentist", "", "gums"),
        ("Psychologist", "Continuing session", "thought record"),
        ("General practitioner", "Blood test results", "glucose"),
        ("Optometrist", "Eye test", "lenses"),
    ] {
        let note = written(profession, reason).map(|written| written.note).unwrap_or_default();
        assert!(note.contains(says), "{profession}, {reason:?}: {note}");
    }
}

#[test]
fn who_comes_again_and_again_is_never_written_about_in_the_same_words() {
    let notes: HashSet<String> = (0..35).map(|nth| follow_up(nth, "2 October")).collect();

    assert_eq!(notes.len(), 35);
}

#[test]
fn the_demo_patient_has_a_history_with_the_demo_practitioner() {
    for now in afternoons() {
        let clinic = plan(SeedSize { practitioners: 120, patients: 500, appointments: Some(2_000) }, 1, now);
        let clinic = clinic.unwrap_or_else(|e| panic!("{e}"));
        let visits = || clinic.appointments.iter().filter(|visit| visit.patient == 0);

        let past: Vec<_> = visits().filter(|visit| visit.slot.ends_at <= now).collect();
        assert!(past.len() >= 4 && past.iter().all(|visit| visit.status == Status::Fulfilled), "{past:?}");
        let reasons: BTreeSet<_> =
            past.iter().filter(|visit| visit.practitioner == 0).map(|visit| visit.reason).collect();
        assert!(reasons.contains("Cough that won't go away") && reasons.contains("Blood test results"), "{reasons:?}");
        assert!(visits().any(|visit| visit.slot.starts_at > now && visit.status == Status::Booked));
        assert!(clinic.ratings.iter().any(|rating| rating.patient == 0 && !rating.review.is_empty()));
    }
}

/// How much of the working hours at the demo centre is taken from one day to another, in percent.
fn taken(clinic: &SeedPlan, from: i64, to: i64) -> i64 {
    let day = |days: i64| NOW + SignedDuration::from_hours(24 * days);
    let is_of_demo = |place: usize| clinic.practitioners[place].affiliations.iter().any(|work| work.centre == 0);
    let weekly: i64 = (0..clinic.practitioners.len())
        .filter(|place| is_of_demo(*place))
        .flat_map(|place| clinic.practitioners[place].affiliations.iter().flat_map(|work| &work.hours))
        .map(|window| i64::from(window.ends().minutes()) - i64::from(window.starts().minutes()))
        .sum();
    let visits = clinic.appointments.iter().filter(|visit| {
        let starts_at = visit.slot.starts_at;
        is_of_demo(visit.practitioner) && day(from) <= starts_at && starts_at < day(to)
    });
    // Members of the same class take its time only once.
    let times: BTreeSet<_> = visits
        .filter(|visit| visit.status != Status::Cancelled)
        .map(|visit| (visit.practitioner, visit.slot))
        .collect();
    let minutes: i64 = times.iter().map(|(_, slot)| slot.ends_at.duration_since(slot.starts_at).as_mins()).sum();
    minutes * 7 * 100 / (weekly * (to - from))
}

#[test]
fn a_clinic_that_does_well_is_full_these_weeks_and_has_room_later() {
    let clinic = clinic(FULL, 7);

    let [past, soon, later] = [(-84, 0), (0, 14), (42, 56)].map(|(from, to)| taken(&clinic, from, to));

    assert!((45..=85).contains(&past), "{past} percent of the past weeks");
    assert!((50..=90).contains(&soon), "{soon} percent of the next two weeks");
    assert!(later < 30, "{later} percent of the weeks after that");
}

#[test]
fn in_a_clinic_that_does_well_some_visits_are_called_off_or_missed_for_various_reasons() {
    let clinic = clinic(FULL, 7);
    let over = || clinic.appointments.iter().filter(|visit| visit.slot.ends_at <= NOW);
    let share = |status| over().filter(|visit| visit.status == status).count() * 100 / over().count();

    assert!((5..=15).contains(&share(Status::Cancelled)), "{} of 100 cancelled", share(Status::Cancelled));
    assert!((2..=8).contains(&share(Status::Noshow)), "{} of 100 missed", share(Status::Noshow));
    let said: BTreeSet<_> = (0..clinic.appointments.len()).map(|place| called_off(place).1).collect();
    assert!(said.len() > 5 && said.contains(""), "{said:?}");
}

#[test]
fn in_a_clinic_that_does_well_patients_join_all_the_time_and_come_once_they_have() {
    let clinic = clinic(FULL, 7);
    let joined = |place: usize| clinic.patients[place].account.created_at;

    let lately = (0..FULL.patients).filter(|place| NOW.duration_since(joined(*place)).as_hours() < 84 * 24).count();
    assert!((20..=100).contains(&lately), "{lately} joined within twelve weeks");
    assert!(clinic.appointments.iter().all(|visit| joined(visit.patient) <= visit.created_at));
    assert!(!clinic.waiting.is_empty());
    for one in &clinic.waiting {
        assert!(joined(one.patient) <= one.created_at && one.created_at <= NOW && one.between.0 < one.between.1);
    }
}

#[test]
fn in_a_clinic_that_does_well_the_demo_practitioner_works_five_days_at_two_centres_and_today_at_the_first() {
    for now in afternoons() {
        let clinic = plan(FULL, 1, now).unwrap_or_else(|e| panic!("{e}"));
        let today = now.to_zoned(clinic.centres[0].zone.tz().clone()).weekday();
        let days = |work: &SeedAffiliation| work.hours.iter().map(|window| window.weekday()).collect::<HashSet<_>>();
        let [here, there] = &clinic.practitioners[0].affiliations[..] else { panic!("two centres") };

        assert_eq!((here.centre, clinic.centres[there.centre].zone.name()), (0, clinic.centres[0].zone.name()));
        assert!(days(here).contains(&today) && days(here).is_disjoint(&days(there)), "{today:?}");
        assert_eq!((days(here).len(), days(there).len()), (4, 1), "{today:?}");
        let elsewhere =
            clinic.appointments.iter().filter(|visit| visit.practitioner == 0 && visit.centre == there.centre);
        assert!(elsewhere.count() > 20, "people come there, too");
    }
}

#[test]
fn no_one_is_seen_on_a_public_holiday_but_today() {
    let clinic = clinic(FULL, 7);
    let is_closed = |name: &str, date: Date, centre: Option<usize>| {
        clinic.closures.iter().any(|one| one.name == name && one.date == date && one.centre == centre)
    };

    for (name, day) in [
        ("Christmas Day", date(2026, 12, 25)),
        // A Saturday, and the Monday instead.
        ("Boxing Day", date(2026, 12, 26)),
        ("Boxing Day", date(2026, 12, 28)),
        ("Good Friday", date(2027, 3, 26)),
        ("Easter Monday", date(2027, 3, 29)),
    ] {
        assert!(is_closed(name, day, None), "{name}");
    }
    for (centre, one) in clinic.centres.iter().enumerate() {
        let is_in = |zone: &str| one.zone.name() == zone;
        assert_eq!(is_closed("Melbourne Cup Day", date(2026, 11, 3), Some(centre)), is_in("Australia/Melbourne"));
        assert_eq!(is_closed("Waitangi Day", date(2027, 2, 8), Some(centre)), is_in("Pacific/Auckland"));
        assert_eq!(is_closed("King's Birthday", date(2026, 9, 28), Some(centre)), is_in("Australia/Perth"));
    }
    // Labour Day in Sydney.
    assert!(clinic.closures.iter().all(|one| one.date != date(2026, 10, 5)), "the demo is open today");
    for visit in &clinic.appointments {
        let day = visit.slot.starts_at.to_zoned(clinic.centres[visit.centre].zone.tz().clone()).date();
        let is_there = |one: &&SeedClosure| one.centre.is_none_or(|centre| centre == visit.centre);
        assert!(clinic.closures.iter().filter(is_there).all(|one| one.date != day), "{day}");
    }
}

#[test]
fn in_a_clinic_that_does_well_few_visits_are_rated_and_not_all_with_five_stars() {
    let clinic = clinic(FULL, 7);
    let seen = clinic.appointments.iter().filter(|visit| visit.status == Status::Fulfilled).count();
    let of_people = || clinic.ratings.iter().filter(|rating| matches!(rating.of, SeedSubject::Practitioner(_)));
    let (rated, best) = (of_people().count(), of_people().filter(|rating| rating.stars == 5).count());
    let middling = of_people().filter(|rating| (2..=3).contains(&rating.stars)).count();

    assert!((6..=20).contains(&(rated * 100 / seen)), "{rated} of {seen}");
    assert!(best * 2 < rated && middling * 10 > rated, "{best} and {middling} of {rated}");
}

#[test]
fn people_pay_in_the_money_of_the_country() {
    let clinic = clinic(SIZE, 7);

    for person in &clinic.practitioners {
        let zone = clinic.centres[person.affiliations[0].centre].zone.name();
        assert_eq!(person.currency == "NZD", zone == "Pacific/Auckland", "{zone}: {}", person.currency);
    }
}
