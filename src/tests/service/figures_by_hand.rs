//! The report's new patients, ratings and cancellations against counting by hand, and the lists behind them (FR21, T11).

use consulta::{
    domain::{
        account::Role,
        appointment::Status,
        automatic::Automatic,
        calendar_view::{local_date, week_of},
        cancellation::{Ahead, Kind, Who, Why},
        figures::{Scope, Weeks},
        ids::{AccountId, PatientId, PractitionerId},
        local_time::LocalTime,
        ordering::AppointmentColumn,
        slot::Slot,
        time::Zone,
    },
    error::AppError,
    service::{
        Failure, admin, agenda,
        figures::{self, Question},
        list_export,
    },
    storage::{
        appointment::{AppointmentFilter, NewAppointment, NewEvent, insert, record_event},
        figures::By,
    },
};
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use super::{roles::as_role, services::administrator};
use crate::support::{Clinic, monday_morning, on_both, practitioner_actor};

fn zone() -> Zone {
    Zone::parse("Australia/Sydney").expect("a zone")
}

/// Some time within the last half year.
fn some_time(rng: &mut StdRng) -> Timestamp {
    monday_morning() - SignedDuration::from_mins(5 * rng.random_range(0..26 * 7 * 288))
}

fn appointment(
    clinic: &Clinic,
    (patient, practitioner): (PatientId, PractitionerId),
    (at, status): (Timestamp, Status),
    number: i64,
) -> NewAppointment {
    NewAppointment {
        patient,
        practitioner,
        centre: clinic.centre,
        service: None,
        slots: 1,
        local: LocalTime::of(&zone(), at),
        slot: Slot { starts_at: at, ends_at: at + SignedDuration::from_mins(20) },
        status,
        reason: "canary".into(),
        booked_by: patient.account(),
        idempotency_key: format!("by-hand-{number}"),
        series: None,
        overbooked: false,
        created_at: at,
    }
}

/// How many of some instants lie in each week, and their sums.
fn in_weeks<T: Default>(weeks: &Weeks, of: &[(i64, T)], add: impl Fn(&mut T, &T)) -> Vec<T> {
    let each = weeks.mondays().map(|monday| {
        let mut sum = T::default();
        for (at, one) in of {
            let at = Timestamp::from_second(*at).expect("an instant");
            if week_of(local_date(&zone(), at)) == monday {
                add(&mut sum, one);
            }
        }
        sum
    });
    each.collect()
}

/// When a patient's account was made and when they rated, as the statements below have it.
fn joined(patient: PatientId) -> i64 {
    1_782_000_000 + patient.0 * 7_919 % 1_000 * 14_000
}

fn rated(patient: PatientId) -> (i64, (i64, i64)) {
    (1_782_000_000 + patient.0 * 104_729 % 1_000 * 14_000, (1, 1 + patient.0 % 5))
}

on_both! {
    async fn new_patients_and_ratings_of_each_week_are_what_counting_by_hand_gives(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let names: Vec<String> = (0..40).map(|n| format!("Robin Number{n:02}")).collect();
        let patients: Vec<PatientId> =
            clinic.patients(&names).await.iter().map(|one| PatientId(one.id().expect("an account").0)).collect();
        clinic.run("update account set created_at = 1782000000 + id * 7919 % 1000 * 14000").await;
        clinic
            .run(
                "insert into rating (patient_id, practitioner_id, stars, review, rated_at)
                select p.id, (select min(r.id) from practitioner r), 1 + p.id % 5, 'Kind',
                    1782000000 + p.id * 104729 % 1000 * 14000
                from patient p",
            )
            .await;
        let mut rng = StdRng::seed_from_u64(17);
        let mut visits: Vec<(PatientId, i64)> = Vec::new();
        for number in 0..200 {
            let patient = *patients.choose(&mut rng).expect("one");
            let practitioner = *[ann, bob].choose(&mut rng).expect("one");
            let (at, status) = (some_time(&mut rng), *Status::ALL.choose(&mut rng).expect("one"));
            let new = appointment(&clinic, (patient, practitioner), (at, status), number);
            clinic.write(new, |tx, new| Box::pin(async move { Ok(insert(tx, new).await?) })).await;
            if practitioner == ann && !matches!(status, Status::Cancelled | Status::EnteredInError) {
                visits.push((patient, at.as_second()));
            }
        }
        let asked = async |practitioner| {
            let scope = Scope { practitioner, ..Scope::default() };
            let question = Question { last: None, weeks: 12, scope, by: By::Practitioner };
            figures::of_clinic(services, &admin, question).await.expect("figures")
        };
        let one = |sum: &mut i64, count: &i64| *sum += count;
        let both = |sum: &mut (i64, i64), one: &(i64, i64)| *sum = (sum.0 + one.0, sum.1 + one.1);

        let all = asked(None).await;
        let of_ann = asked(Some(ann)).await;
        let of_bob = asked(Some(bob)).await;

        let new: Vec<(i64, i64)> = patients.iter().map(|patient| (joined(*patient), 1)).collect();
        let (now, before) = (in_weeks(&all.weeks, &new, one), in_weeks(&all.weeks.before(), &new, one));
        assert!(now.iter().filter(|count| **count > 0).count() > 5, "they are of many weeks: {now:?}");
        assert_eq!(all.new_by_week, now);
        assert_eq!(all.new_patients, (now.iter().sum(), before.iter().sum()));

        // For a part of the clinic: patients whose first visit there is in these weeks, at that visit.
        let first = |weeks: &Weeks| -> Vec<(i64, i64)> {
            let of = |patient: &PatientId| visits.iter().filter(|(whose, _)| whose == patient).map(|(_, at)| *at).min();
            let firsts = patients.iter().filter_map(of);
            firsts.filter(|at| *at >= weeks.from()).map(|at| (at, 1)).collect()
        };
        assert_eq!(of_ann.new_by_week, in_weeks(&of_ann.weeks, &first(&of_ann.weeks), one));
        let past = of_ann.weeks.before();
        assert_eq!(of_ann.new_patients.1, in_weeks(&past, &first(&past), one).iter().sum::<i64>());

        // And the list behind that number has their first visits, for readers who may open them.
        let manager = as_role(&clinic, "Mona Manager", Role::Manager).await;
        let new = usize::try_from(of_ann.new_patients.0).expect("a count");
        assert!(new > 0 && new < visits.len(), "{new} of {}", visits.len());
        for by in [AppointmentColumn::When, AppointmentColumn::Patient, AppointmentColumn::Centre] {
            let filter = AppointmentFilter {
                from: Some(of_ann.weeks.from()),
                until: Some(of_ann.weeks.until()),
                practitioner: Some(ann),
                first: Some(Scope { practitioner: Some(ann), ..Scope::default() }),
                by,
                ..AppointmentFilter::default()
            };
            let listed = admin::appointments(services, &admin, &filter).await.expect("a list");
            assert_eq!(usize::try_from(listed.total), Ok(new), "by {by:?}");
            let firsts = first(&of_ann.weeks);
            let is_first = |at: i64| firsts.iter().any(|(first, _)| *first == at);
            assert!(listed.appointments.iter().all(|one| is_first(one.slot.starts_at.as_second())), "by {by:?}");
            // Their own: the part is theirs, whatever is requested.
            let theirs = AppointmentFilter { practitioner: None, first: Some(Scope::default()), ..filter.clone() };
            let own = agenda::list(services, &practitioner_actor(ann), &theirs).await.expect("their own").rows;
            assert_eq!(own.len(), new.min(20), "by {by:?}");
            let refused = admin::appointments(services, &manager, &filter).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "by {by:?}");
        }

        let given: Vec<(i64, (i64, i64))> = patients.iter().map(|patient| rated(*patient)).collect();
        let now = in_weeks(&all.weeks, &given, both);
        assert_eq!((&all.rated_by_week, &of_ann.rated_by_week), (&now, &now));
        let sum = now.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        let past = in_weeks(&all.weeks.before(), &given, both);
        let past = past.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert_eq!(all.ratings, (sum, past));
        assert_eq!(of_bob.ratings, ((0, 0), (0, 0)));
    }
}

/// A cancelled appointment.
struct Called {
    at: Timestamp,
    practitioner: PractitionerId,
    who: Who,
    ahead: Ahead,
    why: Why,
}

impl Called {
    fn is(&self, kind: Kind) -> bool {
        kind.who.is_none_or(|who| who == self.who)
            && kind.ahead.is_none_or(|ahead| ahead == self.ahead)
            && kind.why.is_none_or(|why| why == self.why)
    }
}

/// The stored reasons, including those of earlier versions, and what each stands for.
fn reasons() -> [(String, Why); 11] {
    let closed = Automatic::Closed { place: "Hill Clinic".into(), name: "Flood".into() };
    [
        (closed.stored(), Why::Closed),
        (Automatic::TimeGone.stored(), Why::TimeGone),
        ("This time is no longer available".into(), Why::TimeGone),
        (Automatic::HandedOver.stored(), Why::HandedOver),
        (Automatic::EarlierTime.stored(), Why::EarlierTime),
        ("an earlier time from the waiting list".into(), Why::EarlierTime),
        (Automatic::AccountClosed.stored(), Why::AccountClosed),
        ("I've closed my account".into(), Why::AccountClosed),
        ("closed".into(), Why::Written),
        ("Ill".into(), Why::Written),
        (String::new(), Why::Unsaid),
    ]
}

/// Cancelled appointments of the last half year, each cancelled in some way.
async fn call_off(clinic: &Clinic, people: [PractitionerId; 2], staff: AccountId) -> Vec<Called> {
    const AHEAD: [(Ahead, i64); 4] = [(Ahead::Day, 3), (Ahead::TwoDays, 24), (Ahead::Week, 167), (Ahead::Longer, 168)];
    let patient = PatientId(clinic.patient("Pat Ient").await.id().expect("an account").0);
    let mut rng = StdRng::seed_from_u64(18);
    let mut called = Vec::new();
    for number in 0..300 {
        let (at, practitioner) = (some_time(&mut rng), *people.choose(&mut rng).expect("one"));
        let who = *Who::ALL.choose(&mut rng).expect("one");
        let (ahead, hours) = *AHEAD.choose(&mut rng).expect("one");
        let (reason, why) = match who {
            Who::Nobody => ("no answer in time".to_owned(), Why::Unanswered),
            _ => reasons().choose(&mut rng).expect("one").clone(),
        };
        let from = if matches!(who, Who::Declined | Who::Nobody) { Status::Pending } else { Status::Booked };
        let by = match who {
            Who::Patient => Some(patient.account()),
            Who::Practitioner | Who::Declined => Some(practitioner.account()),
            Who::Clinic => Some(staff),
            Who::Nobody => None,
        };
        let new = appointment(clinic, (patient, practitioner), (at, Status::Cancelled), number);
        let input = (new, (Some(from), Status::Cancelled), by, reason, at - SignedDuration::from_hours(hours));
        let stored = clinic.write(input, |tx, (new, moved, by, reason, when)| {
            Box::pin(async move {
                let id = insert(tx, new).await?.expect("a new one");
                let event = NewEvent { to: moved.1, by: *by, reason, at: *when };
                Ok(record_event(tx, id, moved.0, event).await?)
            })
        });
        stored.await;
        called.push(Called { at, practitioner, who, ahead, why });
    }
    called
}

on_both! {
    async fn cancellations_are_what_counting_by_hand_gives_and_each_leads_to_its_appointments(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let people = [clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await];
        let called = call_off(&clinic, people, admin.id().expect("an account")).await;
        let question = Question { last: None, weeks: 12, scope: Scope::default(), by: By::Practitioner };

        let found = figures::of_clinic(services, &admin, question).await.expect("figures");

        let within = |weeks: &Weeks, kind: Kind, of: Option<PractitionerId>| {
            let fits = |one: &&Called| one.is(kind) && of.is_none_or(|of| of == one.practitioner);
            called.iter().filter(fits).filter(|one| weeks.of(one.at.as_second()).is_some()).count()
        };
        for (weeks, rows) in [found.weeks.clone(), found.weeks.before()].iter().zip(&found.cancelled) {
            for who in Who::ALL {
                for (ahead, why) in Ahead::ALL.iter().flat_map(|ahead| Why::ALL.iter().map(move |why| (ahead, why))) {
                    let counted: i64 = rows
                        .iter()
                        .filter(|row| (&row.who, &row.ahead, &row.why) == (who, ahead, why))
                        .map(|row| row.count)
                        .sum();
                    let kind = Kind { who: Some(*who), ahead: Some(*ahead), why: Some(*why) };
                    assert_eq!(usize::try_from(counted), Ok(within(weeks, kind, None)), "{kind:?}");
                }
            }
        }

        let both = Kind { who: Some(Who::Patient), ahead: Some(Ahead::Week), why: None };
        let ann = practitioner_actor(people[0]);
        let manager = as_role(&clinic, "Mona Manager", Role::Manager).await;
        for kind in Kind::simple().chain([both]) {
            for by in [AppointmentColumn::When, AppointmentColumn::Patient] {
                let filter = AppointmentFilter {
                    from: Some(found.weeks.from()),
                    until: Some(found.weeks.until()),
                    status: Some(Status::Cancelled),
                    cancelled: Some(kind),
                    by,
                    ..AppointmentFilter::default()
                };
                let listed = admin::appointments(services, &admin, &filter).await.expect("a list");
                assert_eq!(usize::try_from(listed.total), Ok(within(&found.weeks, kind, None)), "{kind:?} by {by:?}");
                let own = agenda::list(services, &ann, &filter).await.expect("their own").rows;
                let count = within(&found.weeks, kind, Some(people[0]));
                assert_eq!(own.len(), count.min(20), "{kind:?}");
                assert!(own.iter().all(|one| one.practitioner == people[0]), "{kind:?}");
                let refused = admin::appointments(services, &manager, &filter).await;
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{kind:?}");
                let refused = list_export::appointments(services, &manager, &filter).await;
                assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{kind:?}");
            }
        }
        admin::appointments(services, &manager, &AppointmentFilter::default()).await.expect("the list itself");
    }
}
