//! Calendar apps, with their actual requests: how an app finds its calendars, keeps them in step, and what it may change.

mod changes;

use std::sync::Arc;

use axum::{
    Router,
    http::{Method, StatusCode, header},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use consulta::{
    domain::{
        access_token::{Purpose, TokenForm},
        account::{AccountStatus, Actor, Role},
        ids::PersonalTokenId,
        language::Language,
    },
    service::{Services, account, admin::set_account_status, booking, cancel, clock::Clock, language, personal_token},
};
use jiff::SignedDuration;

use super::browser::{Answer, application, ask};
use crate::support::{Clinic, PASSWORD, TestDb, actor, at, email_of, monday_morning, on_both, practitioner_actor};

/// A connected app.
pub struct App {
    router: Router,
    basic: String,
}

impl App {
    pub fn new(services: &Arc<Services>, name: &str, password: &str) -> Self {
        let basic = format!("Basic {}", STANDARD.encode(format!("{name}:{password}")));
        Self { router: application(services), basic }
    }

    pub async fn send(&self, method: &str, path: &str, body: &str, headers: &[(&str, &str)]) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).expect("a method");
        let media = if body.starts_with('<') { "application/xml; charset=utf-8" } else { "text/calendar" };
        let mut all = vec![("authorization", self.basic.as_str()), ("content-type", media), ("user-agent", "app/1")];
        all.extend(headers);
        ask(&self.router, method, path, "", body, &all).await
    }

    pub async fn find(&self, path: &str, depth: &str, properties: &str) -> Answer {
        let body = format!(
            r#"<?xml version="1.0"?><D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:S="http://calendarserver.org/ns/"><D:prop>{properties}</D:prop></D:propfind>"#
        );
        let found = self.send("PROPFIND", path, &body, &[("depth", depth)]).await;
        assert_eq!(found.status, StatusCode::MULTI_STATUS, "{path}: {}", found.body);
        found
    }

    /// The answer to `sync-collection`, and the next sync token.
    pub async fn sync(&self, path: &str, token: &str) -> (Answer, String) {
        let body = format!(
            r#"<D:sync-collection xmlns:D="DAV:"><D:sync-token>{token}</D:sync-token><D:sync-level>1</D:sync-level><D:prop><D:getetag/></D:prop></D:sync-collection>"#
        );
        let answer = self.send("REPORT", path, &body, &[]).await;
        let next = between(&answer.body, "<D:sync-token>", "</D:sync-token>");
        (answer, next)
    }
}

/// The text between two marks; empty without them.
pub fn between(text: &str, start: &str, end: &str) -> String {
    let after = text.split_once(start).map(|(_, after)| after).unwrap_or_default();
    after.split_once(end).map(|(found, _)| found.to_owned()).unwrap_or_default()
}

/// Creates an app password with these scopes.
pub async fn password(clinic: &Clinic, owner: &Actor, scopes: &[&str]) -> String {
    let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
    let form = TokenForm { name: "Phone".into(), scopes, ..TokenForm::usual(Purpose::Calendar) };
    personal_token::make(&clinic.services, owner, &form, (PASSWORD, ""), "").await.expect("made")
}

/// The app of someone who may change their calendar.
pub async fn connected(clinic: &Clinic, owner: &Actor, name: &str) -> App {
    let password = password(clinic, owner, &["calendar.read", "calendar.write"]).await;
    App::new(&clinic.services, &email_of(name), &password)
}

pub fn home(owner: &Actor, side: &str) -> String {
    format!("/dav/calendars/{}/{side}/", owner.id().expect("an account"))
}

#[tokio::test]
async fn an_app_finds_its_calendars_from_the_name_of_the_server_alone() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let app = connected(&clinic, &pat, "Pat Ient").await;

    let known = app.send("PROPFIND", "/.well-known/caldav", "", &[]).await;
    let bare = app.send("PROPFIND", "/", "", &[]).await;
    let root = app.find("/dav/", "0", "<D:current-user-principal/>").await;
    let principal = between(&root.body, "<D:current-user-principal><D:href>", "</D:href>");
    let person = app.find(&principal, "0", "<C:calendar-home-set/><D:displayname/>").await;
    let calendars = between(&person.body, "<C:calendar-home-set><D:href>", "</D:href>");
    let found = app.find(&calendars, "1", "<D:resourcetype/><S:getctag/><D:nothing/>").await;

    assert_eq!((known.status, known.location()), (StatusCode::MOVED_PERMANENTLY, "/dav/"));
    assert_eq!((bare.status, bare.location()), (StatusCode::MOVED_PERMANENTLY, "/dav/"));
    assert_eq!(principal, format!("/dav/principals/{}/", pat.id().expect("an account")));
    assert!(person.body.contains("<D:displayname>Pat Ient</D:displayname>"), "{}", person.body);
    let path = home(&pat, "patient");
    assert!(found.body.contains(&format!("<D:href>{path}</D:href>")), "{}", found.body);
    assert!(found.body.contains("<D:collection/><C:calendar/>") && found.body.contains("<S:getctag>"));
    assert!(!found.body.contains("/practitioner/"), "they see no one: {}", found.body);
    let (first, second) = (found.body.find("200 OK"), found.body.find("404 Not Found"));
    assert!(first < second, "what there is comes first");
    let options = app.send("OPTIONS", "/dav/", "", &[]).await;
    assert!(options.header("dav").contains("calendar-access") && options.header("allow").contains("REPORT"));
}

on_both! {
    async fn an_app_hears_once_of_everything_that_changed_also_from_another_process(test) {
        let clinic = Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let pat = clinic.patient("Pat Ient").await;
        let app = connected(&clinic, &pat, "Pat Ient").await;
        let path = home(&pat, "patient");
        let book = async |time: &str| {
            booking::book(&clinic.services, &pat, clinic.request(doctor, at(time))).await.expect("booked")
        };
        let first = book("09:30").await;

        let (all, token) = app.sync(&path, "").await;
        assert_eq!(all.status, StatusCode::MULTI_STATUS, "{}", all.body);
        assert!(all.body.contains(&format!("{path}{first}.ics")), "{}", all.body);
        let (nothing, same) = app.sync(&path, &token).await;
        assert!(!nothing.body.contains("<D:response>"), "{}", nothing.body);
        assert_eq!(same, token);

        let second = book("10:30").await;
        cancel::cancel(&clinic.services, &pat, first, "").await.expect("cancelled");
        let services = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
        let elsewhere = App { router: application(&Arc::new(services)), basic: app.basic.clone() };
        let (changes, next) = elsewhere.sync(&path, &token).await;
        let responses: Vec<&str> = changes.body.split("<D:response>").skip(1).collect();
        assert_eq!(responses.len(), 2, "{}", changes.body);
        let of = |id| responses.iter().find(|one| one.contains(&format!("{path}{id}.ics"))).expect("told");
        assert!(of(second).contains("<D:getetag>"));
        assert!(of(first).contains("<D:status>HTTP/1.1 404 Not Found</D:status>"));
        assert_ne!(next, token);

        for wrong in [next.replace("patient", "practitioner"), format!("{next}999"), "urn:other".to_owned()] {
            let (refused, _) = app.sync(&path, &wrong).await;
            assert_eq!(refused.status, StatusCode::FORBIDDEN);
            assert!(refused.body.contains("<D:valid-sync-token/>"), "{}", refused.body);
        }
    }
}

#[tokio::test]
async fn an_entry_is_found_by_its_name_among_all_entries() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let pat = clinic.patient("Pat Ient").await;
    let id = booking::book(&clinic.services, &pat, clinic.request(doctor, at("09:30"))).await.expect("booked");
    booking::book(&clinic.services, &pat, clinic.request(doctor, at("11:00"))).await.expect("booked");
    let app = connected(&clinic, &pat, "Pat Ient").await;
    let path = home(&pat, "patient");
    let file = app.send("GET", &format!("{path}{id}.ics"), "", &[]).await;
    let uid = file.body.lines().find_map(|line| line.strip_prefix("UID:")).expect("a name");
    let found = async |name: &str, text: &str| {
        let query = format!(
            r#"<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:prop-filter name="{name}"><C:text-match collation="i;octet">{text}</C:text-match></C:prop-filter></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"#
        );
        let answer = app.send("REPORT", &path, &query, &[("depth", "1")]).await;
        assert_eq!(answer.status.as_u16(), 207, "{}", answer.body);
        answer.body
    };

    let (one, both, none) =
        (found("UID", uid).await, found("SUMMARY", "Ann Doctor").await, found("UID", "x-none").await);

    assert!(one.contains(&format!("{id}.ics")), "{one}");
    assert_eq!([&one, &both, &none].map(|body| body.matches("<D:response>").count()), [1, 2, 0]);
}

#[tokio::test]
async fn entries_are_found_by_time_and_by_name_and_say_nothing_of_what_the_visit_is_about() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let (pat, ann) = (clinic.patient("Pat Ient").await, practitioner_actor(doctor));
    let mut request = clinic.request(doctor, at("09:30"));
    request.reason = "A rash".into();
    let id = booking::book(&clinic.services, &pat, request).await.expect("booked");
    let (patients, own) = (connected(&clinic, &pat, "Pat Ient").await, connected(&clinic, &ann, "Ann Doctor").await);
    let query = |from: &str, until: &str| {
        format!(
            r#"<C:calendar-query xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><D:getetag/><C:calendar-data/></D:prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{from}" end="{until}"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"#
        )
    };
    let depth = [("depth", "1")];
    let path = home(&ann, "practitioner");

    let that_day = own.send("REPORT", &path, &query("20261122T130000Z", "20261123T130000Z"), &depth).await;
    let later = own.send("REPORT", &path, &query("20261124T130000Z", "20261125T130000Z"), &depth).await;
    let named = format!(
        r#"<C:calendar-multiget xmlns:C="urn:ietf:params:xml:ns:caldav" xmlns:D="DAV:"><D:prop><C:calendar-data/></D:prop><D:href>{0}{id}.ics</D:href><D:href>{0}999999.ics</D:href></C:calendar-multiget>"#,
        home(&pat, "patient")
    );
    let named = patients.send("REPORT", &home(&pat, "patient"), &named, &[]).await;
    let file = patients.send("GET", &format!("{}{id}.ics", home(&pat, "patient")), "", &[]).await;

    assert!(that_day.body.contains("SUMMARY:Appointment with P. I."), "{}", that_day.body);
    assert!(!later.body.contains("<D:response>"), "{}", later.body);
    assert!(named.body.contains("SUMMARY:Appointment with Ann Doctor"), "{}", named.body);
    assert!(named.body.contains("999999.ics</D:href><D:status>HTTP/1.1 404"), "{}", named.body);
    assert!(file.header("content-type").starts_with("text/calendar") && !file.header("etag").is_empty());
    for text in [&that_day.body, &named.body, &file.body] {
        assert!(text.contains("PRODID:-//Consulta//Consulta "), "{text}");
        assert!(!text.contains("rash") && !text.contains("Pat Ient"), "{text}");
    }
}

on_both! {
    async fn only_an_app_password_that_stands_opens_a_calendar_and_only_its_owner_s(test) {
        let clinic = Clinic::new(test).await;
        clinic.set("api.enabled", "true").await;
        let (pat, other) = (clinic.patient("Pat Ient").await, clinic.patient("Other One").await);
        let services = &clinic.services;
        let email = email_of("Pat Ient");
        let status = async |name: &str, secret: &str, path: &str| {
            App::new(&clinic.services, name, secret).send("PROPFIND", path, "", &[("depth", "0")]).await
        };
        let secret = password(&clinic, &pat, &["calendar.read"]).await;
        let path = home(&pat, "patient");

        let open = status(&email, &secret, &path).await;
        let typed = status(&email.to_uppercase(), &secret.to_uppercase().replace('-', ""), &path).await;
        assert_eq!((open.status, typed.status), (StatusCode::MULTI_STATUS, StatusCode::MULTI_STATUS));
        for (name, wrong) in [
            (email.as_str(), PASSWORD),
            (email.as_str(), "cal-0000-0000-0000-0000-0000-0000-0000"),
            (email_of("Other One").as_str(), secret.as_str()),
            ("", secret.as_str()),
        ] {
            let refused = status(name, wrong, &path).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{name} {wrong}");
            assert!(refused.header("www-authenticate").starts_with("Basic realm="), "{:?}", refused.headers);
        }
        let bearer = crate::http::api::get(&application(services), "/api/v1/auth/me", &secret).await;
        assert_eq!(bearer.status, StatusCode::UNAUTHORIZED, "nor does it open anything else");
        for foreign in [home(&other, "patient"), home(&pat, "practitioner"), "/dav/nowhere".to_owned()] {
            let refused = status(&email, &secret, &foreign).await;
            assert!([StatusCode::NOT_FOUND, StatusCode::FORBIDDEN].contains(&refused.status), "{foreign}: {}", refused.status);
        }

        let own = personal_token::list(services, &pat).await.expect("their own");
        assert_eq!(own.tokens[0].last_used_from, "this machine");
        assert!(own.tokens[0].last_used_at.is_some());
        let stranger = personal_token::revoke(services, &other, own.tokens[0].id).await;
        assert!(stranger.is_err() && personal_token::revoke(services, &other, PersonalTokenId(999)).await.is_err());
        personal_token::revoke(services, &pat, own.tokens[0].id).await.expect("revoked");
        assert_eq!(status(&email, &secret, &path).await.status, StatusCode::UNAUTHORIZED);

        let next = password(&clinic, &pat, &["calendar.read"]).await;
        let (new, admin) = ("another horse battery", clinic.account("Ad Min", Role::Administrator).await);
        account::change_password(services, &pat, PASSWORD, (new, new), "", "").await.expect("changed");
        assert_eq!(status(&email, &next, &path).await.status, StatusCode::UNAUTHORIZED);
        let third = password(&clinic, &other, &["calendar.read"]).await;
        let (theirs, their_path) = (email_of("Other One"), home(&other, "patient"));
        let admin = actor(admin, &[Role::Administrator]);
        let id = other.id().expect("an account");
        set_account_status(services, &admin, id, AccountStatus::Inactive).await.expect("switched off");
        assert_eq!(status(&theirs, &third, &their_path).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(clinic.test.count("select count(*) from audit_event where action like 'access_token.%'").await, 4);
    }
}

#[tokio::test]
async fn an_app_password_ends_on_its_day() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let app = connected(&clinic, &pat, "Pat Ient").await;
    let path = home(&pat, "patient");

    clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(365 * 24 - 1));
    let before = app.send("PROPFIND", &path, "", &[("depth", "0")]).await;
    clinic.services.clock.set(monday_morning() + SignedDuration::from_hours(365 * 24));
    let after = app.send("PROPFIND", &path, "", &[("depth", "0")]).await;

    assert_eq!((before.status, after.status), (StatusCode::MULTI_STATUS, StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn a_calendar_is_called_what_its_owner_calls_it() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de").await;
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    let pat = clinic.patient("Pat Ient").await;
    language::choose(&clinic.services, &pat, Language::German).await.expect("chosen");

    for (owner, name, side, called) in
        [(&pat, "Pat Ient", "patient", "Meine Termine"), (&doctor, "Ann Doctor", "practitioner", "Patients")]
    {
        let app = connected(&clinic, owner, name).await;
        let found = app.find(&home(owner, side), "0", "<D:displayname/>").await;
        assert!(found.body.contains(&format!("<D:displayname>{called}</D:displayname>")), "{}", found.body);
    }
}

#[tokio::test]
async fn an_app_that_colours_its_calendar_is_told_of_each_property_that_it_stays_as_it_is() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let app = connected(&clinic, &pat, "Pat Ient").await;
    let path = home(&pat, "patient");
    let body = r##"<D:propertyupdate xmlns:D="DAV:" xmlns:A="http://apple.com/ns/ical/"><D:set><D:prop><A:calendar-color>#FF2968</A:calendar-color></D:prop></D:set><D:remove><D:prop><D:displayname/></D:prop></D:remove></D:propertyupdate>"##;

    let told = app.send("PROPPATCH", &path, body, &[]).await;
    let other = app.send("PROPPATCH", &path, r#"<D:propfind xmlns:D="DAV:"/>"#, &[]).await;

    assert_eq!((told.status, other.status), (StatusCode::MULTI_STATUS, StatusCode::BAD_REQUEST), "{}", told.body);
    let properties = r#"<D:prop><calendar-color xmlns="http://apple.com/ns/ical/"/><D:displayname/></D:prop>"#;
    let refused = format!("<D:href>{path}</D:href><D:propstat>{properties}<D:status>HTTP/1.1 403 Forbidden</D:status>");
    assert!(told.body.contains(&refused), "{}", told.body);
    assert!(told.body.contains("<D:cannot-modify-protected-property/>"), "{}", told.body);
}

#[tokio::test]
async fn what_is_too_much_or_no_xml_is_refused() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let pat = clinic.patient("Pat Ient").await;
    let app = connected(&clinic, &pat, "Pat Ient").await;
    let path = home(&pat, "patient");
    let entity = r#"<!DOCTYPE a [<!ENTITY b "c">]><D:propfind xmlns:D="DAV:"><D:prop><D:owner>&b;</D:owner></D:prop></D:propfind>"#;
    let large = format!("<a>{}</a>", "x".repeat(300 * 1024));

    for (method, body, expected) in [
        ("PROPFIND", "<a", StatusCode::BAD_REQUEST),
        ("PROPFIND", entity, StatusCode::BAD_REQUEST),
        ("PROPFIND", large.as_str(), StatusCode::PAYLOAD_TOO_LARGE),
        ("REPORT", "<x/>", StatusCode::FORBIDDEN),
        ("MKCALENDAR", "", StatusCode::METHOD_NOT_ALLOWED),
        ("POST", "", StatusCode::METHOD_NOT_ALLOWED),
    ] {
        let answer = app.send(method, &path, body, &[("depth", "1")]).await;
        assert_eq!(answer.status, expected, "{method} {body:.40}: {}", answer.body);
    }
    let whole = app.send("PROPFIND", &path, "", &[("depth", "infinity")]).await;
    assert!(whole.body.contains("<D:propfind-finite-depth/>"), "{}", whole.body);
    let foreign = app.send("PROPFIND", &path, "", &[(header::ORIGIN.as_str(), "https://evil.example")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "no page of another site has any business here");
}
