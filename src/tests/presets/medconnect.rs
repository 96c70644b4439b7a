//! MedConnect: usernames, approval, and the fifteen cases of its own test report (T1 to T15), of which it failed nine.

mod care;

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::{Status, Step},
        form::{Field, FieldError, Problem},
        patient::RegistrationForm,
        person_name::NameParts,
        statement::StatementForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        account, admin,
        figures::{self, Question},
        personnel, profile as own_profile, reset_code, setting, user, visit,
    },
    storage::{account::AccountFilter, figures::By},
};

use super::{administrator, book, first_hours, newcomer, profile, refusal, signs_in, status, under, visited};
use crate::{
    http::browser::{application, cookies_of, get, post_form},
    support::{PASSWORD, at, cookie, email_of, on_both, practitioner_actor},
};

/// What a browser sends for a new patient, and for someone who signs in.
const REGISTRATION: &str = "form[parts][given]=Amal&form[parts][family]=Haddad&form[names][username]=amal\
    &form[email]=amal@example.org&form[phone]=0491570158&form[birth_day]=27&form[birth_month]=3&form[birth_year]=1985\
    &form[blood_group]=A%2B&form[password]=correct+horse+battery&form[password_again]=correct+horse+battery";

fn credentials(name: &str, password: &str) -> String {
    format!("identifier={name}&password={}", password.replace(' ', "+"))
}

on_both! {
    async fn t1_t2_t3_fr1_fr2_s4_01_s4_02_whoever_registers_signs_in_with_their_username_and_with_the_right_password_only(test) {
        let clinic = under(test, "medconnect").await;
        let site = application(&clinic.services);

        let page = get(&site, "/register", "").await;
        let registered = post_form(&site, "/api/register", "", REGISTRATION).await;
        let wrong = post_form(&site, "/api/sign_in", "", &credentials("amal", "not this one")).await;
        let signed_in = post_form(&site, "/api/sign_in", "", &credentials("Amal", PASSWORD)).await;

        assert!(page.body.contains("form[blood_group]") && page.body.contains("form[names][username]"));
        assert_eq!(registered.location(), "/sign-in?registered=1");
        assert!(wrong.location().contains("__err"), "{}", wrong.location());
        let again = get(&site, "/sign-in", "").await;
        assert!(
            again.body.contains("href=\"/register") && again.body.contains("href=\"/reset-password"),
            "both ways on are there"
        );
        assert_eq!(signed_in.location(), "/patient");
        assert_eq!(get(&site, "/patient", &cookies_of(&signed_in)).await.status, StatusCode::OK);
        assert_eq!(clinic.test.count("select count(*) from patient where blood_group = 'A+'").await, 1);
    }
}

on_both! {
    async fn fr1_s4_01_a_registration_that_is_not_right_is_refused_field_by_field(test) {
        let clinic = under(test, "medconnect").await;
        let form = RegistrationForm {
            email: "amal at home".into(),
            parts: NameParts::default(),
            phone: String::new(),
            password: "short".into(),
            ..newcomer("Amal", "Haddad")
        };

        let AppError::Invalid(problems) = refusal(account::register(&clinic.services, &form, "").await) else {
            panic!("four fields are wrong")
        };

        let fields: Vec<Field> = problems.iter().map(|one| one.field).collect();
        for field in [Field::GivenName, Field::Email, Field::Phone, Field::Password] {
            assert!(fields.contains(&field), "{field:?} of {fields:?}");
        }
        let different = RegistrationForm { password_again: "another horse entirely".into(), ..newcomer("Amal", "Haddad") };
        let not_the_same = AppError::Invalid(vec![FieldError::new(Field::PasswordAgain, Problem::NotTheSame)]);
        assert_eq!(refusal(account::register(&clinic.services, &different, "").await), not_the_same);
    }
}

on_both! {
    async fn t4_fr4_fr13_a_patients_profile_is_made_with_their_account_and_kept_by_them(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        account::register(services, &newcomer("Amal", "Haddad"), "").await.expect("registered");
        let amal = signs_in(&clinic, "amal.haddad", PASSWORD).await.expect("signed in");
        let say = async |kind: &str, name: &str, severity: &str| {
            let form = StatementForm { kind: kind.into(), name: name.into(), severity: severity.into(), ..StatementForm::default() };
            own_profile::add(services, &amal, &form).await
        };

        say("allergy", "Penicillin", "severe").await.expect("said");
        say("condition", "Asthma", "").await.expect("said");
        say("medication", "Salbutamol", "").await.expect("said");

        let (_, kept, said) = own_profile::own(services, &amal).await.expect("their own");
        assert_eq!((kept.name.as_str(), said.len()), ("Amal Haddad", 3));
    }
}

on_both! {
    async fn t5_s4_07_fr20_a_doctor_is_added_with_qualification_and_specialization_and_changed(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;

        let id = personnel::add(services, &admin, &profile(), &first_hours(&clinic)).await.expect("added");
        let shown = services.directory_for(&Actor::Visitor).await.expect("public");
        let mut changed = profile();
        changed.qualifications = "BPhty, MSc".into();
        personnel::save(services, &admin, id, &changed).await.expect("saved");

        let person = shown.practitioner(id).expect("found");
        assert_eq!((person.qualifications.as_str(), person.expertise.as_slice()), ("BPhty", ["Knees".to_owned()].as_slice()));
        let now = services.directory_for(&Actor::Visitor).await.expect("public");
        assert_eq!(now.practitioner(id).expect("found").qualifications, "BPhty, MSc");
    }
}

on_both! {
    async fn t11_fr21_s4_08_an_administrator_sees_how_the_clinic_is_doing(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        visited(&clinic, &patient, doctor, "09:30").await;
        services.clock.set(at("09:30") + jiff::SignedDuration::from_hours(7 * 24));

        let overview = admin::overview(services, &admin).await.expect("theirs to see");
        let question = Question { last: None, weeks: 4, scope: Default::default(), by: By::Practitioner };
        let found = figures::of_clinic(services, &admin, question).await.expect("theirs to see");

        assert!(overview.accounts.contains(&("patient".to_owned(), 1)), "{:?}", overview.accounts);
        assert_eq!((found.all.booked, found.all.fulfilled), (1, 1));
        for who in [&patient, &practitioner_actor(doctor)] {
            assert_eq!(refusal(admin::overview(services, who).await), AppError::Forbidden);
        }
    }
}

on_both! {
    async fn t12_fr19_fr20_users_are_added_changed_and_switched_off_and_it_shows_at_once(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let id = patient.id().expect("an account");
        let listed = async |text: &str| {
            let named = AccountFilter { text: text.into(), ..AccountFilter::default() };
            admin::accounts(services, &admin, &named).await.expect("a list").accounts
        };
        let form = |name: &str, email: &str| UserForm { name: name.into(), email: email.into(), ..UserForm::default() };

        user::add_administrator(services, &admin, &form("Bea Admin", "bea@example.org")).await.expect("added");
        user::save(services, &admin, id, &form("Patricia Ient", "patricia@example.org")).await.expect("changed");
        admin::set_account_status(services, &admin, id, AccountStatus::Inactive).await.expect("off");

        assert_eq!(listed("bea").await.len(), 1);
        let found = listed("patricia").await;
        assert_eq!((found.len(), found[0].status), (1, AccountStatus::Inactive));
        assert_eq!(signs_in(&clinic, "patricia@example.org", PASSWORD).await.err(), Some(AppError::AccountInactive));
    }
}

on_both! {
    async fn t13_fr21_an_administrator_changes_the_status_of_an_appointment(test) {
        let clinic = under(test, "medconnect").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let id = book(&clinic, &patient, doctor, "10:00").await;

        visit::settle(&clinic.services, &admin, id, Step::Approve, "").await.expect("approved");

        assert_eq!(status(&clinic, &patient, id).await, Status::Booked);
    }
}

on_both! {
    async fn t14_t15_fr5_nfr5_pages_are_closed_to_visitors_and_those_of_administrators_to_patients(test) {
        let clinic = under(test, "medconnect").await;
        let patient = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
        let site = application(&clinic.services);

        for path in ["/patient", "/record", "/practitioner", "/admin", "/admin/users", "/admin/settings"] {
            assert_eq!(get(&site, path, "").await.status, StatusCode::FORBIDDEN, "{path}");
        }
        for path in ["/admin", "/admin/users", "/admin/settings", "/admin/audit"] {
            assert_eq!(get(&site, path, &patient).await.status, StatusCode::FORBIDDEN, "{path}");
        }
    }
}

on_both! {
    async fn fr3_a_forgotten_password_is_replaced_with_a_code_that_works_once(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let made = reset_code::issue(services, &admin, patient.id().expect("an account")).await.expect("made");
        let code = made.expect("for a patient, at once").code;
        let (email, new) = (email_of("Pat Ient"), "seven quiet otters");

        account::reset_password(services, &email, &code, (new, new), "").await.expect("set");

        assert!(account::reset_password(services, &email, &code, (PASSWORD, PASSWORD), "").await.is_err(), "once");
        assert!(signs_in(&clinic, &email, new).await.is_ok() && signs_in(&clinic, &email, PASSWORD).await.is_err());
    }
}

on_both! {
    async fn fr22_settings_are_changed_by_administrators_only(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let rows = || vec![("booking.cancel_cutoff_min".to_owned(), "60".to_owned())];

        assert_eq!(refusal(setting::choose(services, &patient, rows()).await), AppError::Forbidden);
        setting::choose(services, &admin, rows()).await.expect("chosen");

        let directory = services.directory_for(&admin).await.expect("theirs");
        assert_eq!(directory.settings.cancel_cutoff_minutes, 60);
        let role = Role::Administrator;
        assert!(matches!(admin, Actor::Account { roles, .. } if roles == [role]));
    }
}
