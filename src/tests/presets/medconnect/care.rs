//! MedConnect between a patient and their doctor: booking, reports, prescriptions, the history.

use consulta::{
    domain::{
        account::Actor,
        appointment::{Status, Step},
        document::MediaType,
        form::{Field, FieldError, Problem},
        note::NoteForm,
        notice::NoticeKind,
        prescription::{MedicineForm, PrescriptionForm},
        service_form::ServiceForm,
        statement::StatementForm,
    },
    error::AppError,
    service::{
        agenda, booking, cancel, consultation,
        document::{self, Upload, Whose},
        healthcare_service, note, prescription, profile as own_profile, record, reschedule, setting, staff,
        timeline::{self, RecordQuery},
        visit,
    },
    storage::appointment::AppointmentFilter,
};

use super::super::{administrator, book, patient_id, refusal, status, told, under, visited, word};
use crate::{
    service::{
        document::{open_file, pdf, png},
        services::form,
    },
    support::{Clinic, at, on_both, practitioner_actor},
};

fn amoxicillin() -> PrescriptionForm {
    let medicine = MedicineForm {
        medicine: "Amoxicillin".into(),
        dose: "500 mg".into(),
        frequency: "three times a day".into(),
        instructions: "with food".into(),
        ..MedicineForm::default()
    };
    PrescriptionForm { diagnosis: "Otitis".into(), medicines: vec![medicine], ..PrescriptionForm::default() }
}

/// A visit that was approved and has begun.
async fn begun(
    clinic: &Clinic,
    patient: &Actor,
    doctor: consulta::domain::ids::PractitionerId,
) -> consulta::domain::ids::AppointmentId {
    let id = book(clinic, patient, doctor, "10:00").await;
    let me = practitioner_actor(doctor);
    visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");
    consultation::open(&clinic.services, &me, id).await.expect("opened");
    id
}

on_both! {
    async fn t6_t10_fr6_fr9_s4_06_a_booking_is_pending_until_it_is_confirmed_and_its_patient_hears_of_it(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = book(&clinic, &patient, doctor, "10:00").await;
        let now = async || word(&clinic, status(&clinic, &patient, id).await).await;
        assert_eq!(now().await, "Pending");

        visit::take_step(services, &me, id, Step::Approve, "").await.expect("approved");

        assert_eq!(now().await, "Confirmed");
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentApproved);
        services.clock.set(at("10:05"));
        for step in [Step::CheckIn, Step::Complete] {
            visit::take_step(services, &me, id, step, "").await.expect("taken");
        }
        assert_eq!(now().await, "Completed");
        let second = book(&clinic, &patient, doctor, "15:00").await;
        cancel::cancel(services, &patient, second, "").await.expect("cancelled");
        assert_eq!(word(&clinic, status(&clinic, &patient, second).await).await, "Cancelled");
    }
}

on_both! {
    async fn t7_fr16_s4_03_a_prescription_is_saved_and_linked_to_its_appointment(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = begun(&clinic, &patient, doctor).await;

        let signed = prescription::sign(services, &me, id, &amoxicillin(), false).await.expect("signed");

        let found = prescription::read(services, &patient, signed).await.expect("theirs");
        assert_eq!(found.appointment.id, id);
        assert_eq!(found.prescribed.prescription.diagnosis, "Otitis");
        assert_eq!(found.prescribed.prescription.medicines[0].line(), "Amoxicillin, 500 mg, three times a day");
    }
}

on_both! {
    async fn t8_t9_fr12_s4_05_a_report_is_uploaded_and_opened_again(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = begun(&clinic, &patient, doctor).await;
        let upload = |category: &str, name: &str, bytes: Vec<u8>| Upload { category: category.into(), name: name.into(), bytes };

        let report = document::add(services, &me, Whose::PatientOf(id), upload("report", "blood.pdf", pdf(""))).await;
        let image = document::add(services, &patient, Whose::Own, upload("image", "knee.png", png(9, 9))).await;

        for (added, media) in [(report.expect("added"), MediaType::Pdf), (image.expect("added"), MediaType::Png)] {
            for reader in [&me, &patient] {
                assert_eq!(open_file(services, reader, added).await.expect("opens").file.media, media);
            }
        }
        let stranger = clinic.patient("Stran Ger").await;
        assert_eq!(document::own(services, &stranger, 1).await.expect("their own").documents.len(), 0);
    }
}

on_both! {
    async fn fr7_fr8_appointments_are_listed_moved_and_cancelled(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let before = visited(&clinic, &patient, doctor, "09:30").await;
        clinic.services.clock.set(at("10:00"));
        let id = book(&clinic, &patient, doctor, "11:00").await;

        reschedule::reschedule(services, &patient, id, clinic.centre, at("14:00")).await.expect("moved");

        let mine = agenda::of_patient(services, &patient, 1).await.expect("their own");
        assert_eq!(mine.upcoming.iter().map(|one| (one.id, one.slot.starts_at)).collect::<Vec<_>>(), [(id, at("14:00"))]);
        assert_eq!(mine.past.iter().map(|one| one.id).collect::<Vec<_>>(), [before]);
        cancel::cancel(services, &patient, id, "").await.expect("cancelled");
        assert_eq!(status(&clinic, &patient, id).await, Status::Cancelled);
    }
}

on_both! {
    async fn fr11_fr14_fr17_fr18_a_consultation_shows_the_whole_history_and_adds_to_it(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let form = StatementForm { kind: "condition".into(), name: "Asthma".into(), ..StatementForm::default() };
        own_profile::add(services, &patient, &form).await.expect("said");
        let id = begun(&clinic, &patient, doctor).await;

        note::add(services, &me, id, &NoteForm { text: "Cough for a week".into() }).await.expect("noted");

        let shown = consultation::read(services, &me, id).await.expect("theirs");
        assert_eq!(shown.statements.expect("what they said").len(), 1);
        assert_eq!(shown.written.len(), 1);
        let query = RecordQuery::of(patient_id(&patient));
        let read = timeline::read(services, &patient, query).await.expect("their own");
        assert_eq!(read.entries.len(), 1);
        record::open(services, &me, patient_id(&patient), "timeline").await.expect("theirs to read");
    }
}

on_both! {
    async fn fr15_s4_04_the_next_visit_is_booked_from_a_consultation(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = visited(&clinic, &patient, doctor, "09:30").await;

        let (after, found) = staff::visit_to_follow(services, &me, id).await.expect("can be followed");
        let next = booking::book_for(services, &me, found.id, clinic.request(doctor, at("15:00")), None).await;

        assert_eq!(after.id, id);
        let next = next.expect("booked");
        assert_eq!(status(&clinic, &patient, next).await, Status::Booked, "no one approves what they booked themselves");
        let mine = agenda::list(services, &me, &AppointmentFilter::default()).await.expect("their own").rows;
        assert!(mine.iter().any(|one| one.id == next));
    }
}

on_both! {
    async fn nothing_is_offered_online_where_visits_are_in_person(test) {
        let clinic = under(test, "medconnect").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let admin = administrator(&clinic).await;
        let video = ServiceForm { mode: "online".into(), instructions: "https://meet.example".into(), ..form("Video visit") };

        let refused = healthcare_service::save(&clinic.services, &admin, None, &video).await;
        clinic.set("visit.modes", "in_person_and_online").await;
        let made = healthcare_service::save(&clinic.services, &admin, None, &video).await.expect("allowed now");
        healthcare_service::choose_people(&clinic.services, &admin, made, &[doctor], &[doctor]).await.expect("offered");
        let offered = async || {
            let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
            let person = directory.practitioner(doctor).expect("found");
            directory.services_of(person).map(|one| one.name.clone()).collect::<Vec<_>>()
        };
        let before = offered().await;
        setting::choose(&clinic.services, &admin, vec![("visit.modes".to_owned(), "in_person".to_owned())]).await.expect("chosen");

        assert_eq!(refusal(refused), AppError::Invalid(vec![FieldError::new(Field::Mode, Problem::NotAChoice)]));
        assert_eq!(before, ["Video visit"]);
        assert!(!offered().await.contains(&"Video visit".to_owned()));
    }
}
