//! Existing accounts become a patient's or a practitioner's, and stop being one while no one relies on it.

use consulta::{
    domain::{
        account::{Actor, Password, Role},
        application::{ApplicationEvent, ApplicationForm},
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::{AccountId, PractitionerId},
        practice_form::PracticeForm,
        practitioner_form::PractitionerForm,
    },
    error::AppError,
    service::{
        account,
        application::{self, FirstPassword},
        booking, cancel, reset_code, sign_in, user, vetting,
    },
};

use super::{
    join,
    roles::{as_role, form, id, refusal, roles_of},
};
use crate::support::{Clinic, PASSWORD, actor, at, cookie, email_of, on_both, practitioner_actor};

const NEW: &str = "seven quiet otters";

fn roles_problem(problem: Problem) -> AppError {
    AppError::Invalid(vec![FieldError::new(Field::Roles, problem)])
}

async fn enters(clinic: &Clinic, name: &str, password: &str) -> bool {
    let (email, password) = (email_of(name), Password::attempt(password));
    let attempt = sign_in::Attempt { identifier: &email, password, address: "", device: "" };
    sign_in::sign_in(&clinic.services, attempt).await.is_ok()
}

fn physio() -> PracticeForm {
    PracticeForm { profession: "Physiotherapist".into(), ..PracticeForm::default() }
}

on_both! {
    async fn who_works_here_becomes_a_patient_and_books(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let mona = as_role(&clinic, "Mona Manager", Role::Manager).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        cookie(services, &mona).await;

        for who in [&mona, &practitioner_actor(doctor)] {
            assert_eq!(refusal(user::make_patient(services, who, id(&ada)).await), AppError::Forbidden, "{who:?}");
        }
        assert_eq!(refusal(user::make_patient(services, &ada, id(&ada)).await), AppError::Forbidden, "oneself");
        assert_eq!(refusal(user::make_patient(services, &ada, AccountId(999_999)).await), AppError::NotFound);
        user::make_patient(services, &ada, id(&mona)).await.expect("made");
        user::make_patient(services, &ada, id(&mona)).await.expect("made already");

        let roles = roles_of(&clinic, id(&mona)).await;
        assert!(roles.contains(&Role::Patient) && roles.contains(&Role::Manager), "{roles:?}");
        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
        let patient = actor(id(&mona), &roles);
        booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
        assert_eq!(refusal(user::take_role(services, &ada, id(&mona), Role::Patient).await), roles_problem(Problem::Clash));
    }
}

on_both! {
    async fn a_patient_becomes_a_practitioner_with_a_new_password_that_takes_two_administrators(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let bea = as_role(&clinic, "Bea Admin", Role::Administrator).await;
        let patient = clinic.patient("Pat Ient").await;
        let made = PractitionerId(id(&patient).0);
        // A code that one administrator gave the patient lets no one in as a practitioner.
        let early = reset_code::issue(services, &ada, id(&patient)).await.expect("issued").expect("for a patient");

        let nothing = user::make_practitioner(services, &ada, id(&patient), &PracticeForm::default()).await;
        assert!(matches!(refusal(nothing), AppError::Invalid(_)));
        user::make_practitioner(services, &ada, id(&patient), &physio()).await.expect("made");

        let roles = roles_of(&clinic, id(&patient)).await;
        assert!(roles.contains(&Role::Patient) && roles.contains(&Role::Practitioner), "{roles:?}");
        let directory = services.directory_for(&ada).await.expect("read");
        assert_eq!(directory.practitioner(made).expect("there").profession, "Physiotherapist");
        assert!(!enters(&clinic, "Pat Ient", PASSWORD).await);
        let used = account::reset_password(services, &email_of("Pat Ient"), &early.code, (NEW, NEW), "").await;
        assert!(used.is_err());
        assert_eq!(refusal(reset_code::confirm(services, &ada, id(&patient)).await), AppError::Forbidden);
        reset_code::confirm(services, &bea, id(&patient)).await.expect("confirmed");
    }
}

on_both! {
    async fn whom_one_administrators_code_let_in_comes_in_as_staff_only_by_another_password(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let (coded, other) = (clinic.patient("Pat Ient").await, clinic.patient("Pia Ent").await);
        let code = reset_code::issue(services, &ada, id(&coded)).await.expect("issued").expect("for a patient").code;
        let set = account::reset_password(services, &email_of("Pat Ient"), &code, (NEW, NEW), "").await;
        set.expect("a password that the administrator may know");
        assert!(enters(&clinic, "Pat Ient", NEW).await);

        for who in [&coded, &other] {
            user::set_roles(services, &ada, id(who), &form(&[Role::Auditor], &[])).await.expect("granted");
        }

        assert!(!enters(&clinic, "Pat Ient", NEW).await);
        assert!(enters(&clinic, "Pia Ent", PASSWORD).await, "their own password");
        assert!(reset_code::issue(services, &ada, id(&coded)).await.expect("asked").is_none(), "it takes two");
    }
}

on_both! {
    async fn a_practitioner_stops_being_one_once_no_one_is_booked_with_them(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let take = async || user::take_role(services, &ada, doctor.account(), Role::Practitioner).await;
        assert_eq!(refusal(take().await), roles_problem(Problem::Missing), "nothing would be left");
        user::make_patient(services, &ada, doctor.account()).await.expect("made");
        let booked = booking::book(services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");

        assert_eq!(refusal(take().await), roles_problem(Problem::Clash));
        cancel::cancel(services, &patient, booked, "").await.expect("cancelled");
        take().await.expect("taken");

        assert_eq!(roles_of(&clinic, doctor.account()).await, [Role::Patient]);
        assert!(services.directory_for(&ada).await.expect("read").practitioner(doctor).is_none());
        let other = user::take_role(services, &ada, doctor.account(), Role::Manager).await;
        assert_eq!(refusal(other), roles_problem(Problem::NotAChoice));
    }
}

on_both! {
    async fn an_applicant_who_has_an_account_is_approved_into_it_if_they_said_so_signed_in(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let ada = as_role(&clinic, "Ada Admin", Role::Administrator).await;
        let bea = as_role(&clinic, "Bea Admin", Role::Administrator).await;
        let patient = clinic.patient("Pat Ient").await;
        let sent = ApplicationForm {
            name: "Pat Ient".into(),
            email: email_of("Pat Ient"),
            ..join::form(clinic.centre)
        };
        let profile = PractitionerForm {
            name: "Pat Ient".into(),
            email: email_of("Pat Ient"),
            profession: "physio".into(),
            accepting: "yes".into(),
            ..PractitionerForm::default()
        };
        let first = FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() };
        let token = application::apply(services, &sent, "", "").await.expect("sent");
        let key = application::see(services, &token).await.expect("seen").application.id;
        let approve = async || vetting::approve(services, &ada, key, &profile, &first).await;

        // The address alone is no proof: anyone who knows it could have sent the application.
        let taken = AppError::Invalid(vec![FieldError::new(Field::WorkEmail, Problem::Taken)]);
        assert_eq!(refusal(approve().await), taken);
        assert_eq!(refusal(application::claim(services, &Actor::Visitor, &token).await), AppError::NotSignedIn);
        application::claim(services, &patient, &token).await.expect("claimed");
        application::claim(services, &patient, &token).await.expect("said again, it changes nothing");
        let told = application::see(services, &token).await.expect("seen").events;
        assert_eq!(told.iter().map(|one| one.kind).collect::<Vec<_>>(), [ApplicationEvent::Claimed]);
        let seen = vetting::find(services, &ada, key).await.expect("seen");
        assert_eq!(seen.applicant, Some(("Pat Ient".to_owned(), email_of("Pat Ient"))), "whose password ends");
        let made = approve().await.expect("approved");

        assert_eq!(made.account(), id(&patient));
        assert!(services.directory_for(&ada).await.expect("read").practitioner(made).is_some());
        assert!(!enters(&clinic, "Pat Ient", PASSWORD).await, "the old password ends");
        let choose = async || application::choose_password(services, &token, (NEW, NEW), "").await;
        assert_eq!(refusal(choose().await), AppError::NotConfirmed);
        vetting::confirm(services, &bea, key).await.expect("confirmed");
        choose().await.expect("chosen");
        assert!(enters(&clinic, "Pat Ient", NEW).await);
        assert_eq!(application::see(services, &token).await.expect("seen").password, FirstPassword::Settled);
        let roles = roles_of(&clinic, id(&patient)).await;
        assert!(roles.contains(&Role::Patient) && roles.contains(&Role::Practitioner), "{roles:?}");
    }
}
