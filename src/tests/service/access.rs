//! Who may read a record (S1-02, S3-23..26, conflicts 6 and 22): the gate against the written rules, over random histories.

use std::collections::{BTreeMap, BTreeSet};

use consulta::{
    domain::{
        access::{Access, ProxyScope, Reach, RelationshipKind},
        account::{Actor, Role},
        ids::{AppointmentId, PatientId, PractitionerId},
        imported::LineKey,
        policy::Basis,
        record::EntryKind,
    },
    error::AppError,
    service::{Failure, Outcome, booking, cancel, record, refusals, sharing, timeline},
    storage::{
        emergency,
        entry::{self, NewEntry},
        note::{self, Version},
        sharing as stored,
    },
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::support::{Clinic, actor, at, monday_morning, on_both, practitioner_actor};

fn patient_of(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

fn ground(outcome: Outcome<Access>) -> Option<Access> {
    match outcome {
        Ok(access) => Some(access),
        Err(Failure::Refused(AppError::NotFound)) => None,
        other => panic!("expected a ground or not found, got {other:?}"),
    }
}

async fn write_entry(clinic: &Clinic, patient: PatientId, author: PractitionerId) {
    let written = clinic.services.db.write((patient, author), |tx, (patient, author)| {
        Box::pin(async move {
            let new = NewEntry {
                patient: *patient,
                author: author.account(),
                appointment: None,
                kind: EntryKind::Note,
                title: "Sleeps badly",
                at: 0,
            };
            let id = entry::insert(tx, &new).await?;
            let version = Version {
                version: 1,
                body: "Sleeps badly.".into(),
                reason: String::new(),
                at: jiff::Timestamp::UNIX_EPOCH,
            };
            Ok::<_, Failure>(note::insert(tx, id, &version).await.map(drop)?)
        })
    });
    written.await.expect("written");
}

on_both! {
    async fn an_appointment_opens_the_record_and_cancelling_it_closes_it(test) {
        let clinic = Clinic::new(test).await;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
        let patient = clinic.patient("Pat Ient").await;
        let me = patient_of(&patient);
        let open = |who| { let clinic = &clinic; async move { ground(record::open(&clinic.services, &practitioner_actor(who), me, "timeline").await) } };
        assert_eq!(open(doctor).await, None);

        let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");

        assert_eq!(open(doctor).await, Some(Access { basis: Basis::Treating, reach: Reach::Shared }));
        assert_eq!(open(other).await, None);
        cancel::cancel(&clinic.services, &patient, id, "").await.expect("cancelled");
        assert_eq!(open(doctor).await, None);
        let refused = "select cast(sum(times) as bigint) from audit_event where action = 'record.read' and outcome = 'refused'";
        refusals::settle(&clinic.services).await.expect("written");
        assert_eq!(clinic.test.count(refused).await, 3);
        assert_eq!(clinic.test.count("select count(*) from audit_event where basis = 'treating'").await, 1);
    }
}

on_both! {
    async fn administrators_read_what_is_not_hidden_where_the_clinic_says_so_and_it_is_written_down(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let me = patient_of(&patient);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let open = || async { ground(record::open(&clinic.services, &admin, me, "timeline").await) };
        assert_eq!(open().await, None);

        clinic.set("access.administrators_read", "true").await;

        assert_eq!(open().await, Some(Access { basis: Basis::Administration, reach: Reach::Shared }));
        let read = "select count(*) from audit_event where action = 'record.read' and basis = 'administration'";
        assert_eq!(clinic.test.count(read).await, 1);
        // It is useless to someone who holds only another role.
        let practitioner = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        assert_eq!(ground(record::open(&clinic.services, &practitioner, me, "timeline").await), None);
    }
}

on_both! {
    async fn a_doctor_whom_several_name_at_once_is_named_once(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;

        let mut sent = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let (services, patient) = (clinic.services.clone(), patient.clone());
            let begin = sharing::Change::BeginRelationship(doctor);
            sent.spawn(async move { sharing::change(&services, &patient, begin).await });
        }
        for outcome in sent.join_all().await {
            outcome.expect("begun");
        }

        assert_eq!(clinic.test.count("select count(*) from care_relationship where ended_at is null").await, 1);
        assert_eq!(clinic.test.count("select count(*) from care_relationship").await, 8);
    }
}

on_both! {
    async fn administrators_and_other_patients_read_nothing(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        let stranger = clinic.patient("Stran Ger").await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);

        for reader in [&stranger, &admin] {
            assert_eq!(ground(record::open(&clinic.services, reader, patient_of(&patient), "timeline").await), None);
        }
        let visitor = record::open(&clinic.services, &Actor::Visitor, patient_of(&patient), "timeline").await;
        assert!(matches!(visitor, Err(Failure::Refused(AppError::NotSignedIn))));
    }
}

on_both! {
    async fn what_is_hidden_is_seen_by_its_patient_and_its_author_only(test) {
        let clinic = Clinic::new(test).await;
        let (author, reader) = (clinic.practitioner("Ann Author").await, clinic.practitioner("Bea Reader").await);
        let patient = clinic.patient("Pat Ient").await;
        let me = patient_of(&patient);
        for (doctor, time) in [(author, "09:00"), (reader, "10:00")] {
            booking::book(&clinic.services, &patient, clinic.request(doctor, at(time))).await.expect("booked");
        }
        write_entry(&clinic, me, author).await;
        let query = timeline::RecordQuery::of(me);
        let read = |who: Actor| { let clinic = &clinic; async move { timeline::read(&clinic.services, &who, query).await.expect("a ground").entries } };
        let entries = read(practitioner_actor(reader)).await;
        assert_eq!(entries.len(), 1);

        sharing::change(&clinic.services, &patient, sharing::Change::Hide(LineKey::Written(entries[0].id), true)).await.expect("hidden");

        assert!(read(practitioner_actor(reader)).await.is_empty());
        assert_eq!(read(practitioner_actor(author)).await.len(), 1);
        assert_eq!(read(patient.clone()).await.len(), 1);
        let open = consulta::service::entry::read(&clinic.services, &practitioner_actor(reader), entries[0].id).await;
        assert!(matches!(open, Err(Failure::Refused(AppError::NotFound))));
        // No one hides entries of another patient's record.
        let other = clinic.patient("Other One").await;
        let hidden = sharing::change(&clinic.services, &other, sharing::Change::Hide(LineKey::Written(entries[0].id), false)).await;
        assert!(matches!(hidden, Err(Failure::Refused(AppError::NotFound))));
    }
}

on_both! {
    async fn who_is_no_practitioner_any_more_reads_nothing_of_whom_they_wrote_about(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Author").await;
        let me = patient_of(&clinic.patient("Pat Ient").await);
        write_entry(&clinic, me, doctor).await;
        let open = |who: Actor| { let clinic = &clinic; async move { ground(record::open(&clinic.services, &who, me, "timeline").await) } };

        let own = Some(Access { basis: Basis::Author, reach: Reach::OwnEntries });
        assert_eq!(open(practitioner_actor(doctor)).await, own);

        for role in [Role::Patient, Role::Manager, Role::Administrator] {
            assert_eq!(open(actor(doctor.account(), &[role])).await, None, "{role:?}");
        }
    }
}

/// What has happened, in the terms of the rules.
#[derive(Default)]
struct History {
    standing: BTreeMap<(usize, usize), BTreeSet<AppointmentId>>,
    related: BTreeSet<(usize, usize)>,
    blocked: BTreeSet<(usize, usize)>,
    broken: BTreeSet<(usize, usize)>,
    wrote: BTreeSet<(usize, usize)>,
    trusted: BTreeMap<(usize, usize), ProxyScope>,
}

impl History {
    /// The rules of `domain::access`, implemented independently.
    fn practitioner_reads(&self, patient: usize, doctor: usize) -> Option<Reach> {
        let pair = (patient, doctor);
        if self.broken.contains(&pair) {
            return Some(Reach::Everything);
        }
        let treats = self.standing.get(&pair).is_some_and(|all| !all.is_empty());
        if !self.blocked.contains(&pair) && (treats || self.related.contains(&pair)) {
            return Some(Reach::Shared);
        }
        self.wrote.contains(&pair).then_some(Reach::OwnEntries)
    }
}

on_both! {
    async fn over_random_histories_the_gate_answers_as_the_rules_are_written(test) {
        let mut rng = StdRng::seed_from_u64(4);
        let clinic = Clinic::new(test).await;
        let mut doctors = Vec::new();
        for name in ["Ann Doctor", "Bea Doctor", "Cem Doctor"] {
            doctors.push(clinic.practitioner(name).await);
        }
        let patients = clinic.patients(&["Pat A", "Pat B", "Pat C"].map(str::to_owned)).await;
        let times: Vec<_> = (0..16).map(|half| at("09:00") + jiff::SignedDuration::from_mins(30 * half)).collect();
        let mut history = History::default();
        for step in 0..120 {
            let (p, d) = (rng.random_range(0..3), rng.random_range(0..3));
            act(&clinic, &mut rng, &mut history, (p, &patients), (d, &doctors), &times).await;
            if step % 4 == 3 {
                check(&clinic, &history, &patients, &doctors, step).await;
            }
        }
    }
}

async fn act(
    clinic: &Clinic,
    rng: &mut StdRng,
    history: &mut History,
    (p, patients): (usize, &[Actor]),
    (d, doctors): (usize, &[PractitionerId]),
    times: &[jiff::Timestamp],
) {
    let services = &clinic.services;
    let (patient, doctor, pair) = (&patients[p], doctors[d], (p, d));
    let now = monday_morning().as_second();
    match rng.random_range(0..10) {
        0..=2 => {
            let wanted = clinic.request(doctor, *times.choose(rng).expect("a time"));
            if let Ok(id) = booking::book(services, patient, wanted).await {
                history.standing.entry(pair).or_default().insert(id);
            }
        }
        3 | 4 => {
            let standing = history.standing.entry(pair).or_default();
            if let Some(id) = standing.pop_first() {
                cancel::cancel(services, patient, id, "").await.expect("cancelled");
            }
        }
        5 => {
            if history.related.contains(&pair) {
                let all = sharing::own(services, patient).await.expect("own").relationships;
                let one = all.iter().find(|one| one.practitioner == doctor).expect("related");
                assert_eq!(one.kind, RelationshipKind::PrimaryCare);
                sharing::change(services, patient, sharing::Change::EndRelationship(one.id)).await.expect("ended");
                history.related.remove(&pair);
            } else {
                sharing::change(services, patient, sharing::Change::BeginRelationship(doctor)).await.expect("begun");
                history.related.insert(pair);
            }
        }
        6 => {
            if history.blocked.remove(&pair) {
                sharing::change(services, patient, sharing::Change::Unblock(doctor)).await.expect("unblocked");
            } else {
                sharing::change(services, patient, sharing::Change::Block(doctor)).await.expect("blocked");
                history.blocked.insert(pair);
            }
        }
        7 => {
            write_entry(clinic, patient_of(patient), doctor).await;
            history.wrote.insert(pair);
        }
        8 => {
            let (me, ends) = (patient_of(patient), now + if rng.random_bool(0.5) { 60 } else { 0 });
            let opened = services.db.write((doctor, me, now, ends), |tx, (doctor, me, now, ends)| {
                Box::pin(async move {
                    Ok::<_, Failure>(emergency::open(tx, *doctor, *me, "a reason", (*now, *ends)).await?)
                })
            });
            opened.await.expect("opened");
            if ends > now {
                history.broken.insert(pair);
            }
        }
        _ => {
            let (other, scope) = ((p + 1) % 3, *ProxyScope::ALL.choose(rng).expect("a scope"));
            let trusted = patients[other].id().expect("an account");
            let term = (now, now + if rng.random_bool(0.7) { 86_400 } else { 0 });
            let input = (patient_of(patient), trusted, scope, term);
            let begun = services.db.write(input, |tx, (me, trusted, scope, term)| {
                Box::pin(async move {
                    Ok::<_, Failure>(stored::begin_proxy(tx, *me, *trusted, (*scope, false, ""), *term).await?)
                })
            });
            begun.await.expect("trusted");
            if term.1 > now {
                history.trusted.insert((p, other), scope);
            } else {
                history.trusted.remove(&(p, other));
            }
        }
    }
}

async fn check(clinic: &Clinic, history: &History, patients: &[Actor], doctors: &[PractitionerId], step: usize) {
    for (p, patient) in patients.iter().enumerate() {
        let record_of = patient_of(patient);
        let reach = |reader: Actor| async move {
            ground(record::open(&clinic.services, &reader, record_of, "timeline").await).map(|access| access.reach)
        };
        for (d, doctor) in doctors.iter().enumerate() {
            let expected = history.practitioner_reads(p, d);
            assert_eq!(
                reach(practitioner_actor(*doctor)).await,
                expected,
                "step {step}: practitioner {d}, patient {p}"
            );
        }
        for (other, reader) in patients.iter().enumerate() {
            let expected = if other == p {
                Some(Reach::Everything)
            } else {
                history.trusted.get(&(p, other)).map(|scope| match scope {
                    ProxyScope::Summary => Reach::Summary,
                    ProxyScope::Record => Reach::Shared,
                })
            };
            assert_eq!(reach(reader.clone()).await, expected, "step {step}: patient {other}, record of {p}");
        }
    }
}
