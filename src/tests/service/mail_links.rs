//! Links in letters: setting a new password, and activating one's account.

use std::sync::Arc;

use consulta::{
    domain::{
        account::{AccountStatus, Password, Role},
        patient::RegistrationForm,
    },
    error::AppError,
    service::{Failure, Services, account, admin, sign_in},
};
use jiff::SignedDuration;

use crate::{
    smtp::{Smtp, send_all, token},
    support::{Clinic, PASSWORD, actor, cookie, email_of, monday_morning, on_both},
};

const NEW: &str = "seven quiet otters";
const LINKS: &str = "select count(*) from mail_link";

async fn enters(services: &Services, email: &str, password: &str) -> bool {
    let password = Password::attempt(password);
    sign_in::sign_in(services, sign_in::Attempt { identifier: email, password, address: "", device: "" }).await.is_ok()
}

/// Requests a link, and reads it in the letter.
async fn link(services: &Arc<Services>, smtp: &Smtp, email: &str) -> String {
    account::ask_reset_link(services, email, "").await.expect("asked");
    send_all(services, "me").await;
    token(smtp.letters().last().expect("a letter"), "/reset-password?token=")
}

fn not_found<T>(outcome: Result<T, Failure>) -> bool {
    matches!(outcome, Err(Failure::Refused(AppError::NotFound)))
}

on_both! {
    async fn a_link_sets_a_new_password_once_and_ends_every_session(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let email = email_of("Pat Ient");
        cookie(&services, &patient).await;

        let secret = link(&services, &smtp, &email).await;
        assert!(account::is_reset_link(&services, &secret).await.expect("asked"));
        assert!(account::reset_by_link(&services, &secret, (NEW, "another one"), "").await.is_err());
        account::reset_by_link(&services, &secret, (NEW, NEW), "").await.expect("set");

        assert!(enters(&services, &email, NEW).await && !enters(&services, &email, PASSWORD).await);
        assert!(not_found(account::reset_by_link(&services, &secret, (PASSWORD, PASSWORD), "").await), "once");
        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
        assert_eq!(clinic.test.count("select count(*) from mail_link where purpose = 'reset'").await, 0);
    }
}

on_both! {
    async fn a_link_ends_when_the_password_is_changed_otherwise(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;

        let secret = link(&services, &smtp, &email_of("Pat Ient")).await;
        account::change_password(&services, &patient, PASSWORD, (NEW, NEW), "", "").await.expect("changed");

        assert!(!account::is_reset_link(&services, &secret).await.expect("asked"));
    }
}

on_both! {
    async fn a_link_to_a_new_password_ends_after_an_hour_and_is_stored_as_a_hash(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        clinic.patient("Pat Ient").await;

        let secret = link(&services, &smtp, &email_of("Pat Ient")).await;

        assert_eq!(clinic.test.count("select count(*) from mail_link where length(token_hash) <> 64").await, 0);
        clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(1));
        assert!(not_found(account::reset_by_link(&services, &secret, (NEW, NEW), "").await));
    }
}

on_both! {
    async fn who_has_an_account_does_not_show_and_no_link_goes_to_staff_or_the_inactive(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        clinic.practitioner("Ann Doctor").await;
        let off = clinic.patient("Off Line").await.id().expect("an account");
        admin::set_account_status(&services, &admin, off, AccountStatus::Inactive).await.expect("off");
        send_all(&services, "me").await;
        let before = smtp.letters().len();

        for email in ["ann.doctor@example.org", "off.line@example.org", "nobody@example.org"] {
            account::ask_reset_link(&services, email, "").await.expect("the same answer");
        }
        send_all(&services, "me").await;

        let letters = smtp.letters().split_off(before);
        assert_eq!(letters.len(), 1, "{letters:?}");
        assert!(letters[0].contains("Staff need a code") && !letters[0].contains("token="), "{}", letters[0]);
        assert_eq!(clinic.test.count(LINKS).await, 0);
        assert!(account::ask_reset_link(&services, "not an address", "").await.is_err());
    }
}

on_both! {
    async fn links_to_a_new_password_are_asked_for_only_so_often_and_only_where_the_clinic_sends_them(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        clinic.patient("Pat Ient").await;
        let email = email_of("Pat Ient");
        for _ in 0..3 {
            account::ask_reset_link(&services, &email, "192.0.2.1").await.expect("asked");
        }

        let often = account::ask_reset_link(&services, &email, "198.51.100.1").await;

        assert!(matches!(often, Err(Failure::Refused(AppError::TooManyAttempts(_)))));
        let unknown = account::ask_reset_link(&services, "nobody@example.org", "192.0.2.1").await;
        assert!(unknown.is_ok(), "another name");
        assert_eq!(send_all(&services, "me").await, 1, "one letter in two minutes");
        assert!(not_found(account::ask_reset_link(&clinic.services, &email, "").await), "no letters");
        clinic.set("auth.reset", "admin_code").await;
        assert!(not_found(account::ask_reset_link(&services, "else@example.org", "").await));
    }
}

fn form(email: &str) -> RegistrationForm {
    RegistrationForm {
        name: "Amal Haddad".into(),
        email: email.into(),
        password: PASSWORD.into(),
        password_again: PASSWORD.into(),
        ..RegistrationForm::default()
    }
}

on_both! {
    async fn a_new_account_is_activated_by_the_link_sent_to_its_address(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        clinic.set("registration.activation.patient", "email").await;
        let email = "amal@example.org";

        let status = account::register(&services, &form(email), "").await.expect("registered");
        assert_eq!(status, AccountStatus::Inactive);
        assert!(!enters(&services, email, PASSWORD).await);
        // Again, soon: no second email. Later: another link, and the first stays valid.
        account::register(&services, &form(email), "").await.expect("the same answer");
        assert_eq!(send_all(&services, "me").await, 1);
        clinic.services.clock.set(monday_morning() + SignedDuration::from_mins(11));
        account::register(&services, &form(email), "").await.expect("the same answer");
        assert_eq!(send_all(&services, "me").await, 1);
        let secret = token(&smtp.letters()[0], "/verify?token=");

        assert!(account::is_activation_link(&services, &secret).await.expect("asked"));
        account::verify(&services, &secret, NEW, "").await.expect("activated");

        // The person who registered may have been someone else: what was typed with the link counts.
        assert!(enters(&services, email, NEW).await && !enters(&services, email, PASSWORD).await);
        let other = token(&smtp.letters()[1], "/verify?token=");
        for spent in [&secret, &other] {
            assert!(not_found(account::verify(&services, spent, PASSWORD, "").await));
        }
    }
}

on_both! {
    async fn who_has_registered_an_address_does_not_learn_by_signing_in_whether_it_was_known(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        clinic.patient("Pat Ient").await;
        let known = email_of("Pat Ient");

        let tries = [
            ("email", "amal@example.org", "192.0.2.1"),
            ("email", known.as_str(), "198.51.100.1"),
            ("admin", "basma@example.org", "203.0.113.1"),
            ("admin", known.as_str(), "233.252.0.1"),
        ];
        for (activation, email, address) in tries {
            clinic.set("registration.activation.patient", activation).await;
            let form = RegistrationForm { password: NEW.into(), password_again: NEW.into(), ..form(email) };
            account::register(&services, &form, address).await.expect("the same answer");
            let enter = || {
                let password = Password::attempt(NEW);
                sign_in::sign_in(&services, sign_in::Attempt { identifier: email, password, address, device: "" })
            };
            for _ in 0..5 {
                assert!(matches!(enter().await, Err(Failure::Refused(AppError::SignInRefused))), "{email}");
            }
            assert!(matches!(enter().await, Err(Failure::Refused(AppError::TooManyAttempts(_)))), "{email}");
        }
    }
}

on_both! {
    async fn what_an_administrator_decides_outlasts_a_link(test) {
        let clinic = Clinic::new(test).await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
        clinic.set("registration.activation.patient", "email").await;
        account::register(&services, &form("amal@example.org"), "").await.expect("registered");
        send_all(&services, "me").await;
        let secret = token(&smtp.letters()[0], "/verify?token=");
        let id = consulta::domain::ids::AccountId(clinic.test.count("select id from account where status = 'inactive'").await);

        for status in [AccountStatus::Active, AccountStatus::Inactive] {
            admin::set_account_status(&services, &admin, id, status).await.expect("decided");
        }

        assert!(not_found(account::verify(&services, &secret, PASSWORD, "").await));
        assert!(!enters(&services, "amal@example.org", PASSWORD).await);
    }
}
