//! No page of the desk shows reasons for visits or findings; and only those who work at a desk can follow its event stream.

use axum::http::StatusCode;
use consulta::{
    domain::account::Role,
    service::{booking, booking::BookingRequest, consultation, note},
};

use super::{
    browser::{application, get, get_bytes, post_form},
    pdf::{packed, pages},
};
use crate::support::{Clinic, TestDb, actor, at, cookie, email_of, practitioner_actor};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_clinical_reaches_the_desk() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (services, app) = (&clinic.services, application(&clinic.services));
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
    let wanted = BookingRequest { reason: "Canary itch".into(), ..clinic.request(doctor, at("09:30")) };
    let id = booking::book(services, &patient, wanted).await.expect("booked");
    let me = practitioner_actor(doctor);
    consultation::open(services, &me, id).await.expect("opened");
    let text = consulta::domain::note::NoteForm { text: "Canary rash".into() };
    note::add(services, &me, id, &text).await.expect("a note");
    let cookie = cookie(services, &rita).await;

    for path in [
        format!("/desk?centre={}", clinic.centre),
        format!("/appointments/{id}"),
        format!("/appointments/{id}/cancel"),
        format!("/appointments/{id}/calendar.ics"),
        format!("/api/appointment?id={id}"),
        format!("/api/desk?centre={}&date=", clinic.centre),
        format!("/book/{doctor}?centre={}&moving={id}", clinic.centre),
        format!("/staff/book?practitioner={doctor}&centre={}&patient=ient", clinic.centre),
    ] {
        let answer = get(&app, &path, &cookie).await;
        assert!(!answer.body.contains("Canary"), "{path} tells too much");
    }
    for path in [format!("/desk?centre={}", clinic.centre), format!("/appointments/{id}")] {
        let answer = get(&app, &path, &cookie).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert!(answer.body.contains("Pat Ient") && answer.body.contains("0491 570 156"), "{path} tells who comes");
    }
    for path in [
        format!("/patients/{}/record", patient.id().expect("an account")),
        format!("/appointments/{id}/consultation"),
        format!("/appointments/{id}/documents"),
    ] {
        assert_eq!(get(&app, &path, &cookie).await.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_books_with_the_first_by_name_and_with_anyone() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    clinic.practitioner("Ann Doctor").await;
    let ben = clinic.practitioner("Ben Doctor").await;
    let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
    let cookie = cookie(&clinic.services, &admin).await;

    let plain = get(&app, "/staff/book", &cookie).await;
    let named = get(&app, &format!("/staff/book?practitioner={ben}"), &cookie).await;
    let list = get(&app, "/admin/appointments", &cookie).await;
    let person = get(&app, &format!("/admin/practitioners/{ben}"), &cookie).await;

    for (page, name) in [(&plain, "Book for a patient with Ann Doctor"), (&named, "Book for a patient with Ben Doctor")]
    {
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.body.contains(name), "{}", page.body);
        assert!(page.body.contains("href=\"/admin/appointments\"") && !page.body.contains("href=\"/practitioner\""));
    }
    assert!(list.body.contains("href=\"/staff/book\""));
    assert!(person.body.contains(&format!("href=\"/staff/book?practitioner={ben}\"")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_line_of_a_desk_is_for_those_who_sit_at_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (services, app) = (&clinic.services, application(&clinic.services));
    let other = clinic.centre("1002", "West Clinic", "Australia/Sydney").await;
    let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
    let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
    let (rita, admin) = (cookie(services, &rita).await, cookie(services, &admin).await);

    let line = |centre| format!("/live/centres/{centre}");
    for (path, cookie, status) in [
        (line(other), rita.as_str(), StatusCode::NOT_FOUND),
        (line(clinic.centre), admin.as_str(), StatusCode::FORBIDDEN),
        (line(clinic.centre), "", StatusCode::FORBIDDEN),
    ] {
        assert_eq!(get(&app, &path, cookie).await.status, status, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_new_is_added_and_led_to_their_free_times() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (services, app) = (&clinic.services, application(&clinic.services));
    let doctor = clinic.practitioner("Ann Doctor").await;
    let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
    let cookie = cookie(services, &rita).await;
    let form = format!(
        "form[name]=Wanda+Walk&form[birth_day]=29&form[birth_month]=2&form[birth_year]=1980&form[phone]=0400123456\
        &errand[practitioner]={doctor}&errand[centre]={}&errand[date]=2026-11-23&errand[time]=10:00",
        clinic.centre
    );

    let answer = post_form(&app, "/api/add_patient", &cookie, &form).await;

    let led = answer.location().trim_start_matches("http://clinic.example").to_owned();
    assert!(led.starts_with("/staff/book?patient=P-"), "{led}");
    let page = get(&app, &led, &cookie).await;
    assert!(page.body.contains("Wanda Walk") && page.body.contains("Book for this patient"), "{}", page.status);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whom_someone_looks_for_is_in_no_address() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    clinic.patient("Pat Ient").await;
    let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
    let rita = cookie(&clinic.services, &rita).await;

    let desk = get(&app, &format!("/desk?centre={}", clinic.centre), &rita).await.body;
    assert!(desk.contains("/api/find_patient") && !desk.contains("action=\"/staff/book\""), "{desk}");
    let form = format!("patient={}&practitioner={doctor}&centre={}", email_of("Pat Ient"), clinic.centre);
    let led = post_form(&app, "/api/find_patient", &rita, &form).await.location().to_owned();
    let led = led.trim_start_matches("http://clinic.example");
    let found = get(&app, led, &rita).await.body;
    let again = get(&app, led, &rita).await.body;
    let elsewhere = get(&app, &led.replace("sought=", "sought=x"), &rita).await.body;
    let colleague = post_form(&app, "/api/find_patient", &rita, &format!("{form}&find_practitioner=ann")).await;
    let colleague = colleague.location().trim_start_matches("http://clinic.example").to_owned();
    let beside = get(&app, &colleague, &rita).await.body;

    assert!(led.starts_with("/staff/book?") && !led.contains("example.org"), "{led}");
    for page in [found, again] {
        assert!(page.contains("Pat Ient") && !page.contains("formmethod"), "{page}");
    }
    assert!(!colleague.contains("example.org"), "{colleague}");
    assert!(beside.contains("Pat Ient") && beside.contains("value=\"ann\""), "{beside}");
    assert!(!elsewhere.contains("Pat Ient"), "another look-up is another");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_desk_prints_its_day_on_one_page_and_no_other_desks() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let (services, app) = (&clinic.services, application(&clinic.services));
    let other = clinic.centre("1002", "West Clinic", "Australia/Sydney").await;
    let names: Vec<String> = (0..60).map(|n| format!("Robin Number{n:02}")).collect();
    let patients = clinic.patients(&names).await;
    for (nth, theirs) in patients.chunks(15).enumerate() {
        let doctor = clinic.practitioner(&format!("Alexandra Practitioner{nth}")).await;
        for (place, patient) in theirs.iter().enumerate() {
            let start = at(&format!("{:02}:{:02}", 9 + place / 2, place % 2 * 30));
            let wanted = BookingRequest { reason: "Canary itch".into(), ..clinic.request(doctor, start) };
            booking::book(services, patient, wanted).await.expect("booked");
        }
    }
    let rita = clinic.receptionist("Rita Desk", clinic.centre).await;
    let rita = cookie(services, &rita).await;
    let file = format!("/desk/day.pdf?centre={}&date=2026-11-23", clinic.centre);

    let desk = get(&app, &format!("/desk?centre={}", clinic.centre), &rita).await.body;
    let printed = pages(&get_bytes(&app, &file, &rita).await);
    let empty = pages(&get_bytes(&app, &file.replace("11-23", "11-24"), &rita).await);
    let elsewhere = get(&app, &format!("/desk/day.pdf?centre={other}&date=2026-11-23"), &rita).await;

    assert!(desk.contains("href=\"/desk/day.pdf?centre="), "{desk}");
    assert_eq!(printed.len(), 1, "{printed:?}");
    let text = packed(&printed[0]);
    for name in names.iter().map(String::as_str).chain(["Alexandra Practitioner3", "Monday 23 November 2026"]) {
        assert!(text.contains(&packed(name)), "{name} is not in {text}");
    }
    assert!(!text.contains("Canary"), "{text}");
    assert!(packed(&empty.concat()).contains(&packed("No appointments.")), "{empty:?}");
    assert_eq!(elsewhere.status, StatusCode::NOT_FOUND);
    let noted = "select count(*) from audit_event where action = 'appointment.export' and outcome = 'done'";
    assert_eq!(clinic.test.count(noted).await, 2);
}
