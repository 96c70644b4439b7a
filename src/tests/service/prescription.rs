//! Prescriptions (S4-03, T7): linked to their appointment, immutable once signed, checked for warnings, stopped and replaced.

use consulta::{
    domain::{
        account::Actor,
        draft::{Draft, DraftKind},
        ids::{AppointmentId, PractitionerId},
        notice::NoticeKind,
        prescription::{MedicineForm, PrescriptionForm, Warning},
    },
    error::AppError,
    service::{Failure, Outcome, booking, consultation, draft, notice, prescription},
};

use crate::support::{Clinic, TestDb, at, on_both, practitioner_actor};

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn form(medicine: &str, duration: &str) -> PrescriptionForm {
    let row = MedicineForm {
        medicine: medicine.into(),
        dose: "500 mg".into(),
        route: "by mouth".into(),
        frequency: "three times a day".into(),
        duration: duration.into(),
        instructions: "with food".into(),
        as_directed: false,
    };
    PrescriptionForm { diagnosis: "Otitis".into(), medicines: vec![row], ..PrescriptionForm::default() }
}

struct Room {
    clinic: Clinic,
    doctor: PractitionerId,
    me: Actor,
    patient: Actor,
    id: AppointmentId,
}

/// A consultation that has begun.
async fn room(test: TestDb) -> Room {
    let clinic = Clinic::new(test).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
    consultation::open(&clinic.services, &me, id).await.expect("opened");
    Room { clinic, doctor, me, patient, id }
}

/// Gives the patient an allergy.
async fn allergic(room: &Room, name: &'static str) {
    use consulta::storage::db::Conn;
    let patient = room.patient.id().expect("signed in").0;
    let write = room.clinic.services.db.write((patient, name), |tx, (patient, name)| {
        Box::pin(async move {
            const SQL: &str =
                "insert into statement (patient_id, kind, name, created_at) values ($1, 'allergy', $2, 0)";
            match &mut **tx {
                Conn::Sqlite(c) => sqlx::query(SQL).bind(*patient).bind(*name).execute(&mut **c).await.map(drop),
                Conn::Postgres(c) => sqlx::query(SQL).bind(*patient).bind(*name).execute(&mut **c).await.map(drop),
            }
            .map_err(|e| Failure::Fault(e.to_string()))
        })
    });
    write.await.expect("stored");
}

on_both! {
    async fn t7_a_prescription_is_saved_and_linked_to_its_appointment_and_the_patient_hears_of_it(test) {
        let Room { clinic, me, patient, id, .. } = room(test).await;
        let services = &clinic.services;

        let signed = prescription::sign(services, &me, id, &form("Amoxicillin", "7 days"), false).await.expect("signed");

        for reader in [&me, &patient] {
            let found = prescription::read(services, reader, signed).await.expect("theirs");
            assert_eq!(found.appointment.id, id);
            assert_eq!(found.prescribed.line.entry.appointment, Some(id));
            assert_eq!(found.prescribed.prescription.diagnosis, "Otitis");
            assert_eq!(
                found.prescribed.prescription.medicines[0].line(),
                "Amoxicillin, 500 mg, by mouth, three times a day, 7 days"
            );
        }
        let linked = "select count(*) from prescription p join entry e on e.id = p.entry_id where p.appointment_id = e.appointment_id";
        assert_eq!(clinic.test.count(linked).await, 1);
        let news = notice::latest(services, &patient).await.expect("own notices");
        assert_eq!((news[0].kind, news[0].entry_id), (NoticeKind::PrescriptionSigned, Some(signed)));
        let stranger = clinic.practitioner("Bob Doctor").await;
        let refused = prescription::read(services, &practitioner_actor(stranger), signed).await;
        assert_eq!(refusal(refused), AppError::NotFound);
    }
}

on_both! {
    async fn an_allergy_or_a_duplicate_is_warned_of_and_signed_only_all_the_same(test) {
        let room = room(test).await;
        allergic(&room, "Penicillin").await;
        let Room { clinic, me, id, .. } = room;
        let services = &clinic.services;
        let amoxicillin = form("Amoxicillin", "7 days");

        let warned = prescription::sign(services, &me, id, &amoxicillin, false).await;
        assert_eq!(refusal(warned), AppError::PrescriptionWarned);
        assert_eq!(clinic.test.count("select count(*) from entry").await, 0);
        draft::save(services, &me, id, &Draft::Prescription(amoxicillin.clone())).await.expect("kept");
        let kept = draft::read(services, &me, id, DraftKind::Prescription, None).await.expect("theirs");
        assert_eq!(kept.warnings.len(), 1);

        let unread = prescription::sign(services, &me, id, &amoxicillin, true).await;
        assert_eq!(refusal(unread), AppError::PrescriptionWarned, "the form did not say it");
        let read = PrescriptionForm { warned: kept.warnings[0].stored(), ..amoxicillin };
        let changed = PrescriptionForm { medicines: form("Keflex", "7 days").medicines, ..read.clone() };
        let other = prescription::sign(services, &me, id, &changed, true).await;
        assert_eq!(refusal(other), AppError::PrescriptionWarned, "it said something else");
        let signed = prescription::sign(services, &me, id, &read, true).await.expect("anyway");
        let found = prescription::read(services, &me, signed).await.expect("theirs");
        assert_eq!(Warning::read(&found.prescribed.warnings).as_ref(), kept.warnings.first());
        assert_eq!(clinic.test.count("select count(*) from draft").await, 0);

        let metformin = form("Metformin", "");
        prescription::sign(services, &me, id, &metformin, false).await.expect("nothing against it");
        assert_eq!(refusal(prescription::sign(services, &me, id, &metformin, false).await), AppError::PrescriptionWarned);
    }
}

on_both! {
    async fn a_prescription_ends_once_by_its_author_and_a_successor_takes_its_place(test) {
        let Room { clinic, doctor, me, patient, id } = room(test).await;
        let services = &clinic.services;
        let first = prescription::sign(services, &me, id, &form("Metformin", ""), false).await.expect("signed");
        let other = clinic.practitioner("Bob Doctor").await;
        let bob = practitioner_actor(other);
        let visit = booking::book(services, &patient, clinic.request(other, at("10:00"))).await.expect("booked");
        consultation::open(services, &bob, visit).await.expect("opened");
        let successor = PrescriptionForm { replaces: first.to_string(), ..form("Metformin XR", "") };

        assert_eq!(refusal(prescription::stop(services, &bob, first, "Not mine").await), AppError::NotFound);
        assert_eq!(refusal(prescription::stop(services, &patient, first, "Not mine").await), AppError::NotFound);
        assert_eq!(refusal(prescription::sign(services, &bob, visit, &successor, true).await), AppError::NotFound);
        let prefilled = draft::read(services, &me, id, DraftKind::Prescription, Some(first)).await.expect("own");
        assert!(matches!(prefilled.draft, Some(Draft::Prescription(form)) if form.replaces == first.to_string()));
        let second = prescription::sign(services, &me, id, &successor, false).await.expect("no duplicate of what it replaces");

        let old = prescription::read(services, &me, first).await.expect("theirs").prescribed;
        assert_eq!((old.replaced_by, old.stop_reason.as_str()), (Some(second), "Replaced"));
        assert_eq!(old.prescription.medicines[0].medicine, "Metformin");
        assert_eq!(refusal(prescription::sign(services, &me, id, &successor, true).await), AppError::Overtaken);
        prescription::stop(services, &me, second, "Side effects").await.expect("stopped");
        assert_eq!(refusal(prescription::stop(services, &me, second, "Again").await), AppError::Overtaken);
        let read = consultation::read(services, &me, id).await.expect("theirs");
        assert!(read.prescriptions.is_empty());
        assert_eq!(read.appointment.practitioner, doctor);
    }
}

on_both! {
    async fn what_was_signed_cannot_be_changed_even_by_hand(test) {
        let Room { clinic, me, id, .. } = room(test).await;
        prescription::sign(&clinic.services, &me, id, &form("Metformin", ""), false).await.expect("signed");
        let write = clinic.services.db.write((), |tx, ()| {
            use consulta::storage::db::Conn;
            Box::pin(async move {
                const SQL: &str = "update prescribed_medicine set dose = '5 g'";
                match &mut **tx {
                    Conn::Sqlite(c) => sqlx::query(SQL).execute(&mut **c).await.map(drop),
                    Conn::Postgres(c) => sqlx::query(SQL).execute(&mut **c).await.map(drop),
                }
                .map_err(|e| Failure::Fault(e.to_string()))
            })
        });
        assert!(write.await.is_err());
    }
}
