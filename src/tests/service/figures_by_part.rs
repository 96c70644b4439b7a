//! Figures of each part of the clinic, by each other, against counting by hand, and cancellations that were undone (FR21, T11).

use std::collections::{BTreeMap, BTreeSet};

use consulta::{
    domain::{
        appointment::Status,
        cancellation::{Ahead, Who, Why},
        figures::Scope,
        ids::{AccountId, AppointmentId, CentreId, PatientId, PractitionerId, ServiceId, SessionId},
        local_time::LocalTime,
        slot::Slot,
        time::Zone,
        visit_kind::VisitKind,
    },
    service::figures::{self, Cancelled, Figures, Question, Tally},
    storage::{
        appointment::{NewAppointment, NewEvent, insert, record_event, set_place, set_status},
        figures::By,
    },
};
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::services::{administrator, form, offered};
use crate::support::{Clinic, monday_morning, on_both};

#[derive(Clone)]
struct Row {
    at: Timestamp,
    minutes: i64,
    status: Status,
    patient: PatientId,
    practitioner: PractitionerId,
    centre: CentreId,
    service: Option<ServiceId>,
    session: Option<SessionId>,
}

impl Row {
    fn is_in(&self, scope: Scope) -> bool {
        let kind = self.service.map_or(VisitKind::Standard, VisitKind::Service);
        scope.practitioner.is_none_or(|id| id == self.practitioner)
            && scope.centre.is_none_or(|id| id == self.centre)
            && scope.service.is_none_or(|one| one == kind)
    }

    fn takes_place(&self) -> bool {
        !matches!(self.status, Status::Cancelled | Status::EnteredInError)
    }

    fn key(&self, by: By) -> Option<i64> {
        match by {
            By::Practitioner => Some(self.practitioner.0),
            By::Centre => Some(self.centre.0),
            By::Service => self.service.map(|id| id.0),
            By::Week => None,
        }
    }
}

async fn store(clinic: &Clinic, row: &Row, number: i64) {
    let zone = Zone::parse("Australia/Sydney").expect("a zone");
    let new = NewAppointment {
        patient: row.patient,
        practitioner: row.practitioner,
        centre: row.centre,
        service: row.service,
        slots: 1,
        local: LocalTime::of(&zone, row.at),
        slot: Slot { starts_at: row.at, ends_at: row.at + SignedDuration::from_mins(row.minutes) },
        status: row.status,
        reason: String::new(),
        booked_by: row.patient.account(),
        idempotency_key: format!("by-part-{number}"),
        series: None,
        overbooked: false,
        created_at: row.at,
    };
    let stored = clinic.write((new, row.session), |tx, (new, session)| {
        Box::pin(async move {
            let id = insert(tx, new).await?.expect("a new one");
            Ok(set_place(tx, id, None, *session).await?)
        })
    });
    stored.await;
}

/// Each group counts once, if anyone comes.
fn counted<'a>(rows: impl Iterator<Item = &'a Row>) -> Tally {
    let (mut tally, mut groups) = (Tally::default(), BTreeSet::new());
    for row in rows.filter(|row| row.status != Status::EnteredInError) {
        tally.booked += 1;
        tally.fulfilled += i64::from(row.status == Status::Fulfilled);
        tally.cancelled += i64::from(row.status == Status::Cancelled);
        tally.missed += i64::from(row.status == Status::Noshow);
        if row.takes_place() && row.session.is_none_or(|session| groups.insert(session)) {
            tally.taken += row.minutes * 60;
        }
    }
    tally
}

/// The number of patients whose first visit in a part is in the weeks.
fn first_visits(rows: &[Row], found: &Figures, scope: Scope) -> i64 {
    let mut first: BTreeMap<PatientId, Timestamp> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.takes_place() && row.is_in(scope)) {
        let at = first.entry(row.patient).or_insert(row.at);
        *at = row.at.min(*at);
    }
    let inside = first.values().filter(|at| found.weeks.of(at.as_second()).is_some()).count();
    i64::try_from(inside).expect("a count")
}

/// Appointments of two practitioners, at two centres, for three kinds of visit, some of them in groups of three.
async fn fill(
    clinic: &Clinic,
    people: [PractitionerId; 2],
    centres: [CentreId; 2],
    services: [ServiceId; 2],
) -> Vec<Row> {
    let mut patients = Vec::new();
    for name in ["Pat Ient", "Bea Second", "Cy Third", "Di Fourth"] {
        patients.push(PatientId(clinic.patient(name).await.id().expect("an account").0));
    }
    clinic
        .run(
            "with recursive step (n) as (
                select 0
                union all
                select n + 1
                from step
                where n < 14
            )
            insert into group_session (id, practitioner_id, service_id, centre_id, starts_at, ends_at, seats_taken)
            select 1000 + 10 * n, (select min(id) from practitioner), (select min(id) from healthcare_service),
                (select min(id) from centre), n, n + 1, 3
            from step",
        )
        .await;
    let mut rng = StdRng::seed_from_u64(19);
    let mut rows = Vec::new();
    for number in 0..150_i64 {
        let row = Row {
            at: monday_morning() - SignedDuration::from_mins(5 * rng.random_range(0..26 * 7 * 288)),
            minutes: 5 * rng.random_range(1..12),
            status: *Status::ALL.choose(&mut rng).expect("one"),
            patient: *patients.choose(&mut rng).expect("one"),
            practitioner: *people.choose(&mut rng).expect("one"),
            centre: *centres.choose(&mut rng).expect("one"),
            service: *[None, Some(services[0]), Some(services[1])].choose(&mut rng).expect("one"),
            session: None,
        };
        if number % 10 > 0 {
            rows.push(row);
            continue;
        }
        for patient in &patients[..3] {
            let status = *Status::ALL.choose(&mut rng).expect("one");
            let (service, session) = (Some(services[0]), Some(SessionId(1_000 + number)));
            rows.push(Row { patient: *patient, status, service, session, ..row.clone() });
        }
    }
    for (number, row) in (0..).zip(&rows) {
        store(clinic, row, number).await;
    }
    rows
}

on_both! {
    async fn every_part_of_the_clinic_is_counted_by_every_other_as_by_hand(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let people = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await];
        let far = CentreId(900);
        clinic
            .run(
                "insert into centre (id, kind, name, abn, suburb, time_zone)
                values (900, 'hospital', 'Far Hospital', '900', 'Farlands', 'Australia/Sydney')",
            )
            .await;
        let services = [
            offered(&clinic, &admin, &form("Class"), &people).await,
            offered(&clinic, &admin, &form("Scan"), &people).await,
        ];
        let rows = fill(&clinic, people, [clinic.centre, far], services).await;
        let whole = Scope::default();
        let (standard, class) = (Some(VisitKind::Standard), Some(VisitKind::Service(services[0])));
        let scopes = [
            whole,
            Scope { practitioner: Some(people[0]), ..whole },
            Scope { centre: Some(far), ..whole },
            Scope { service: class, ..whole },
            Scope { service: standard, ..whole },
            Scope { practitioner: Some(people[1]), service: standard, ..whole },
            Scope { centre: Some(clinic.centre), service: class, ..whole },
            Scope { practitioner: Some(people[1]), centre: Some(far), service: class },
        ];
        for (scope, by) in scopes.iter().flat_map(|scope| By::ALL.map(|by| (*scope, by))) {
            let question = Question { last: None, weeks: 12, scope, by };

            let found = figures::of_clinic(&clinic.services, &admin, question).await.expect("figures");

            let inside: Vec<&Row> = rows
                .iter()
                .filter(|row| row.is_in(scope) && found.weeks.of(row.at.as_second()).is_some())
                .collect();
            let earlier = rows.iter().filter(|row| row.is_in(scope));
            let earlier = earlier.filter(|row| found.weeks.before().of(row.at.as_second()).is_some());
            let bare = |tally: Tally| Tally { offered: None, ..tally };
            assert_eq!(bare(found.all), counted(inside.iter().copied()), "{scope:?}");
            assert_eq!(bare(found.before), counted(earlier), "{scope:?}");
            let mut parts: BTreeMap<Option<i64>, Vec<&Row>> = BTreeMap::new();
            for row in inside.iter().filter(|row| by != By::Week && row.status != Status::EnteredInError) {
                parts.entry(row.key(by)).or_default().push(row);
            }
            let by_hand: BTreeMap<_, _> =
                parts.into_iter().map(|(key, rows)| (key, counted(rows.into_iter()))).collect();
            let shown: BTreeMap<_, _> = found.parts.iter().map(|(key, _, tally)| (*key, bare(*tally))).collect();
            assert_eq!(shown, by_hand, "{scope:?} by {by:?}");
            if scope != whole {
                assert_eq!(found.new_patients.0, first_visits(&rows, &found, scope), "{scope:?}");
            }
        }
    }
}

on_both! {
    async fn an_appointment_cancelled_twice_is_counted_once_as_it_was_last_and_later_changes_leave_that(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let ann = clinic.practitioner("Ann Doctor").await;
        let pat = PatientId(clinic.patient("Pat Ient").await.id().expect("an account").0);
        let at = monday_morning() - SignedDuration::from_hours(24 * 14);
        let row = Row {
            at,
            minutes: 30,
            status: Status::Booked,
            patient: pat,
            practitioner: ann,
            centre: clinic.centre,
            service: None,
            session: None,
        };
        store(&clinic, &row, 0).await;
        let id = AppointmentId(clinic.test.count("select max(id) from appointment").await);
        let turn = async |from: Status, to: Status, by: AccountId, hours: i64, reason: &'static str| {
            let input = (id, (from, to), by, reason, at - SignedDuration::from_hours(hours));
            let moved = clinic.write(input, |tx, (id, (from, to), by, reason, when)| {
                Box::pin(async move {
                    assert!(set_status(tx, *id, *from, *to).await?);
                    let event = NewEvent { to: *to, by: Some(*by), reason, at: *when };
                    Ok(record_event(tx, *id, Some(*from), event).await?)
                })
            });
            moved.await;
        };
        let question = Question { last: None, weeks: 12, scope: Scope::default(), by: By::Centre };

        turn(Status::Booked, Status::Cancelled, pat.account(), 200, "Ill").await;
        turn(Status::Cancelled, Status::Booked, ann.account(), 100, "").await;
        let undone = figures::of_clinic(&clinic.services, &admin, question).await.expect("figures");
        let admins = admin.id().expect("an account");
        turn(Status::Booked, Status::Cancelled, admins, 30, "").await;
        let again = figures::of_clinic(&clinic.services, &admin, question).await.expect("figures");
        // Who may book for whom later is no matter.
        clinic
            .run(
                "insert into proxy (patient_id, account_id, scope, since, until)
                select p.id, (select a.id from account a where a.full_name = 'Ad Min'), 'summary', 1, 9000000000
                from patient p",
            )
            .await;
        let later = figures::of_clinic(&clinic.services, &admin, question).await.expect("figures");

        let last = Cancelled { who: Who::Clinic, ahead: Ahead::TwoDays, why: Why::Unsaid, count: 1 };
        assert_eq!(undone.cancelled[0], []);
        assert_eq!(again.cancelled[0], [last]);
        assert_eq!(later.cancelled[0], [last]);
    }
}
