//! The people of the demo clinic and where they work: centres, practitioners, patients. Each draws from its own random stream, so
//! that adding a patient changes no practitioner.

use std::collections::HashSet;

use jiff::{SignedDuration, Timestamp, civil::Date};

use super::{
    DEMO_PATIENT, DEMO_PRACTITIONER, SeedAccount, SeedAffiliation, SeedCentre, SeedPatient, SeedPractitioner,
    hours::{self, SeedError},
    names::{CULTURES, Culture},
    places::{CITIES, City, HOSPITALS, MEDICAL_CENTRES, STREETS, TREES, city_of},
    rng::Rng,
    services,
    work::{self, WORK},
};
use crate::domain::{
    directory::CentreKind,
    patient::{BLOOD_GROUPS, Gender},
    text,
    time::Zone,
};

const CENTRE: u64 = 1;
const PRACTITIONER: u64 = 2;
const PATIENT: u64 = 3;
const PATIENT_NUMBER: u64 = 5;
const WORKPLACE: u64 = 6;
/// Chosen so that in the browser tests' small clinic anyone can book every specialist.
const REFERRAL: u64 = 21;

/// The index in [`CITIES`] of a practitioner's city.
pub(super) fn home_city(practitioner: &SeedPractitioner) -> usize {
    practitioner.affiliations.first().map_or(0, |affiliation| city_of(affiliation.centre))
}

pub(super) fn centres(count: usize, seed: u64) -> Result<Vec<SeedCentre>, SeedError> {
    let mut names = HashSet::new();
    (0..count)
        .map(|index| {
            let rng = &mut Rng::for_thing(seed, CENTRE, index);
            let city = &CITIES[city_of(index)];
            // Every suburb gets its first centre before any gets a second.
            let before = (0..index).filter(|other| city_of(*other) == city_of(index)).count();
            let (suburb, postcode) = city.suburbs[before % city.suburbs.len()];
            let kind = if index % 5 == 0 { CentreKind::Hospital } else { CentreKind::MedicalCentre };
            let styles = if kind == CentreKind::Hospital { HOSPITALS } else { MEDICAL_CENTRES };
            let style = rng.pick(styles);
            let first = rng.below(TREES.len());
            let name = (0..TREES.len())
                .map(|next| format!("{} {style} {suburb}", TREES[(first + next) % TREES.len()]))
                .find(|name| !names.contains(name))
                .unwrap_or_else(|| format!("{style} {suburb} {index}"));
            names.insert(name.clone());
            Ok(SeedCentre {
                kind,
                name,
                // Eleven digits like a real one, but real ones never begin with a zero.
                abn: format!("{:011}", 10_000 + index),
                suburb,
                address: format!("{}, {suburb} {} {postcode}", street(rng), city.state),
                phone: phone(city, 9_000 + index),
                zone: Zone::parse(city.zone)?,
            })
        })
        .collect()
}

pub(super) fn practitioners(
    count: usize,
    centres: &[SeedCentre],
    seed: u64,
    now: Timestamp,
) -> Result<Vec<SeedPractitioner>, SeedError> {
    (0..count)
        .map(|index| {
            let rng = &mut Rng::for_thing(seed, PRACTITIONER, index);
            // Drawn separately, so that adding centres changes no one's name.
            let places = &mut Rng::for_thing(seed, WORKPLACE, index);
            // The first ones are spread over all centres in turn, so that no centre is empty.
            let home = if index < centres.len() { index } else { rng.below(centres.len()) };
            let city = city_of(home);
            let mut workplaces = vec![home];
            let others: Vec<usize> = (0..centres.len()).filter(|one| *one != home && city_of(*one) == city).collect();
            let more = *rng.pick(&[0, 0, 0, 0, 0, 1, 1, 1, 1, 2]);
            workplaces.extend(places.sample(&others, more));
            let mut week = hours::week(rng, places, workplaces.len())?;
            match index {
                0 => {
                    workplaces.truncate(1);
                    week = vec![hours::demo_week()?];
                }
                // Some also work at weekends, like the demo practitioner.
                _ if home == 0 && index % 3 == 1 => {
                    week[0] = hours::with_weekend(std::mem::take(&mut week[0]))?;
                }
                _ => {}
            }

            let (person, culture, given) = account(rng, "practitioner", index, &CITIES[city], now);
            // The demo practitioner is a general practitioner, and so can be booked without a referral.
            let work = if index == 0 { &WORK[0] } else { rng.pick_weighted(WORK, |work| work.weight) };
            let areas = if work.profession == "Specialist" { 1 } else { 1 + rng.below(3) };
            let expertise = rng.sample(work.expertise, areas);
            let years = rng.between(2, 35);
            let mut languages = vec!["English"];
            if !culture.language.is_empty() && rng.percent(75) {
                languages.push(culture.language);
            }
            if rng.percent(10) {
                let another = rng.pick(CULTURES).language;
                if !another.is_empty() && !languages.contains(&another) {
                    languages.push(another);
                }
            }
            // Some general practitioners charge nothing.
            let bulk_bills = work.profession == WORK[0].profession && index % 3 == 2;
            let email = if index == 0 { DEMO_PRACTITIONER.to_owned() } else { person.email };
            Ok(SeedPractitioner {
                profession: work.profession,
                provider_number: format!("{:07}{}", 1_000_000 + index, char::from(b'A' + (index % 26) as u8)),
                qualifications: rng.pick(work.qualifications),
                bio: work::bio(rng, &given, work.profession, years, &expertise, centres[home].suburb),
                experience_years: years,
                languages: languages.join(", "),
                fee_cents: rng.between(work.fee.0 / 5, work.fee.1 / 5) * if bulk_bills { 0 } else { 500 },
                currency: CITIES[city].currency,
                // The demo practitioner can be booked; a few others take no new patients.
                accepting_bookings: index == 0 || !rng.percent(4),
                requires_referral: work.profession == "Specialist" && Rng::for_thing(seed, REFERRAL, index).percent(30),
                affiliations: workplaces
                    .into_iter()
                    .zip(week)
                    .map(|(centre, hours)| SeedAffiliation { centre, hours })
                    .collect(),
                services: services::offered_by(index, work.profession, &expertise, seed),
                expertise,
                reasons: work.reasons,
                account: SeedAccount { email, ..person },
            })
        })
        .collect()
}

pub(super) fn patients(count: usize, seed: u64, now: Timestamp) -> Vec<SeedPatient> {
    (0..count)
        .map(|index| {
            let rng = &mut Rng::for_thing(seed, PATIENT, index);
            let city = &CITIES[city_of(index)];
            let (person, culture, _) = account(rng, "patient", index, city, now);
            let (suburb, postcode) = *rng.pick(city.suburbs);
            let relatives = if rng.percent(50) { culture.women } else { culture.men };
            let relative = rng.pick(relatives);
            let has_contact = rng.percent(60);
            let email = if index == 0 { DEMO_PATIENT.to_owned() } else { person.email };
            SeedPatient {
                number: patient_number(index, seed),
                date_of_birth: birthday(rng),
                gender: person.gender.filter(|_| rng.percent(92)),
                blood_group: rng.percent(40).then(|| *rng.pick(&BLOOD_GROUPS)),
                address: format!("{}, {suburb} {} {postcode}", street(rng), city.state),
                // Ten digits; cards begin with 2 to 6.
                medicare: format!("9{index:09}"),
                emergency_name: if has_contact {
                    format!("{relative} {}", rng.pick(culture.families))
                } else {
                    String::new()
                },
                emergency_phone: if has_contact { phone(city, rng.below(9_000)) } else { String::new() },
                account: SeedAccount { email, ..person },
            }
        })
        .collect()
}

/// Makes a person, with their culture and given name.
fn account(
    rng: &mut Rng,
    role: &str,
    index: usize,
    city: &City,
    now: Timestamp,
) -> (SeedAccount, &'static Culture, String) {
    let culture = rng.pick_weighted(CULTURES, |culture| culture.weight);
    let (given, gender) = match rng.below(100) {
        0 => (rng.pick(culture.women), Gender::Other),
        1..=51 => (rng.pick(culture.women), Gender::Female),
        _ => (rng.pick(culture.men), Gender::Male),
    };
    let family = rng.pick(culture.families);
    let full_name = format!("{given} {family}");
    let local = text::tokens(&full_name).join(".");
    let since = SignedDuration::from_hours(rng.between(210 * 24, 1_000 * 24));
    let account = SeedAccount {
        email: format!("{local}.{role}{index}@demo.example"),
        full_name,
        phone: phone(city, rng.below(9_000)),
        gender: Some(gender),
        created_at: now.checked_sub(since).unwrap_or(now),
    };
    (account, culture, (*given).to_owned())
}

fn phone(city: &City, number: usize) -> String {
    format!("{}{:04}", city.phone, number % 10_000)
}

fn street(rng: &mut Rng) -> String {
    format!("{} {}", rng.between(1, 240), rng.pick(STREETS))
}

/// An adult's date of birth, most often in middle age.
fn birthday(rng: &mut Rng) -> Date {
    let year = 1_934 + rng.between(0, 37) + rng.between(0, 36);
    let (month, day) = (rng.between(1, 12), rng.between(1, 28));
    Date::new(year as i16, month as i8, day as i8).unwrap_or(Date::ZERO)
}

/// Eight digits in two groups, different for each of a hundred million patients and in no visible order.
fn patient_number(index: usize, seed: u64) -> String {
    const NUMBERS: usize = 100_000_000;
    let first = Rng::for_thing(seed, PATIENT_NUMBER, 0).below(NUMBERS);
    // Multiplication by a number coprime to the modulus is a permutation.
    let number = (first + index * 38_742_049) % NUMBERS;
    format!("P-{:04}-{:04}", number / 10_000, number % 10_000)
}
