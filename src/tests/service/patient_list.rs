//! Whom a practitioner finds by name (S0-25, S2-08, S3-20, conflict 6): those whose record the gate opens, and others only by name.

use std::collections::BTreeSet;

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::{PatientId, PractitionerId},
    },
    error::AppError,
    service::{
        Failure, booking, cancel, patient_list, record,
        sharing::{self, Change},
    },
};

use crate::support::{Clinic, actor, at, on_both, practitioner_actor};

fn patient_of(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

/// The names found, with whether they are known.
async fn listed(clinic: &Clinic, doctor: PractitionerId, named: &str) -> Vec<(String, bool)> {
    let found = patient_list::find(&clinic.services, &practitioner_actor(doctor), named, 1).await.expect("allowed");
    found.patients.into_iter().map(|one| (one.name, one.is_known)).collect()
}

fn known(names: &[&str]) -> Vec<(String, bool)> {
    names.iter().map(|name| ((*name).to_owned(), true)).collect()
}

on_both! {
    async fn patients_are_listed_while_the_gate_opens_their_record(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (booked, trusting) = (clinic.patient("Boo Ked").await, clinic.patient("Tru Sting").await);
        let (blocking, stranger) = (clinic.patient("Blo Cking").await, clinic.patient("Stran Ger").await);
        let services = &clinic.services;
        let id = booking::book(services, &booked, clinic.request(doctor, at("09:30"))).await.expect("booked");
        booking::book(services, &blocking, clinic.request(doctor, at("10:30"))).await.expect("booked");
        sharing::change(services, &trusting, Change::BeginRelationship(doctor)).await.expect("begun");
        assert_eq!(listed(&clinic, doctor, "").await, known(&["Blo Cking", "Boo Ked", "Tru Sting"]));

        sharing::change(services, &blocking, Change::Block(doctor)).await.expect("blocked");
        cancel::cancel(services, &booked, id, "").await.expect("cancelled");

        let now = listed(&clinic, doctor, "").await;
        assert_eq!(now, known(&["Tru Sting"]));
        // The patients listed as known are those whom the gate opens.
        let names: BTreeSet<String> = now.into_iter().map(|(name, _)| name).collect();
        for (patient, name) in [(booked, "Boo Ked"), (trusting, "Tru Sting"), (blocking, "Blo Cking"), (stranger, "Stran Ger")] {
            let opens = record::open(services, &practitioner_actor(doctor), patient_of(&patient), "timeline").await.is_ok();
            assert_eq!(opens, names.contains(name), "{name}");
        }
    }
}

on_both! {
    async fn a_name_is_found_by_a_part_of_it_and_a_number_whole(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (one, two) = (clinic.patient("Mary O'Hara").await, clinic.patient("Omar 100% Hart").await);
        for (patient, time) in [(&one, "09:30"), (&two, "10:00")] {
            booking::book(&clinic.services, patient, clinic.request(doctor, at(time))).await.expect("booked");
        }
        let number = format!("p-{}", patient_of(&one));

        assert_eq!(listed(&clinic, doctor, " o'HAR ").await, known(&["Mary O'Hara"]));
        assert_eq!(listed(&clinic, doctor, "har").await, known(&["Mary O'Hara", "Omar 100% Hart"]));
        assert_eq!(listed(&clinic, doctor, &number).await, known(&["Mary O'Hara"]));
        assert_eq!(listed(&clinic, doctor, "nobody").await, []);
    }
}

on_both! {
    async fn everybody_is_listed_by_name_only_where_the_clinic_says_so_and_that_is_written_down(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let stranger = clinic.patient("Stran Ger").await;
        assert_eq!(listed(&clinic, doctor, "").await, []);

        clinic.set("access.patient_list", "clinic_demographics").await;

        assert_eq!(listed(&clinic, doctor, "").await, [("Stran Ger".to_owned(), false)]);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'patient.list' and part = 'everybody'").await, 1);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'patient.list'").await, 2);
        let refused = record::open(&clinic.services, &practitioner_actor(doctor), patient_of(&stranger), "timeline").await;
        assert!(matches!(refused, Err(Failure::Refused(AppError::NotFound))), "{refused:?}");
    }
}

on_both! {
    async fn nobody_else_has_such_a_list(test) {
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Any Body", Role::Patient).await;
        for roles in [&[][..], &[Role::Patient], &[Role::Administrator]] {
            let refused = patient_list::find(&clinic.services, &actor(id, roles), "", 1).await;
            assert!(matches!(refused, Err(Failure::Refused(AppError::Forbidden))), "{roles:?}");
        }
    }
}
