//! What is deleted automatically once it is no longer needed, and what is not.

use consulta::{
    domain::{application::ApplicationForm, ids::ApplicationId, patient::RegistrationForm},
    service::{account, application, reset_code, retention, vetting},
};
use jiff::SignedDuration;

use super::services::administrator;
use crate::support::{Clinic, PASSWORD, on_both};

fn days(clinic: &Clinic, days: i64) {
    let clock = &clinic.services.clock;
    clock.set(clock.now() + SignedDuration::from_hours(24 * days));
}

async fn register(clinic: &Clinic, email: &str) {
    let form = RegistrationForm {
        name: "Amal Haddad".into(),
        email: email.into(),
        phone: "0491 570 157".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1985".into(),
        password: PASSWORD.into(),
        ..RegistrationForm::default()
    };
    account::register(&clinic.services, &form, "").await.expect("registered");
}

async fn apply(clinic: &Clinic) -> (String, ApplicationId) {
    let form = ApplicationForm {
        name: "Nora New".into(),
        email: "nora@example.org".into(),
        phone: "0491 570 156".into(),
        profession: "physio".into(),
        qualifications: "BPhty".into(),
        centres: vec![clinic.centre.to_string()],
        ..ApplicationForm::default()
    };
    let token = application::apply(&clinic.services, &form, "", "").await.expect("sent");
    let id = application::see(&clinic.services, &token).await.expect("seen").application.id;
    (token, id)
}

on_both! {
    async fn an_account_that_is_never_activated_is_deleted_unless_something_refers_to_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        clinic.set("registration.activation.patient", "email").await;
        register(&clinic, "amal@example.org").await;
        register(&clinic, "bilal@example.org").await;
        clinic.run(
            "insert into statement (patient_id, kind, name, detail, since, created_at)
            select id, 'allergy', 'penicillin', '', '', 1 from account where email = 'bilal@example.org'",
        )
        .await;
        days(&clinic, 31);
        assert_eq!(retention::sweep(services).await.expect("swept"), (0, 0), "without emails, an administrator activates");
        clinic.run("update mail_state set enabled = true").await;
        register(&clinic, "cyra@example.org").await;

        assert_eq!(retention::sweep(services).await.expect("swept"), (1, 0));
        assert_eq!(retention::sweep(services).await.expect("swept"), (0, 0));

        assert_eq!(clinic.test.count("select count(*) from account where email = 'amal@example.org'").await, 0);
        assert_eq!(clinic.test.count("select count(*) from account").await, 2);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action = 'account.forget'").await, 1);
        register(&clinic, "amal@example.org").await;
        assert_eq!(clinic.test.count("select count(*) from account").await, 3, "the address is free again");
    }
}

on_both! {
    async fn codes_are_deleted_when_they_have_ended(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let patient = clinic.patient("Pat Ient").await.id().expect("an account");
        let doctor = clinic.practitioner("Ann Doctor").await.account();
        reset_code::issue(services, &admin, patient).await.expect("issued");
        reset_code::issue(services, &admin, doctor).await.expect("requested");
        let left = || async {
            let (codes, requests) = ("select count(*) from reset_code", "select count(*) from reset_request");
            (clinic.test.count(codes).await, clinic.test.count(requests).await)
        };

        retention::sweep(services).await.expect("swept");
        assert_eq!(left().await, (1, 1));
        days(&clinic, 1);
        retention::sweep(services).await.expect("swept");

        assert_eq!(left().await, (0, 0));
    }
}

on_both! {
    async fn an_application_that_came_to_nothing_is_deleted_with_all_that_belongs_to_it(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let ((_, declined), (withdrawn, _)) = (apply(&clinic).await, apply(&clinic).await);
        let ((_, asked), (open, _)) = (apply(&clinic).await, apply(&clinic).await);
        vetting::refuse(services, &admin, declined, "We have no room").await.expect("declined");
        application::withdraw(services, &withdrawn).await.expect("withdrawn");
        vetting::ask(services, &admin, asked, "Where did you train?").await.expect("asked");
        let left = "select count(*) from application";

        days(&clinic, 180);
        retention::sweep(services).await.expect("swept");
        assert_eq!(clinic.test.count(left).await, 4);
        days(&clinic, 1);
        assert_eq!(retention::sweep(services).await.expect("swept"), (0, 2));
        days(&clinic, 365);
        assert_eq!(retention::sweep(services).await.expect("swept"), (0, 1));

        assert_eq!(clinic.test.count(left).await, 1);
        application::see(services, &open).await.expect("no one has decided on it");
        let of_others = "select count(*) from application_event";
        assert_eq!(clinic.test.count(of_others).await, 0);
    }
}
