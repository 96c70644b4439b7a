//! HealMate: patients and specialists sign in with usernames, bookings wait for approval, and the directory is public.

mod care;

use axum::http::StatusCode;
use consulta::{
    domain::{
        access::Reach,
        account::{AccountStatus, Actor, Role},
        appointment::Step,
        form::{Field, FieldError, Problem},
        patient::{Gender, RegistrationForm},
        person_name::NameParts,
        practitioner_form::OwnProfileForm,
        profile::ProfileForm,
        search::Kind,
        statement::StatementForm,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        account, admin, agenda, application,
        availability::{self, WeekQuery},
        booking, contact, presentation, profile, record,
        search::{SearchRequest, search},
        user, vetting, visit,
    },
};
use jiff::civil::date;

use super::{
    administrator, applicant, book, first_hours, newcomer, patient_id, profile as of_applicant, refusal, signs_in,
    under, visited,
};
use crate::{
    http::browser::{application as site, get, post_form},
    service::document::png,
    support::{PASSWORD, actor, at, cookie, email_of, on_both, practitioner_actor},
};

on_both! {
    async fn s0_01_s0_02_s0_03_whoever_registers_is_a_patient_with_a_profile_of_what_they_said(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let nameless = RegistrationForm { parts: NameParts::default(), ..newcomer("Amal", "Haddad") };

        let refused = account::register(services, &nameless, "").await;
        let made = account::register(services, &newcomer("Amal", "Haddad"), "").await.expect("registered");

        assert_eq!(refusal(refused), AppError::Invalid(vec![FieldError::new(Field::GivenName, Problem::Missing)]));
        assert_eq!(made, AccountStatus::Active);
        let amal = signs_in(&clinic, "amal.haddad", PASSWORD).await.expect("with the username");
        signs_in(&clinic, &email_of("Amal Haddad"), PASSWORD).await.expect("or the address");
        assert!(matches!(&amal, Actor::Account { roles, .. } if *roles == [Role::Patient]));
        let linked = "select count(*) from patient p join account a on a.id = p.id where a.full_name = 'Amal Haddad'";
        assert_eq!(clinic.test.count(linked).await, 1);
        let (_, kept, _) = profile::own(services, &amal).await.expect("their own");
        assert_eq!((kept.name.as_str(), kept.phone.as_str()), ("Amal Haddad", "0491 570 158"));
        assert_eq!(kept.address, "1 High Street, Randwick");
        assert_eq!((kept.date_of_birth, kept.gender), (Some(date(1985, 3, 27)), Some(Gender::Female)));
    }
}

on_both! {
    async fn s0_04_s0_09_a_specialist_applies_and_is_found_and_booked_once_an_administrator_has_vetted_them(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let mut form = applicant();
        form.centres = vec![clinic.centre.to_string()];
        let token = application::apply(services, &form, "", "").await.expect("sent");
        let id = application::see(services, &token).await.expect("theirs").application.id;
        assert_eq!(clinic.test.count("select count(*) from practitioner").await, 0);
        let hours = first_hours(&clinic);
        assert_eq!(refusal(vetting::approve(services, &patient, id, &of_applicant(), &hours).await), AppError::Forbidden);

        let made = vetting::approve(services, &admin, id, &of_applicant(), &hours).await.expect("approved");

        let directory = services.directory_for(&Actor::Visitor).await.expect("public");
        assert_eq!(directory.practitioner(made).expect("found").expertise, ["Knees"]);
        book(&clinic, &patient, made, "10:00").await;
    }
}

on_both! {
    async fn s0_05_only_administrators_make_administrators(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let new = UserForm { name: "Bea Admin".into(), email: "bea@example.org".into(), ..UserForm::default() };

        for who in [&patient, &doctor] {
            assert_eq!(refusal(user::add_administrator(services, who, &new).await), AppError::Forbidden);
        }
        user::add_administrator(services, &admin, &new).await.expect("made");
    }
}

on_both! {
    async fn s0_06_s0_10_s0_11_s0_13_each_role_lands_on_its_own_dashboard_and_the_others_are_closed(test) {
        let clinic = under(test, "healmate").await;
        clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        administrator(&clinic).await;
        let site = site(&clinic.services);
        let homes = [("Pat Ient", "/patient"), ("Ann Doctor", "/practitioner"), ("Ad Min", "/admin")];

        for (name, home) in homes {
            let form = format!("identifier={}&password={}", email_of(name), PASSWORD.replace(' ', "+"));
            let signed_in = post_form(&site, "/api/sign_in", "", &form).await;
            assert_eq!(signed_in.location(), home);
            let cookie = crate::http::browser::cookies_of(&signed_in);
            for (_, other) in homes {
                let page = get(&site, other, &cookie).await;
                let expected = if other == home { StatusCode::OK } else { StatusCode::FORBIDDEN };
                assert_eq!(page.status, expected, "{name} on {other}");
                assert!(page.body.contains("<h1"), "{other} refuses with a page");
            }
            let menu = get(&site, home, &cookie).await.body;
            assert!(menu.contains("aria-current=\"page\"") && menu.contains("href=\"/account\""), "{name}");
            assert_eq!(menu.contains("href=\"/messages\""), name != "Ad Min", "{name}");
        }
        let id = clinic.account("No Role", Role::Patient).await;
        clinic
            .run("delete from account_role where account_id = (select id from account where full_name = 'No Role')")
            .await;
        let nobody = cookie(&clinic.services, &actor(id, &[])).await;
        for (_, home) in homes {
            for cookie in [nobody.as_str(), ""] {
                assert_eq!(get(&site, home, cookie).await.status, StatusCode::FORBIDDEN, "{home}");
            }
        }
    }
}

on_both! {
    async fn s0_07_s0_08_s0_25_a_specialist_reads_the_records_of_their_own_patients_only(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let (own, other) = (clinic.practitioner("Ann Own").await, clinic.practitioner("Bob Other").await);
        let (patient, stranger) = (clinic.patient("Pat Ient").await, clinic.patient("Stran Ger").await);
        let (me, bob) = (practitioner_actor(own), practitioner_actor(other));
        let open = async |who: &Actor| record::open(services, who, patient_id(&patient), "timeline").await;
        let id = book(&clinic, &patient, own, "09:30").await;

        assert_eq!(open(&me).await.expect("asked for").reach, Reach::Summary);
        visit::take_step(services, &me, id, Step::Approve, "").await.expect("approved");

        assert_eq!(open(&me).await.expect("agreed").reach, Reach::Shared);
        assert_eq!(open(&patient).await.expect("their own").reach, Reach::Everything);
        for who in [&bob, &stranger] {
            assert_eq!(refusal(open(who).await), AppError::NotFound);
            assert_eq!(refusal(booking::appointment(services, who, id).await), AppError::NotFound);
        }
    }
}

on_both! {
    async fn s0_15_s0_19_visitors_read_profiles_and_free_times_and_need_an_account_to_book(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let site = site(services);

        let page = get(&site, &format!("/practitioners/{doctor}"), "").await;
        let directory = services.directory_for(&Actor::Visitor).await.expect("public");
        let query = WeekQuery { practitioner: doctor, centre: clinic.centre, service: None, date: None, moving: None };
        let week = availability::week(services, &directory, &Actor::Visitor, query).await.expect("public");
        let booked = booking::book(services, &Actor::Visitor, clinic.request(doctor, at("10:00"))).await;

        assert!(page.body.contains("Ann Doctor") && page.body.contains("Harbour Clinic"));
        assert_eq!(week.days[0].slots.len(), 16);
        assert_eq!(refusal(booked), AppError::NotSignedIn);
        assert_eq!(get(&site, "/patient", "").await.status, StatusCode::FORBIDDEN);
    }
}

on_both! {
    async fn s0_17_s0_18_specialists_are_found_by_name_specialty_and_place_page_by_page(test) {
        let clinic = under(test, "healmate").await;
        for n in 0..10 {
            clinic.practitioner(&format!("Doctor {n}")).await;
        }
        let skin = clinic.specialist("Skye Skin", "Dermatology").await;
        let directory = clinic.services.directory_for(&Actor::Visitor).await.expect("public");
        let find = async |text: &str, specialty: &str, suburb: &str| {
            let request = SearchRequest {
                text: text.into(),
                specialty: specialty.into(),
                suburb: suburb.into(),
                kind: Some(Kind::Practitioner),
                ..SearchRequest::default()
            };
            let found = search(&clinic.services, &directory, &Actor::Visitor, &request).await.expect("searched");
            (found.total, found.pages, found.results.len())
        };

        assert_eq!(find("", "", "").await, (11, 2, 10));
        assert_eq!(find("skye", "", "").await, (1, 1, 1));
        assert_eq!(find("", "Dermatology", "Randwick").await, (1, 1, 1));
        assert_eq!(find("skye", "Cardiology", "").await.0, 0);
        assert!(directory.practitioner(skin).is_some());
    }
}

on_both! {
    async fn s0_16_s0_33_s0_34_the_public_pages_are_there_and_home_asks_for_a_specialty(test) {
        let clinic = under(test, "healmate").await;
        clinic.specialist("Skye Skin", "Dermatology").await;
        let site = site(&clinic.services);

        let home = get(&site, "/", "").await;

        assert!(home.body.contains("<select") && home.body.contains("General practitioner"), "filled from the directory");
        for path in
            ["/about", "/tools", "/contact", "/join", "/faq", "/privacy", "/register", "/search?specialty=Dermatology"]
        {
            assert_eq!(get(&site, path, "").await.status, StatusCode::OK, "{path}");
        }
        assert_eq!(get(&site, "/nowhere", "").await.status, StatusCode::NOT_FOUND);
    }
}

on_both! {
    async fn s0_28_a_patient_corrects_their_own_profile_and_history(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let patient = clinic.patient("Pat Ient").await;
        let (_, before, _) = profile::own(services, &patient).await.expect("their own");
        let form = ProfileForm {
            address: "2 Low Street".into(),
            emergency_name: "Sam Ient".into(),
            emergency_phone: "0491 570 159".into(),
            gender: "other".into(),
            ..ProfileForm::from(&before)
        };
        let asthma = StatementForm { kind: "history".into(), name: "Asthma as a child".into(), ..StatementForm::default() };

        profile::save(services, &patient, &form, ("", "192.0.2.1")).await.expect("saved");
        profile::add(services, &patient, &asthma).await.expect("said");

        let (_, now, said) = profile::own(services, &patient).await.expect("their own");
        assert_eq!((now.address.as_str(), now.emergency_name.as_str(), now.gender), ("2 Low Street", "Sam Ient", Some(Gender::Other)));
        assert_eq!(said[0].said.name, "Asthma as a child");
    }
}

on_both! {
    async fn s0_29_what_a_specialist_says_and_shows_of_themselves_is_on_their_profile(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let me = practitioner_actor(doctor);
        let form = OwnProfileForm { expertise: "Heel pain".into(), bio: "Walks everywhere.".into(), experience: "9".into(), ..OwnProfileForm::default() };

        presentation::save(services, &me, &form).await.expect("saved");
        presentation::set_photo(services, &me, png(40, 30)).await.expect("shown");

        let directory = services.directory_for(&Actor::Visitor).await.expect("public");
        let person = directory.practitioner(doctor).expect("found");
        assert_eq!((person.bio.as_str(), person.expertise.as_slice()), ("Walks everywhere.", ["Heel pain".to_owned()].as_slice()));
        assert_eq!((person.experience_years, person.photo.is_some()), (9, true));
    }
}

on_both! {
    async fn s0_30_s0_31_an_account_its_patient_closed_is_opened_again_by_an_administrator_only(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        visited(&clinic, &patient, doctor, "09:30").await;
        cookie(services, &patient).await;
        let id = patient.id().expect("an account");

        account::close(services, &patient, PASSWORD, "").await.expect("closed");

        assert_eq!(clinic.test.count("select count(*) from session").await, 0);
        assert_eq!(clinic.test.count("select count(*) from appointment where status = 'fulfilled'").await, 1);
        let email = email_of("Pat Ient");
        assert_eq!(signs_in(&clinic, &email, PASSWORD).await.err(), Some(AppError::AccountClosed));
        let by_doctor = admin::set_account_status(services, &practitioner_actor(doctor), id, AccountStatus::Active).await;
        assert_eq!(refusal(by_doctor), AppError::Forbidden);
        admin::set_account_status(services, &admin, id, AccountStatus::Active).await.expect("opened");
        let back = signs_in(&clinic, &email, PASSWORD).await.expect("as before");
        clinic.services.clock.set(at("10:00"));
        assert_eq!(agenda::of_patient(services, &back, 1).await.expect("their own").past.len(), 1);
    }
}

on_both! {
    async fn s0_33_what_a_visitor_writes_to_the_clinic_is_kept_for_administrators(test) {
        let clinic = under(test, "healmate").await;
        let admin = administrator(&clinic).await;
        contact::send(&clinic.services, "Vi Sitor", "vi@example.org", "Do you do X-rays?", "").await.expect("sent");

        let inbox = contact::inbox(&clinic.services, &admin, &contact::InboxFilter::default()).await.expect("theirs to read").page.rows;

        assert_eq!((inbox.len(), inbox[0].message.as_str()), (1, "Do you do X-rays?"));
        let patient = clinic.patient("Pat Ient").await;
        assert!(contact::inbox(&clinic.services, &patient, &contact::InboxFilter::default()).await.is_err());
    }
}

on_both! {
    async fn s0_36_patients_have_a_number_that_cannot_be_guessed_from_anothers(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let mut numbers = Vec::new();
        for given in ["Amal", "Basma"] {
            account::register(services, &newcomer(given, "Haddad"), "").await.expect("registered");
            let who = signs_in(&clinic, &email_of(&format!("{given} Haddad")), PASSWORD).await.expect("signed in");
            numbers.push(profile::own(services, &who).await.expect("their own").0);
        }

        for number in &numbers {
            assert!(number.len() == 11 && number.starts_with("P-"), "{number}");
        }
        let value = |number: &String| number.replace(['P', '-'], "").parse::<i64>().expect("digits");
        assert_ne!(value(&numbers[0]) + 1, value(&numbers[1]));
    }
}

#[test]
fn s0_39_its_colours_and_fonts_are_there_and_none_comes_from_another_site() {
    let style = |name: &str| {
        let path = format!("{}/style/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::read_to_string(path).expect("a stylesheet")
    };
    let (tokens, fonts) = (style("tokens.css"), style("fonts.css"));

    for colour in ["#17a2b8", "#132b67", "#333333", "#ffffff"] {
        assert!(tokens.contains(colour), "{colour}");
    }
    for family in ["Lora", "Catamaran"] {
        assert!(fonts.contains(&format!("font-family: \"{family}\"")), "{family}");
    }
    assert!(fonts.contains("url(\"/fonts/") && !fonts.contains("://"));
}
