//! Accounts: the first administrator, one's own password and devices, and closed registration.

use consulta::{
    domain::{
        account::{Actor, Role},
        form::{Field, FieldError, Problem},
        patient::RegistrationForm,
    },
    error::AppError,
    service::{Failure, account, sign_in},
};

use crate::support::{Clinic, PASSWORD, actor, cookie, on_both};

fn form(email: &str) -> RegistrationForm {
    RegistrationForm {
        name: "Amal Haddad".into(),
        email: email.into(),
        phone: "0491 570 156".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1985".into(),
        password: PASSWORD.into(),
        password_again: PASSWORD.into(),
        ..RegistrationForm::default()
    }
}

fn problems(failure: Failure) -> Vec<FieldError> {
    match failure {
        Failure::Refused(AppError::Invalid(problems)) => problems,
        other => panic!("expected invalid fields, got {other:?}"),
    }
}

on_both! {
    async fn the_first_administrator_can_sign_in(test) {
        let clinic = Clinic::new(test).await;

        account::create_admin(&clinic.services, "boss@example.org", "The Boss", PASSWORD).await.expect("made");
        let attempt = sign_in::Attempt {
            identifier: " Boss@Example.org ",
            password: consulta::domain::account::Password::attempt(PASSWORD),
            address: "192.0.2.1",
            device: "",
        };
        let signed_in = sign_in::sign_in(&clinic.services, attempt).await.expect("signed in");

        assert_eq!(signed_in.roles, [Role::Administrator]);
        let again = account::create_admin(&clinic.services, "BOSS@example.org", "Another", PASSWORD).await;
        assert_eq!(problems(again.expect_err("taken")), [FieldError::new(Field::Email, Problem::Taken)]);
    }
}

on_both! {
    async fn two_registrations_of_one_address_at_once_make_one_account(test) {
        let clinic = Clinic::new(test).await;
        let register = || {
            let services = clinic.services.clone();
            tokio::spawn(async move { account::register(&services, &form("amal@example.org"), "").await.is_ok() })
        };

        let done = futures::future::join_all((0..4).map(|_| register())).await;

        assert_eq!(done.into_iter().filter(|done| *done.as_ref().expect("joined")).count(), 4);
        assert_eq!(clinic.test.count("select count(*) from account").await, 1);
    }
}

on_both! {
    async fn a_clinic_decides_whether_newcomers_say_when_they_were_born_and_their_number(test) {
        let clinic = Clinic::new(test).await;
        let only = |email: &str| RegistrationForm {
            name: "Amal Haddad".into(),
            email: email.into(),
            password: PASSWORD.into(),
            ..RegistrationForm::default()
        };

        account::register(&clinic.services, &only("one@example.org"), "").await.expect("enough");
        clinic.set("identity.unique_phone", "true").await;
        let needed = account::register(&clinic.services, &only("two@example.org"), "").await;
        clinic.set("registration.asks", "birth_date").await;
        let both = account::register(&clinic.services, &only("two@example.org"), "").await;

        let missing = |field| FieldError::new(field, Problem::Missing);
        assert_eq!(problems(needed.expect_err("no number")), [missing(Field::Phone)]);
        assert_eq!(problems(both.expect_err("neither")), [missing(Field::Phone), missing(Field::DateOfBirth)]);
        assert_eq!(clinic.test.count("select count(*) from patient where date_of_birth is null").await, 1);
    }
}

on_both! {
    async fn a_common_password_and_a_closed_clinic_are_refused(test) {
        let clinic = Clinic::new(test).await;
        let mut common = form("amal@example.org");
        common.password = "password1".into();
        common.password_again = "password1".into();

        let refused = account::register(&clinic.services, &common, "").await.expect_err("too common");
        clinic.set("registration.mode", "closed").await;
        let closed = account::register(&clinic.services, &form("amal@example.org"), "").await;

        assert_eq!(problems(refused), [FieldError::new(Field::Password, Problem::TooCommon)]);
        assert!(matches!(closed, Err(Failure::Refused(AppError::RegistrationClosed))));
    }
}

on_both! {
    async fn changing_the_password_needs_the_old_one_and_signs_other_devices_out(test) {
        let clinic = Clinic::new(test).await;
        let patient = clinic.patient("Pat Ient").await;
        cookie(&clinic.services, &patient).await;
        let new = ("another horse entirely", "another horse entirely");

        let wrong = account::change_password(&clinic.services, &patient, "not this one", new, "", "").await;
        let same = (PASSWORD, PASSWORD);
        let unchanged = account::change_password(&clinic.services, &patient, PASSWORD, same, "", "").await;
        let devices_between = account::devices(&clinic.services, &patient).await.expect("own devices").len();
        account::change_password(&clinic.services, &patient, PASSWORD, new, "", "").await.expect("changed");

        assert_eq!(
            problems(wrong.expect_err("wrong")),
            [FieldError::new(Field::CurrentPassword, Problem::Wrong)]
        );
        assert_eq!(
            problems(unchanged.expect_err("the same again")),
            [FieldError::new(Field::Password, Problem::Unchanged)]
        );
        assert_eq!(devices_between, 1);
        assert!(account::devices(&clinic.services, &patient).await.expect("own devices").is_empty());
    }
}

on_both! {
    async fn nobody_signs_anothers_device_out(test) {
        let clinic = Clinic::new(test).await;
        let (mine, theirs) = (clinic.patient("Pat Ient").await, clinic.patient("Some Stranger").await);
        cookie(&clinic.services, &theirs).await;
        let device = account::devices(&clinic.services, &theirs).await.expect("own devices")[0].id;

        let refused =
            account::sign_out_device(&clinic.services, &mine, consulta::domain::ids::DeviceId(device)).await;

        assert!(matches!(refused, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!(account::devices(&clinic.services, &theirs).await.expect("own devices").len(), 1);
    }
}

on_both! {
    async fn an_administrator_cannot_switch_themself_off_and_others_cannot_switch_anybody(test) {
        use consulta::{domain::account::AccountStatus::Inactive, service::admin::set_account_status};
        let clinic = Clinic::new(test).await;
        let id = clinic.account("Ad Min", Role::Administrator).await;
        let admin = actor(id, &[Role::Administrator]);
        let patient = clinic.patient("Pat Ient").await;

        let oneself = set_account_status(&clinic.services, &admin, id, Inactive).await;
        let by_patient = set_account_status(&clinic.services, &patient, id, Inactive).await;
        let by_visitor = set_account_status(&clinic.services, &Actor::Visitor, id, Inactive).await;

        assert!(matches!(oneself, Err(Failure::Refused(AppError::Forbidden))));
        assert!(matches!(by_patient, Err(Failure::Refused(AppError::Forbidden))));
        assert!(matches!(by_visitor, Err(Failure::Refused(AppError::NotSignedIn))));
        assert_eq!(clinic.test.count("select count(*) from account where status = 'inactive'").await, 0);
    }
}
