//! Each of the five systems, walked through requirement by requirement under its preset. A test's name begins with the ids of the
//! requirements that it proves (`docs/REQUIREMENTS.md`).

mod django_health;
mod has;
mod healmate;
mod medconnect;
mod medisoft;

use consulta::{
    components::status_badge::status_word,
    domain::{
        account::{Actor, IdentifierKind, Password},
        application::ApplicationForm,
        appointment::{Status, Step},
        booking::BookingRefusal,
        first_hours::FirstHoursForm,
        form::{Field, FieldError, Problem},
        ids::{AppointmentId, PatientId, PractitionerId},
        notice::NoticeKind,
        patient::RegistrationForm,
        person_name::NameParts,
        practitioner_form::PractitionerForm,
        sign_in_name::NamesForm,
        wording::Wording,
    },
    error::AppError,
    service::{Failure, Outcome, application, booking, consultation, notice, sign_in, vetting, visit},
};

use crate::http::browser;
use crate::service::services::administrator;
use crate::support::{Clinic, PASSWORD, TestDb, at, cookie, email_of, on_both, practitioner_actor};

/// A clinic with a preset.
async fn under(test: TestDb, preset: &'static str) -> Clinic {
    let clinic = Clinic::new(test).await;
    clinic.set("preset", preset).await;
    clinic
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> AppError {
    match outcome {
        Err(Failure::Refused(error)) => error,
        other => panic!("expected a refusal, got {other:?}"),
    }
}

fn booking_refusal(outcome: Outcome<AppointmentId>) -> BookingRefusal {
    match refusal(outcome) {
        AppError::Booking { refusal, .. } => refusal,
        other => panic!("expected a refused booking, got {other:?}"),
    }
}

fn patient_id(actor: &Actor) -> PatientId {
    PatientId(actor.id().expect("an account").0)
}

/// Someone who registers as a patient, with everything that any preset asks for.
fn newcomer(given: &str, family: &str) -> RegistrationForm {
    let name = format!("{given} {family}");
    RegistrationForm {
        email: email_of(&name),
        name,
        parts: NameParts { given: given.into(), family: family.into() },
        names: NamesForm { username: format!("{given}.{family}").to_lowercase(), ..NamesForm::default() },
        phone: "0491 570 158".into(),
        birth_day: "27".into(),
        birth_month: "3".into(),
        birth_year: "1985".into(),
        gender: "female".into(),
        address: "1 High Street, Randwick".into(),
        password: PASSWORD.into(),
        ..RegistrationForm::default()
    }
}

async fn signs_in(clinic: &Clinic, name: &str, password: &str) -> Result<Actor, AppError> {
    let password = Password::attempt(password);
    let attempt = sign_in::Attempt { identifier: name, password, address: "192.0.2.1", device: "" };
    let found = sign_in::sign_in(&clinic.services, attempt).await.map_err(AppError::from)?;
    Ok(Actor::Account { id: found.id, roles: found.roles })
}

async fn book(clinic: &Clinic, patient: &Actor, doctor: PractitionerId, wall: &str) -> AppointmentId {
    booking::book(&clinic.services, patient, clinic.request(doctor, at(wall))).await.expect("booked")
}

async fn status(clinic: &Clinic, party: &Actor, id: AppointmentId) -> Status {
    booking::appointment(&clinic.services, party, id).await.expect("a party").status
}

/// A visit from its booking to its end, whether or not it has to be approved.
async fn visited(clinic: &Clinic, patient: &Actor, doctor: PractitionerId, wall: &str) -> AppointmentId {
    let id = book(clinic, patient, doctor, wall).await;
    let me = practitioner_actor(doctor);
    if status(clinic, patient, id).await == Status::Pending {
        visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");
    }
    clinic.services.clock.set(at(wall));
    consultation::open(&clinic.services, &me, id).await.expect("opened");
    consultation::finish(&clinic.services, &me, id).await.expect("finished");
    id
}

/// Someone's notifications, latest first.
async fn told(clinic: &Clinic, who: &Actor) -> Vec<NoticeKind> {
    let all = notice::latest(&clinic.services, who).await.expect("own notices");
    all.into_iter().map(|one| one.kind).collect()
}

/// The clinic's name for a status.
async fn word(clinic: &Clinic, status: Status) -> &'static str {
    let directory = clinic.services.directory_for(&Actor::Visitor).await;
    let words: Wording = match directory {
        Ok(directory) => directory.settings.status_words,
        Err(refused) => panic!("{refused:?}"),
    };
    status_word(status, words)
}

/// Someone who applies to work here.
fn applicant() -> ApplicationForm {
    ApplicationForm {
        name: "Nora New".into(),
        email: "nora@example.org".into(),
        phone: "0491 570 157".into(),
        profession: "physio".into(),
        expertise: "Knees".into(),
        languages: "English".into(),
        qualifications: "BPhty".into(),
        ..ApplicationForm::default()
    }
}

/// The profile an administrator creates for them.
fn profile() -> PractitionerForm {
    PractitionerForm {
        name: "Nora New".into(),
        email: "nora@example.org".into(),
        profession: "physio".into(),
        expertise: "Knees".into(),
        qualifications: "BPhty".into(),
        accepting: "yes".into(),
        ..PractitionerForm::default()
    }
}

fn first_hours(clinic: &Clinic) -> FirstHoursForm {
    FirstHoursForm { centre: clinic.centre.to_string(), ..FirstHoursForm::usual() }
}

on_both! {
    async fn under_each_preset_an_applicant_is_approved_as_they_wrote_and_signs_in(test) {
        let clinic = Clinic::new(test).await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let (site, of_admin) = (browser::application(services), cookie(services, &admin).await);
        for (n, (preset, signs_in_with)) in (0..).zip([
            ("clinic", IdentifierKind::Email),
            ("healmate", IdentifierKind::Username),
            ("django-health", IdentifierKind::Email),
            ("has", IdentifierKind::NationalId),
            ("medisoft", IdentifierKind::Email),
            ("medconnect", IdentifierKind::Username),
        ]) {
            clinic.set("preset", preset).await;
            let names = NamesForm { username: format!("nora{n}"), national_id: format!("7777{n}") };
            let email = format!("nora{n}@example.org");
            let form = ApplicationForm {
                email: email.clone(),
                phone: format!("0491 570 15{n}"),
                licence_number: format!("PHY 000{n}"),
                names: names.clone(),
                ..applicant()
            };

            let token = application::apply(services, &form, "", "").await.expect("sent");
            let sent = application::see(services, &token).await.expect("seen").application;
            let page = browser::get(&site, &format!("/admin/applications/{}", sent.id), &of_admin).await.body;
            for proposed in [format!("PHY000{n}"), names.username.clone(), names.national_id.clone()] {
                assert!(page.contains(&format!("value=\"{proposed}\"")), "{preset}: {proposed}");
            }
            let form = PractitionerForm {
                email: email.clone(),
                licence_number: Some(sent.licence_number),
                names: Some(sent.names),
                ..profile()
            };
            vetting::approve(services, &admin, sent.id, &form, &first_hours(&clinic)).await.expect("approved");
            application::choose_password(services, &token, (PASSWORD, PASSWORD), "").await.expect("chosen");

            let name = match signs_in_with {
                IdentifierKind::Username => names.username,
                IdentifierKind::NationalId => names.national_id,
                _ => email,
            };
            assert!(signs_in(&clinic, &name, PASSWORD).await.is_ok(), "{preset}");
            let licences = "select count(*) from account_identifier where kind = 'licence_number'";
            assert_eq!(clinic.test.count(licences).await, n + 1, "{preset}");
        }
    }
}

on_both! {
    async fn under_has_an_applicant_is_asked_for_the_national_id_and_the_licence_that_they_will_need(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;

        let page = browser::get(&browser::application(services), "/join", "").await.body;
        let refused = application::apply(services, &applicant(), "", "").await;

        assert!(page.contains("form[names][national_id]") && !page.contains("form[names][username]"), "{page}");
        let missing = [Field::LicenceNumber, Field::NationalId].map(|field| FieldError::new(field, Problem::Missing));
        assert_eq!(refusal(refused), AppError::Invalid(missing.to_vec()));
    }
}
