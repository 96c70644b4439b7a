//! Moving or deleting an entry moves or cancels the appointment, by the rules of the site, or is refused with the reason.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use consulta::{
    domain::{
        appointment::Status, ids::AppointmentId, language::Language, metadata::MetadataChange, notice::NoticeKind,
    },
    service::{appointment, booking, language, notice},
};

use super::{App, between, connected, home, password};
use crate::support::{Clinic, TestDb, at, email_of, on_both, practitioner_actor};

/// An entry, and its ETag.
async fn read(app: &App, path: &str) -> (String, String) {
    let file = app.send("GET", path, "", &[]).await;
    assert_eq!(file.status, StatusCode::OK, "{path}");
    (file.body.clone(), file.header("etag").to_owned())
}

/// The same entry at another time, in UTC.
fn moved(file: &str, from: &str, until: &str) -> String {
    let value = |name: &str| format!("{name}:{}", between(file, &format!("{name}:"), "\r\n"));
    file.replace(&value("DTSTART"), &format!("DTSTART:20261123T{from}Z"))
        .replace(&value("DTEND"), &format!("DTEND:20261123T{until}Z"))
}

on_both! {
    async fn an_entry_that_is_moved_moves_the_appointment_and_what_may_not_be_stays(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let (pat, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let services = &clinic.services;
        let id = booking::book(services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        booking::book(services, &other, clinic.request(doctor, at("12:00"))).await.expect("booked");
        let app = connected(&clinic, &pat, "Pat Ient").await;
        let path = format!("{}{id}.ics", home(&pat, "patient"));
        let when = async |id: AppointmentId| {
            booking::appointment(&clinic.services, &pat, id).await.expect("their own").slot.starts_at
        };
        let (file, tag) = read(&app, &path).await;

        // 11:00 in Sydney is midnight.
        let to_eleven = moved(&file, "000000", "003000");
        let done = app.send("PUT", &path, &to_eleven, &[("if-match", &tag)]).await;
        assert_eq!((done.status, done.header("etag")), (StatusCode::NO_CONTENT, ""), "{}", done.body);
        assert_eq!(when(id).await, at("11:00"));
        let news = notice::latest(services, &practitioner_actor(doctor)).await.expect("own notices");
        assert_eq!(news.iter().filter(|one| one.kind == NoticeKind::AppointmentMoved).count(), 1);
        let late = app.send("PUT", &path, &moved(&file, "020000", "023000"), &[("if-match", &tag)]).await;
        assert_eq!(late.status, StatusCode::PRECONDITION_FAILED, "it has changed since");

        let (file, tag) = read(&app, &path).await;
        let rule = "<C:allowed-attendee-scheduling-object-change/>";
        for (sent, status, precondition) in [
            (moved(&file, "010000", "013000"), StatusCode::CONFLICT, rule),
            (moved(&file, "150000", "153000"), StatusCode::FORBIDDEN, rule),
            (moved(&file, "020000", "033000"), StatusCode::FORBIDDEN, rule),
            (file.replace("SUMMARY:Appointment", "SUMMARY:Party"), StatusCode::FORBIDDEN, rule),
            (file.replace("CONFIRMED", "CANCELLED"), StatusCode::FORBIDDEN, rule),
            (file.replace("UID:appointment", "UID:other"), StatusCode::FORBIDDEN, "<C:no-uid-conflict/>"),
            ("BEGIN:NOTHING".to_owned(), StatusCode::FORBIDDEN, "<C:valid-calendar-data/>"),
        ] {
            let refused = app.send("PUT", &path, &sent, &[("if-match", &tag)]).await;
            assert_eq!(refused.status, status, "{sent}: {}", refused.body);
            assert!(refused.body.contains(precondition), "{}", refused.body);
        }
        assert_eq!(when(id).await, at("11:00"), "nothing else has moved it");
        let alarm = file.replace("END:VEVENT", "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT");
        let ignored = app.send("PUT", &path, &alarm, &[("if-match", &tag)]).await;
        assert_eq!(ignored.status, StatusCode::NO_CONTENT, "an alarm is the app's own affair");
        assert_eq!(read(&app, &path).await.1, tag);
    }
}

#[tokio::test]
async fn an_app_is_refused_in_its_owners_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de").await;
    let pat = clinic.patient("Pat Ient").await;
    language::choose(&clinic.services, &pat, Language::German).await.expect("chosen");
    let app = connected(&clinic, &pat, "Pat Ient").await;

    let refused = app.send("DELETE", &home(&pat, "patient"), "", &[]).await;

    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert!(refused.body.contains("Ein Kalender lässt sich nicht löschen."), "{}", refused.body);
}

on_both! {
    async fn what_programs_keep_with_an_appointment_is_no_change_of_its_entry(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let pat = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        let id = booking::book(services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let app = connected(&clinic, &pat, "Pat Ient").await;
        let path = format!("{}{id}.ics", home(&pat, "patient"));
        let (file, tag) = read(&app, &path).await;
        let entries = BTreeMap::from([("ward".to_owned(), Some("7".to_owned()))]);
        let change = MetadataChange::parse(entries).expect("a change");

        appointment::annotate(services, &pat, id, change, Some(0)).await.expect("kept");

        assert_eq!(read(&app, &path).await.1, tag);
        let done = app.send("PUT", &path, &moved(&file, "000000", "003000"), &[("if-match", &tag)]).await;
        assert_eq!(done.status, StatusCode::NO_CONTENT, "{}", done.body);
        let found = booking::appointment(services, &pat, id).await.expect("their own");
        assert_eq!((found.slot.starts_at, found.sequence, found.version()), (at("11:00"), 1, 2));
    }
}

on_both! {
    async fn deleting_cancels_and_nothing_can_be_made(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let pat = clinic.patient("Pat Ient").await;
        let services = &clinic.services;
        let id = booking::book(services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
        let app = connected(&clinic, &pat, "Pat Ient").await;
        let only_looks = App::new(services, &email_of("Pat Ient"), &password(&clinic, &pat, &["calendar.read"]).await);
        let calendar = home(&pat, "patient");
        let path = format!("{calendar}{id}.ics");
        let (file, tag) = read(&only_looks, &path).await;

        for (method, body) in [("PUT", moved(&file, "000000", "003000")), ("DELETE", String::new())] {
            let refused = only_looks.send(method, &path, &body, &[("if-match", &tag)]).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN, "{method}");
            assert!(refused.body.contains("<D:need-privileges>"), "{}", refused.body);
        }
        let made = app.send("PUT", &format!("{calendar}999999.ics"), &file, &[("if-none-match", "*")]).await;
        assert!(made.status == StatusCode::FORBIDDEN && made.body.contains("<D:bind/>"), "{}", made.body);
        let named = app.send("PUT", &format!("{calendar}party.ics"), &file, &[("if-none-match", "*")]).await;
        assert!(named.status == StatusCode::FORBIDDEN && named.body.contains("<D:bind/>"), "{}", named.body);
        assert!(named.body.contains("Book on the clinic"), "it says what to do instead: {}", named.body);
        let all = app.send("DELETE", &calendar, "", &[]).await;
        assert_eq!(all.status, StatusCode::FORBIDDEN);
        let stale = app.send("DELETE", &path, "", &[("if-match", "\"old\"")]).await;
        assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);

        let gone = app.send("DELETE", &path, "", &[("if-match", &tag)]).await;

        assert_eq!(gone.status, StatusCode::NO_CONTENT, "{}", gone.body);
        assert_eq!(app.send("GET", &path, "", &[]).await.status, StatusCode::NOT_FOUND);
        let found = booking::appointment(services, &pat, id).await.expect("their own");
        assert_eq!(found.status, Status::Cancelled);
        let again = app.send("PUT", &path, &file, &[("if-match", &tag)]).await;
        assert_eq!(again.status, StatusCode::PRECONDITION_FAILED, "it is no longer there");
    }
}
