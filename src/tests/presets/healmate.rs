//! HealMate: patients and specialists sign in with usernames, bookings wait for approval, and the directory is public.

use axum::http::StatusCode;
use consulta::{
    domain::{
        access::Reach,
        account::{AccountStatus, Actor, Role},
        appointment::{Status, Step},
        form::{Field, FieldError, Problem},
        healthcare_service::VisitMode,
        notice::NoticeKind,
        patient::{Gender, RegistrationForm},
        person_name::NameParts,
        practitioner_form::OwnProfileForm,
        profile::ProfileForm,
        rating::{RatingForm, RatingRefusal, Subject},
        search::Kind,
        service_form::ServiceForm,
        slot::DatedWindow,
        statement::StatementForm,
        time::WallMinute,
        user_form::UserForm,
    },
    error::AppError,
    service::{
        account, admin, agenda, application,
        availability::{self, WeekQuery},
        booking, cancel, contact,
        hours::{self, HoursChange},
        message::{self, Sending},
        presentation, profile, rating, record, reminder,
        search::{SearchRequest, search},
        stranded::{Change, Settled},
        user, vetting, visit,
    },
    storage::contact::Kept,
};
use jiff::{SignedDuration, civil::date};

use super::{
    administrator, applicant, book, first_hours, newcomer, patient_id, profile as of_applicant, refusal, signs_in, status,
    told, under, visited, word,
};
use crate::{
    http::browser::{application as site, get, post_form},
    service::{
        document::png,
        services::{form as service, offered},
    },
    support::{Clinic, PASSWORD, TestDb, actor, at, cookie, email_of, on_both, practitioner_actor, weekdays},
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

#[tokio::test]
async fn s0_06_s0_10_s0_11_s0_13_each_role_lands_on_its_own_dashboard_and_the_others_are_closed() {
    let clinic = under(TestDb::sqlite().await, "healmate").await;
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
    clinic.run("delete from account_role where account_id = (select id from account where full_name = 'No Role')").await;
    let nobody = cookie(&clinic.services, &actor(id, &[])).await;
    for (_, home) in homes {
        for cookie in [nobody.as_str(), ""] {
            assert_eq!(get(&site, home, cookie).await.status, StatusCode::FORBIDDEN, "{home}");
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
            let found = search(&clinic.services, &directory, &request).await.expect("searched");
            (found.total, found.pages, found.results.len())
        };

        assert_eq!(find("", "", "").await, (11, 2, 10));
        assert_eq!(find("skye", "", "").await, (1, 1, 1));
        assert_eq!(find("", "Dermatology", "Randwick").await, (1, 1, 1));
        assert_eq!(find("skye", "Cardiology", "").await.0, 0);
        assert!(directory.practitioner(skin).is_some());
    }
}

#[tokio::test]
async fn s0_16_s0_33_s0_34_the_public_pages_are_there_and_home_asks_for_a_specialty() {
    let clinic = under(TestDb::sqlite().await, "healmate").await;
    clinic.specialist("Skye Skin", "Dermatology").await;
    let site = site(&clinic.services);

    let home = get(&site, "/", "").await;

    assert!(home.body.contains("<select") && home.body.contains("General practitioner"), "filled from the directory");
    for path in ["/about", "/tools", "/contact", "/join", "/faq", "/privacy", "/register", "/search?specialty=Dermatology"] {
        assert_eq!(get(&site, path, "").await.status, StatusCode::OK, "{path}");
    }
    assert_eq!(get(&site, "/nowhere", "").await.status, StatusCode::NOT_FOUND);
}

on_both! {
    async fn s0_20_s0_23_s0_32_a_booking_waits_until_its_specialist_approves_it_and_both_are_told(test) {
        let clinic = under(test, "healmate").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let id = book(&clinic, &patient, doctor, "09:30").await;
        assert_eq!(word(&clinic, status(&clinic, &patient, id).await).await, "Pending");
        assert_eq!(told(&clinic, &me).await.len(), 1);

        for who in [&patient, &practitioner_actor(clinic.practitioner("Bob Other").await)] {
            assert!(visit::take_step(&clinic.services, who, id, Step::Approve, "").await.is_err());
        }
        visit::take_step(&clinic.services, &me, id, Step::Approve, "").await.expect("approved");

        assert_eq!(word(&clinic, status(&clinic, &patient, id).await).await, "Approved");
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentApproved);
    }
}

on_both! {
    async fn s0_21_s0_22_both_sides_see_what_is_coming_and_either_cancels_it(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let stranger = clinic.patient("Stran Ger").await;
        let (late, early) = (book(&clinic, &patient, doctor, "15:00").await, book(&clinic, &patient, doctor, "09:30").await);
        let mine = async || agenda::of_patient(services, &patient, 1).await.expect("their own").upcoming;

        assert_eq!(mine().await.iter().map(|one| one.id).collect::<Vec<_>>(), [early, late]);
        let (theirs, _) = agenda::list(services, &me, false, 1).await.expect("their own");
        assert_eq!(theirs.iter().map(|one| one.id).collect::<Vec<_>>(), [early, late]);
        assert_eq!(refusal(cancel::cancel(services, &stranger, early, "").await), AppError::NotFound);
        cancel::cancel(services, &patient, early, "").await.expect("the patient may");
        cancel::cancel(services, &me, late, "Away").await.expect("the specialist may");

        assert!(mine().await.is_empty());
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentCancelled);
    }
}

on_both! {
    async fn s0_24_a_date_with_a_start_and_an_end_is_open_then(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let account = clinic.account("Ann Doctor", Role::Practitioner).await;
        let here = clinic.affiliate(account, clinic.centre, &weekdays("09:00", "17:00")).await;
        let doctor = consulta::domain::ids::PractitionerId(account.0);
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let saturday = at("10:00") + SignedDuration::from_hours(5 * 24);
        let wall = |text| WallMinute::parse(text).expect("a wall time");
        let window = DatedWindow::new(date(2026, 11, 28), wall("10:00"), wall("14:00")).expect("a window");
        assert!(booking::book(services, &patient, clinic.request(doctor, saturday)).await.is_err());

        let made = hours::change(services, &me, here, HoursChange::AddDate(window), &Settled::default()).await;

        assert!(matches!(made, Ok(Change::Made(()))), "{made:?}");
        booking::book(services, &patient, clinic.request(doctor, saturday)).await.expect("open now");
        let after = saturday + SignedDuration::from_hours(4);
        assert!(booking::book(services, &patient, clinic.request(doctor, after)).await.is_err(), "until 14:00");
    }
}

on_both! {
    async fn s0_26_s0_27_only_those_who_share_an_appointment_write_to_each_other_and_all_of_it_stays(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let (doctor, other) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bob Other").await);
        let (patient, me) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
        let stranger = clinic.patient("Stran Ger").await;
        book(&clinic, &patient, doctor, "09:30").await;
        let start = async |who: &Actor, with| message::start(services, who, patient_id(&patient), with).await;
        let thread = start(&patient, doctor).await.expect("they share an appointment");
        let send = async |who: &Actor, text: &str| {
            let sending = Sending { thread, text: text.into(), intent: format!("intent-{text}") };
            message::send(services, who, sending).await
        };

        send(&patient, "May I eat?").await.expect("sent");
        send(&me, "Only water.").await.expect("answered");

        for who in [&stranger, &practitioner_actor(other)] {
            assert_eq!(refusal(send(who, "Hello").await), AppError::NotFound);
            assert_eq!(refusal(start(who, doctor).await), AppError::NotFound);
        }
        assert_eq!(refusal(start(&patient, other).await), AppError::NotFound);
        let kept = message::open(services, &patient, thread, None, true).await.expect("theirs");
        let texts: Vec<&str> = kept.messages.iter().map(|one| one.body.as_str()).collect();
        assert_eq!(texts, ["May I eat?", "Only water."]);
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

        profile::save(services, &patient, &form).await.expect("saved");
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
        assert_eq!(agenda::of_patient(services, &back, 1).await.expect("their own").past.len(), 1);
    }
}

on_both! {
    async fn s0_33_what_a_visitor_writes_to_the_clinic_is_kept_for_administrators(test) {
        let clinic = under(test, "healmate").await;
        let admin = administrator(&clinic).await;
        contact::send(&clinic.services, "Vi Sitor", "vi@example.org", "Do you do X-rays?", "").await.expect("sent");

        let (inbox, _) = contact::inbox(&clinic.services, &admin, Kept::Open, 0).await.expect("theirs to read");

        assert_eq!((inbox.len(), inbox[0].message.as_str()), (1, "Do you do X-rays?"));
        let patient = clinic.patient("Pat Ient").await;
        assert!(contact::inbox(&clinic.services, &patient, Kept::Open, 0).await.is_err());
    }
}

on_both! {
    async fn s0_35_who_was_seen_says_how_it_was_with_one_to_five_stars(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (patient, of) = (clinic.patient("Pat Ient").await, Subject::Practitioner(doctor));
        let stars = |stars: &str| RatingForm { stars: stars.into(), review: "Kind".into() };
        assert_eq!(refusal(rating::rate(services, &patient, of, &stars("5")).await), AppError::Rating(RatingRefusal::NotSeen));
        visited(&clinic, &patient, doctor, "09:30").await;

        for wrong in ["0", "6"] {
            assert!(matches!(refusal(rating::rate(services, &patient, of, &stars(wrong)).await), AppError::Invalid(_)));
        }
        rating::rate(services, &patient, of, &stars("5")).await.expect("rated");

        let shown = rating::reviews(services, &Actor::Visitor, of, 1).await.expect("public").reviews;
        assert_eq!(shown.iter().map(|one| one.review.as_str()).collect::<Vec<_>>(), ["Kind"]);
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

on_both! {
    async fn s0_37_a_visit_is_online_or_in_person_and_has_its_price(test) {
        let clinic = under(test, "healmate").await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (admin, patient) = (administrator(&clinic).await, clinic.patient("Pat Ient").await);
        let video = ServiceForm { mode: "online".into(), instructions: "https://meet.example".into(), price: "85".into(), ..service("Video visit") };
        let video = offered(&clinic, &admin, &video, &[doctor]).await;
        let mut request = clinic.request(doctor, at("10:00"));
        request.service = Some(video);

        let id = booking::book(&clinic.services, &patient, request).await.expect("asked for");

        let seen = booking::appointment(&clinic.services, &patient, id).await.expect("theirs");
        assert_eq!((seen.mode, seen.status), (Some(VisitMode::Online), Status::Pending));
        let page = get(&site(&clinic.services), &format!("/practitioners/{doctor}"), "").await.body;
        assert!(page.contains("Video visit") && page.contains("85"), "{page}");
    }
}

on_both! {
    async fn s0_40_patients_are_reminded_of_what_was_approved(test) {
        let clinic = under(test, "healmate").await;
        let services = &clinic.services;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let next = at("09:30") + SignedDuration::from_hours(8 * 24);
        let id = booking::book(services, &patient, clinic.request(doctor, next)).await.expect("asked for");
        visit::take_step(services, &practitioner_actor(doctor), id, Step::Approve, "").await.expect("approved");

        services.clock.set(next - SignedDuration::from_hours(7 * 24));

        assert_eq!(reminder::remind(services).await.expect("done"), 1);
        assert_eq!(told(&clinic, &patient).await[0], NoticeKind::AppointmentReminder);
    }
}
