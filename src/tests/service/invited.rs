//! Invitations by link: who can make an account with one, and how often.

use consulta::{
    domain::{
        account::{AccountStatus, Password, Role},
        application::ApplicationForm,
        form::{Field, FieldError, Problem},
        invite_form::InviteForm,
        patient::RegistrationForm,
        staff_form::StaffForm,
    },
    error::AppError,
    service::{Failure, Outcome, account, account_invitation, admin, application, sign_in, user},
};
use jiff::SignedDuration;

use super::services::administrator;
use crate::support::{Clinic, PASSWORD, actor, on_both, practitioner_actor};

fn invite(role: Role) -> InviteForm {
    InviteForm { role: role.as_str().into(), ..InviteForm::usual() }
}

fn person(email: &str) -> RegistrationForm {
    RegistrationForm {
        name: "Amal Haddad".into(),
        email: email.into(),
        password: PASSWORD.into(),
        ..RegistrationForm::default()
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

on_both! {
    async fn an_invitation_makes_one_account_even_where_others_cannot_register(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        clinic.set("registration.mode", "invite").await;
        clinic.set("registration.activation.patient", "admin").await;
        let open = account::register(services, &person("amal@example.org"), "").await;
        assert_eq!(refusal(open), AppError::RegistrationClosed);
        let token = account_invitation::invite(services, &admin, &invite(Role::Patient)).await.expect("invited");
        let (one, two) = (person("amal@example.org"), person("bilal@example.org"));

        let (first, second) = tokio::join!(
            account::register_invited(services, &token, &one, ""),
            account::register_invited(services, &token, &two, ""),
        );

        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        assert_eq!(clinic.test.count("select count(*) from patient").await, 1);
        assert_eq!(refusal(account_invitation::look(services, &token).await), AppError::NotFound);
        let email = if first.is_ok() { "amal@example.org" } else { "bilal@example.org" };
        let password = Password::attempt(PASSWORD);
        let attempt = sign_in::Attempt { identifier: email, password, address: "192.0.2.1", device: "" };
        assert_eq!(sign_in::sign_in(services, attempt).await.expect("signed in").roles, [Role::Patient]);
    }
}

on_both! {
    async fn an_invitation_ends_is_taken_back_and_needs_a_clinic_that_is_not_closed(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let make = || async { account_invitation::invite(services, &admin, &invite(Role::Patient)).await.expect("invited") };
        let (old, revoked, closed) = (make().await, make().await, make().await);
        let id = account_invitation::look(services, &revoked).await.expect("open").id;

        account_invitation::revoke(services, &admin, id).await.expect("taken back");
        assert_eq!(refusal(account_invitation::revoke(services, &admin, id).await), AppError::NotFound);
        clinic.set("registration.mode", "closed").await;
        assert_eq!(refusal(account_invitation::look(services, &closed).await), AppError::RegistrationClosed);
        let no = account_invitation::invite(services, &admin, &invite(Role::Patient)).await;
        assert_eq!(refusal(no), AppError::RegistrationClosed);
        clinic.set("registration.mode", "open").await;
        services.clock.set(services.clock.now() + SignedDuration::from_hours(24 * 14));

        for token in [old.as_str(), revoked.as_str(), "0"] {
            let used = account::register_invited(services, token, &person("amal@example.org"), "").await;
            assert_eq!(refusal(used), AppError::NotFound);
        }
        assert_eq!(clinic.test.count("select count(*) from patient").await, 0);
        assert_eq!(account_invitation::list(services, &admin).await.expect("listed").0.len(), 3);
    }
}

on_both! {
    async fn an_invitation_ends_with_its_inviters_role_or_account(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let other = async |name: &str| {
            let id = clinic.account(name, Role::Administrator).await;
            let token = account_invitation::invite(services, &actor(id, &[Role::Administrator]), &invite(Role::Patient)).await;
            (id, token.expect("invited"))
        };
        let ((bea, of_bea), (cleo, of_cleo)) = (other("Bea Admin").await, other("Cleo Admin").await);
        let own = account_invitation::invite(services, &admin, &invite(Role::Patient)).await.expect("invited");

        let manager = StaffForm { roles: vec![Role::Manager.as_str().into()], ..StaffForm::default() };
        user::set_roles(services, &admin, bea, &manager).await.expect("demoted");
        admin::set_account_status(services, &admin, cleo, AccountStatus::Inactive).await.expect("switched off");

        for token in [&of_bea, &of_cleo] {
            let used = account::register_invited(services, token, &person("amal@example.org"), "").await;
            assert_eq!(refusal(used), AppError::NotFound);
        }
        admin::set_account_status(services, &admin, cleo, AccountStatus::Active).await.expect("switched on");
        assert_eq!(refusal(account_invitation::look(services, &of_cleo).await), AppError::NotFound);
        account_invitation::look(services, &own).await.expect("others' stay");
    }
}

on_both! {
    async fn who_is_invited_as_a_practitioner_applies_like_any_other(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let token = account_invitation::invite(services, &admin, &invite(Role::Practitioner)).await.expect("invited");
        let form = ApplicationForm {
            name: "Nora New".into(),
            email: "nora@example.org".into(),
            phone: "0491 570 156".into(),
            profession: "physio".into(),
            qualifications: "BPhty".into(),
            ..ApplicationForm::default()
        };

        // It is not for patients.
        let patient = account::register_invited(services, &token, &person("amal@example.org"), "").await;
        assert_eq!(refusal(patient), AppError::NotFound);
        let sent = application::apply(services, &form, &token, "").await.expect("sent");

        let seen = application::see(services, &sent).await.expect("seen");
        assert!(seen.application.invited_by.is_some());
        assert_eq!(refusal(application::apply(services, &form, &token, "").await), AppError::NotFound);
        assert_eq!(clinic.test.count("select count(*) from application").await, 1);
        assert_eq!(clinic.test.count("select count(*) from practitioner").await, 0);
    }
}

on_both! {
    async fn only_administrators_invite_and_nobody_who_has_an_account(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let patient = clinic.patient("Pat Ient").await;

        for who in [&patient, &doctor] {
            assert_eq!(refusal(account_invitation::list(services, who).await), AppError::Forbidden);
            let invited = account_invitation::invite(services, who, &invite(Role::Patient)).await;
            assert_eq!(refusal(invited), AppError::Forbidden);
        }
        let known = InviteForm { email: "Pat.Ient@example.org".into(), ..InviteForm::usual() };
        let taken = account_invitation::invite(services, &admin, &known).await;
        assert_eq!(refusal(taken), AppError::Invalid(vec![FieldError::new(Field::WorkEmail, Problem::Taken)]));
    }
}
