//! Reports against counting by hand, across a clock change (FR21, T11).

use consulta::{
    domain::{
        account::Role,
        appointment::Status,
        calendar_view::{local_date, week_of},
        figures::Scope,
        ids::{PatientId, PractitionerId},
        local_time::LocalTime,
        slot::Slot,
        time::Zone,
        visit_kind::VisitKind,
    },
    error::AppError,
    service::{
        Failure, booking,
        figures::{self, Opens, Question, Tally, ThirdNext},
        hours,
    },
    storage::{
        appointment::{NewAppointment, insert},
        figures::By,
    },
};
use jiff::{SignedDuration, Timestamp, civil::date};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{
    roles::as_role,
    services::{administrator, book, form, offered},
};
use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor};

struct Row {
    at: Timestamp,
    minutes: i64,
    status: Status,
    practitioner: PractitionerId,
    overbooked: bool,
}

/// Appointments of the last half year, at any hour of any day.
async fn fill(clinic: &Clinic, people: &[PractitionerId], rng: &mut StdRng) -> Vec<Row> {
    let patient = clinic.patient("Pat Ient").await;
    let patient = PatientId(patient.id().expect("an account").0);
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    let mut rows = Vec::new();
    for number in 0..400 {
        let row = Row {
            at: monday_morning() - SignedDuration::from_mins(5 * rng.random_range(0..26 * 7 * 288)),
            minutes: 5 * rng.random_range(1..12),
            status: *Status::ALL.choose(rng).expect("one"),
            practitioner: *people.choose(rng).expect("one"),
            overbooked: rng.random_bool(0.1),
        };
        let slot = Slot { starts_at: row.at, ends_at: row.at + SignedDuration::from_mins(row.minutes) };
        let new = NewAppointment {
            patient,
            practitioner: row.practitioner,
            centre: clinic.centre,
            service: None,
            slots: 1,
            local: LocalTime::of(&zone, row.at),
            slot,
            status: row.status,
            reason: "canary".into(),
            booked_by: patient.account(),
            idempotency_key: format!("figures-{number}"),
            series: None,
            overbooked: row.overbooked,
            created_at: row.at,
        };
        clinic.write(new, |tx, new| Box::pin(async move { Ok(insert(tx, new).await?) })).await;
        rows.push(row);
    }
    rows
}

/// Counts rows one by one.
fn counted<'a>(rows: impl Iterator<Item = &'a Row>) -> Tally {
    let mut tally = Tally::default();
    for row in rows.filter(|row| row.status != Status::EnteredInError) {
        tally.booked += 1;
        tally.fulfilled += i64::from(row.status == Status::Fulfilled);
        tally.cancelled += i64::from(row.status == Status::Cancelled);
        tally.missed += i64::from(row.status == Status::Noshow);
        if row.status != Status::Cancelled && !row.overbooked {
            tally.taken += row.minutes * 60;
        }
    }
    tally
}

on_both! {
    async fn figures_are_what_counting_by_hand_gives_also_where_the_clock_changes(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let people = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await];
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let rows = fill(&clinic, &people, &mut StdRng::seed_from_u64(15)).await;
        let zone = Zone::parse("Australia/Sydney").expect("a zone");
        let question = Question { last: None, weeks: 12, scope: Scope::default(), by: By::Practitioner };

        let found = figures::of_clinic(services, &admin, question).await.expect("figures");

        // The twelve weeks before this Monday: the clocks went forward on 4 October.
        assert_eq!((found.weeks.first(), found.weeks.last()), (date(2026, 8, 31), date(2026, 11, 22)));
        let in_week = |row: &&Row, monday| week_of(local_date(&zone, row.at)) == monday;
        // Two people, five days of eight hours.
        let offered = Some(2 * 5 * 8 * 3_600);
        for (monday, week) in found.weeks.mondays().zip(&found.by_week) {
            let by_hand = counted(rows.iter().filter(|row| in_week(row, monday)));
            assert_eq!(*week, Tally { offered, ..by_hand }, "{monday}");
        }
        let inside = |row: &&Row| found.weeks.of(row.at.as_second()).is_some();
        for (key, name, part) in &found.parts {
            let own = rows.iter().filter(inside).filter(|row| Some(row.practitioner.0) == *key);
            assert_eq!(Tally { offered: None, ..*part }, counted(own), "{name}");
        }
        assert_eq!(found.parts.len(), 2);
        let before = rows.iter().filter(|row| found.weeks.before().of(row.at.as_second()).is_some());
        assert_eq!(Tally { offered: None, ..found.before }, counted(before));
        assert_eq!(found.all.offered, offered.map(|week| 12 * week));
        // Nothing is claimed: the third slot is this morning's third half hour.
        assert_eq!(found.third_next, ThirdNext::Days(0));
        assert_eq!(found.new_patients, (0, 0), "the patient's account is of this week");
    }
}

on_both! {
    async fn the_third_next_time_is_that_of_those_who_offer_the_visit_and_take_bookings(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ann = clinic.practitioner("Ann Doctor").await;
        clinic.practitioner("Bob Doctor").await;
        clinic.practitioner("Cid Doctor").await;
        let scan = offered(&clinic, &admin, &form("Scan"), &[ann]).await;
        let of_scans = Question {
            last: None,
            weeks: 4,
            scope: Scope { service: Some(VisitKind::Service(scan)), ..Scope::default() },
            by: By::Centre,
        };

        let open = figures::of_clinic(services, &admin, of_scans).await.expect("figures");
        hours::set_accepting(services, &practitioner_actor(ann), false).await.expect("closed");
        let closed = figures::of_clinic(services, &admin, of_scans).await.expect("figures");

        assert_eq!((open.third_next, closed.third_next), (ThirdNext::Days(0), ThirdNext::NoOne));
    }
}

on_both! {
    async fn figures_of_the_standard_visit_leave_services_out(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let scan = offered(&clinic, &admin, &form("Scan"), &[ann]).await;
        book(&clinic, &patient, ann, scan, at("09:00")).await.expect("booked");
        booking::book(services, &patient, clinic.request(bob, at("10:00"))).await.expect("booked");
        let asked = async |service| {
            let scope = Scope { service, ..Scope::default() };
            let last = Some(date(2026, 11, 23));
            let question = Question { last, weeks: 4, scope, by: By::Service };
            figures::of_clinic(services, &admin, question).await.expect("figures")
        };
        let parts = |found: &figures::Figures| -> Vec<(Option<i64>, i64)> {
            found.parts.iter().map(|(key, _, tally)| (*key, tally.booked)).collect()
        };

        let standard = asked(Some(VisitKind::Standard)).await;
        let scans = asked(Some(VisitKind::Service(scan))).await;

        assert_eq!((standard.all.booked, parts(&standard)), (1, vec![(None, 1)]));
        assert_eq!((scans.all.booked, parts(&scans)), (1, vec![(Some(scan.0), 1)]));
        assert_eq!(asked(None).await.all.booked, 2);
        hours::set_accepting(services, &practitioner_actor(bob), false).await.expect("closed");
        assert_eq!(asked(Some(VisitKind::Standard)).await.third_next, ThirdNext::NoOne, "only Ann takes bookings");
    }
}

on_both! {
    async fn practitioners_see_their_own_figures_and_no_others(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let people = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await];
        let rows = fill(&clinic, &people, &mut StdRng::seed_from_u64(16)).await;
        let ann = practitioner_actor(people[0]);
        let scope = Scope { practitioner: Some(people[1]), ..Scope::default() };
        let question = Question { last: None, weeks: 26, scope, by: By::Centre };

        let own = figures::own(services, &ann, question).await.expect("figures");

        let mine = rows.iter().filter(|row| row.practitioner == people[0]);
        let mine = mine.filter(|row| own.weeks.of(row.at.as_second()).is_some());
        assert_eq!(Tally { offered: None, ..own.all }, counted(mine));
        assert_eq!(own.parts.len(), 1);
        assert_eq!(own.opens, Opens::default());
        let patient = clinic.patient("Other Patient").await;
        for who in [&ann, &patient] {
            let refused = figures::of_clinic(services, who, question).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{who:?}");
        }
        let refused = figures::own(services, &patient, question).await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))));
    }
}

on_both! {
    async fn figures_say_which_lists_behind_them_their_reader_may_open(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let manager = as_role(&clinic, "Mona Manager", Role::Manager).await;
        let question = Question { last: None, weeks: 4, scope: Scope::default(), by: By::Centre };

        let theirs = figures::of_clinic(services, &admin, question).await.expect("figures");
        assert_eq!(theirs.opens, Opens { waiting: true, reviews: true, accounts: true, appointments: true });
        let theirs = figures::of_clinic(services, &manager, question).await.expect("figures");
        assert_eq!(theirs.opens, Opens::default());
    }
}
