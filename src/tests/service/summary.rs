//! The summary contains what its rule says, and no more.

use consulta::{
    domain::{
        account::{Actor, Role},
        ids::PatientId,
        imported::LineKey,
        note::NoteForm,
        prescription::{MedicineForm, PrescriptionForm},
        profile::ProfileForm,
        statement::{self, StatementForm},
    },
    service::{
        booking, consultation,
        invitation::{self, InvitationForm},
        note, prescription, profile,
        sharing::{self, Change},
        timeline::{self, RecordQuery},
    },
};

use crate::support::{Clinic, actor, at, email_of, on_both, practitioner_actor};

fn medicine(name: &str) -> PrescriptionForm {
    let medicine = MedicineForm {
        medicine: name.into(),
        dose: "5 mg".into(),
        frequency: "daily".into(),
        ..MedicineForm::default()
    };
    PrescriptionForm { diagnosis: "Secret reason".into(), medicines: vec![medicine], ..PrescriptionForm::default() }
}

on_both! {
    async fn it_tells_who_they_are_what_they_say_and_what_runs_but_no_papers(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let patient = clinic.patient("Phoebe Patient").await;
        let id = PatientId(patient.id().expect("an account").0);
        let (_, found, _) = profile::own(services, &patient).await.expect("own");
        let form = ProfileForm { address: "Secret street 1".into(), insurer: "Secret insurer".into(), ..ProfileForm::from(&found) };
        profile::save(services, &patient, &form, ("", "")).await.expect("saved");
        for (kind, name) in [("condition", "Asthma"), ("history", "Secret history")] {
            let said = StatementForm { kind: kind.into(), name: name.into(), ..StatementForm::default() };
            profile::add(services, &patient, &said).await.expect("said");
        }
        let visit = booking::book(services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
        consultation::open(services, &me, visit).await.expect("opened");
        note::add(services, &me, visit, &NoteForm { text: "Secret note".into() }).await.expect("noted");
        let mut signed = Vec::new();
        for name in ["Warfarin", "Hidden", "Stopped"] {
            signed.push(prescription::sign(services, &me, visit, &medicine(name), true).await.expect("signed"));
        }
        sharing::change(services, &patient, Change::Hide(LineKey::Written(signed[1]), true)).await.expect("hidden");
        prescription::stop(services, &me, signed[2], "rash").await.expect("stopped");
        let sam = actor(clinic.account("Sam Sibling", Role::Patient).await, &[Role::Patient]);
        let email = email_of("Sam Sibling");
        let form = InvitationForm { email: &email, scope: "summary", until: "2027-01-31", ..InvitationForm::default() };
        invitation::invite(services, &patient, form).await.expect("invited");
        let received = invitation::received(services, &sam).await.expect("own");
        invitation::accept(services, &sam, received[0].id, "").await.expect("accepted");

        let query = RecordQuery::of(id);
        let page = timeline::read(services, &sam, query).await.expect("the summary");

        assert_eq!(page.prescribed, ["Warfarin, 5 mg, daily"]);
        assert!(page.entries.is_empty());
        assert_eq!(page.statements.iter().map(|one| one.said.name.as_str()).collect::<Vec<_>>(), ["Asthma"]);
        let app = crate::http::browser::application(services);
        let cookie = crate::support::cookie(services, &sam).await;
        let shown = crate::http::browser::get(&app, &format!("/patients/{id}/record"), &cookie).await;
        assert!(shown.body.contains("Warfarin, 5 mg, daily") && shown.body.contains("27 March 1985"));
        assert!(!shown.body.contains("Wednesday 27 March"), "nobody asks on which day of the week");
        for secret in ["Secret", "0491 570 156", "Hidden", "Stopped"] {
            assert!(!shown.body.contains(secret), "{secret}");
        }
        let own: Actor = patient;
        assert!(timeline::read(services, &own, query).await.expect("own").prescribed.is_empty());
    }
}

on_both! {
    async fn statements_that_are_added_at_once_are_counted_one_after_another(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Phoebe Patient").await;
        let said = |number: usize| StatementForm {
            kind: "condition".into(),
            name: format!("Condition {number}"),
            ..StatementForm::default()
        };
        for number in 0..statement::MOST - 5 {
            let number = usize::try_from(number).expect("few");
            profile::add(&clinic.services, &patient, &said(number)).await.expect("said");
        }
        let more: Vec<_> = (1_000..1_020).map(said).collect();

        let all = more.iter().map(|form| profile::add(&clinic.services, &patient, form));
        let all = futures::future::join_all(all).await;

        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 5);
    }
}
