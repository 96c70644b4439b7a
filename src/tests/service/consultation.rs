//! The consultation (S3-20..27): who reads and writes in it, and that no one edits another person's entries. MediSoft's scenarios A
//! and B.

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::{Status, Step, StepRefusal},
        booking::Target,
        diagnosis::DiagnosisForm,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, CentreId, EntryId, PatientId, PractitionerId},
        note::NoteForm,
        observation::ObservationForm,
    },
    error::AppError,
    service::{
        Failure, Outcome, Services, booking, cancel, consultation, diagnosis, entry, note, observation, record,
        timeline, visit,
    },
};
use jiff::{SignedDuration, Timestamp};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor, weekdays};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn said(text: &str) -> NoteForm {
    NoteForm { text: text.into() }
}

/// Books with someone at a centre.
async fn book(
    clinic: &Clinic,
    patient: &Actor,
    practitioner: PractitionerId,
    centre: CentreId,
    starts_at: Timestamp,
) -> AppointmentId {
    let request = clinic.request_for(Target { centre, ..clinic.target(practitioner, starts_at) });
    booking::book(&clinic.services, patient, request).await.expect("booked")
}

/// Opens an appointment's consultation and writes a note.
async fn write(services: &Services, actor: &Actor, id: AppointmentId, text: &str) -> EntryId {
    consultation::open(services, actor, id).await.expect("opened");
    note::add(services, actor, id, &said(text)).await.expect("a note").expect("not empty")
}

/// What a practitioner reads in an appointment: the titles of the latest entries with their authors.
async fn history(services: &Services, actor: &Actor, id: AppointmentId) -> Vec<(String, String)> {
    let found = consultation::read(services, actor, id).await.expect("their consultation");
    found.latest.into_iter().map(|line| (line.entry.title, line.author_name)).collect()
}

on_both! {
    async fn s3_26_scenario_a_the_same_gp_reads_the_history_at_both_centres(test) {
        let clinic = Clinic::new(test).await;
        let other = clinic.centre("1002", "Hill Clinic", "Australia/Sydney").await;
        let gp = clinic.practitioner("Gee Pee").await;
        clinic.affiliate(gp.account(), other, &weekdays("17:30", "19:00")).await;
        let (me, patient) = (practitioner_actor(gp), clinic.patient("Pat Ient").await);
        let first = book(&clinic, &patient, gp, clinic.centre, at("09:00")).await;
        write(&clinic.services, &me, first, "Cough for a week").await;

        let second = book(&clinic, &patient, gp, other, at("17:30")).await;

        assert_eq!(history(&clinic.services, &me, second).await, [("Cough for a week".into(), "Gee Pee".into())]);
        assert_eq!(history(&clinic.services, &me, first).await.len(), 1);
    }
}

on_both! {
    async fn s3_27_scenario_b_a_history_follows_the_patient_from_centre_to_centre_and_nowhere_else(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let b = clinic.centre("1002", "B Hospital", "Australia/Sydney").await;
        let c = clinic.centre("1003", "C Clinic", "Australia/Sydney").await;
        let jack = clinic.practitioner("Jack").await;
        clinic.affiliate(jack.account(), c, &weekdays("17:30", "19:00")).await;
        let radiographer = clinic.practitioner("Ray Diographer").await;
        clinic.affiliate(radiographer.account(), b, &weekdays("17:30", "19:00")).await;
        // Works at a centre that the patient has not visited, and at one that they have.
        let elsewhere = clinic.practitioner("Else Where").await;
        let patient = clinic.patient("Pat Ient").await;
        let (jack_actor, ray) = (practitioner_actor(jack), practitioner_actor(radiographer));
        let patient_id = consulta::domain::ids::PatientId(patient.id().expect("signed in").0);

        let first = book(&clinic, &patient, jack, clinic.centre, at("09:00")).await;
        assert_eq!(history(services, &jack_actor, first).await, []);
        write(services, &jack_actor, first, "Fell on the hand; X-ray wanted").await;
        assert_eq!(refusal(record::open(services, &ray, patient_id, "timeline").await), AppError::NotFound);

        let second = book(&clinic, &patient, radiographer, b, at("17:30")).await;
        assert_eq!(history(services, &ray, second).await, [("Fell on the hand; X-ray wanted".into(), "Jack".into())]);
        write(services, &ray, second, "No fracture").await;

        let third = book(&clinic, &patient, jack, c, at("18:30")).await;
        let read = history(services, &jack_actor, third).await;
        assert_eq!(read[0], ("No fracture".into(), "Ray Diographer".into()));
        assert_eq!(read.len(), 2);

        let stranger = practitioner_actor(elsewhere);
        assert_eq!(refusal(record::open(services, &stranger, patient_id, "timeline").await), AppError::NotFound);
        for id in [first, second, third] {
            assert_eq!(refusal(consultation::read(services, &stranger, id).await), AppError::NotFound);
            assert_eq!(refusal(note::add(services, &stranger, id, &said("x")).await), AppError::NotFound);
        }
        let refused = clinic.test.count("select count(*) from audit_event where outcome = 'refused'").await;
        assert_eq!(refused, 2 + 6);
    }
}

on_both! {
    async fn s3_25_an_author_amends_their_own_note_and_nobody_edits_another_s(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let (ann_actor, bob_actor) = (practitioner_actor(ann), practitioner_actor(bob));
        let patient = clinic.patient("Pat Ient").await;
        let first = book(&clinic, &patient, ann, clinic.centre, at("09:00")).await;
        book(&clinic, &patient, bob, clinic.centre, at("10:00")).await;
        let id = write(services, &ann_actor, first, "Left knee").await;

        note::amend(services, &ann_actor, id, "Right knee", "Wrong side").await.expect("amended");
        note::amend(services, &ann_actor, id, "Right knee", "Sent twice").await.expect("the same again is nothing");
        for other in [&bob_actor, &patient] {
            assert_eq!(refusal(note::amend(services, other, id, "Mine", "because").await), AppError::NotFound);
            assert_eq!(refusal(entry::retract(services, other, id, "because").await), AppError::NotFound);
        }
        // Nor does its author, once they are no longer a practitioner.
        let former = actor(ann.account(), &[]);
        assert_eq!(refusal(note::amend(services, &former, id, "Mine", "because").await), AppError::NotFound);
        assert_eq!(refusal(entry::retract(services, &former, id, "because").await), AppError::NotFound);
        assert!(matches!(refusal(note::amend(services, &ann_actor, id, "Both", " ").await), AppError::Invalid(_)));

        let read = entry::read(services, &bob_actor, id).await.expect("a patient of his");
        let bodies: Vec<&str> = read.versions.iter().map(|version| version.body.as_str()).collect();
        assert_eq!(bodies, ["Left knee", "Right knee"]);
        assert_eq!(read.versions[1].reason, "Wrong side");
        assert!(!read.is_author);
    }
}

on_both! {
    async fn s3_21_an_empty_addition_is_nothing_and_the_same_note_twice_is_one(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("09:00")).await;
        consultation::open(services, &me, id).await.expect("opened");

        assert_eq!(note::add(services, &me, id, &said(" \n ")).await.expect("nothing to do"), None);
        let first = note::add(services, &me, id, &said("Cough")).await.expect("a note");
        let again = note::add(services, &me, id, &said("Cough")).await.expect("the form, sent twice");

        assert!(first.is_some());
        assert_eq!(first, again);
        assert_eq!(clinic.test.count("select count(*) from entry").await, 1);
    }
}

on_both! {
    async fn a_note_that_is_sent_many_times_at_once_is_one(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("09:00")).await;
        consultation::open(services, &me, id).await.expect("opened");
        let form = said("Cough");

        let all = futures::future::join_all((0..8).map(|_| note::add(services, &me, id, &form))).await;

        assert!(all.iter().all(|one| matches!(one, Ok(Some(_)))), "{all:?}");
        assert_eq!(clinic.test.count("select count(*) from entry").await, 1);
    }
}

on_both! {
    async fn s3_23_a_cancelled_appointment_gives_no_access(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("15:00")).await;
        consultation::read(services, &me, id).await.expect("while it stands");

        cancel::cancel(services, &patient, id, "").await.expect("cancelled");

        assert_eq!(refusal(consultation::open(services, &me, id).await), AppError::NotFound);
        assert_eq!(refusal(consultation::read(services, &me, id).await), AppError::NotFound);
        assert_eq!(refusal(note::add(services, &me, id, &said("x")).await), AppError::NotFound);
    }
}

on_both! {
    async fn opening_checks_the_patient_in_when_that_is_due_and_finishing_completes_the_visit(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("15:00")).await;
        let status = async || booking::appointment(services, &me, id).await.expect("a party").status;
        assert_eq!(
            refusal(note::add(services, &me, id, &said("early")).await),
            AppError::Step(StepRefusal::NotFromHere),
            "nothing is written before it is opened"
        );

        consultation::open(services, &me, id).await.expect("opened hours before, to prepare");
        assert_eq!(status().await, Status::Booked);
        assert_eq!(refusal(consultation::finish(services, &me, id).await), AppError::Step(StepRefusal::TooEarly));
        services.clock.set(at("15:05"));
        consultation::open(services, &me, id).await.expect("opened again");
        assert_eq!(status().await, Status::CheckedIn);
        let version = booking::appointment(services, &me, id).await.expect("a party").version();
        let stale = consultation::finish_as_seen(services, &me, id, Some(version - 1)).await;
        assert_eq!(refusal(stale), AppError::Overtaken, "it has changed since");
        consultation::finish_as_seen(services, &me, id, Some(version)).await.expect("finished");
        consultation::finish(services, &me, id).await.expect("the form, sent twice");

        assert_eq!(status().await, Status::Fulfilled);
        assert_eq!(clinic.test.count("select count(*) from encounter where finished_at is not null").await, 1);
        note::add(services, &me, id, &said("An afterthought")).await.expect("one may still add");
        let missed = book(&clinic, &patient, doctor, clinic.centre, at("16:00")).await;
        services.clock.set(at("16:30"));
        visit::take_step(services, &me, missed, Step::MarkNoshow, "").await.expect("missed");
        assert_eq!(refusal(consultation::open(services, &me, missed).await), AppError::Step(StepRefusal::NotFromHere));
        assert_eq!(refusal(consultation::open(services, &patient, id).await), AppError::Forbidden);
    }
}

on_both! {
    async fn what_was_written_in_a_visit_entered_in_error_stays_in_the_record(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("09:00")).await;
        services.clock.set(at("09:05"));
        let written = write(services, &me, id, "Rash on both arms").await;
        consultation::finish(services, &me, id).await.expect("finished");

        visit::enter_in_error(services, &admin, id, "the other patient of that name").await.expect("entered in error");

        assert_eq!(refusal(note::add(services, &me, id, &said("x")).await), AppError::NotFound);
        let query = timeline::RecordQuery::of(PatientId(patient.id().expect("an account").0));
        for reader in [&patient, &me] {
            let read = timeline::read(services, reader, query).await.expect("a ground").entries;
            assert_eq!(read.iter().map(|line| line.id).collect::<Vec<_>>(), [written], "{reader:?}");
        }
    }
}

on_both! {
    async fn diagnoses_and_measurements_are_added_once_and_resolved_and_taken_back_by_their_author(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("09:00")).await;
        consultation::open(services, &me, id).await.expect("opened");
        let asthma = DiagnosisForm { name: "Asthma".into(), certainty: "suspected".into(), ..Default::default() };
        let measured = ObservationForm { weight: "72.5".into(), systolic: "120".into(), diastolic: "80".into(), ..Default::default() };

        let found = diagnosis::add(services, &me, id, &asthma).await.expect("a diagnosis");
        assert_eq!(diagnosis::add(services, &me, id, &asthma).await.expect("the same"), found);
        assert_eq!(observation::add(services, &me, id, &measured).await.expect("two values"), 2);
        assert_eq!(observation::add(services, &me, id, &measured).await.expect("the same"), 0);
        services.clock.set(services.clock.now() + SignedDuration::from_mins(5));
        let lighter = ObservationForm { weight: "72".into(), ..Default::default() };
        assert_eq!(observation::add(services, &me, id, &lighter).await.expect("one value"), 1);

        let read = consultation::read(services, &me, id).await.expect("theirs");
        assert_eq!(read.observations[0].measured.text(), "72 kg");
        assert_eq!((read.observations.len(), read.diagnoses.len(), read.written.len()), (3, 1, 4));
        diagnosis::resolve(services, &me, found).await.expect("over");
        assert_eq!(refusal(diagnosis::resolve(services, &me, found).await), AppError::Overtaken);
        let wrong = read.observations[0].line.entry.id;
        entry::retract(services, &me, wrong, "Wrong patient").await.expect("taken back");
        assert_eq!(refusal(entry::retract(services, &me, wrong, "Again").await), AppError::Overtaken);

        let read = consultation::read(services, &me, id).await.expect("theirs");
        assert!(read.observations.iter().all(|one| one.measured.text() != "72 kg"), "a chart shows no errors");
        assert!(read.diagnoses[0].resolved_at.is_some());
        assert_eq!(read.written.iter().filter(|line| line.entry.retracted_at.is_some()).count(), 1);
    }
}

on_both! {
    async fn a_weight_that_is_unusual_for_an_adult_is_added_only_once_it_is_said_to_be_right(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, clinic.centre, at("09:00")).await;
        consultation::open(services, &me, id).await.expect("opened");
        let light = ObservationForm { weight: "7".into(), ..Default::default() };

        let asked = refusal(observation::add(services, &me, id, &light).await);
        let sure = ObservationForm { sure: light.unusual_text(), ..light };
        let other = ObservationForm { weight: "8".into(), ..sure.clone() };
        let asked_again = refusal(observation::add(services, &me, id, &other).await);

        let unusual = AppError::Invalid(vec![FieldError::new(Field::Weight, Problem::Unusual)]);
        assert_eq!((asked, asked_again), (unusual.clone(), unusual), "of each value by itself");
        assert_eq!(clinic.test.count("select count(*) from entry").await, 0);
        assert_eq!(observation::add(services, &me, id, &sure).await.expect("added"), 1);
    }
}

on_both! {
    async fn whether_the_record_may_be_opened_is_told_as_the_gate_decides(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let of = PatientId(patient.id().expect("an account").0);

        let before = record::may_open(services, &me, of).await.expect("an answer");
        book(&clinic, &patient, doctor, clinic.centre, at("09:00")).await;

        assert!(!before && record::may_open(services, &me, of).await.expect("an answer"));
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'record.read'").await, 0);
    }
}
