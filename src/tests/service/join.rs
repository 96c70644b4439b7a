//! Becoming a practitioner of the clinic (S0-04, FR19, T5, S4-07): applying, being asked, approved, refused, and listed at once.

use std::collections::BTreeSet;

use consulta::{
    domain::{
        account::{Actor, Password, Role},
        application::{ApplicationForm, ApplicationStatus},
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::{ApplicationId, CentreId},
        notice::NoticeKind,
        practitioner_form::PractitionerForm,
        staff_form::StaffForm,
        topic::Topic,
    },
    error::AppError,
    service::{
        Failure, Outcome,
        application::{self, FirstPassword},
        booking,
        document::{self, Upload},
        notice, sign_in, user,
        vetting::{self, ApplicationFilter},
    },
};
use jiff::Timestamp;

use super::{document::png, services::administrator};
use crate::{
    smtp::{Smtp, send_all, token as token_of},
    support::{Clinic, PASSWORD, actor, at, on_both, practitioner_actor},
};

pub fn form(centre: CentreId) -> ApplicationForm {
    ApplicationForm {
        name: "Nora New".into(),
        email: "nora@example.org".into(),
        phone: "0491 570 156".into(),
        profession: "physio".into(),
        expertise: "Knees".into(),
        languages: "English".into(),
        qualifications: "BPhty".into(),
        // A centre that does not exist is ignored.
        centres: vec![centre.to_string(), "999999".into()],
        ..ApplicationForm::default()
    }
}

async fn apply(clinic: &Clinic) -> (String, ApplicationId) {
    let token = application::apply(&clinic.services, &form(clinic.centre), "", "").await.expect("sent");
    let id = application::see(&clinic.services, &token).await.expect("seen").application.id;
    (token, id)
}

fn profile(email: &str) -> PractitionerForm {
    PractitionerForm {
        name: "Nora New".into(),
        email: email.into(),
        profession: "physio".into(),
        expertise: "Knees".into(),
        qualifications: "BPhty".into(),
        accepting: "yes".into(),
        ..PractitionerForm::default()
    }
}

fn first(centre: CentreId) -> FirstHoursForm {
    FirstHoursForm { centre: centre.to_string(), ..FirstHoursForm::usual() }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

async fn other_administrator(clinic: &Clinic) -> Actor {
    actor(clinic.account("Bea Admin", Role::Administrator).await, &[Role::Administrator])
}

async fn sign_in(clinic: &Clinic, email: &str) -> Outcome<sign_in::SignedIn> {
    let password = Password::attempt(PASSWORD);
    let attempt = sign_in::Attempt { identifier: email, password, address: "192.0.2.1", device: "" };
    sign_in::sign_in(&clinic.services, attempt).await
}

on_both! {
    async fn an_approved_applicant_is_found_booked_and_signs_in_with_a_password_of_their_own(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let patient = clinic.patient("Pat Ient").await;
        let (token, id) = apply(&clinic).await;

        let made = vetting::approve(services, &admin, id, &profile("nora@example.org"), &first(clinic.centre)).await;
        let made = made.expect("approved");

        let directory = services.directory_for(&admin).await.expect("read");
        let person = directory.practitioner(made).expect("in the directory");
        assert_eq!((person.name.as_str(), person.profession.as_str()), ("Nora New", "Physiotherapist"));
        booking::book(services, &patient, clinic.request(made, at("10:00"))).await.expect("booked");
        let seen = application::see(services, &token).await.expect("seen");
        assert_eq!((seen.application.status, seen.password), (ApplicationStatus::Approved, FirstPassword::Open));
        assert_eq!(seen.centres, [(clinic.centre, "Harbour Clinic".to_owned())]);
        application::choose_password(services, &token, (PASSWORD, PASSWORD), "").await.expect("chosen");
        assert_eq!(sign_in(&clinic, "nora@example.org").await.expect("signed in").roles, [Role::Practitioner]);
        // It works once.
        let again = application::choose_password(services, &token, ("seven quiet otters", "seven quiet otters"), "").await;
        assert_eq!(refusal(again), AppError::NotFound);
        assert_eq!(application::see(services, &token).await.expect("seen").password, FirstPassword::Settled);
        let audited = "select count(*) from audit_event where action in ('application.approve', 'practitioner.add')";
        assert_eq!(clinic.test.count(audited).await, 2);
    }
}

on_both! {
    async fn where_there_is_another_administrator_that_one_confirms_first(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (admin, other) = (administrator(&clinic).await, other_administrator(&clinic).await);
        let (token, id) = apply(&clinic).await;
        assert_eq!(refusal(vetting::confirm(services, &other, id).await), AppError::NotFound);
        vetting::approve(services, &admin, id, &profile("nora@example.org"), &first(clinic.centre)).await.expect("approved");

        let choose = || application::choose_password(services, &token, (PASSWORD, PASSWORD), "");
        assert_eq!(refusal(choose().await), AppError::NotConfirmed);
        assert_eq!(refusal(vetting::confirm(services, &admin, id).await), AppError::Forbidden);
        let told = notice::latest(services, &other).await.expect("own notices");
        assert!(told.iter().any(|one| one.kind == NoticeKind::ApplicationToConfirm), "{told:?}");
        vetting::confirm(services, &other, id).await.expect("confirmed");
        choose().await.expect("chosen");

        assert!(sign_in(&clinic, "nora@example.org").await.is_ok());
    }
}

on_both! {
    async fn who_takes_the_role_from_the_other_administrator_lets_no_one_in_alone(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (admin, other) = (administrator(&clinic).await, other_administrator(&clinic).await);
        let (token, id) = apply(&clinic).await;
        let manager = StaffForm { roles: vec!["manager".into()], centres: Vec::new() };
        user::set_roles(services, &admin, other.id().expect("an account"), &manager).await.expect("taken");

        vetting::approve(services, &admin, id, &profile("nora@example.org"), &first(clinic.centre)).await.expect("approved");

        let chosen = application::choose_password(services, &token, (PASSWORD, PASSWORD), "").await;
        assert_eq!(refusal(chosen), AppError::NotConfirmed);
    }
}

on_both! {
    async fn where_the_clinic_says_so_an_approved_applicant_chooses_a_password_by_the_letter_to_them(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("registration.activation.practitioner", "email").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (admin, other) = (administrator(&clinic).await, other_administrator(&clinic).await);
        let (token, id) = apply(&clinic).await;

        vetting::approve(&services, &admin, id, &profile("nora@example.org"), &first(clinic.centre)).await.expect("approved");

        assert_eq!(application::see(&services, &token).await.expect("seen").password, FirstPassword::Mailed);
        let early = application::choose_password(&services, &token, (PASSWORD, PASSWORD), "").await;
        assert_eq!(refusal(early), AppError::NotConfirmed);
        let told = notice::latest(&services, &other).await.expect("own notices");
        assert!(told.iter().all(|one| one.kind != NoticeKind::ApplicationToConfirm), "{told:?}");
        send_all(&services, "me").await;
        let letters = smtp.letters();
        let letter = letters.iter().find(|letter| letter.contains("Subject: Your application was approved"));
        let mailed = token_of(letter.expect("a letter"), "/join/");
        application::choose_password(&services, &mailed, (PASSWORD, PASSWORD), "").await.expect("chosen");
        assert!(sign_in(&clinic, "nora@example.org").await.is_ok());
    }
}

on_both! {
    async fn a_letter_to_an_applicant_lets_no_one_into_an_account_that_there_is(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("registration.activation.practitioner", "email").await;
        let smtp = Smtp::start().await;
        let services = smtp.process(&clinic).await;
        let (admin, other) = (administrator(&clinic).await, other_administrator(&clinic).await);
        let patient = clinic.patient("Pat Ient").await;
        let (token, id) = apply(&clinic).await;
        application::claim(&services, &patient, &token).await.expect("claimed");

        vetting::approve(&services, &admin, id, &profile("nora@example.org"), &first(clinic.centre)).await.expect("approved");

        send_all(&services, "me").await;
        let letters = smtp.letters();
        let letter = letters.iter().find(|letter| letter.contains("Subject: Your application was approved"));
        let mailed = token_of(letter.expect("a letter"), "/join/");
        let chosen = application::choose_password(&services, &mailed, (PASSWORD, PASSWORD), "").await;
        assert_eq!(refusal(chosen), AppError::NotConfirmed);
        vetting::confirm(&services, &other, id).await.expect("confirmed");
        application::choose_password(&services, &mailed, (PASSWORD, PASSWORD), "").await.expect("chosen");
    }
}

on_both! {
    async fn a_second_administrator_lets_an_applicant_in_whom_no_letter_reaches(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("registration.activation.practitioner", "email").await;
        let (admin, other) = (administrator(&clinic).await, other_administrator(&clinic).await);
        let (token, id) = apply(&clinic).await;
        let (profile, hours) = (profile("nora@example.org"), first(clinic.centre));

        vetting::approve(&clinic.services, &admin, id, &profile, &hours).await.expect("approved");

        let unsent = application::see(&clinic.services, &token).await.expect("seen").password;
        assert_eq!(unsent, FirstPassword::Unconfirmed, "this process sends none");
        let services = Smtp::start().await.process(&clinic).await;
        assert_eq!(application::see(&services, &token).await.expect("seen").password, FirstPassword::Mailed);
        vetting::confirm(&services, &other, id).await.expect("confirmed");
        application::choose_password(&services, &token, (PASSWORD, PASSWORD), "").await.expect("chosen");
        assert!(sign_in(&clinic, "nora@example.org").await.is_ok());
    }
}

on_both! {
    async fn of_several_who_decide_at_once_one_does_and_the_others_hear_how(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let (admin, other) = (administrator(&clinic).await, other_administrator(&clinic).await);
        let (token, id) = apply(&clinic).await;
        let hours = first(clinic.centre);
        let (one, two) = (profile("nora@example.org"), profile("nora.new@example.org"));

        let (first, second, withdrawn) = tokio::join!(
            vetting::approve(services, &admin, id, &one, &hours),
            vetting::approve(services, &other, id, &two, &hours),
            application::withdraw(services, &token),
        );

        let done = [first.is_ok(), second.is_ok(), withdrawn.is_ok()];
        assert_eq!(done.iter().filter(|done| **done).count(), 1, "{first:?} {second:?} {withdrawn:?}");
        let status = application::see(services, &token).await.expect("seen").application.status;
        for outcome in [first.map(drop), second.map(drop), withdrawn] {
            assert!(matches!(&outcome, Ok(()) | Err(Failure::Refused(AppError::Application(_)))), "{outcome:?}");
            if let Err(Failure::Refused(AppError::Application(told))) = outcome {
                assert_eq!(told, status);
            }
        }
        let made = i64::from(status == ApplicationStatus::Approved);
        assert_eq!(clinic.test.count("select count(*) from practitioner").await, made);
        let late = vetting::refuse(services, &admin, id, "We have enough").await;
        assert_eq!(refusal(late), AppError::Application(status));
    }
}

on_both! {
    async fn what_is_asked_is_answered_and_notes_stay_among_colleagues(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (token, id) = apply(&clinic).await;

        vetting::add_note(services, &admin, id, "Sounds too good to be true").await.expect("noted");
        vetting::ask(services, &admin, id, "Where did you train?").await.expect("asked");
        let asked = application::see(services, &token).await.expect("seen");
        application::answer(services, &token, "In Wellington", "").await.expect("answered");

        assert_eq!(asked.application.status, ApplicationStatus::Asked);
        let read: Vec<&str> = asked.events.iter().map(|event| event.body.as_str()).collect();
        assert_eq!(read, ["Where did you train?"]);
        let seen = vetting::find(services, &admin, id).await.expect("seen");
        assert_eq!((seen.application.status, seen.events.len()), (ApplicationStatus::Received, 3));
        vetting::refuse(services, &admin, id, "We have enough for now").await.expect("refused");
        let told = application::see(services, &token).await.expect("seen").events;
        assert_eq!(told.last().map(|event| event.body.as_str()), Some("We have enough for now"));
        let late = application::answer(services, &token, "But why?", "").await;
        assert_eq!(refusal(late), AppError::Application(ApplicationStatus::Refused));
        let kinds: Vec<NoticeKind> =
            notice::latest(services, &admin).await.expect("own notices").into_iter().map(|one| one.kind).collect();
        assert_eq!(kinds, [NoticeKind::ApplicationChanged, NoticeKind::ApplicationReceived]);
    }
}

on_both! {
    async fn papers_are_checked_and_go_when_the_application_is_taken_back(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (token, id) = apply(&clinic).await;
        let upload = |name: &str, bytes: Vec<u8>| Upload { category: String::new(), name: name.into(), bytes };

        let wrong = application::add_document(services, &token, upload("licence.exe", b"MZ".to_vec())).await;
        assert!(matches!(refusal(wrong), AppError::Invalid(_)));
        application::add_document(services, &token, upload("licence.png", png(5, 5))).await.expect("added");
        let paper = vetting::find(services, &admin, id).await.expect("seen").papers.remove(0);
        assert_eq!(paper.name, "licence.png");
        assert!(vetting::open_paper(services, &admin, id, paper.id).await.is_ok());
        let other = vetting::open_paper(services, &admin, ApplicationId(id.0 + 1), paper.id).await;
        assert!(matches!(other, Err(Failure::Refused(AppError::NotFound))));
        assert_eq!(document::sweep(services, Timestamp::MAX).await.expect("swept"), 0);

        application::withdraw(services, &token).await.expect("withdrawn");

        assert!(vetting::find(services, &admin, id).await.expect("seen").papers.is_empty());
        assert_eq!(document::sweep(services, Timestamp::MAX).await.expect("swept"), 1);
        let late = application::add_document(services, &token, upload("licence.png", png(5, 5))).await;
        assert_eq!(refusal(late), AppError::Application(ApplicationStatus::Withdrawn));
    }
}

on_both! {
    async fn an_application_is_its_applicants_and_the_administrators_only(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        administrator(&clinic).await;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let patient = clinic.patient("Pat Ient").await;
        let (_, id) = apply(&clinic).await;

        for who in [patient, doctor] {
            assert_eq!(refusal(vetting::list(services, &who, &ApplicationFilter::default()).await.map(drop)), AppError::Forbidden);
            assert_eq!(refusal(vetting::find(services, &who, id).await), AppError::Forbidden);
            assert_eq!(refusal(vetting::ask(services, &who, id, "Who are you?").await), AppError::Forbidden);
            assert_eq!(refusal(vetting::open_paper(services, &who, id, 1).await.map(drop)), AppError::Forbidden);
            let approved = vetting::approve(services, &who, id, &profile("n@example.org"), &first(clinic.centre)).await;
            assert_eq!(refusal(approved), AppError::Forbidden);
        }
        assert_eq!(refusal(application::see(services, "0").await), AppError::NotFound);
        assert_eq!(refusal(application::withdraw(services, "0").await), AppError::NotFound);
        let empty = application::apply(services, &ApplicationForm::default(), "", "").await;
        assert!(matches!(refusal(empty), AppError::Invalid(problems) if problems.len() == 5));
    }
}

on_both! {
    async fn an_applicant_whose_address_is_known_is_answered_as_any_other_and_approved_under_another(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        clinic.patient("Nora New").await;
        let known = ApplicationForm { email: "nora.new@example.org".into(), ..form(clinic.centre) };

        let token = application::apply(services, &known, "", "").await.expect("sent");

        let id = application::see(services, &token).await.expect("seen").application.id;
        let hours = first(clinic.centre);
        let taken = vetting::approve(services, &admin, id, &profile("nora.new@example.org"), &hours).await;
        assert_eq!(refusal(taken), AppError::Invalid(vec![FieldError::new(Field::WorkEmail, Problem::Taken)]));
        let nowhere = vetting::approve(services, &admin, id, &profile("n@example.org"), &FirstHoursForm::usual()).await;
        assert_eq!(refusal(nowhere), AppError::Invalid(vec![FieldError::new(Field::Centre, Problem::NotAChoice)]));
        // A refusal leaves it as it was.
        assert_eq!(clinic.test.count("select count(*) from practitioner").await, 0);
        vetting::approve(services, &admin, id, &profile("n@example.org"), &hours).await.expect("approved");
    }
}

#[tokio::test]
async fn so_many_applications_come_from_one_network_and_then_one_must_wait() {
    let clinic = Clinic::new(crate::support::TestDb::sqlite().await).await;
    let send = |address: &'static str| {
        let (services, form) = (clinic.services.clone(), form(clinic.centre));
        async move { application::apply(&services, &form, "", address).await }
    };
    for _ in 0..5 {
        send("192.0.2.1").await.expect("sent");
    }

    assert!(matches!(refusal(send("192.0.2.9").await), AppError::TooManyAttempts(_)));
    send("198.51.100.1").await.expect("from elsewhere");
    assert_eq!(clinic.test.count("select count(*) from application").await, 6);
}

on_both! {
    async fn an_application_that_comes_or_changes_rings_for_who_has_the_list_open(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        services.live.connected().await;
        let mut bell = services.live.subscribe();
        let mut rung = || std::iter::from_fn(|| bell.try_recv().ok()).flatten().collect::<BTreeSet<_>>();

        let (_, id) = apply(&clinic).await;
        assert!(rung().contains(&Topic::Applications));
        vetting::add_note(services, &admin, id, "Wrote to the board").await.expect("noted");
        assert!(rung().contains(&Topic::Applications));
        vetting::refuse(services, &admin, id, "").await.expect_err("no reason");
        assert!(!rung().contains(&Topic::Applications));
        vetting::refuse(services, &admin, id, "We have no room at the moment").await.expect("refused");
        assert!(rung().contains(&Topic::Applications));
    }
}
