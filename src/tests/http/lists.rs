//! Lists as files: complete, readable by a spreadsheet, and harmless in it (S1-18).

use std::io::{Cursor, Read};

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::{account::Role, address::escape},
    service::{booking, cancel},
};
use lopdf::Document as File;

use super::{
    browser::{application, call, get, get_bytes, post_form},
    pdf::{packed, pages},
};
use crate::support::{Clinic, TestDb, actor, at, cookie, practitioner_actor};

#[tokio::test]
async fn a_list_as_csv_has_every_row_and_no_formula() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let names: Vec<String> = (0..1_201).map(|n| format!("Robin Number{n:04}")).collect();
    clinic.patients(&names).await;
    clinic.patient("=cmd,\"x\"").await;

    let all = get(&app, "/admin/users/users.csv", &admin).await;
    let some = get(&app, "/admin/users/users.csv?q=number0007", &admin).await;
    let early = get(&app, "/admin/users/users.csv?until=2001-01-01", &admin).await;

    assert_eq!(all.status, StatusCode::OK);
    assert!(all.header("content-disposition").contains("users.csv"));
    let text = all.body.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let found: Vec<String> = reader.records().map(|row| row.expect("a row")[1].to_owned()).collect();
    assert_eq!(found.len(), 1_203);
    assert!(found.contains(&"'=cmd,\"x\"".to_owned()));
    assert!(found.contains(&"Robin Number1200".to_owned()));
    assert_eq!([some, early].map(|file| file.body.lines().count()), [2, 1]);
    let noted = "select count(*) from audit_event where action = 'account.export' and part in ('', 'text')";
    assert_eq!(clinic.test.count(noted).await, 2);
}

#[tokio::test]
async fn the_audit_as_csv_has_the_mark_of_utf_8_and_no_formula() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("=cmd,\"x\"").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("10:00"))).await.expect("booked");

    let file = get(&app, "/admin/audit/audit.csv?area=appointments", &admin).await;

    let text = file.body.strip_prefix('\u{feff}').expect("the mark of UTF-8");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let actors: Vec<String> = reader.records().map(|row| row.expect("a row")[2].to_owned()).collect();
    assert!(actors.contains(&"'=cmd,\"x\"".to_owned()), "{actors:?}");
    assert!(!actors.iter().any(|name| name.starts_with('=')), "{actors:?}");
}

#[tokio::test]
async fn a_file_of_what_means_nothing_is_refused_and_not_made_of_everything() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;

    for path in [
        "/admin/users/users.csv?role=xyz",
        "/admin/users/users.xlsx?status=lost",
        "/admin/appointments/appointments.csv?when=all&from=abc",
        "/admin/appointments/appointments.pdf?status=lost",
        "/admin/practitioners/practitioners.csv?status=away",
        "/admin/users/users.csv?sort=shoes",
        "/admin/audit/audit.csv?area=kitchen",
        "/admin/audit/audit.xlsx?until=never",
        "/admin/audit/audit.pdf?colour=red",
    ] {
        assert_eq!(get(&app, path, &admin).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    let named = get(&app, "/admin/users/users.csv?role=wizard&foo=bar", &admin).await;
    assert_eq!(named.status, StatusCode::BAD_REQUEST);
    assert!(named.body.contains("“role=wizard” and “foo”"), "{}", named.body);
    assert_eq!(clinic.test.count("select count(*) from audit_event where action like '%.export'").await, 0);
    let some = get(&app, "/admin/users/users.csv?q=&role=patient&status=", &admin).await;
    assert_eq!(some.status, StatusCode::OK);
}

#[tokio::test]
async fn the_next_page_goes_on_although_the_last_row_was_renamed() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let names: Vec<String> = (0..60).map(|n| format!("Robin Number{n:02}")).collect();
    clinic.patients(&names).await;

    let first = get(&app, "/admin/users?role=patient", &admin).await.body.replace("&amp;", "&");
    let after = first.split("/admin/users?role=patient&after=").nth(1).and_then(|rest| rest.split('"').next());
    let after = after.expect("a link").to_owned();
    clinic
        .run("update account set full_name = 'Zz Last', search_name = 'zz last' where full_name = 'Robin Number24'")
        .await;
    let next = get(&app, &format!("/admin/users?role=patient&after={after}"), &admin).await.body;
    let bare = after.split('~').next().expect("a key");

    assert!(first.contains("Robin Number24") && !first.contains("Robin Number25"), "{first}");
    assert!(next.contains("Robin Number25") && !next.contains("Robin Number23"), "{next}");
    assert!(after.len() > bare.len() && !after.to_lowercase().contains("robin"), "{after}");
    // Anyone who receives the address from someone else gets the row's current place.
    assert_eq!(get(&app, &format!("/admin/users?role=patient&after={bare}"), &admin).await.status, StatusCode::OK);
}

/// The texts and the rows of a workbook.
fn parts(workbook: &[u8]) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).expect("an archive");
    let mut text = String::new();
    for part in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml"] {
        archive.by_name(part).expect("a part").read_to_string(&mut text).expect("text");
    }
    text
}

#[tokio::test]
async fn a_list_as_a_workbook_has_days_and_numbers_and_no_formula() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("=1+1 <b>").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;

    let bytes = get_bytes(&app, "/admin/appointments/appointments.xlsx?when=all", &admin).await;

    let text = parts(&bytes);
    assert!(text.contains("=1+1 &lt;b&gt;"), "{text}");
    assert!(!text.contains("<f>") && !text.contains("2026-11-23"), "{text}");
    // 23 November 2026 and 09:30, as workbooks count days.
    assert!(text.contains("<v>46349</v>") && text.contains("<v>0.395833333"), "{text}");
    assert!(text.contains("state=\"frozen\""), "{text}");
    let noted = "select count(*) from audit_event where action = 'appointment.export' and part = 'when'";
    assert_eq!(clinic.test.count(noted).await, 1);
}

#[tokio::test]
async fn a_list_opens_with_the_view_that_its_reader_wants_first() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    let view = "list=users&view_query=role%3Dpatient%26sort%3D-added%26after%3D7&view_name=Newest&is_default=true";

    let saved = post_form(&app, "/api/save_list_view", &admin, view).await;
    let opened = get(&app, "/admin/users", &admin).await;
    let all = get(&app, "/admin/users?view=all", &admin).await;

    assert_eq!(saved.location(), "/admin/users?role=patient&sort=-added&view_saved=1");
    assert_eq!((opened.status, opened.location()), (StatusCode::FOUND, "/admin/users?role=patient&sort=-added"));
    assert_eq!(all.status, StatusCode::OK);
    assert!(all.body.contains("Newest"));
}

/// Where a search redirects.
async fn led(app: &Router, search: &str, cookie: &str, form: &str) -> String {
    let answer = post_form(app, search, cookie, form).await;
    answer.location().trim_start_matches("http://clinic.example").to_owned()
}

#[tokio::test]
async fn whom_someone_looks_for_is_in_no_address_and_found_on_each_page_and_in_each_file() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let (zora, pat) = (clinic.patient("Zora Quill").await, clinic.patient("Pat Ient").await);
    for (who, time) in [(zora, "09:30"), (pat, "10:30")] {
        booking::book(&clinic.services, &who, clinic.request(doctor, at(time))).await.expect("booked");
    }
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let other = actor(clinic.account("Bea Boss", Role::Administrator).await, &[Role::Administrator]);
    let (admin, other) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &other).await);
    let doctor = cookie(&clinic.services, &practitioner_actor(doctor)).await;

    let users = "q=Zora&role=patient&status=&other=1&sort=-added&columns=col%3Dname%26col%3Demail";
    for (search, form, reader, begins, ends) in [
        ("/api/search_users", users, &admin, "/admin/users?q=~", "&role=patient&sort=-added&col=name&col=email"),
        ("/api/search_appointments", "patient=Zora&when=all", &admin, "/admin/appointments?when=all&patient=~", ""),
        ("/api/search_patients", "q=Zora", &doctor, "/practitioner/patients?q=~", ""),
    ] {
        let address = led(&app, search, reader, form).await;
        assert!(address.starts_with(begins) && address.ends_with(ends) && !address.contains("Zora"), "{address}");
        let page = get(&app, &address, reader).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert!(page.body.contains("Zora Quill") && !page.body.contains("Pat Ient"), "{address}");
        assert!(page.body.contains("value=\"Zora\"") && !page.body.contains("=Zora&"), "{address}");
        assert!(
            !get(&app, &address, &other).await.body.contains("Zora"),
            "what is sealed is for who looked: {address}"
        );
        let (path, query) = address.split_once('?').expect("a query");
        let name = path.rsplit('/').next().expect("a name");
        let file = get(&app, &format!("{path}/{name}.csv?{query}"), reader).await;
        assert!(file.body.contains("Zora Quill") && !file.body.contains("Pat Ient"), "{address}: {}", file.body);
    }
}

#[tokio::test]
async fn a_search_that_is_someone_elses_or_cannot_be_read_says_so_and_leads_on() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let other = actor(clinic.account("Bea Boss", Role::Administrator).await, &[Role::Administrator]);
    let (admin, other) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &other).await);
    let doctor = cookie(&clinic.services, &practitioner_actor(doctor)).await;
    let led = led(&app, "/api/search_users", &admin, "q=Zora").await;
    let (_, sealed) = led.split_once('~').expect("a sealed name");

    for (list, name, reader) in [
        ("/admin/users", "q", &other),
        ("/admin/appointments", "patient", &other),
        ("/admin/referrals", "patient", &other),
        ("/admin/referrals", "referrer", &other),
        ("/admin/referrals", "addressee", &other),
        ("/admin/waitlist", "patient", &other),
        ("/admin/applications", "name", &other),
        ("/inbox", "q", &other),
        ("/admin/audit", "actor", &other),
        ("/admin/audit", "patient", &other),
        ("/admin/access", "patient", &other),
        ("/practitioner/patients", "q", &doctor),
        ("/messages", "q", &doctor),
    ] {
        for sealed in [sealed, "garbled", ""] {
            let page = get(&app, &format!("{list}?sort=&{name}=~{sealed}"), reader).await;
            assert_eq!(page.status, StatusCode::GONE, "{list} {sealed}");
            assert!(page.body.contains("Someone else made this search, or it has expired."), "{list} {sealed}");
            assert!(page.body.contains(&format!("href=\"{list}?sort=\"")), "{list} {sealed}");
        }
    }
    let file = get(&app, &format!("/admin/users/users.csv?q=~{sealed}"), &other).await;
    assert_eq!(file.status, StatusCode::GONE);
}

#[tokio::test]
async fn the_page_of_a_practitioner_leads_to_their_account_and_its_address_names_no_one() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;

    let page = get(&app, &format!("/admin/practitioners/{doctor}"), &admin).await.body;

    assert!(!page.contains("/admin/users?q=ann"), "{page}");
    let sealed = page.split("href=\"/admin/users?q=~").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let list = get(&app, &format!("/admin/users?q=~{}", sealed.replace("&amp;", "&")), &admin).await;
    assert_eq!(list.status, StatusCode::OK);
    assert!(list.body.contains("Ann Doctor"), "{}", list.body);
}

#[tokio::test]
async fn a_saved_view_looks_for_the_same_person_and_its_address_names_no_one() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.patient("Zora Quill").await;
    clinic.patient("Pat Ient").await;
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let other = actor(clinic.account("Bea Boss", Role::Administrator).await, &[Role::Administrator]);
    let (admin, other) = (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &other).await);
    let address = led(&app, "/api/search_users", &admin, "q=Zora&sort=name").await;
    let (_, query) = address.split_once('?').expect("a query");

    let view = format!("list=users&view_query={}&view_name=Hers&shared=true&is_default=true", escape(query));
    let saved = led(&app, "/api/save_list_view", &admin, &view).await;
    let opened = get(&app, "/admin/users", &admin).await;
    let shared = get(&app, "/admin/users?view=all", &other).await.body;

    assert_eq!(saved, format!("{address}&view_saved=1"));
    assert_eq!((opened.status, opened.location()), (StatusCode::FOUND, address.as_str()));
    let theirs =
        shared.split("href=\"/admin/users?q=~").nth(1).and_then(|rest| rest.split('"').next()).expect("a link");
    let theirs = format!("/admin/users?q=~{}", theirs.replace("&amp;", "&"));
    assert_ne!(theirs, address);
    let found = get(&app, &theirs, &other).await.body;
    assert!(found.contains("Zora Quill") && !found.contains("Pat Ient"), "{theirs}");
}

#[tokio::test]
async fn each_list_is_printed_as_its_page_shows_it_and_that_is_noted() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    clinic.patient("Zora Quill").await;
    clinic.patient("Pat Ient").await;

    for (path, title) in [
        ("/admin/referrals/referrals.pdf", "Referrals"),
        ("/admin/reviews/reviews.pdf", "Reviews"),
        ("/inbox/inbox.pdf", "Messages to the clinic"),
        ("/admin/waitlist/waitlist.pdf", "Waiting list"),
        ("/admin/letters/letters.pdf", "All emails and noti"),
        ("/admin/applications/applications.pdf", "Applications"),
        ("/admin/practitioners/practitioners.pdf", "Practitioners"),
        ("/admin/centres/centres.pdf", "Centres"),
        ("/admin/audit/audit.pdf", "Audit"),
        ("/admin/users/users.pdf", "Users"),
    ] {
        let text = packed(&pages(&get_bytes(&app, path, &admin).await).concat());
        assert!(text.contains(&packed(title)), "{path}: {text}");
    }
    let users = packed(&pages(&get_bytes(&app, "/admin/users/users.pdf?q=zora", &admin).await).concat());

    for said in ["Zora Quill", "Roles", "Patient", "Active"] {
        assert!(users.contains(&packed(said)), "{said}: {users}");
    }
    assert!(!users.contains("PatIent"), "{users}");
    let noted = "select count(*) from audit_event where action = 'account.export' and part in ('', 'text')";
    assert_eq!(clinic.test.count(noted).await, 2);
}

#[tokio::test]
async fn lists_as_files_are_for_whom_the_lists_are() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    booking::book(&clinic.services, &patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let [patient, doctor, admin] = [patient, practitioner_actor(doctor), admin];
    let (patient, admin) = (cookie(&clinic.services, &patient).await, cookie(&clinic.services, &admin).await);
    let doctor = cookie(&clinic.services, &doctor).await;
    let of_admin = [
        "/admin/appointments/appointments.csv",
        "/admin/appointments/appointments.pdf",
        "/admin/appointments/appointments.xlsx?sort=patient",
        "/admin/users/users.csv",
        "/admin/users/users.xlsx?sort=-added",
    ];
    let of_doctor = [
        "/practitioner/patients/patients.csv",
        "/practitioner/patients/patients.pdf",
        "/practitioner/patients/patients.xlsx",
        "/practitioner/schedule.pdf",
        "/practitioner/schedule.pdf?view=week",
    ];

    for (paths, whose, others) in [(of_admin, &admin, [&patient, &doctor]), (of_doctor, &doctor, [&patient, &admin])] {
        for path in paths {
            for other in others {
                assert_eq!(call(&app, Method::GET, path, other, "").await.status, StatusCode::FORBIDDEN, "{path}");
            }
            let bytes = get_bytes(&app, path, whose).await;
            if path.contains(".xlsx") {
                assert!(parts(&bytes).contains("Pat Ient"), "{path}");
            } else if path.contains(".pdf") {
                let file = File::load_mem(&bytes).expect("a PDF");
                assert!(file.extract_text(&[1]).expect("its text").contains("Pat"), "{path}");
            } else {
                assert!(String::from_utf8_lossy(&bytes).contains("Pat Ient"), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn a_practitioners_figures_lead_to_their_own_appointments_and_to_no_one_elses() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let (ann, ben) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Ben Doctor").await);
    let (zora, pat) = (clinic.patient("Zora Quill").await, clinic.patient("Pat Ient").await);
    let gone = booking::book(&clinic.services, &zora, clinic.request(ann, at("09:30"))).await.expect("booked");
    booking::book(&clinic.services, &pat, clinic.request(ann, at("10:30"))).await.expect("booked");
    cancel::cancel(&clinic.services, &zora, gone, "").await.expect("cancelled");
    let ann = cookie(&clinic.services, &practitioner_actor(ann)).await;
    let ben = cookie(&clinic.services, &practitioner_actor(ben)).await;
    let list = "/practitioner/appointments?when=all&from=2026-11-02&until=2026-11-29&status=cancelled";

    let figures = get(&app, "/practitioner/figures?weeks=4&last=2026-11-23", &ann).await.body;
    let by_patient = get(&app, &format!("{list}&how=patient.day"), &ann).await.body;
    let by_clinic = get(&app, &format!("{list}&how=clinic"), &ann).await.body;
    let others = get(&app, &format!("{list}&how=patient.day"), &ben).await.body;

    for how in ["patient.day", "unsaid"] {
        let href = format!("href=\"{}&amp;how={how}\"", list.replace('&', "&amp;"));
        assert!(figures.contains(&href), "{href}: {figures}");
    }
    assert!(by_patient.contains("Zora Quill") && !by_patient.contains("Pat Ient"), "{by_patient}");
    assert!(!by_clinic.contains("Zora Quill") && !others.contains("Zora Quill"));
}
