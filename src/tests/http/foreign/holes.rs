//! Holes found in the systems that this one replaces, each as an attacker would try it. Others are tested beside their features:
//! two patients at one time (S2-18) in `service::booking_race`, booking for oneself (S3-16) in `service::booking`, reading after a
//! cancelled appointment and at centres that were not visited (S3-23, S3-24) and editing another's note (S3-25) in
//! `service::consultation`.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::account::{AccountStatus, Role},
    service::{admin, booking},
};

use crate::{
    http::browser::{application, call, get, post_form},
    support::{Clinic, actor, at, cookie, on_both, practitioner_actor},
};

on_both! {
    async fn s0_25_a_practitioner_does_not_open_any_patient(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let (own, other) = (clinic.practitioner("Ann Own").await, clinic.practitioner("Bob Other").await);
        let patient = clinic.patient("Pat Ient").await;
        let visit = booking::book(&clinic.services, &patient, clinic.request(own, at("09:30"))).await.expect("booked");
        let (own, other) = (practitioner_actor(own), practitioner_actor(other));
        let (own, other) = (cookie(&clinic.services, &own).await, cookie(&clinic.services, &other).await);
        let id = patient.id().expect("an account");

        for path in [format!("/patients/{id}/record"), format!("/appointments/{visit}/consultation")] {
            assert_eq!(get(&app, &path, &own).await.status, StatusCode::OK, "{path}");
            let refused = get(&app, &path, &other).await;
            assert_eq!(refused.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!refused.body.contains("Pat Ient"), "{path}");
        }
    }
}

on_both! {
    async fn s2_18_nobody_but_its_parties_and_administrators_cancels_an_appointment(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let visit = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let standing = "select count(*) from appointment where status = 'booked'";
        let stranger = clinic.patient("Some Stranger").await;
        let other = practitioner_actor(clinic.practitioner("Bob Other").await);

        for who in [&stranger, &other] {
            let cookie = cookie(&clinic.services, who).await;
            let body = format!("id={visit}&reason=because");
            for path in ["/api/cancel_appointment", "/api/decline_appointment", "/api/reschedule_appointment"] {
                let body = format!("{body}&centre=1&slot=1795476600");
                let answer = call(&app, Method::POST, path, &cookie, &body).await;
                assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}: {}", answer.body);
            }
            post_form(&app, "/api/cancel_appointment", &cookie, &format!("{body}&rest=true")).await;
        }
        let visitor = call(&app, Method::POST, "/api/cancel_appointment", "", &format!("id={visit}")).await;

        assert_eq!(visitor.status, StatusCode::FORBIDDEN);
        assert_eq!(clinic.test.count(standing).await, 1);
        assert_eq!(clinic.test.count("select count(*) from notice where kind = 'appointment.cancelled'").await, 0);
    }
}

on_both! {
    async fn s2_18_switching_an_administrator_off_and_on_leaves_them_an_administrator(test) {
        let clinic = Clinic::new(test).await;
        let [first, second] = ["Ada Admin", "Bea Admin"].map(|name| clinic.account(name, Role::Administrator));
        let (first, second) = (first.await, second.await);
        let ada = actor(first, &[Role::Administrator]);
        for status in [AccountStatus::Inactive, AccountStatus::Active] {
            admin::set_account_status(&clinic.services, &ada, second, status).await.expect("switched");
        }

        let bea = cookie(&clinic.services, &actor(second, &[Role::Administrator])).await;

        assert_eq!(get(&application(&clinic.services), "/admin", &bea).await.status, StatusCode::OK);
    }
}

on_both! {
    async fn s2_18_only_administrators_list_people(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Listed Patient").await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let list = "/api/admin_accounts?q=&role=patient&page=";

        for who in [&patient, &doctor] {
            let cookie = cookie(&clinic.services, who).await;
            assert_eq!(get(&app, "/admin/users", &cookie).await.status, StatusCode::FORBIDDEN);
            assert_eq!(call(&app, Method::GET, list, &cookie, "").await.status, StatusCode::FORBIDDEN);
        }
        // A patient whom the practitioner has not seen is not among those they book for.
        let doctors = cookie(&clinic.services, &doctor).await;
        let desk = get(&app, "/staff/book", &doctors).await;
        assert_eq!(desk.status, StatusCode::OK);
        assert!(!desk.body.contains("Listed Patient"));
        let admins = cookie(&clinic.services, &admin).await;
        assert!(call(&app, Method::GET, list, &admins, "").await.body.contains("Listed Patient"));
    }
}

on_both! {
    async fn s3_17_t14_t15_dashboards_are_closed_to_visitors_and_to_the_wrong_role(test) {
        let clinic = Clinic::new(test).await;
        let app = application(&clinic.services);
        let patient = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let doctor = cookie(&clinic.services, &doctor).await;
        let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
        let admin = cookie(&clinic.services, &admin).await;

        for (path, whose) in [("/patient", &patient), ("/practitioner", &doctor), ("/admin", &admin)] {
            assert_eq!(get(&app, path, whose).await.status, StatusCode::OK, "{path}");
            let visitor = String::new();
            let wrong = [&visitor, &patient, &doctor, &admin].into_iter().filter(|cookie| *cookie != whose);
            for cookie in wrong {
                let refused = get(&app, path, cookie).await;
                assert_eq!(refused.status, StatusCode::FORBIDDEN, "{path}");
                assert!(refused.body.contains("<h1>"), "{path} refuses without a page");
            }
        }
    }
}
