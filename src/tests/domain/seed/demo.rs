//! What the demo accounts find on any day: a full diary, a busy desk, a record with a past.

use std::collections::{BTreeSet, HashMap};

use consulta::domain::{
    appointment::Status,
    seed::{SeedSize, plan, written},
};
use jiff::Timestamp;

use super::{SIZE, clinic};

/// Two o'clock in the afternoon in Sydney, on each day of a week.
fn afternoons() -> impl Iterator<Item = Timestamp> {
    (0..7).map(|day| Timestamp::constant(1_791_169_200 + day * 86_400, 0))
}

#[test]
fn the_demo_practitioner_has_a_full_day_on_every_day_of_the_week() {
    for now in afternoons() {
        let clinic = plan(SIZE, 1, now).unwrap_or_else(|e| panic!("{e}"));
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
        let clinic = plan(SeedSize { practitioners: 120, patients: 500, appointments: 2_000 }, 1, now);
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
fn the_demo_patient_has_a_history_with_the_demo_practitioner() {
    for now in afternoons() {
        let clinic = plan(SeedSize { practitioners: 120, patients: 500, appointments: 2_000 }, 1, now);
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
