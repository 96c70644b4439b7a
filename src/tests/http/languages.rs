//! Everyone reads in the language that they choose, or that their browser asks for, among those that the clinic offers, with times
//! in the clinic's clock style.

mod everywhere;
mod stored;

use axum::{
    Router,
    http::{Method, StatusCode, header},
};
use consulta::{
    domain::{
        content::{Edition, Place},
        language::Language,
        practitioner_form::OwnProfileForm,
        prescription::{MedicineForm, PrescriptionForm},
    },
    service::{booking, consultation, content, language, prescription, presentation},
    words::address_of,
};

use super::{
    browser::{Answer, application, cookies_of, get, get_bytes, post_form, send},
    pdf::{from_the_left, packed, pages},
};
use crate::service::services::{administrator, form, offered};
use crate::support::{Clinic, TestDb, at, cookie, on_both, practitioner_actor};

async fn read(app: &Router, path: &str, cookie: &str, accepted: &str) -> Answer {
    let headers = [
        (header::ACCEPT.as_str(), "text/html"),
        (header::ACCEPT_LANGUAGE.as_str(), accepted),
        ("sec-fetch-site", "none"),
    ];
    send(app, Method::GET, path, cookie, "", &headers).await
}

/// The language of a page, from everything that states it.
fn language_of(answer: &Answer) -> Language {
    let language: Language = answer.header("content-language").parse().expect("a language");
    let root = format!("lang=\"{}\" dir=\"{}\"", language.tag(), language.direction());
    assert!(answer.body.contains(&root), "{root}");
    assert!(answer.body.contains(&address_of(language)), "the browser would read something else");
    let vary = answer.headers.get_all(header::VARY).iter().filter_map(|value| value.to_str().ok());
    assert!(vary.collect::<Vec<_>>().join(",").contains("accept-language"));
    language
}

#[tokio::test]
async fn a_visitor_reads_what_they_chose_or_what_their_browser_asks_for_where_it_is_offered() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let only = read(&app, "/", "language=de", "de").await;
    assert_eq!(language_of(&only), Language::English);
    assert!(!only.body.contains("value=\"de\""), "there is nothing to choose");

    clinic.set("ui.languages", "en,de,ar").await;
    for (cookie, accepted, language) in [
        ("", "", Language::English),
        ("", "de-AT,de;q=0.9,en;q=0.5", Language::German),
        ("", "fr,ar;q=0.2", Language::Arabic),
        ("language=ar", "de", Language::Arabic),
        ("language=fr", "de", Language::German),
        ("language=<b>", "xx", Language::English),
    ] {
        assert_eq!(language_of(&read(&app, "/search", cookie, accepted).await), language, "{cookie} {accepted}");
    }
    let german = read(&app, "/search", "", "de").await.body;
    assert!(german.contains("Termin finden") && german.contains("Suchen") && !german.contains("Find care"));

    let chosen = post_form(&app, "/language", "", "language=ar").await;
    assert_eq!((chosen.status, chosen.location()), (StatusCode::SEE_OTHER, "/here"));
    assert_eq!(language_of(&read(&app, "/", &cookies_of(&chosen), "de").await), Language::Arabic);
    assert_eq!(post_form(&app, "/language", "", "language=xx").await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn what_the_clinic_says_itself_is_read_in_the_readers_language_or_else_as_it_is() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de,fr").await;
    let admin = administrator(&clinic).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let services = &clinic.services;
    let german = Edition { place: Place::Faq, language: Some(Language::German) };
    content::save(services, &admin, Place::Faq, "Park in the yard.", 0).await.expect("saved");
    content::save(services, &admin, german, "Parken Sie im Hof.", 0).await.expect("saved");
    let mut scan = form("Scan of the heart");
    scan.texts.entry("de".into()).or_default().name = "Ultraschall vom Herzen".into();
    offered(&clinic, &admin, &scan, &[doctor]).await;
    let bios = Some([("de".to_owned(), "Sie wandert gern.".to_owned())].into());
    let profile = OwnProfileForm { bio: "She likes to hike.".into(), bios, ..OwnProfileForm::default() };
    presentation::save(services, &practitioner_actor(doctor), &profile).await.expect("saved");
    let app = application(services);

    for (accepted, said) in [
        ("en", ["Park in the yard.", "Scan of the heart", "She likes to hike."]),
        ("de", ["Parken Sie im Hof.", "Ultraschall vom Herzen", "Sie wandert gern."]),
        ("fr", ["Park in the yard.", "Scan of the heart", "She likes to hike."]),
    ] {
        let faq = read(&app, "/faq", "", accepted).await.body;
        let profile = read(&app, &format!("/practitioners/{doctor}"), "", accepted).await.body;
        let [text, service, bio] = said;
        assert!(faq.contains(text), "{accepted}: {faq}");
        assert!(profile.contains(service) && profile.contains(bio), "{accepted}: {profile}");
    }
    // Each is edited where the first one is.
    let mine = cookie(services, &admin).await;
    let page = read(&app, "/admin/content/faq?language=de", &mine, "en").await.body;
    assert!(page.contains("Parken Sie im Hof.</textarea>"), "{page}");
    let page = read(&app, &format!("/admin/practitioners/{doctor}"), &mine, "en").await.body;
    assert!(page.contains("Sie wandert gern.</textarea>") && page.contains("form[bios][fr]"), "{page}");
    let elsewhere = read(&app, "/admin/content/faq?language=xx", &mine, "en").await;
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
}

on_both! {
    async fn whoever_is_signed_in_takes_their_language_to_every_browser(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("ui.languages", "en,de,ar").await;
        let app = application(&clinic.services);
        let (patient, other) = (clinic.patient("Pat Ient").await, clinic.patient("Some Other").await);
        let (mine, theirs) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &other).await);

        let chosen = post_form(&app, "/language", &mine, "language=de").await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER);

        let elsewhere = cookie(&clinic.services, &patient).await;
        assert_eq!(language_of(&read(&app, "/patient", &elsewhere, "ar").await), Language::German);
        assert_eq!(language_of(&read(&app, "/patient", &theirs, "ar").await), Language::Arabic);
        let audited = "select count(*) from audit_event where action = 'account.choose_language'";
        assert_eq!(clinic.test.count(audited).await, 1);
        // A language that is no longer offered is used by no one, and comes back when it is offered again.
        assert_eq!(post_form(&app, "/language", &mine, "language=fr").await.status, StatusCode::BAD_REQUEST);
        clinic.set("ui.languages", "en,ar").await;
        assert_eq!(language_of(&read(&app, "/patient", &mine, "ar").await), Language::Arabic);
        clinic.set("ui.languages", "de,en").await;
        assert_eq!(language_of(&read(&app, "/patient", &mine, "en").await), Language::German);
    }
}

#[tokio::test]
async fn the_words_of_a_page_are_kept_for_ever_and_those_of_another_build_are_not_there() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let german = get(&app, &format!("{}/site.txt", address_of(Language::German)), "").await;
    assert_eq!(german.status, StatusCode::OK);
    assert!(german.body.contains("Zum Inhalt springen"));
    assert!(german.header("cache-control").contains("immutable"));
    for gone in ["/words/de.0000000000000000/site.txt", "/words/xx/site.txt", "/words/..%2fde/site.txt"] {
        let answer = get(&app, gone, "").await;
        assert!(answer.status.is_client_error() && !answer.header("cache-control").contains("immutable"), "{gone}");
    }
}

#[tokio::test]
async fn pages_that_refuse_something_are_in_the_readers_language_too() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de,ar").await;
    let app = application(&clinic.services);

    let denied = read(&app, "/patient", "", "de").await;
    assert_eq!((denied.status, denied.header("content-language")), (StatusCode::FORBIDDEN, "de"));
    assert!(denied.body.contains("lang=\"de\" dir=\"ltr\"") && denied.body.contains("Bitte melden Sie sich an"));

    // Nothing else has a text for it.
    let fault = read(&app, "/theme", "language=ar", "").await;
    assert_eq!((fault.status, fault.header("content-language")), (StatusCode::METHOD_NOT_ALLOWED, "ar"));
    assert!(fault.body.contains("lang=\"ar\" dir=\"rtl\"") && !fault.body.contains("This address"), "{}", fault.body);
}

#[tokio::test]
async fn what_is_refused_before_it_is_known_who_asks_is_in_their_language_too() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de,ar").await;
    let app = application(&clinic.services);
    assert_eq!(language_of(&read(&app, "/search", "", "de").await), Language::German);
    let large = format!("theme={}", "x".repeat(300_000));

    for (method, path, body, site, status) in [
        (Method::GET, "/x/../y", "", "none", StatusCode::BAD_REQUEST),
        (Method::POST, "/theme", "theme=dark", "cross-site", StatusCode::FORBIDDEN),
        (Method::POST, "/theme", "theme=%00", "same-origin", StatusCode::BAD_REQUEST),
        (Method::POST, "/theme", "colour=dark", "same-origin", StatusCode::BAD_REQUEST),
        (Method::POST, "/language", "tongue=de", "same-origin", StatusCode::BAD_REQUEST),
        (Method::POST, "/theme", large.as_str(), "same-origin", StatusCode::PAYLOAD_TOO_LARGE),
        (Method::GET, "/faces/nobody", "", "none", StatusCode::NOT_FOUND),
        (Method::GET, "/admin/users/users.csv", "", "none", StatusCode::FORBIDDEN),
        (Method::GET, "/record/record.json", "", "none", StatusCode::FORBIDDEN),
        (Method::GET, "/nowhere/x.csv", "", "none", StatusCode::NOT_FOUND),
    ] {
        let headers = [("accept", "text/html"), ("accept-language", "de"), ("sec-fetch-site", site)];
        let answer = send(&app, method, path, "", body, &headers).await;
        let said: String = body.chars().take(20).collect();
        assert_eq!((answer.status, answer.header("content-language")), (status, "de"), "{path} {said}");
        assert!(answer.body.contains("lang=\"de\" dir=\"ltr\""), "{path} {said}: {}", answer.body);
    }
}

#[tokio::test]
async fn an_address_that_cannot_be_read_is_refused_in_its_readers_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de").await;
    let patient = clinic.patient("Pat Ient").await;
    let mine = cookie(&clinic.services, &patient).await;
    let app = application(&clinic.services);

    for path in ["/appointments/x/calendar.ics", "/documents/x/file", "/prescriptions/1x/prescription.pdf"] {
        let page = read(&app, path, &mine, "de").await;
        assert_eq!((page.status, page.header("content-language")), (StatusCode::BAD_REQUEST, "de"), "{path}");
        assert!(page.body.contains("lang=\"de\" dir=\"ltr\"") && !page.body.contains("Invalid URL"), "{path}");
        let plain = [("accept", "*/*"), ("accept-language", "de"), ("sec-fetch-site", "none")];
        let text = send(&app, Method::GET, path, &mine, "", &plain).await;
        assert!(!text.body.contains("Invalid URL") && text.header("content-language") == "de", "{path}: {}", text.body);
    }
}

#[tokio::test]
async fn why_a_list_is_not_made_into_a_file_is_said_in_its_readers_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de").await;
    let mine = cookie(&clinic.services, &administrator(&clinic).await).await;
    let app = application(&clinic.services);

    for path in ["/admin/users/users.csv?shoes=1", "/admin/appointments/appointments.xlsx?shoes=1"] {
        let answer = read(&app, path, &mine, "de").await;
        assert_eq!((answer.status, answer.header("content-language")), (StatusCode::BAD_REQUEST, "de"), "{path}");
        assert!(answer.body.contains("Es wurde keine Datei erstellt"), "{path}: {}", answer.body);
    }
}

#[tokio::test]
async fn a_clinic_has_its_clocks_go_to_twelve_on_pages_and_on_paper() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("14:30"))).await.expect("booked");
    let app = application(&clinic.services);
    let mine = cookie(&clinic.services, &patient).await;
    let week = format!("/book/{doctor}?centre={}", clinic.centre);

    let before = get(&app, &week, "").await.body;
    assert!(before.contains("15:00-15:30") && !before.contains(" pm"));
    clinic.set("ui.time_style", "12").await;

    let after = get(&app, &week, "").await.body;
    assert!(after.contains("3:00 pm-3:30 pm") && after.contains("9:00 am-9:30 am") && !after.contains("15:00-15:30"));
    assert!(after.contains("part-afternoon") && after.contains("part-morning"), "the parts of the day stay");
    let hours = get(&app, &format!("/practitioners/{doctor}"), "").await.body;
    assert!(hours.contains("9:00 am-5:00 pm"), "{hours}");
    for path in [format!("/appointments/{id}"), "/patient".to_owned()] {
        let page = get(&app, &path, &mine).await.body;
        assert!(page.contains("2:30 pm") && !page.contains("14:30"), "{path}");
    }
    let administrator = crate::support::actor(
        clinic.account("Ad Min", consulta::domain::account::Role::Administrator).await,
        &[consulta::domain::account::Role::Administrator],
    );
    let theirs = cookie(&clinic.services, &administrator).await;
    let list = get(&app, "/admin/appointments/appointments.csv", &theirs).await.body;
    assert!(list.contains("14:30"), "what programs read stays as it is: {list}");
    assert!(!get_bytes(&app, "/admin/appointments/appointments.pdf", &theirs).await.is_empty());
}

#[tokio::test]
async fn papers_are_in_their_readers_language_and_a_prescription_is_in_the_clinics() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "fr,de,ar,zh-Hans").await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let (me, patient) = (practitioner_actor(doctor), clinic.patient("Pat Ient").await);
    let id = booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:00"))).await.expect("booked");
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("14:00"))).await.expect("booked");
    consultation::open(&clinic.services, &me, id).await.expect("opened");
    let medicine = MedicineForm {
        medicine: "Metformin".into(),
        dose: "500 mg".into(),
        frequency: "twice a day".into(),
        ..MedicineForm::default()
    };
    let form =
        PrescriptionForm { diagnosis: "Diabetes".into(), medicines: vec![medicine], ..PrescriptionForm::default() };
    let signed = prescription::sign(&clinic.services, &me, id, &form, false).await.expect("signed");
    let app = application(&clinic.services);
    let (mine, theirs) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &me).await);
    let paper = async |path: &str, cookie: &str| packed(&pages(&get_bytes(&app, path, cookie).await).concat());
    let prescribed = format!("/prescriptions/{signed}/prescription.pdf");

    for (language, record, schedule) in [
        (
            Language::German,
            ["Gesundheitsakte von Pat Ient", "Geboren 27. März 1985", "Wegen: Diabetes", "Seite 1 von 1"],
            ["Tag, Stand Montag, 23. November 2026", "Besuch", "Gebucht"],
        ),
        (
            Language::French,
            ["Dossier de santé de Pat Ient", "Naissance 27 mars 1985", "Pour : Diabetes", "Page 1 sur 1"],
            ["Journée, au lundi 23 novembre 2026", "Visite", "Réservé"],
        ),
        (Language::Arabic, ["الملف الصحي", "مارس", "من أجل", "الصفحة 1 من 1"], ["اليوم، بتاريخ", "الزيارة", "محجوز"]),
        (
            Language::Chinese,
            ["Pat Ient的病历", "出生日期1985年3月27日", "用于：Diabetes", "第 1 页，共 1 页"],
            ["日程，截至 2026年11月23日星期一", "就诊", "已预约"],
        ),
    ] {
        for actor in [&patient, &me] {
            language::choose(&clinic.services, actor, language).await.expect("chosen");
        }
        let as_set = |words: &[&str]| -> Vec<String> {
            let set =
                |words: &&str| if language == Language::Arabic { from_the_left(words) } else { (*words).to_owned() };
            words.iter().map(set).collect()
        };
        let prescription = ["Ordonnance", "27 mars 1985", "Prescrit pour", "Page 1 sur 1"].map(str::to_owned);
        let texts = [
            (paper("/record/record.pdf", &mine).await, as_set(&record)),
            (paper("/practitioner/schedule.pdf", &theirs).await, as_set(&schedule)),
            (paper(&prescribed, &mine).await, prescription.to_vec()),
        ];
        for (text, words) in texts {
            for words in words {
                assert!(text.contains(&packed(&words)), "{language:?}: {words} is not in {text}");
            }
            assert!(!text.contains("[U+"), "{language:?}: {text}");
        }
    }
    let list = get(&app, "/practitioner/patients/patients.csv", &theirs).await.body;
    assert!(
        list.trim_start_matches('\u{feff}').starts_with("Name,Number,Born"),
        "files for programs are English: {list}"
    );
}
