//! The HealthCare Appointment System: people sign in with a national ID and wait for one of at most two administrators.

use axum::http::{Method, StatusCode};
use consulta::{
    domain::{
        account::{AccountStatus, Actor, IdentifierKind, Role},
        appointment::{CancelRefusal, Status, Step},
        audit::Area,
        booking::BookingRefusal,
        form::{Field, FieldError, Problem},
        ids::AccountId,
        patient::RegistrationForm,
        sign_in_name::NamesForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        account, admin, agenda, audit, booking, cancel, hours, listing, part::Part, patient_list, personnel, record,
        user, visit,
    },
    storage::{account as accounts, account::AccountFilter, appointment::AppointmentFilter, audit::AuditFilter},
};
use serde_json::{Value, json};

use super::{
    administrator, book, booking_refusal, first_hours, newcomer, patient_id, profile, refusal, signs_in, status, under,
    word,
};
use crate::{
    http::{
        api::{get, said, send},
        browser::{self, application},
    },
    support::{Clinic, PASSWORD, actor, at, email_of, on_both, practitioner_actor},
};

fn national_id(number: &str) -> NamesForm {
    NamesForm { national_id: number.into(), ..NamesForm::default() }
}

/// Someone who registers with a national ID.
fn person(given: &str, number: &str, phone: &str) -> RegistrationForm {
    RegistrationForm { names: national_id(number), phone: phone.into(), ..newcomer(given, "Haddad") }
}

/// Gives a test's account a national ID to sign in with.
async fn identify(clinic: &Clinic, id: AccountId, number: &'static str) {
    clinic
        .write((id, number), |tx, (id, number)| {
            Box::pin(async move {
                let name = IdentifierKind::NationalId.compared(number);
                accounts::add_identifier(tx, *id, IdentifierKind::NationalId, &name).await?;
                Ok(())
            })
        })
        .await;
}

/// The key of the only account with this in its name.
async fn account_of(clinic: &Clinic, admin: &Actor, text: &str) -> AccountId {
    let named = AccountFilter { text: text.into(), ..AccountFilter::default() };
    admin::accounts(&clinic.services, admin, &named).await.expect("a list").accounts[0].id
}

on_both! {
    async fn s2_01_s2_03_s2_05_an_administrator_activates_a_registration(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let (admin, doctor) = (administrator(&clinic).await, practitioner_actor(clinic.practitioner("Ann Doctor").await));
        let made = account::register(services, &person("Amal", "12 34-56", "0491 570 158"), "").await.expect("registered");
        assert_eq!(made, AccountStatus::Inactive);
        assert_eq!(signs_in(&clinic, "123456", PASSWORD).await.err(), Some(AppError::SignInRefused));
        let id = account_of(&clinic, &admin, "amal").await;
        let activate = async |who: &Actor| admin::set_account_status(services, who, id, AccountStatus::Active).await;

        assert_eq!(refusal(activate(&doctor).await), AppError::Forbidden);
        activate(&admin).await.expect("activated");

        let amal = signs_in(&clinic, "123456", PASSWORD).await.expect("signed in");
        assert!(matches!(amal, Actor::Account { roles, .. } if roles == [Role::Patient]));
        assert_eq!(clinic.test.count("select count(*) from patient").await, 1);
    }
}

on_both! {
    async fn s2_02_there_are_no_more_than_two_administrators(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let form = |name: &str, email: &str, number: &str| UserForm {
            name: name.into(),
            email: email.into(),
            names: Some(national_id(number)),
            ..UserForm::default()
        };

        user::add_administrator(services, &admin, &form("Bea Admin", "bea@example.org", "22222")).await.expect("the second");
        let third = user::add_administrator(services, &admin, &form("Cleo Admin", "cleo@example.org", "33333")).await;

        assert_eq!(refusal(third), AppError::TooManyAdministrators);
        let doctor = clinic.practitioner("Ann Doctor").await;
        let profile = user::find(services, &admin, doctor.account()).await.expect("found");
        assert_eq!(profile.roles, [Role::Practitioner]);
    }
}

on_both! {
    async fn s2_04_national_id_address_and_telephone_number_are_each_one_persons(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let register = async |form: RegistrationForm| account::register(services, &form, "").await;
        let nameless = RegistrationForm { names: NamesForm::default(), ..person("Amal", "", "0491 570 158") };
        let missing = AppError::Invalid(vec![FieldError::new(Field::NationalId, Problem::Missing)]);
        assert_eq!(refusal(register(nameless).await), missing);
        register(person("Amal", "11111", "0491 570 158")).await.expect("registered");

        // No one who registers learns whose number or address it is.
        for same in [
            person("Basma", "111-11", "0491 570 159"),
            RegistrationForm { email: email_of("Amal Haddad"), ..person("Basma", "22222", "0491 570 159") },
            person("Basma", "22222", "+61 491 570 158"),
        ] {
            drop(register(same).await);
            assert_eq!(clinic.test.count("select count(*) from account").await, 1);
        }
        register(person("Basma", "22222", "0491 570 159")).await.expect("someone else");

        assert_eq!(clinic.test.count("select count(*) from account").await, 2);
        clinic.run("update account set status = 'active'").await;
        assert_eq!(signs_in(&clinic, &email_of("Amal Haddad"), PASSWORD).await.err(), Some(AppError::SignInRefused));
    }
}

on_both! {
    async fn s2_06_s2_07_s2_15_s2_17_a_program_signs_in_with_a_national_id_and_books(test) {
        let clinic = under(test, "has").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = patient_id(&clinic.patient("Pat Ient").await);
        identify(&clinic, patient.account(), "NID-1").await;
        let app = application(&clinic.services);

        let login = json!({ "national_id": "NID-1", "password": PASSWORD });
        let signed_in = said(&send(&app, Method::POST, "/api/auth/login/", "", &login).await);
        let token = signed_in["data"]["access"].as_str().expect("a token").to_owned();
        let me = said(&get(&app, "/api/auth/me/", &token).await);
        identify(&clinic, doctor.account(), "NID-2").await;
        let login = json!({ "national_id": "NID-2", "password": PASSWORD });
        let as_doctor = said(&send(&app, Method::POST, "/api/auth/login/", "", &login).await);
        let theirs = said(&get(&app, "/api/auth/me/", as_doctor["data"]["access"].as_str().expect("a token")).await);
        let wanted = json!({ "doctor": doctor.0, "appointment_date": "2026-11-23", "appointment_time": "14:30:00" });
        let made = said(&send(&app, Method::POST, "/api/appointments/create/", &token, &wanted).await);
        let mine = said(&get(&app, "/api/appointments/me/", &token).await);
        let past = json!({ "doctor": doctor.0, "appointment_date": "2026-11-20", "appointment_time": "14:30:00" });
        let refused = send(&app, Method::POST, "/api/appointments/create/", &token, &past).await;

        let claims: Value = jsonwebtoken::dangerous::insecure_decode_claims(&token).expect("a JWT");
        assert_eq!(claims["exp"].as_i64().expect("a time") - claims["iat"].as_i64().expect("a time"), 3_600);
        assert_eq!((&claims["email"], &claims["role"]), (&json!(email_of("Pat Ient")), &json!("patient")));
        assert!(me["data"]["national_id"].is_string() && me["data"]["patient_profile"]["age"] == json!(41), "{me}");
        let profile = theirs["data"]["doctor_profile"].as_object().expect("a doctor's");
        assert!(profile.contains_key("license_number") && profile["specialization"] == "General practitioner", "{theirs}");
        assert_eq!(made["data"]["appointment_time"], "14:30:00");
        assert_eq!((&made["data"]["status"], mine["data"].as_array().map(Vec::len)), (&json!("scheduled"), Some(1)));
        assert!(refused.status.is_client_error(), "{}", refused.body);
        assert_eq!(said(&refused)["success"], json!(false));
        assert_eq!(get(&app, "/api/auth/me/", "").await.status, StatusCode::UNAUTHORIZED);
    }
}

on_both! {
    async fn s2_08_a_doctor_lists_all_patients_and_opens_no_records_but_their_own_patients(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (mine, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        book(&clinic, &mine, doctor, "10:00").await;
        let me = practitioner_actor(doctor);

        let listed = patient_list::find(services, &me, "", 1).await.expect("theirs to see");

        let names: Vec<(String, bool)> = listed.patients.into_iter().map(|one| (one.name, one.is_known)).collect();
        assert_eq!((names, listed.everybody), (vec![("Pat Ient".to_owned(), true), ("Una Other".to_owned(), false)], true));
        record::open(services, &me, patient_id(&mine), "timeline").await.expect("a patient of theirs");
        assert_eq!(refusal(record::open(services, &me, patient_id(&other), "timeline").await), AppError::NotFound);
    }
}

on_both! {
    async fn s2_10_administrators_switch_users_off_and_read_the_log_of_what_was_done(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let id = patient.id().expect("an account");
        identify(&clinic, id, "NID-1").await;

        admin::set_account_status(services, &admin, id, AccountStatus::Inactive).await.expect("off");

        assert_eq!(signs_in(&clinic, "NID-1", PASSWORD).await.err(), Some(AppError::AccountInactive));
        let filter = AuditFilter { area: Some(Area::Accounts), until: i64::MAX, limit: 10, ..AuditFilter::default() };
        let rows = audit::search(services, &admin, filter.clone()).await.expect("theirs to read").rows;
        assert_eq!(rows.iter().filter(|row| row.stored.written.action == "account.deactivate").count(), 1);
        assert!(audit::search(services, &patient, filter).await.is_err());
    }
}

on_both! {
    async fn s2_09_s2_11_a_booking_is_for_a_free_time_to_come_and_scheduled_at_once(test) {
        let clinic = under(test, "has").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let wanted = async |wall: &str| booking::book(&clinic.services, &patient, clinic.request(doctor, at(wall))).await;

        assert_eq!(booking_refusal(wanted("07:30").await), BookingRefusal::Past);
        assert_eq!(booking_refusal(wanted("18:00").await), BookingRefusal::OutsideHours);
        let id = wanted("14:30").await.expect("booked");

        assert_eq!(word(&clinic, status(&clinic, &patient, id).await).await, "Scheduled");
    }
}

on_both! {
    async fn s2_12_a_doctor_who_is_not_available_keeps_what_is_booked_and_takes_nothing_new(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = book(&clinic, &patient, doctor, "10:00").await;

        hours::set_accepting(services, &me, false).await.expect("closed");
        let refused = booking::book(services, &patient, clinic.request(doctor, at("11:00"))).await;
        hours::set_accepting(services, &me, true).await.expect("open again");

        assert_eq!(booking_refusal(refused), BookingRefusal::NotAccepting);
        assert_eq!(status(&clinic, &patient, id).await, Status::Booked);
        book(&clinic, &patient, doctor, "11:00").await;
    }
}

on_both! {
    async fn s2_13_a_patient_sees_what_is_coming_and_what_was_and_cancels_before_the_time_only(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let (early, late) = (book(&clinic, &patient, doctor, "09:30").await, book(&clinic, &patient, doctor, "15:00").await);
        let gone = book(&clinic, &patient, doctor, "16:00").await;
        cancel::cancel(services, &patient, gone, "").await.expect("before its time");

        services.clock.set(at("10:05"));

        let mine = agenda::of_patient(services, &patient, 1).await.expect("their own");
        assert_eq!(mine.upcoming.iter().map(|one| one.id).collect::<Vec<_>>(), [late]);
        assert!(mine.past.iter().any(|one| one.id == early) && mine.past.iter().any(|one| one.id == gone));
        assert_eq!(refusal(cancel::cancel(services, &patient, early, "").await), AppError::Cancel(CancelRefusal::Started));
    }
}

on_both! {
    async fn s2_14_a_doctor_sees_what_is_assigned_to_them_and_marks_it_completed(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Other").await);
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = book(&clinic, &patient, doctor, "10:00").await;
        book(&clinic, &patient, other, "11:00").await;
        let mine = agenda::list(services, &me, &AppointmentFilter::default()).await.expect("their own").rows;
        assert_eq!(mine.iter().map(|one| one.id).collect::<Vec<_>>(), [id]);

        services.clock.set(at("10:30"));
        for step in [Step::CheckIn, Step::Complete] {
            visit::take_step(services, &me, id, step, "").await.expect("taken");
        }

        assert_eq!(word(&clinic, status(&clinic, &patient, id).await).await, "Completed");
    }
}

on_both! {
    async fn s2_16_names_get_capitals_and_patients_say_their_age_and_gender(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let admin = administrator(&clinic).await;
        let register = async |form: RegistrationForm| account::register(services, &form, "").await;
        let complete = RegistrationForm { name: "  amal HADDAD ".into(), ..person("Amal", "11111", "0491 570 158") };
        let nothing = RegistrationForm {
            birth_day: String::new(),
            birth_month: String::new(),
            birth_year: String::new(),
            gender: String::new(),
            ..complete.clone()
        };

        let AppError::Invalid(problems) = refusal(register(nothing).await) else { panic!("two fields are missing") };
        register(complete).await.expect("registered");

        let missing = [Field::DateOfBirth, Field::Gender].map(|field| FieldError::new(field, Problem::Missing));
        assert_eq!(problems, missing);
        assert_eq!(clinic.test.count("select count(*) from account where full_name = 'Amal Haddad'").await, 1);
        let mut doctor = profile();
        doctor.names = Some(national_id("33333"));
        let unlicensed = personnel::add(services, &admin, &doctor, &first_hours(&clinic)).await;
        let needed = AppError::Invalid(vec![FieldError::new(Field::LicenceNumber, Problem::Missing)]);
        assert_eq!(refusal(unlicensed), needed);
        doctor.licence_number = Some("MED 0001".into());
        doctor.profession = String::new();
        assert!(matches!(
            refusal(personnel::add(services, &admin, &doctor, &first_hours(&clinic)).await),
            AppError::Invalid(problems) if problems.iter().any(|one| one.field == Field::Profession)
        ));
        doctor.profession = "physio".into();
        personnel::add(services, &admin, &doctor, &first_hours(&clinic)).await.expect("licensed");
    }
}

on_both! {
    async fn s2_01_s2_16_the_registration_form_asks_for_national_id_and_gender(test) {
        let clinic = under(test, "has").await;
        let site = application(&clinic.services);
        let form = "form[name]=Amal+Haddad&form[names][national_id]=12345&form[email]=amal@example.org&form[phone]=0491570158\
            &form[birth_day]=27&form[birth_month]=3&form[birth_year]=1985&form[password]=correct+horse+battery";

        let page = browser::get(&site, "/register", "").await;
        let without = browser::post_form(&site, "/api/register", "", form).await;
        let accounts = clinic.test.count("select count(*) from account").await;
        let complete = browser::post_form(&site, "/api/register", "", &format!("{form}&form[gender]=female")).await;

        for field in ["form[gender]", "form[names][national_id]", "form[birth_year]", "form[phone]"] {
            assert!(page.body.contains(field), "{field}");
        }
        assert!(without.location().contains("__err") && accounts == 0, "{}", without.location());
        assert_eq!(complete.location(), "/sign-in?waiting=1");
    }
}

on_both! {
    async fn s2_18_no_stranger_cancels_no_time_is_taken_twice_and_patients_list_only_themselves(test) {
        let clinic = under(test, "has").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Una Other").await);
        let id = book(&clinic, &patient, doctor, "10:00").await;

        let twice = booking::book(services, &other, clinic.request(doctor, at("10:00"))).await;
        let foreign = cancel::cancel(services, &other, id, "").await;
        let first = Part::Numbered(1);
        let listed = listing::patients(services, &other, "", None, &first).await.expect("themself").rows;

        assert_eq!(booking_refusal(twice), BookingRefusal::Taken);
        assert_eq!(refusal(foreign), AppError::NotFound);
        assert_eq!(listed.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["Una Other"]);
        let nobody = actor(clinic.account("Rita Desk", Role::Auditor).await, &[Role::Auditor]);
        assert!(listing::patients(services, &nobody, "", None, &first).await.is_err());
    }
}
