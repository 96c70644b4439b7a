//! Only administrators decide what can be booked, and booked appointments are never affected.

use std::collections::BTreeMap;

use consulta::{
    domain::{
        account::{Actor, Role},
        appointment::Status,
        form::{Field, FieldError, Problem},
        ids::{PractitionerId, ServiceId},
        language::Language,
        room_form::RoomForm,
        service_form::{ServiceForm, ServiceTextForm},
    },
    error::AppError,
    service::{
        Failure, Outcome, booking,
        healthcare_service::{self, PeopleFilter},
        reschedule, room,
    },
};

use super::services::{add_room, administrator, book, form, offered};
use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

fn problem<T: std::fmt::Debug>(outcome: Outcome<T>) -> Vec<FieldError> {
    match outcome {
        Err(Failure::Refused(AppError::Invalid(problems))) => problems,
        other => panic!("expected a refused form, got {other:?}"),
    }
}

async fn offering(clinic: &Clinic, admin: &Actor, id: ServiceId) -> i64 {
    healthcare_service::find(&clinic.services, admin, id).await.expect("found").practitioners
}

on_both! {
    async fn switching_a_service_off_leaves_its_appointments_as_they_are(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let long = ServiceForm { duration: "60".into(), step: "30".into(), ..form("Long") };
        let id = offered(&clinic, &admin, &long, &[doctor]).await;
        let booked = book(&clinic, &patient, doctor, id, at("10:00")).await.expect("booked");

        healthcare_service::set_active(&clinic.services, &admin, id, false).await.expect("switched off");

        let gone = book(&clinic, &patient, doctor, id, at("13:00")).await;
        assert!(matches!(gone, Err(Failure::Refused(AppError::NotFound))), "{gone:?}");
        let standard = booking::book(&clinic.services, &patient, clinic.request(doctor, at("13:00"))).await;
        standard.expect("the standard visit takes its place");
        reschedule::reschedule(&clinic.services, &patient, booked, clinic.centre, at("14:30")).await.expect("moved");
        let kept = booking::appointment(&clinic.services, &patient, booked).await.expect("their own");
        assert_eq!((kept.status, kept.slot.ends_at, kept.service), (Status::Booked, at("15:30"), Some(id)));
        healthcare_service::set_active(&clinic.services, &admin, id, true).await.expect("switched on");
        book(&clinic, &patient, doctor, id, at("16:00")).await.expect("offered again");
    }
}

on_both! {
    async fn an_appointment_of_the_standard_visit_stays_one_when_services_come(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let booked = booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        offered(&clinic, &admin, &ServiceForm { duration: "120".into(), ..form("Long") }, &[doctor]).await;

        reschedule::reschedule(&clinic.services, &patient, booked, clinic.centre, at("11:30")).await.expect("moved");

        let kept = booking::appointment(&clinic.services, &patient, booked).await.expect("their own");
        assert_eq!((kept.slot.ends_at, kept.service), (at("12:00"), None));
    }
}

on_both! {
    async fn choosing_some_practitioners_leaves_the_others_as_they_are(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let mut doctors = Vec::new();
        for n in 0..60 {
            doctors.push(clinic.practitioner(&format!("Doctor {n:02}")).await);
        }
        let id = healthcare_service::save(&clinic.services, &admin, None, &form("Scan")).await.expect("a new service");
        let choose = |shown: Vec<PractitionerId>, chosen: Vec<PractitionerId>| {
            let (clinic, admin) = (&clinic, &admin);
            async move {
                healthcare_service::choose_people(&clinic.services, admin, id, &shown, &chosen).await.expect("chosen");
            }
        };

        choose(doctors[..10].to_vec(), doctors[..4].to_vec()).await;
        choose(doctors[10..20].to_vec(), doctors[10..13].to_vec()).await;
        choose(doctors[..10].to_vec(), doctors[2..4].to_vec()).await;
        assert_eq!(offering(&clinic, &admin, id).await, 5);

        let filter = PeopleFilter { text: "doctor 1".into(), ..PeopleFilter::default() };
        healthcare_service::choose_all(&clinic.services, &admin, id, &filter, true).await.expect("all found");
        // Two that were chosen before, and the fifteen with a 1 in their name, of whom three were.
        assert_eq!(offering(&clinic, &admin, id).await, 17);
        let theirs = PeopleFilter { offering: Some(true), ..PeopleFilter::default() };
        let page = healthcare_service::people(&clinic.services, &admin, id, &theirs, 1).await.expect("a page");
        assert_eq!((page.total, page.rows.len(), page.rows.iter().all(|(_, offers)| *offers)), (17, 17, true));
        healthcare_service::choose_all(&clinic.services, &admin, id, &theirs, false).await.expect("all removed");
        assert_eq!(offering(&clinic, &admin, id).await, 0);
        let all = healthcare_service::people(&clinic.services, &admin, id, &PeopleFilter::default(), 9).await.expect("a page");
        assert_eq!((all.total, all.page, all.pages, all.rows.len()), (60, 2, 2, 10));
        let audited = "select count(*) from audit_event where action = 'service.choose_practitioners'";
        assert_eq!(clinic.test.count(audited).await, 5);
    }
}

on_both! {
    async fn names_are_given_once_and_what_is_not_there_cannot_be_chosen(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let services = &clinic.services;
        let scan = healthcare_service::save(services, &admin, None, &form("Scan")).await.expect("a new service");
        healthcare_service::save(services, &admin, None, &form("Class")).await.expect("a new service");
        add_room(&clinic, &admin, "Room 1").await;
        let room = |name: &str, centre: i64| RoomForm { centre: centre.to_string(), name: name.into(), kind: "room".into() };

        let taken = [FieldError::new(Field::ServiceName, Problem::Taken)];
        assert_eq!(problem(healthcare_service::save(services, &admin, None, &form("Scan")).await), taken);
        assert_eq!(problem(healthcare_service::save(services, &admin, Some(scan), &form("Class")).await), taken);
        let elsewhere = ServiceForm { rooms: vec!["999".into()], ..form("Other") };
        let unknown = [FieldError::new(Field::Rooms, Problem::NotAChoice)];
        assert_eq!(problem(healthcare_service::save(services, &admin, None, &elsewhere).await), unknown);
        let twice = room::save(services, &admin, None, &room("Room 1", clinic.centre.0)).await;
        assert_eq!(problem(twice), [FieldError::new(Field::RoomName, Problem::Taken)]);
        let nowhere = room::save(services, &admin, None, &room("Room 2", 999)).await;
        assert_eq!(problem(nowhere), [FieldError::new(Field::RoomCentre, Problem::NotAChoice)]);
        let missing = healthcare_service::save(services, &admin, Some(ServiceId(999)), &form("Other")).await;
        assert!(matches!(missing, Err(Failure::Refused(AppError::NotFound))));
        let missing = healthcare_service::set_active(services, &admin, ServiceId(999), true).await;
        assert!(matches!(missing, Err(Failure::Refused(AppError::NotFound))));
    }
}

on_both! {
    async fn a_service_is_called_as_its_reader_says_it_or_else_by_its_own_name(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let text = ServiceTextForm { name: "Ultraschall".into(), ..ServiceTextForm::default() };
        let scan = ServiceForm {
            description: "It does not hurt.".into(),
            texts: BTreeMap::from([("de".to_owned(), text)]),
            ..form("Scan")
        };
        let said = async |id: ServiceId| {
            let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
            let scan = directory.service(Some(id)).expect("there");
            let name = |language| scan.name_in(language).to_owned();
            (name(Language::German), name(Language::French), scan.description_in(Language::German).to_owned())
        };

        let id = healthcare_service::save(&clinic.services, &admin, None, &scan).await.expect("a new service");

        let own = |german: &str| (german.to_owned(), "Scan".to_owned(), "It does not hurt.".to_owned());
        assert_eq!(said(id).await, own("Ultraschall"));
        // Deactivating and activating it leaves its names alone.
        healthcare_service::set_active(&clinic.services, &admin, id, false).await.expect("switched off");
        healthcare_service::set_active(&clinic.services, &admin, id, true).await.expect("switched on");
        assert_eq!(said(id).await, own("Ultraschall"));
        let bare = ServiceForm { texts: BTreeMap::new(), ..scan };
        healthcare_service::save(&clinic.services, &admin, Some(id), &bare).await.expect("saved");
        assert_eq!(said(id).await, own("Scan"));
        assert_eq!(clinic.test.count("select count(*) from service_text").await, 0);
    }
}

on_both! {
    async fn a_room_is_renamed_and_listed_with_what_needs_it(test) {
        let clinic = Clinic::new(test).await;
        let admin = administrator(&clinic).await;
        let key = add_room(&clinic, &admin, "Room 1").await;
        healthcare_service::save(&clinic.services, &admin, None, &ServiceForm { rooms: vec![key.clone()], ..form("Scan") })
            .await
            .expect("a new service");

        let renamed = RoomForm { centre: clinic.centre.to_string(), name: "Studio".into(), kind: "device".into() };
        room::save(&clinic.services, &admin, key.parse().ok(), &renamed).await.expect("renamed");

        let rooms = room::list(&clinic.services, &admin).await.expect("a list");
        let listed: Vec<_> = rooms.iter().map(|(room, uses)| (room.name.as_str(), uses.join(","))).collect();
        assert_eq!(listed, [("Studio", "Scan".to_owned())]);
        let audited = "select count(*) from audit_event where entity = 'room' and basis = 'administration'";
        assert_eq!(clinic.test.count(audited).await, 2);
    }
}

on_both! {
    async fn only_administrators_say_what_can_be_booked(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        let room = RoomForm { centre: clinic.centre.to_string(), name: "Room".into(), kind: "room".into() };

        for who in [patient, practitioner_actor(doctor), actor(doctor.account(), &[Role::Patient])] {
            let forbidden = [
                healthcare_service::list(services, &who).await.map(drop),
                healthcare_service::save(services, &who, None, &form("Scan")).await.map(drop),
                healthcare_service::set_active(services, &who, ServiceId(1), true).await,
                healthcare_service::choose_people(services, &who, ServiceId(1), &[doctor], &[doctor]).await,
                healthcare_service::choose_all(services, &who, ServiceId(1), &PeopleFilter::default(), true).await,
                room::list(services, &who).await.map(drop),
                room::save(services, &who, None, &room).await.map(drop),
                room::set_active(services, &who, consulta::domain::ids::RoomId(1), true).await,
            ];
            for outcome in forbidden {
                assert!(matches!(outcome, Err(Failure::Refused(AppError::Forbidden))), "{outcome:?}");
            }
        }
        assert_eq!(clinic.test.count("select count(*) from audit_event").await, 0);
    }
}
