//! Django Health: email addresses, a directory for members, and programs that use the API.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{
        access::{RelationshipKind, RelationshipSource},
        account::{Actor, Role},
        appointment::Status,
        audit::Area,
        profile::ProfileForm,
        search::Kind,
        staff_form::StaffForm,
        statement::StatementForm,
    },
    error::AppError,
    service::{
        account, admin, assignment, audit, booking,
        bulk::{
            Deed, Target,
            run::{self, Stage},
        },
        cancel, figures, list_export, listing,
        part::Part,
        profile, record,
        search::{SearchRequest, search},
        sharing::{self, Change},
        sign_in, user,
    },
    storage::{
        account::AccountFilter, appointment::AppointmentFilter, audit::AuditFilter, figures::By, mapping::MappingQuery,
    },
};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{administrator, book, newcomer, patient_id, refusal, signs_in, under};
use crate::{
    http::{
        api::{get, said, send, token},
        browser::{self, application},
    },
    service::referral_case::Referring,
    support::{Clinic, PASSWORD, actor, at, cookie, email_of, on_both, practitioner_actor},
};

async fn mapped(clinic: &Clinic, who: &Actor, query: MappingQuery) -> Vec<(i64, RelationshipKind, RelationshipSource)> {
    let found = listing::mappings(&clinic.services, who, query, &Part::Numbered(1)).await.expect("theirs to see");
    found.rows.into_iter().map(|one| (one.practitioner.0, one.kind, one.source)).collect()
}

on_both! {
    async fn s1_01_an_address_signs_in_and_one_person_has_several_roles(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        account::register(services, &newcomer("Amal", "Haddad"), "").await.expect("registered");
        let amal = signs_in(&clinic, &email_of("Amal Haddad"), PASSWORD).await.expect("with the address");
        let id = amal.id().expect("an account");
        let auditor = StaffForm { roles: vec!["auditor".into()], centres: Vec::new() };

        user::set_roles(services, &admin, id, &auditor).await.expect("granted");

        let roles = sign_in::who_is(services, id).await.expect("an answer").expect("an account").roles;
        assert_eq!(roles, [Role::Patient, Role::Auditor]);
    }
}

on_both! {
    async fn s1_02_doctors_read_their_own_patients_and_the_clinic_decides_how_far_its_staff_reach(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Other").await);
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        book(&clinic, &patient, doctor, "10:00").await;
        let open = async |who: &Actor| record::open(services, who, patient_id(&patient), "timeline").await;

        open(&practitioner_actor(doctor)).await.expect("a patient of theirs");
        open(&patient).await.expect("their own");
        for who in [&practitioner_actor(other), &admin] {
            assert_eq!(refusal(open(who).await), AppError::NotFound);
        }
        consulta::service::setting::set(services, "access.administrators_read", "true").await.expect("chosen");
        open(&admin).await.expect("where the clinic says so");
        let manager = actor(clinic.account("Mona Manager", Role::Manager).await, &[Role::Manager]);
        admin::appointments(services, &manager, &AppointmentFilter::default()).await.expect("lists");
        assert!(open(&manager).await.is_err(), "and no records");
    }
}

on_both! {
    async fn s1_04_s1_05_doctors_are_found_by_specialty_place_and_availability_by_members_only(test) {
        let clinic = under(test, "django-health").await;
        clinic.practitioner("Ann Doctor").await;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let patient = clinic.patient("Pat Ient").await;
        let request = SearchRequest {
            specialty: "Dermatology".into(),
            suburb: "Randwick".into(),
            kind: Some(Kind::Practitioner),
            ..SearchRequest::default()
        };

        let directory = clinic.services.directory_for(&patient).await.expect("a member");
        let found = search(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");

        assert_eq!((found.total, directory.practitioner(skin).map(|one| one.name.as_str())), (1, Some("Skye Skin")));
        let visitor = clinic.services.directory_for(&Actor::Visitor).await.map(drop);
        assert_eq!(refusal(visitor), AppError::NotSignedIn);
    }
}

on_both! {
    async fn s1_06_a_patient_keeps_history_medications_and_insurance(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        let (_, before, _) = profile::own(services, &patient).await.expect("their own");
        let form = ProfileForm { insurer: "Bupa".into(), insurance_number: "77".into(), ..ProfileForm::from(&before) };
        profile::save(services, &patient, &form, ("", "192.0.2.1")).await.expect("saved");

        for (kind, name) in [("history", "Broken arm"), ("medication", "Salbutamol")] {
            let form = StatementForm { kind: kind.into(), name: name.into(), ..StatementForm::default() };
            profile::add(services, &patient, &form).await.expect("said");
        }

        let (_, now, said) = profile::own(services, &patient).await.expect("their own");
        assert_eq!((now.insurer.as_str(), now.insurance_number.as_str(), said.len()), ("Bupa", "77", 2));
    }
}

on_both! {
    async fn s1_07_who_looks_after_whom_has_a_kind_a_date_and_a_source_also_from_a_referral(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let case = Referring::new(&clinic).await;
        let gp = consulta::domain::ids::PractitionerId(case.gp.id().expect("an account").0);
        let admin = administrator(&clinic).await;
        sharing::change(services, &case.patient, Change::BeginRelationship(gp)).await.expect("chosen");
        clinic.services.clock.set(at("08:05"));

        let sent = case.to(&clinic, skin, "1").await;

        let by_referral = (skin.0, RelationshipKind::SpecialistReferral, RelationshipSource::Referral);
        let by_patient = (gp.0, RelationshipKind::PrimaryCare, RelationshipSource::Patient);
        let all = mapped(&clinic, &admin, MappingQuery::default()).await;
        assert_eq!(all, [by_referral, by_patient]);
        let of_skin = MappingQuery { practitioner: Some(skin), ..MappingQuery::default() };
        assert_eq!(mapped(&clinic, &practitioner_actor(skin), of_skin).await, [by_referral]);
        let reader = cookie(services, &admin).await;
        let page = browser::get(&application(services), "/admin/access", &reader).await.body;
        assert!(page.contains("Skye Skin") && page.contains("a referral"), "{page}");
        consulta::service::referral::withdraw(services, &case.gp, sent, "A mistake").await.expect("taken back");
        assert_eq!(mapped(&clinic, &admin, MappingQuery::default()).await, [by_patient]);
    }
}

on_both! {
    async fn s1_08_s1_10_s1_13_s1_14_programs_list_the_five_resources_with_a_token_only(test) {
        let clinic = under(test, "django-health").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        book(&clinic, &patient, doctor, "10:00").await;
        let app = application(&clinic.services);
        let pat = token(&app, "Pat Ient").await;

        for (path, count) in [
            ("/api/doctors/", 1),
            ("/api/doctors/?specialization=cardiology", 0),
            ("/api/patients/", 1),
            ("/api/appointments/?start_date=2026-11-23&end_date=2026-11-23", 1),
            ("/api/appointments/?start_date=2026-11-24", 0),
            ("/api/mappings/", 0),
            ("/api/records/", 0),
        ] {
            let answer = get(&app, path, &pat).await;
            assert_eq!(said(&answer).as_array().map(Vec::len), Some(count), "{path}: {}", answer.body);
            assert_eq!(get(&app, path, "").await.status, StatusCode::UNAUTHORIZED, "{path}");
        }
        let refused =
            send(&app, Method::POST, "/api/auth/login/", "", &json!({ "email": email_of("Pat Ient"), "password": "no" }))
                .await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{}", refused.body);
        assert_eq!(send(&app, Method::DELETE, "/api/records/1/", &pat, &Value::Null).await.status, StatusCode::NOT_FOUND);
    }
}

on_both! {
    async fn s1_15_patients_are_assigned_in_one_go_and_the_clinic_has_its_report(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let admin = administrator(&clinic).await;
        let patients = clinic.patients(&["Ann Ient".to_owned(), "Bob Ient".to_owned()]).await;
        let ids: Vec<_> = patients.iter().filter_map(Actor::id).collect();
        let deed = Deed::Assign { practitioner: doctor.to_string(), kind: "primary_care".into(), until: String::new() };

        let targets: Vec<_> = ids.into_iter().map(Target::Account).collect();
        let run = run::begin(services, &admin, (&run::new_key(), None), &deed, &targets).await.expect("asked for");
        run::work(services, "a process", usize::MAX).await.expect("worked");
        let done = run::find(services, &admin, &run).await.expect("their own");

        assert!(done.items.iter().all(|one| one.stage == Stage::Done));
        assert_eq!(mapped(&clinic, &admin, MappingQuery::default()).await.len(), 2);
        let question = figures::Question { last: None, weeks: 4, scope: Default::default(), by: By::Practitioner };
        figures::of_clinic(services, &admin, question).await.expect("a report");
    }
}

on_both! {
    async fn s1_16_s1_18_s1_19_administrators_filter_and_take_lists_away_and_nobody_else_has_them(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, "10:00").await;
        let off = book(&clinic, &patient, doctor, "11:00").await;
        cancel::cancel(services, &patient, off, "").await.expect("cancelled");
        let doctors = AccountFilter { role: Some(Role::Practitioner), ..AccountFilter::default() };
        let booked = AppointmentFilter { status: Some(Status::Booked), ..AppointmentFilter::default() };

        let users = admin::accounts(services, &admin, &doctors).await.expect("a list").accounts;
        let found = list_export::appointments(services, &admin, &booked).await.expect("a file");

        assert_eq!(users.iter().map(|one| one.full_name.as_str()).collect::<Vec<_>>(), ["Ann Doctor"]);
        assert_eq!(found.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);
        for who in [&patient, &practitioner_actor(doctor)] {
            assert_eq!(refusal(admin::accounts(services, who, &doctors).await), AppError::Forbidden);
            assert_eq!(refusal(list_export::users(services, who, &doctors).await), AppError::Forbidden);
        }
    }
}

on_both! {
    async fn s1_17_each_change_of_a_record_has_its_time_and_its_user(test) {
        let clinic = under(test, "django-health").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assignment::assign(services, &admin, &email_of("Pat Ient"), &doctor.to_string(), "primary_care", "").await.expect("assigned");
        let filter = AuditFilter { area: Some(Area::Sharing), until: Timestamp::MAX, ..AuditFilter::default() };

        let rows = audit::search(services, &admin, filter).await.expect("theirs to read").rows;

        assert_eq!(rows.iter().filter(|row| row.stored.written.action == "relationship.begin").count(), 1);
        let by_admin = "select count(*) from audit_event where action = 'relationship.begin' and actor_id is not null and at > 0";
        assert_eq!(clinic.test.count(by_admin).await, 1);
    }
}
