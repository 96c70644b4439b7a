//! MedConnect: usernames, approval, and the fifteen cases of its own test report (T1 to T15), of which it failed nine.

use axum::http::StatusCode;
use consulta::{
    domain::{
        account::{AccountStatus, Actor, Role},
        appointment::{Status, Step},
        document::MediaType,
        form::{Field, FieldError, Problem},
        note::NoteForm,
        notice::NoticeKind,
        patient::RegistrationForm,
        person_name::NameParts,
        prescription::{MedicineForm, PrescriptionForm},
        statement::StatementForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        account, admin, agenda, booking, cancel, consultation,
        document::{self, Upload, Whose},
        figures::{self, Question},
        note, personnel, prescription, profile as own_profile, record, reschedule, reset_code, setting, staff,
        timeline::{self, RecordQuery},
        user, visit,
    },
    storage::{account::AccountFilter, figures::By},
};

use super::{
    administrator, book, first_hours, newcomer, patient_id, profile, refusal, signs_in, status, told, under, visited,
    word,
};
use crate::{
    http::browser::{application, cookies_of, get, post_form},
    service::document::{open_file, pdf, png},
    support::{Clinic, PASSWORD, TestDb, at, cookie, email_of, on_both, practitioner_actor},
};

/// What a browser sends for a new patient, and for someone who signs in.
const REGISTRATION: &str = "form[parts][given]=Amal&form[parts][family]=Haddad&form[names][username]=amal\
    &form[email]=amal@example.org&form[phone]=0491570158&form[birth_day]=27&form[birth_month]=3&form[birth_year]=1985\
    &form[blood_group]=A%2B&form[password]=correct+horse+battery&form[password_again]=correct+horse+battery";

fn credentials(name: &str, password: &str) -> String {
    format!("identifier={name}&password={}", password.replace(' ', "+"))
}

fn amoxicillin() -> PrescriptionForm {
    let medicine = MedicineForm {
        medicine: "Amoxicillin".into(),
        dose: "500 mg".into(),
        frequency: "three times a day".into(),
        instructions: "with food".into(),
        ..MedicineForm::default()
    };
    PrescriptionForm { diagnosis: "Otitis".into(), medicines: vec![medicine], ..PrescriptionForm::default() }
}

/// A visit that was approved and has begun.
async fn begun(
    clinic: &Clinic,
    patient: &Actor,
    doctor: consulta::domain::ids::PractitionerId,
) -> consulta::domain::ids::AppointmentId {
    let id = book(clinic, patient, doctor, "10:00").await;
    let me = practitioner_actor(doctor);
    visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");
    consultation::open(&clinic.services, &me, id).await.expect("opened");
    id
}

#[tokio::test]
async fn t1_t2_t3_fr1_fr2_s4_01_s4_02_whoever_registers_signs_in_with_their_username_and_with_the_right_password_only()
{
    let clinic = under(TestDb::sqlite().await, "medconnect").await;
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
    async fn t6_t10_fr6_fr9_s4_06_a_booking_is_pending_until_it_is_confirmed_and_its_patient_hears_of_it(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = book(&clinic, &patient, doctor, "10:00").await;
        let now = async || word(&clinic, status(&clinic, &patient, id).await).await;
        assert_eq!(now().await, "Pending");

        visit::take_step(services, &me, id, Step::Approve, "").await.expect("approved");

        assert_eq!(now().await, "Confirmed");
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentApproved);
        services.clock.set(at("10:05"));
        for step in [Step::CheckIn, Step::Complete] {
            visit::take_step(services, &me, id, step, "").await.expect("taken");
        }
        assert_eq!(now().await, "Completed");
        let second = book(&clinic, &patient, doctor, "15:00").await;
        cancel::cancel(services, &patient, second, "").await.expect("cancelled");
        assert_eq!(word(&clinic, status(&clinic, &patient, second).await).await, "Cancelled");
    }
}

on_both! {
    async fn t7_fr16_s4_03_a_prescription_is_saved_and_linked_to_its_appointment(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = begun(&clinic, &patient, doctor).await;

        let signed = prescription::sign(services, &me, id, &amoxicillin(), false).await.expect("signed");

        let found = prescription::read(services, &patient, signed).await.expect("theirs");
        assert_eq!(found.appointment.id, id);
        assert_eq!(found.prescribed.prescription.diagnosis, "Otitis");
        assert_eq!(found.prescribed.prescription.medicines[0].line(), "Amoxicillin, 500 mg, three times a day");
    }
}

on_both! {
    async fn t8_t9_fr12_s4_05_a_report_is_uploaded_and_opened_again(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = begun(&clinic, &patient, doctor).await;
        let upload = |category: &str, name: &str, bytes: Vec<u8>| Upload { category: category.into(), name: name.into(), bytes };

        let report = document::add(services, &me, Whose::PatientOf(id), upload("report", "blood.pdf", pdf(""))).await;
        let image = document::add(services, &patient, Whose::Own, upload("image", "knee.png", png(9, 9))).await;

        for (added, media) in [(report.expect("added"), MediaType::Pdf), (image.expect("added"), MediaType::Png)] {
            for reader in [&me, &patient] {
                assert_eq!(open_file(services, reader, added).await.expect("opens").file.media, media);
            }
        }
        let stranger = clinic.patient("Stran Ger").await;
        assert_eq!(document::own(services, &stranger, 1).await.expect("their own").documents.len(), 0);
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

#[tokio::test]
async fn t14_t15_fr5_nfr5_pages_are_closed_to_visitors_and_those_of_administrators_to_patients() {
    let clinic = under(TestDb::sqlite().await, "medconnect").await;
    let patient = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;
    let site = application(&clinic.services);

    for path in ["/patient", "/record", "/practitioner", "/admin", "/admin/users", "/admin/settings"] {
        assert_eq!(get(&site, path, "").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    for path in ["/admin", "/admin/users", "/admin/settings", "/admin/audit"] {
        assert_eq!(get(&site, path, &patient).await.status, StatusCode::FORBIDDEN, "{path}");
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
    async fn fr7_fr8_appointments_are_listed_moved_and_cancelled(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let before = visited(&clinic, &patient, doctor, "09:30").await;
        let id = book(&clinic, &patient, doctor, "11:00").await;

        reschedule::reschedule(services, &patient, id, clinic.centre, at("14:00")).await.expect("moved");

        let mine = agenda::of_patient(services, &patient, 1).await.expect("their own");
        assert_eq!(mine.upcoming.iter().map(|one| (one.id, one.slot.starts_at)).collect::<Vec<_>>(), [(id, at("14:00"))]);
        assert_eq!(mine.past.iter().map(|one| one.id).collect::<Vec<_>>(), [before]);
        cancel::cancel(services, &patient, id, "").await.expect("cancelled");
        assert_eq!(status(&clinic, &patient, id).await, Status::Cancelled);
    }
}

on_both! {
    async fn fr11_fr14_fr17_fr18_a_consultation_shows_the_whole_history_and_adds_to_it(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let form = StatementForm { kind: "condition".into(), name: "Asthma".into(), ..StatementForm::default() };
        own_profile::add(services, &patient, &form).await.expect("said");
        let id = begun(&clinic, &patient, doctor).await;

        note::add(services, &me, id, &NoteForm { text: "Cough for a week".into() }).await.expect("noted");

        let shown = consultation::read(services, &me, id).await.expect("theirs");
        assert_eq!(shown.statements.expect("what they said").len(), 1);
        assert_eq!(shown.written.len(), 1);
        let query = RecordQuery { patient: patient_id(&patient), kind: None, before: None };
        let read = timeline::read(services, &patient, query).await.expect("their own");
        assert_eq!(read.entries.len(), 1);
        record::open(services, &me, patient_id(&patient), "timeline").await.expect("theirs to read");
    }
}

on_both! {
    async fn fr15_s4_04_the_next_visit_is_booked_from_a_consultation(test) {
        let clinic = under(test, "medconnect").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = visited(&clinic, &patient, doctor, "09:30").await;

        let (after, found) = staff::visit_to_follow(services, &me, id).await.expect("can be followed");
        let next = booking::book_for(services, &me, found.id, clinic.request(doctor, at("15:00")), None).await;

        assert_eq!(after.id, id);
        let next = next.expect("booked");
        assert_eq!(status(&clinic, &patient, next).await, Status::Booked, "no one approves what they booked themselves");
        let (mine, _) = agenda::list(services, &me, false, 1).await.expect("their own");
        assert!(mine.iter().any(|one| one.id == next));
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

        let chosen = setting::chosen(services, &admin).await.expect("theirs to see");
        assert_eq!(chosen.settings.cancel_cutoff_minutes, 60);
        let role = Role::Administrator;
        assert!(matches!(admin, Actor::Account { roles, .. } if roles == [role]));
    }
}
