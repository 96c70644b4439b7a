//! The demo clinic: the same for the same seed, realistic, and free of double bookings.

mod demo;

use std::collections::{BTreeSet, HashMap, HashSet};

use consulta::domain::{
    account::Email,
    appointment::Status,
    profession::Profession,
    rating::LONGEST_REVIEW,
    seed::{DEMO_PATIENT, DEMO_PRACTITIONER, SeedCentre, SeedPlan, SeedSize, SeedSubject, plan},
    slot::{Schedule, SlotRule, check_hours, clashes},
    time::cells,
};
use jiff::Timestamp;

const SIZE: SeedSize = SeedSize { practitioners: 90, patients: 400, appointments: Some(4_000) };

/// A thriving clinic.
const FULL: SeedSize = SeedSize { practitioners: 40, patients: 900, appointments: None };

/// 2026-10-05T00:10Z: a Monday morning in Sydney, during opening hours, the day after its clocks have changed.
const NOW: Timestamp = Timestamp::constant(1_791_159_000, 0);

fn clinic(size: SeedSize, seed: u64) -> SeedPlan {
    plan(size, seed, NOW).unwrap_or_else(|e| panic!("{e}"))
}

/// Whether any person is in two places at once.
fn double_booked(clinic: &SeedPlan) -> bool {
    let (mut claimed, mut groups) = (HashSet::new(), HashSet::new());
    clinic.appointments.iter().any(|appointment| {
        let slot = appointment.slot;
        let is_group = appointment.service.is_some_and(|service| clinic.services[service].draft.capacity > 1);
        let joins = is_group && !groups.insert((appointment.practitioner, appointment.service, slot));
        let mut cells = cells(slot.starts_at, slot.ends_at);
        cells.any(|cell| {
            let patient = claimed.insert(("patient", appointment.patient, cell));
            let practitioner = joins || claimed.insert(("practitioner", appointment.practitioner, cell));
            !patient || !practitioner
        })
    })
}

fn all_different<T: std::hash::Hash + Eq>(values: impl IntoIterator<Item = T>) -> bool {
    let mut seen = HashSet::new();
    values.into_iter().all(|value| seen.insert(value))
}

#[test]
fn the_same_number_gives_the_same_clinic_and_another_another() {
    assert_eq!(clinic(SIZE, 7), clinic(SIZE, 7));
    assert_ne!(clinic(SIZE, 7), clinic(SIZE, 8));
}

#[test]
fn more_patients_change_no_practitioner_and_no_patient_before_them() {
    let (smaller, larger) = (clinic(SIZE, 7), clinic(SeedSize { patients: 500, ..SIZE }, 7));

    assert_eq!(smaller.practitioners, larger.practitioners);
    assert_eq!(smaller.patients[..], larger.patients[..400]);
}

#[test]
fn a_clinic_is_as_large_as_asked_for() {
    let clinic = clinic(SIZE, 7);

    assert_eq!(clinic.practitioners.len(), SIZE.practitioners);
    assert_eq!(clinic.patients.len(), SIZE.patients);
    assert_eq!(Some(clinic.appointments.len()), SIZE.appointments);
}

#[test]
fn nobody_is_anywhere_twice() {
    for seed in 0..3 {
        assert!(!double_booked(&clinic(SIZE, seed)), "seed {seed}");
    }
    assert!(!double_booked(&clinic(FULL, 7)));
}

#[test]
fn with_too_few_patients_there_are_fewer_appointments_and_none_overlap() {
    let small = clinic(SeedSize { practitioners: 40, patients: 2, appointments: Some(10_000) }, 7);

    assert!(small.appointments.len() < 10_000);
    assert!(!small.appointments.is_empty());
    assert!(!double_booked(&small));
}

#[test]
fn without_patients_or_practitioners_there_are_no_appointments() {
    for (practitioners, patients) in [(0, 0), (0, 5), (5, 0)] {
        let clinic = clinic(SeedSize { practitioners, patients, appointments: Some(10) }, 7);
        assert_eq!((clinic.practitioners.len(), clinic.appointments.len()), (practitioners, 0));
    }
}

#[test]
fn every_appointment_is_a_slot_of_its_practitioner_at_that_centre() {
    for clinic in [clinic(SIZE, 7), clinic(FULL, 7)] {
        for appointment in &clinic.appointments {
            let practitioner = &clinic.practitioners[appointment.practitioner];
            let affiliation = practitioner.affiliations.iter().find(|work| work.centre == appointment.centre);
            let hours = &affiliation.expect("works there").hours;
            let zone = clinic.centres[appointment.centre].zone.clone();
            let rule = appointment.service.map_or(SlotRule::default(), |service| clinic.services[service].draft.rule);
            let slot = Schedule::new(zone, hours, rule).check(appointment.slot.starts_at);
            assert_eq!(slot, Ok(appointment.slot), "{}", clinic.centres[appointment.centre].name);
        }
    }
}

#[test]
fn a_status_agrees_with_the_time_of_day() {
    for appointment in [SIZE, FULL].into_iter().flat_map(|size| clinic(size, 7).appointments) {
        let (slot, made) = (appointment.slot, appointment.created_at);
        assert!(made < slot.starts_at && made < NOW);
        let expected: &[Status] = if slot.ends_at <= NOW {
            &[Status::Fulfilled, Status::Cancelled, Status::Noshow]
        } else if slot.starts_at <= NOW {
            &[Status::CheckedIn]
        } else {
            &[Status::Booked, Status::Pending, Status::Arrived, Status::Cancelled]
        };
        assert!(expected.contains(&appointment.status), "{appointment:?}");
        assert_eq!(appointment.settled_at.is_none(), matches!(appointment.status, Status::Booked | Status::Pending));
        if let Some(settled) = appointment.settled_at {
            assert!(made < settled && settled <= NOW);
            let is_early = matches!(appointment.status, Status::Cancelled | Status::Arrived);
            assert_eq!(settled < slot.starts_at, is_early, "{appointment:?}");
        }
    }
}

#[test]
fn hours_at_the_centres_of_one_practitioner_never_clash() {
    let clinic = clinic(SIZE, 7);
    let several = clinic.practitioners.iter().filter(|practitioner| practitioner.affiliations.len() > 1).count();
    assert!(several > 10);

    for practitioner in &clinic.practitioners {
        for (index, work) in practitioner.affiliations.iter().enumerate() {
            assert!(!work.hours.is_empty());
            assert_eq!(check_hours(&work.hours), Ok(()));
            for other in &practitioner.affiliations[..index] {
                assert_eq!(clinic.centres[work.centre].zone, clinic.centres[other.centre].zone);
                assert_eq!(clashes(&work.hours, &other.hours), None, "{}", practitioner.account.full_name);
            }
        }
    }
}

#[test]
fn about_a_third_of_practitioners_work_at_several_centres() {
    for practitioners in [60, 120] {
        for seed in [1, 7] {
            let clinic = clinic(SeedSize { practitioners, patients: 0, appointments: Some(0) }, seed);
            let several = clinic.practitioners.iter().filter(|person| person.affiliations.len() > 1).count();
            let share = several * 100 / practitioners;
            assert!((25..=45).contains(&share), "{share} of 100 in a clinic of {practitioners} with seed {seed}");
        }
    }
}

#[test]
fn a_larger_clinic_changes_no_name() {
    let [small, large] =
        [60, 300].map(|practitioners| clinic(SeedSize { practitioners, patients: 0, appointments: Some(0) }, 7));
    let names = |clinic: &SeedPlan| -> Vec<String> {
        // The first ones staff each centre in turn, and a larger clinic has more of these.
        clinic.practitioners[large.centres.len()..60].iter().map(|person| person.account.email.clone()).collect()
    };

    assert!(small.centres.len() < large.centres.len());
    assert_eq!(names(&small), names(&large));
}

#[test]
fn about_a_third_of_practitioners_offer_services_and_all_of_those_the_consultation() {
    let clinic = clinic(SeedSize { practitioners: 300, ..SIZE }, 7);

    let offering: Vec<_> = clinic.practitioners.iter().filter(|person| !person.services.is_empty()).collect();
    assert!((75..=125).contains(&offering.len()), "{} of 300", offering.len());
    for person in offering {
        let draft = &clinic.services[person.services[0]].draft;
        assert_eq!((draft.name.as_str(), draft.rule, draft.capacity), ("Consultation", SlotRule::default(), 1));
    }
    for appointment in &clinic.appointments {
        let person = &clinic.practitioners[appointment.practitioner];
        let is_standard = appointment.service == person.services.first().copied();
        let is_theirs = appointment.service.is_some_and(|service| person.services.contains(&service));
        assert!(is_standard || (appointment.practitioner == 0 && is_theirs), "{appointment:?}");
    }
    assert_eq!(clinic.practitioners[0].services.len(), 5, "the demo practitioner shows what there is");
}

#[test]
fn whoever_offers_what_needs_a_room_has_one_wherever_they_work() {
    let clinic = clinic(SIZE, 7);

    assert!(all_different(clinic.rooms.iter().map(|room| (room.centre, room.name))));
    for person in &clinic.practitioners {
        for service in person.services.iter().map(|place| &clinic.services[*place]) {
            for work in &person.affiliations {
                let is_here = |room: &&usize| clinic.rooms[**room].centre == work.centre;
                assert!(
                    service.rooms.is_empty() || service.rooms.iter().any(|room| is_here(&room)),
                    "{}",
                    service.draft.name
                );
            }
        }
    }
}

#[test]
fn whatever_must_be_unique_is() {
    let clinic = clinic(SeedSize { practitioners: 1_500, patients: 3_000, appointments: Some(0) }, 7);
    let accounts = || clinic.practitioners.iter().map(|p| &p.account).chain(clinic.patients.iter().map(|p| &p.account));

    assert!(all_different(clinic.centres.iter().map(|centre| &centre.name)));
    assert!(all_different(clinic.centres.iter().map(|centre| &centre.abn)));
    assert!(all_different(accounts().map(|account| &account.email)));
    assert!(all_different(clinic.practitioners.iter().map(|practitioner| &practitioner.provider_number)));
    assert!(all_different(clinic.patients.iter().map(|patient| &patient.number)));
    assert!(all_different(clinic.patients.iter().map(|patient| &patient.medicare)));
}

#[test]
fn everybody_would_pass_the_forms() {
    let clinic = clinic(SIZE, 7);

    for practitioner in &clinic.practitioners {
        let known = Profession::parse(practitioner.profession).expect("a profession");
        assert_eq!(known.as_str(), practitioner.profession);
        assert!(!practitioner.expertise.is_empty() && practitioner.fee_cents >= 0);
    }
    assert!(clinic.practitioners.iter().any(|practitioner| practitioner.fee_cents == 0), "some bulk bill");
    let says_its_postcode = |centre: &SeedCentre| centre.address.ends_with(|last: char| last.is_ascii_digit());
    assert!(clinic.centres.iter().all(says_its_postcode));
    let accounts = clinic.practitioners.iter().map(|p| &p.account).chain(clinic.patients.iter().map(|p| &p.account));
    for account in accounts {
        assert!(Email::parse(&account.email).is_ok() && account.email.is_ascii(), "{}", account.email);
        assert_eq!(account.email, account.email.to_lowercase());
    }
}

#[test]
fn the_clinic_spans_several_zones_and_every_centre_is_staffed() {
    let clinic = clinic(SIZE, 7);

    let zones: BTreeSet<_> = clinic.centres.iter().map(|centre| centre.zone.name()).collect();
    let staffed: BTreeSet<_> =
        clinic.practitioners.iter().flat_map(|p| p.affiliations.iter().map(|work| work.centre)).collect();
    assert_eq!(zones.len(), 7);
    assert_eq!(staffed.len(), clinic.centres.len());
}

#[test]
fn bios_and_names_vary() {
    let clinic = clinic(SIZE, 7);
    let bios: HashSet<_> = clinic.practitioners.iter().map(|practitioner| &practitioner.bio).collect();
    let mut families: HashMap<_, usize> = HashMap::new();
    for patient in &clinic.patients {
        let family = patient.account.full_name.split(' ').next_back().expect("a name");
        *families.entry(family).or_default() += 1;
    }

    assert!(bios.len() > 85, "{} different bios of 90", bios.len());
    assert!(families.len() > 80, "{} family names", families.len());
    assert!(families.values().all(|people| *people < 40));
}

#[test]
fn the_people_who_sign_in_for_a_demo_have_a_past_and_a_future() {
    for size in [SIZE, SeedSize { practitioners: 12, patients: 30, appointments: Some(300) }] {
        let clinic = clinic(size, 7);
        let count = |mine: &dyn Fn(usize, usize) -> bool, coming: bool| {
            let appointments = clinic.appointments.iter();
            appointments.filter(|a| mine(a.practitioner, a.patient) && (a.slot.starts_at > NOW) == coming).count()
        };

        assert_eq!(clinic.practitioners[0].account.email, DEMO_PRACTITIONER);
        assert_eq!(clinic.patients[0].account.email, DEMO_PATIENT);
        assert!(clinic.practitioners[0].accepting_bookings);
        for coming in [false, true] {
            assert!(count(&|practitioner, _| practitioner == 0, coming) >= 3, "practitioner, coming: {coming}");
            assert!(count(&|_, patient| patient == 0, coming) >= 1, "patient, coming: {coming}");
        }
    }
}

#[test]
fn only_who_was_seen_has_rated_and_each_subject_once_after_the_visit() {
    let clinic = clinic(SIZE, 7);
    let (mut given, mut said) = (HashSet::new(), HashSet::new());

    for rating in &clinic.ratings {
        assert!(given.insert((rating.patient, rating.of)), "twice: {rating:?}");
        let was_seen = clinic.appointments.iter().any(|visit| {
            let is_of = match rating.of {
                SeedSubject::Practitioner(place) => visit.practitioner == place,
                SeedSubject::Centre(place) => visit.centre == place,
            };
            let seen = visit.status == Status::Fulfilled && visit.settled_at.is_some_and(|at| at <= rating.rated_at);
            visit.patient == rating.patient && is_of && seen
        });
        assert!(was_seen && rating.rated_at <= NOW, "{rating:?}");
        assert!((1..=5).contains(&rating.stars) && rating.review.chars().count() <= LONGEST_REVIEW);
        assert!(rating.review.is_empty() || said.insert((rating.of, rating.review)), "said twice: {rating:?}");
        let by_demo = rating.patient == 0;
        assert!(!by_demo || rating.of == SeedSubject::Practitioner(0), "the demo patient has yet to rate others");
    }
}

#[test]
fn some_are_rated_well_some_badly_and_some_not_at_all() {
    let clinic = clinic(SIZE, 7);
    let of = |place| clinic.ratings.iter().filter(move |rating| rating.of == SeedSubject::Practitioner(place));
    let counts: Vec<usize> = (0..SIZE.practitioners).map(|place| of(place).count()).collect();
    let centres = clinic.ratings.iter().filter(|rating| matches!(rating.of, SeedSubject::Centre(_))).count();

    let unrated = counts.iter().filter(|count| **count == 0).count();
    assert!((2..=SIZE.practitioners / 3).contains(&unrated), "{unrated} unrated");
    assert!(centres > 0);
    for stars in 1..=5 {
        assert!(clinic.ratings.iter().any(|rating| rating.stars == stars), "{stars} stars");
    }
    let good = clinic.ratings.iter().filter(|rating| rating.stars >= 4).count();
    assert!(good * 2 > clinic.ratings.len(), "most are content");
    let worded = clinic.ratings.iter().filter(|rating| !rating.review.is_empty()).count();
    assert!(worded > 20 && worded * 10 < clinic.ratings.len() * 6, "{worded} of {}", clinic.ratings.len());
}
