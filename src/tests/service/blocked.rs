//! What a practitioner does in an existing appointment whose patient has closed the record to them: they carry it out and record
//! what they did, and read nothing that others wrote.

use consulta::{
    domain::{
        access::Reach,
        account::Actor,
        draft::{Draft, DraftKind},
        ids::{AppointmentId, PatientId, PractitionerId},
        note::NoteForm,
        policy::Basis,
        prescription::{MedicineForm, PrescriptionForm, Warning},
    },
    error::AppError,
    service::{
        Failure, Outcome, booking, consultation,
        document::{self, Upload, Whose},
        draft, emergency, entry, note, prescription, record, refusals, sharing, timeline,
    },
};

use super::document::{open_file, png};
use crate::support::{Clinic, PASSWORD, TestDb, at, email_of, on_both, practitioner_actor};

fn is_not_found<T>(outcome: &Outcome<T>) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::NotFound)))
}

fn said(text: &str) -> NoteForm {
    NoteForm { text: text.into() }
}

fn picture() -> Upload {
    Upload { category: "image".into(), name: "x.png".into(), bytes: png(9, 9) }
}

fn metformin() -> PrescriptionForm {
    let medicine = MedicineForm {
        medicine: "Metformin".into(),
        dose: "500 mg".into(),
        frequency: "daily".into(),
        ..MedicineForm::default()
    };
    PrescriptionForm { diagnosis: "Diabetes".into(), medicines: vec![medicine], ..PrescriptionForm::default() }
}

/// A patient with entries by another practitioner, and an appointment with one to whom they have closed their record.
struct Stage {
    clinic: Clinic,
    patient: Actor,
    id: PatientId,
    blocked: PractitionerId,
    me: Actor,
    visit: AppointmentId,
}

impl Stage {
    async fn new(test: TestDb) -> Self {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (other, blocked) = (clinic.practitioner("Ann Other").await, clinic.practitioner("Bob Blocked").await);
        let patient = clinic.patient("Pat Ient").await;
        let before = booking::book(services, &patient, clinic.request(other, at("09:00"))).await.expect("booked");
        consultation::open(services, &practitioner_actor(other), before).await.expect("opened");
        note::add(services, &practitioner_actor(other), before, &said("Of another")).await.expect("a note");
        let visit = booking::book(services, &patient, clinic.request(blocked, at("10:00"))).await.expect("booked");
        sharing::change(services, &patient, sharing::Change::Block(blocked)).await.expect("blocked");
        let id = PatientId(patient.id().expect("an account").0);
        Self { patient, id, blocked, me: practitioner_actor(blocked), visit, clinic }
    }

    async fn titles(&self) -> Vec<String> {
        let read = consultation::read(&self.clinic.services, &self.me, self.visit).await.expect("their visit");
        read.latest.into_iter().map(|line| line.entry.title).collect()
    }
}

on_both! {
    async fn a_blocked_practitioner_carries_out_a_standing_appointment_and_reads_only_what_they_write_in_it(test) {
        let stage = Stage::new(test).await;
        let (services, me, visit) = (&stage.clinic.services, &stage.me, stage.visit);
        stage.clinic.run("update patient set blood_group = '0-'").await;
        assert!(is_not_found(&record::open(services, me, stage.id, "timeline").await));

        consultation::open(services, me, visit).await.expect("opened");
        let before = consultation::read(services, me, visit).await.expect("their visit");
        assert_eq!((before.access.basis, before.access.reach), (Basis::Party, Reach::OwnEntries));
        assert!(before.statements.is_none() && before.latest.is_empty() && before.person.blood_group.is_none());

        draft::save(services, me, visit, &Draft::Prescription(metformin())).await.expect("kept");
        let kept = draft::read(services, me, visit, DraftKind::Prescription, None).await.expect("theirs");
        assert!(kept.draft.is_some());
        assert_eq!(kept.warnings, [Warning::Closed], "whom to ask, and nothing of what is recorded");
        let unasked = prescription::sign(services, me, visit, &metformin(), false).await;
        assert!(matches!(unasked, Err(Failure::Refused(AppError::PrescriptionWarned))), "{unasked:?}");
        let asked = PrescriptionForm { warned: Warning::Closed.stored(), ..metformin() };
        prescription::sign(services, me, visit, &asked, true).await.expect("signed");
        let noted = note::add(services, me, visit, &said("Mine")).await.expect("a note").expect("not empty");

        assert_eq!(stage.titles().await, ["Mine", "Metformin"]);
        assert!(entry::read(services, me, noted).await.expect("its author").is_author);
        let query = timeline::RecordQuery::of(stage.id);
        let whole = timeline::read(services, me, query).await.expect("what they wrote");
        assert_eq!((whole.access.basis, whole.entries.len()), (Basis::Author, 2));
        assert_eq!(stage.clinic.test.count("select count(*) from audit_event where basis = 'party' and action = 'record.read'").await, 4);
    }
}

on_both! {
    async fn a_blocked_practitioner_adds_no_files_and_lists_only_their_own(test) {
        let stage = Stage::new(test).await;
        let (services, me, whose) = (&stage.clinic.services, &stage.me, Whose::PatientOf(stage.visit));
        document::add(services, &stage.patient, Whose::Own, picture()).await.expect("the patient's own");

        assert!(is_not_found(&document::may_add(services, me, whose).await));
        assert!(is_not_found(&document::add(services, me, whose, picture()).await));
        let (_, listed) = document::of_appointment(services, me, stage.visit, 1).await.expect("their visit");
        assert!(listed.documents.is_empty() && !listed.may_add);
        let refused = "select cast(sum(times) as bigint) from audit_event where action = 'record.read' and outcome = 'refused' and part = 'document'";
        refusals::settle(services).await.expect("written");
        assert_eq!(stage.clinic.test.count(refused).await, 2);

        sharing::change(services, &stage.patient, sharing::Change::Unblock(stage.blocked)).await.expect("opened again");
        let added = document::add(services, me, whose, picture()).await.expect("treating again");
        sharing::change(services, &stage.patient, sharing::Change::Block(stage.blocked)).await.expect("blocked again");

        let (_, listed) = document::of_appointment(services, me, stage.visit, 1).await.expect("their visit");
        assert_eq!(listed.documents.iter().map(|one| one.id).collect::<Vec<_>>(), [added]);
        open_file(services, me, added).await.expect("what they added themself");
        assert_eq!(stage.clinic.test.count("select count(*) from document").await, 2);
    }
}

on_both! {
    async fn the_broken_glass_opens_all_of_it_to_a_blocked_practitioner_and_takes_files(test) {
        let stage = Stage::new(test).await;
        let (services, me) = (&stage.clinic.services, &stage.me);

        let reason = "Unconscious in the waiting room";
        emergency::break_glass(services, me, &email_of("Pat Ient"), reason, PASSWORD).await.expect("opened");

        consultation::open(services, me, stage.visit).await.expect("opened");
        assert_eq!(stage.titles().await, ["Of another"]);
        document::add(services, me, Whose::PatientOf(stage.visit), picture()).await.expect("added");
        stage.clinic.services.clock.set(at("12:00"));
        assert!(is_not_found(&document::may_add(services, me, Whose::PatientOf(stage.visit)).await), "three hours later");
        assert!(stage.titles().await.iter().all(|title| title != "Of another"));
    }
}
