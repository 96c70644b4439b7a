//! The parts of an appointment that someone may not see never leave the service.

use consulta::{
    domain::{
        account::Role,
        appointment::Party,
        booking::Target,
        language::Language,
        service_form::{ServiceForm, ServiceTextForm},
    },
    service::{
        appointment::{self, seen_all},
        booking::{self, BookingRequest},
        desk,
    },
    words::Reader,
};

use super::services::{administrator, form, offered};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

on_both! {
    async fn only_the_two_parties_see_why_a_patient_comes(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        let request = BookingRequest { reason: "Secret".into(), ..clinic.request(doctor, at("10:00")) };
        let id = booking::book(services, &patient, request).await.expect("booked");

        for (reader, side) in [(&me, Party::Practitioner), (&patient, Party::Patient)] {
            let opened = appointment::open(services, reader, id).await.expect("theirs");
            assert_eq!((opened.seen.party, opened.seen.appointment.reason.as_str()), (side, "Secret"));
        }
        let leaked = booking::appointment(services, &patient, id).await.expect("theirs");
        let seen = seen_all(services, &admin, vec![leaked]).await.expect("seen");
        assert_eq!((seen[0].party, seen[0].appointment.reason.as_str()), (Party::Staff, ""));
        assert!(!seen[0].may_cancel && seen[0].steps.is_empty() && seen[0].fee.is_none());
        let settled = appointment::to_settle(services, &admin, id).await.expect("for the clinic");
        assert_eq!(settled.seen.appointment.reason, "");
        assert!(settled.may_cancel && settled.history.len() == 1);
    }
}

on_both! {
    async fn the_desk_sees_how_to_call_a_patient_and_nothing_of_why_they_come(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let front = clinic.receptionist("Rita Desk", clinic.centre).await;
        clinic.run("update account set phone = '0412 345 678' where full_name = 'Pat Ient'").await;
        let request = BookingRequest { reason: "Secret".into(), ..clinic.request(doctor, at("10:00")) };
        let booked = booking::book(services, &patient, request).await.expect("booked");

        let opened = appointment::open(services, &front, booked).await.expect("at their desk");

        let found = &opened.seen.appointment;
        assert_eq!((found.reason.as_str(), found.instructions.as_str(), found.series), ("", "", None));
        assert_eq!(opened.seen.desk_phone.as_deref(), Some("0412 345 678"));
        assert!(opened.seen.must_say_why && opened.given.is_empty() && opened.referral.is_none());
        assert_eq!(opened.seen.steps, desk::steps(services, found));
    }
}

on_both! {
    async fn a_patient_reads_where_to_go_in_their_own_language_or_else_as_the_clinic_says_it(test) {
        let clinic = Clinic::new(test).await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let german = ServiceTextForm {
            name: "Ultraschall".into(),
            instructions: "Zweiter Stock.".into(),
            ..ServiceTextForm::default()
        };
        let texts = [("de".to_owned(), german)].into();
        let scan = ServiceForm { instructions: "Second floor.".into(), texts, ..form("Scan") };
        let service = Some(offered(&clinic, &admin, &scan, &[doctor]).await);
        let target = Target { service, ..clinic.target(doctor, at("10:00")) };
        let id = booking::book(&clinic.services, &patient, clinic.request_for(target)).await.expect("booked");

        for (language, name, instructions) in [
            (Language::German, "Ultraschall", "Zweiter Stock."),
            (Language::French, "Scan", "Second floor."),
            (Language::English, "Scan", "Second floor."),
        ] {
            let reader = Reader { language, ..Reader::default() };
            let opened = reader.follow(appointment::open(&clinic.services, &patient, id)).await.expect("theirs");
            let told = (opened.seen.service_name.as_deref(), opened.seen.appointment.instructions.as_str());
            assert_eq!(told, (Some(name), instructions), "{language:?}");
        }
    }
}
