//! Drafts: saved while typing, restored, and deleted when the form is sent.

use consulta::{
    domain::{
        account::Actor,
        draft::{Draft, DraftKind, LARGEST},
        ids::AppointmentId,
        note::NoteForm,
        prescription::{MedicineForm, PrescriptionForm},
    },
    error::AppError,
    service::{Failure, booking, cancel, consultation, draft, note, prescription},
};

use crate::support::{Clinic, at, on_both, practitioner_actor};

fn typed(text: &str) -> Draft {
    Draft::Note(NoteForm { text: text.into() })
}

async fn kept(clinic: &Clinic, actor: &Actor, id: AppointmentId) -> Option<Draft> {
    draft::read(&clinic.services, actor, id, DraftKind::Note, None).await.expect("their own").draft
}

on_both! {
    async fn a_draft_is_its_author_s_until_the_form_is_sent(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (ann, bob) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Doctor").await);
        let (me, other) = (practitioner_actor(ann), practitioner_actor(bob));
        let patient = clinic.patient("Pat Ient").await;
        let id = booking::book(services, &patient, clinic.request(ann, at("09:00"))).await.expect("booked");
        consultation::open(services, &me, id).await.expect("opened");

        draft::save(services, &me, id, &typed("Cou")).await.expect("kept");
        draft::save(services, &me, id, &typed("Cough")).await.expect("kept instead");
        assert_eq!(kept(&clinic, &me, id).await, Some(typed("Cough")));
        for stranger in [&other, &patient] {
            let refused = draft::save(services, stranger, id, &typed("x")).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::NotFound | AppError::Forbidden))));
            assert!(draft::read(services, stranger, id, DraftKind::Note, None).await.is_err());
        }
        let huge = draft::save(services, &me, id, &typed(&"x".repeat(LARGEST))).await;
        assert!(matches!(huge, Err(Failure::Refused(AppError::BadRequest))));

        note::add(services, &me, id, &NoteForm { text: "Cough".into() }).await.expect("sent");
        assert_eq!(kept(&clinic, &me, id).await, None);
        draft::save(services, &me, id, &typed("More")).await.expect("kept");
        draft::save(services, &me, id, &typed(" ")).await.expect("emptied is forgotten");
        assert_eq!(kept(&clinic, &me, id).await, None);
        draft::save(services, &me, id, &typed("More")).await.expect("kept");
        draft::discard(services, &me, id, DraftKind::Note).await.expect("discarded");
        assert_eq!(clinic.test.count("select count(*) from draft").await, 0);
    }
}

on_both! {
    async fn a_cancelled_appointment_keeps_no_draft_open(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = booking::book(services, &patient, clinic.request(doctor, at("15:00"))).await.expect("booked");
        consultation::open(services, &me, id).await.expect("opened");
        draft::save(services, &me, id, &typed("Cough")).await.expect("kept");

        cancel::cancel(services, &patient, id, "").await.expect("cancelled");

        assert!(draft::read(services, &me, id, DraftKind::Note, None).await.is_err());
        assert!(draft::save(services, &me, id, &typed("Cough")).await.is_err());
    }
}

on_both! {
    async fn a_draft_that_tells_of_the_record_is_a_reading_of_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let id = booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        consultation::open(services, &me, id).await.expect("opened");
        let medicine = MedicineForm { medicine: "Warfarin".into(), dose: "5 mg".into(), frequency: "daily".into(), ..MedicineForm::default() };
        let form = PrescriptionForm { diagnosis: "Stroke".into(), medicines: vec![medicine], ..PrescriptionForm::default() };
        let signed = prescription::sign(services, &me, id, &form, false).await.expect("signed");
        let readings = async || {
            const WHOLE: &str = "select count(*) from audit_event where action = 'record.read' and part = 'prescription' and patient_id is not null";
            const AGAINST: &str = "select count(*) from audit_event where action = 'record.read' and part = 'prescribing' and patient_id is not null";
            (clinic.test.count(WHOLE).await, clinic.test.count(AGAINST).await)
        };
        assert_eq!(readings().await, (0, 1), "signing looks for what speaks against it");

        // Nothing of the record is in an empty form, or a note's.
        draft::read(services, &me, id, DraftKind::Prescription, None).await.expect("empty");
        assert_eq!(readings().await, (0, 1));
        let replaced = draft::read(services, &me, id, DraftKind::Prescription, Some(signed)).await.expect("their own");
        assert!(replaced.draft.is_some());
        assert_eq!(readings().await, (1, 1));
        draft::save(services, &me, id, &Draft::Prescription(form)).await.expect("kept");
        let warned = draft::read(services, &me, id, DraftKind::Prescription, None).await.expect("their own");
        assert!(!warned.warnings.is_empty());
        assert_eq!(readings().await, (1, 2));
    }
}
