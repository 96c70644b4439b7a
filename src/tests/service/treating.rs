//! When a visit opens the record: no one can give themselves access, and it lasts only some days.

use consulta::{
    domain::{
        access::Reach,
        account::{Actor, Role},
        appointment::{Status, Step, StepRefusal},
        ids::{AppointmentId, PatientId, PractitionerId},
        local_time::LocalTime,
        notice::NoticeKind,
        policy::Basis,
        slot::Slot,
        time::Zone,
    },
    error::AppError,
    service::{Failure, Outcome, booking, cancel, consultation, notice, patient_list, record, visit},
    storage::{
        appointment::{self, NewAppointment, NewEvent},
        db::Db,
    },
};
use jiff::{SignedDuration, Timestamp};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};

use crate::{
    service::referral_case::Referring,
    support::{Clinic, TestDb, actor, at, on_both, practitioner_actor},
};

struct Stage {
    clinic: Clinic,
    doctor: PractitionerId,
    patient: Actor,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        Self { clinic, doctor, patient }
    }

    fn id(&self) -> PatientId {
        PatientId(self.patient.id().expect("an account").0)
    }

    fn me(&self) -> Actor {
        practitioner_actor(self.doctor)
    }

    async fn book_own(&self, when: Timestamp, reason: Option<&str>) -> AppointmentId {
        let request = self.clinic.request(self.doctor, when);
        booking::book_for(&self.clinic.services, &self.me(), self.id(), request, reason).await.expect("booked")
    }

    async fn step(&self, id: AppointmentId, step: Step) -> Outcome<()> {
        visit::take_step(&self.clinic.services, &self.me(), id, step, "").await
    }

    async fn reach(&self) -> Option<(Basis, Reach)> {
        let opened = record::open(&self.clinic.services, &self.me(), self.id(), "timeline").await;
        let is_listed = patient_list::find(&self.clinic.services, &self.me(), "", 1).await.expect("a list");
        let is_listed = is_listed.patients.iter().any(|one| one.id == self.id() && one.is_known);
        let access = match opened {
            Ok(access) => Some((access.basis, access.reach)),
            Err(Failure::Refused(AppError::NotFound)) => None,
            other => panic!("expected a ground or not found, got {other:?}"),
        };
        assert_eq!(is_listed, access.is_some_and(|(basis, _)| basis != Basis::Author), "the list and the gate");
        access
    }

    async fn told(&self) -> Vec<NoticeKind> {
        let news = notice::latest(&self.clinic.services, &self.patient).await.expect("own notices");
        news.into_iter().map(|one| one.kind).collect()
    }
}

const TREATING: Option<(Basis, Reach)> = Some((Basis::Treating, Reach::Shared));
const DAY: SignedDuration = SignedDuration::from_hours(24);

on_both! {
    async fn a_practitioner_s_own_booking_is_no_key_to_a_stranger_s_record(test) {
        let stage = Stage::new(test).await;
        let tomorrow = at("03:15") + DAY;

        let id = stage.book_own(tomorrow, Some("abc")).await;

        assert_eq!(stage.reach().await, None);
        let early = stage.step(id, Step::CheckIn).await;
        assert!(matches!(early, Err(Failure::Refused(AppError::Step(StepRefusal::TooEarly)))), "{early:?}");
        // Opening its consultation long before opens no more.
        consultation::open(&stage.clinic.services, &stage.me(), id).await.expect("opened");
        let seen = consultation::read(&stage.clinic.services, &stage.me(), id).await.expect("their visit");
        assert_eq!((seen.access.basis, seen.access.reach), (Basis::Party, Reach::OwnEntries));
        assert_eq!(stage.reach().await, None);
        cancel::cancel(&stage.clinic.services, &stage.me(), id, "mistake").await.expect("cancelled");
        assert_eq!(stage.reach().await, None);
    }
}

on_both! {
    async fn checked_in_about_the_time_of_the_visit_it_opens_for_a_day_and_the_patient_is_told(test) {
        let stage = Stage::new(test).await;
        let id = stage.book_own(at("09:30"), None).await;

        stage.clinic.services.clock.set(at("09:20"));
        stage.step(id, Step::CheckIn).await.expect("they are there");

        assert_eq!(stage.reach().await, TREATING);
        assert_eq!(stage.told().await[0], NoticeKind::CheckedInByBooker);
        stage.clinic.services.clock.set(at("10:00"));
        stage.step(id, Step::Complete).await.expect("seen");
        let told = stage.told().await.into_iter().filter(|kind| *kind == NoticeKind::CheckedInByBooker).count();
        assert_eq!(told, 1);
        stage.clinic.services.clock.set(at("09:59") + DAY);
        assert_eq!(stage.reach().await, TREATING);
        stage.clinic.services.clock.set(at("10:00") + DAY);
        assert_eq!(stage.reach().await, None);
        // One that they booked themselves is no beginning of care either.
        stage.book_own(at("11:00") + DAY * 2, None).await;
        assert_eq!(stage.reach().await, None);
    }
}

on_both! {
    async fn said_to_have_been_there_when_the_visit_is_over_it_opens_nothing(test) {
        let stage = Stage::new(test).await;
        let id = stage.book_own(at("10:00"), None).await;

        stage.clinic.services.clock.set(at("10:31"));
        stage.step(id, Step::Complete).await.expect("seen, they say");

        assert_eq!(stage.reach().await, None);
    }
}

on_both! {
    async fn what_the_patient_booked_opens_the_record_around_the_visit_as_the_clinic_has_chosen(test) {
        let stage = Stage::new(test).await;
        let clinic = &stage.clinic;
        clinic.set("access.treating_days_before", "2").await;
        clinic.set("access.treating_days_after", "10").await;
        let starts = at("09:30") + DAY * 7;
        let id = booking::book(&clinic.services, &stage.patient, clinic.request(stage.doctor, starts)).await.expect("booked");

        for (when, expected) in [
            (starts - DAY * 2 - SignedDuration::from_secs(1), None),
            (starts - DAY * 2, TREATING),
            (starts, TREATING),
            (starts + SignedDuration::from_mins(30) + DAY * 10, None),
        ] {
            clinic.services.clock.set(when);
            assert_eq!(stage.reach().await, expected, "{when}");
        }

        clinic.services.clock.set(starts + SignedDuration::from_mins(20));
        assert_eq!(stage.reach().await, TREATING);
        stage.step(id, Step::MarkNoshow).await.expect("they did not come");
        assert_eq!(stage.reach().await, None, "a missed visit opens nothing");
    }
}

on_both! {
    async fn a_request_opens_the_summary_until_it_is_approved(test) {
        let stage = Stage::new(test).await;
        let clinic = &stage.clinic;
        clinic.set("booking.confirmation", "approval").await;
        let request = clinic.request(stage.doctor, at("09:30"));
        let id = booking::book(&clinic.services, &stage.patient, request).await.expect("asked for");

        assert_eq!(stage.reach().await, Some((Basis::Treating, Reach::Summary)));
        let opened = consultation::read(&clinic.services, &stage.me(), id).await;
        assert!(opened.is_err(), "there is no consultation of a request");

        stage.step(id, Step::Approve).await.expect("approved");
        assert_eq!(stage.reach().await, TREATING);
    }
}

on_both! {
    async fn the_clinic_s_booking_a_referral_and_an_earlier_visit_are_links_by_another_hand(test) {
        let stage = Stage::new(test).await;
        let clinic = &stage.clinic;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let request = clinic.request(stage.doctor, at("09:30"));
        let first = booking::book_for(&clinic.services, &admin, stage.id(), request, None).await.expect("booked");
        assert_eq!(stage.reach().await, TREATING);

        // The next visit follows one that took place.
        clinic.services.clock.set(at("10:00"));
        stage.step(first, Step::Complete).await.expect("seen");
        stage.book_own(at("09:30") + DAY * 7, None).await;
        clinic.set("access.treating_days_after", "10").await;
        clinic.services.clock.set(at("09:30") + DAY * 12);
        assert_eq!(stage.reach().await, TREATING);
        clinic.services.clock.set(at("10:00") + DAY * 17);
        assert_eq!(stage.reach().await, None);
    }
}

on_both! {
    async fn who_was_referred_to_by_another_books_with_the_referral_and_reads(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.specialist("Skye Skin", "Dermatology").await;
        let referring = Referring::new(&clinic).await;
        referring.to(&clinic, doctor, "2").await;
        let stage = Stage { clinic, doctor, patient: referring.patient };
        assert_eq!(stage.reach().await, Some((Basis::Referral, Reach::Summary)));

        stage.book_own(at("15:00"), None).await;

        assert_eq!(stage.reach().await, TREATING);
    }
}

/// Stores a visit with this history.
async fn put(
    clinic: &Clinic,
    (patient, doctor): (PatientId, PractitionerId),
    booked_by: i64,
    (starts_at, status): (Timestamp, Status),
    attended: Option<Timestamp>,
) {
    static INTENT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let number = INTENT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let new = NewAppointment {
        patient,
        practitioner: doctor,
        centre: clinic.centre,
        service: None,
        slots: 1,
        slot: Slot { starts_at, ends_at: starts_at + SignedDuration::from_mins(30) },
        local: LocalTime::of(&Zone::utc(), starts_at),
        status,
        reason: String::new(),
        booked_by: consulta::domain::ids::AccountId(booked_by),
        idempotency_key: format!("random-{number:08}"),
        series: None,
        overbooked: false,
        created_at: Timestamp::UNIX_EPOCH,
    };
    let work = clinic.services.db.write((new, attended), |tx, (new, attended)| {
        Box::pin(async move {
            let id = appointment::insert(tx, new).await?.expect("a new intent");
            if let Some(at) = attended {
                let by = Some(new.practitioner.account());
                let event = NewEvent { to: Status::CheckedIn, by, reason: "", at: *at };
                appointment::record_event(tx, id, Some(Status::Booked), event).await?;
            }
            Ok::<_, Failure>(())
        })
    });
    work.await.expect("stored");
}

on_both! {
    async fn over_random_visits_the_list_names_as_known_whom_the_gate_opens(test) {
        let mut rng = StdRng::seed_from_u64(5);
        let stage = Stage::new(test).await;
        let clinic = &stage.clinic;
        clinic.set("access.treating_days_before", "1").await;
        clinic.set("access.treating_days_after", "2").await;
        let (mut opened, mut closed) = (0, 0);
        let guard = match &*clinic.services.db {
            Db::Sqlite { .. } => "drop trigger appointment_event_no_delete",
            Db::Postgres(..) => "drop trigger appointment_event_no_delete on appointment_event",
        };
        clinic.run(guard).await;
        for round in 0..40 {
            clinic.run("delete from appointment_event").await;
            clinic.run("delete from calendar_change").await;
            clinic.run("delete from appointment").await;
            let start = at("09:00");
            for _ in 0..rng.random_range(1..4) {
                let starts_at = start + SignedDuration::from_hours(rng.random_range(-90..90));
                let by = *[stage.id().0, stage.doctor.0, stage.doctor.0].choose(&mut rng).expect("somebody");
                let status = *Status::ALL.choose(&mut rng).expect("a status");
                let attended = rng.random_bool(0.6).then(|| starts_at + SignedDuration::from_mins(rng.random_range(-150..60)));
                put(clinic, (stage.id(), stage.doctor), by, (starts_at, status), attended).await;
            }
            for _ in 0..6 {
                clinic.services.clock.set(start + SignedDuration::from_hours(rng.random_range(-96..96)));
                // Compares the two.
                match stage.reach().await {
                    Some(_) => opened += 1,
                    None => closed += 1,
                }
            }
            assert!(round < 39 || (opened > 20 && closed > 20), "{opened} and {closed} say little");
        }
    }
}
