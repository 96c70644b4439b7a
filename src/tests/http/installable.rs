//! The installable site: what a browser installs is the same for everyone, and what it caches is not personal. And the devices with
//! push messages, by pages and forms.

use std::path::Path;

use axum::http::{Method, StatusCode};
use consulta::domain::address::escape;

use super::browser::{application, ask, call, cookies_of, get, post_form, send};
use crate::{
    push_service::PushService,
    support::{Clinic, TestDb, cookie, on_both},
};

const DEVICES: &str = "select count(*) from push_subscription";

#[tokio::test]
async fn the_site_can_be_installed_with_icons_and_shortcuts_that_exist() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);

    let page = get(&app, "/", "").await;
    let answer = get(&app, "/manifest.webmanifest", "").await;

    assert!(page.body.contains(r#"<link rel="manifest" href="/manifest.webmanifest">"#), "{}", page.body);
    assert!(page.body.contains(r#"href="/icons/apple-touch-icon.png""#) && page.body.contains("register('/sw.js')"));
    let policy = page.header("content-security-policy");
    assert!(policy.contains("worker-src 'self'") && policy.contains("manifest-src 'self'"), "{policy}");
    assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, "application/manifest+json"));
    let manifest: serde_json::Value = serde_json::from_str(&answer.body).expect("JSON");
    for (key, expected) in [("name", "Consulta"), ("start_url", "/"), ("scope", "/"), ("display", "standalone")] {
        assert_eq!(manifest[key], expected, "{key}");
    }
    let icons = manifest["icons"].as_array().expect("icons");
    let public = Path::new(env!("CARGO_MANIFEST_DIR")).join("public");
    for icon in icons {
        let (file, sizes) = (icon["src"].as_str().expect("a file"), icon["sizes"].as_str().expect("sizes"));
        let bytes = std::fs::read(public.join(file.trim_start_matches('/'))).expect(file);
        if file.ends_with(".png") {
            // The width is in the file's first block.
            let width = u32::from_be_bytes(bytes[16..20].try_into().expect("four bytes"));
            assert_eq!(sizes, format!("{width}x{width}"), "{file}");
        }
    }
    let has = |size: &str, purpose: &str| icons.iter().any(|icon| icon["sizes"] == size && icon["purpose"] == purpose);
    assert!(has("192x192", "any") && has("512x512", "any") && has("512x512", "maskable"));
    for shortcut in manifest["shortcuts"].as_array().expect("shortcuts") {
        let url = shortcut["url"].as_str().expect("an address");
        assert_ne!(get(&app, url, "").await.status, StatusCode::NOT_FOUND, "{url}");
    }
}

#[tokio::test]
async fn what_runs_in_the_background_is_asked_for_each_time_and_keeps_only_what_is_everyones() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let signed_in = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;

    let (worker, page) = (get(&app, "/sw.js", "").await, get(&app, "/offline", "").await);

    assert_eq!((worker.status, worker.header("cache-control")), (StatusCode::OK, "no-cache"));
    assert!(worker.header("content-type").starts_with("text/javascript"));
    assert_eq!(worker.header("content-security-policy"), "default-src 'none'; connect-src 'self'");
    assert!(!worker.body.contains("{{"), "everything is filled in");
    let files = worker.body.lines().find_map(|line| line.strip_prefix("const FILES = ")?.strip_suffix(';'));
    let files: Vec<String> = serde_json::from_str(files.expect("a list")).expect("JSON");
    let is_everyones = |file: &String| {
        ["/fonts/", "/icons/", "/pkg/"].iter().any(|area| file.starts_with(area))
            || ["/offline.js", "/favicon.svg"].contains(&file.as_str())
    };
    assert!(!files.is_empty() && files.iter().all(is_everyones), "{files:?}");
    assert!(page.body.contains("You&#39;re offline") || page.body.contains("You're offline"), "{}", page.body);
    let policy = page.header("content-security-policy");
    assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{policy}");
    for path in ["/sw.js", "/offline", "/offline.js", "/manifest.webmanifest"] {
        let (visitors, theirs) = (get(&app, path, "").await, get(&app, path, &signed_in).await);
        assert_eq!((theirs.status, &theirs.body), (StatusCode::OK, &visitors.body), "{path}");
        assert!(theirs.headers.get("set-cookie").is_none(), "{path}");
    }
}

#[tokio::test]
async fn what_is_shown_offline_and_what_a_device_shows_are_in_the_readers_language() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    clinic.set("ui.languages", "en,de,ar").await;
    let app = application(&clinic.services);
    let read = async |path: &str, cookie: &str, accepted: &str| {
        let headers = [("accept-language", accepted), ("sec-fetch-site", "none")];
        send(&app, Method::GET, path, cookie, "", &headers).await
    };

    for (cookie, accepted) in [("", "de-AT,de;q=0.9"), ("language=de", "ar")] {
        let page = read("/offline", cookie, accepted).await;
        assert!(page.body.contains("<html lang=\"de\" dir=\"ltr\">"), "{}", page.body);
        assert!(page.body.contains("<h1>Sie sind offline</h1>") && page.body.contains("Sie sind immer noch offline."));
        assert!(!page.body.contains("{{") && !page.body.contains("reach"), "{}", page.body);
        assert_eq!((page.header("content-language"), page.header("vary")), ("de", "cookie, accept-language"));
        let worker = read("/sw.js", cookie, accepted).await;
        assert!(worker.body.contains("const NEWS = \"Es gibt Neues für Sie.\";"), "{}", worker.body);
        let manifest = read("/manifest.webmanifest", cookie, accepted).await;
        let manifest: serde_json::Value = serde_json::from_str(&manifest.body).expect("JSON");
        assert_eq!(manifest["lang"], "de");
        assert_eq!(manifest["shortcuts"][2]["name"], "Nachrichten");
    }
    let arabic = read("/offline", "", "ar").await;
    assert!(arabic.body.contains("<html lang=\"ar\" dir=\"rtl\">"), "{}", arabic.body);
    let (english, german) = (read("/sw.js", "", "en").await, read("/sw.js", "", "de").await);
    assert_ne!(english.body, german.body, "a browser installs it again in the other language");
}

on_both! {
    async fn a_device_is_turned_on_by_its_browser_listed_and_turned_off_and_signing_out_ends_it(test) {
        let clinic = Clinic::new(test).await;
        let service = PushService::start().await;
        let services = service.process(&clinic).await;
        let app = application(&services);
        let patient = clinic.patient("Pat Ient").await;
        let signed_in = cookie(&services, &patient).await;
        let turn_on = async |cookie: &str| {
            let body = format!("subscription={}", escape(&service.browser().said()));
            post_form(&app, "/api/turn_on_push", cookie, &body).await
        };
        let before = get(&app, "/account/notifications", &signed_in).await;
        assert!(before.body.contains("On your devices") && !before.body.contains("Turn off"), "{}", before.body);

        assert_eq!(turn_on(&signed_in).await.location(), "/account/notifications?pushed=1");
        let page = get(&app, "/account/notifications?pushed=1", &signed_in).await;
        assert!(page.body.contains("Notifications are on for this device.") && page.body.contains(", this device"), "{}", page.body);
        assert!(!page.body.contains(&service.origin()), "where messages are sent to is no one's business");
        let id = clinic.test.count("select max(id) from push_subscription").await;
        let off = post_form(&app, "/api/turn_off_push", &signed_in, &format!("device={id}")).await;
        assert_eq!((off.location(), clinic.test.count(DEVICES).await), ("/account/notifications?unpushed=1", 0));

        turn_on(&signed_in).await;
        let changed = "current_password=correct+horse+battery&password=another+horse+entirely&password_again=another+horse+entirely";
        let changed = post_form(&app, "/api/change_password", &signed_in, changed).await;
        let renewed = cookies_of(&changed);
        assert_eq!(clinic.test.count(DEVICES).await, 1, "this device stays signed in, and keeps its messages");
        let page = get(&app, "/account/notifications", &renewed).await;
        assert!(page.body.contains(", this device"), "{}", page.body);
        let out = post_form(&app, "/api/sign_out", &renewed, "").await;
        assert_eq!((out.location(), clinic.test.count(DEVICES).await), ("/sign-in?signed_out=1", 0));
    }
}

#[tokio::test]
async fn the_page_says_nothing_of_devices_where_nothing_is_sent_to_them() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let signed_in = cookie(&clinic.services, &clinic.patient("Pat Ient").await).await;

    let page = get(&app, "/account/notifications", &signed_in).await;
    let refused = call(&app, Method::POST, "/api/turn_on_push", &signed_in, "subscription=x").await;
    let visitor =
        ask(&app, Method::POST, "/api/turn_on_push", "", "subscription=x", &[("sec-fetch-site", "same-origin")]).await;

    assert_eq!((page.status, page.body.contains("On your devices")), (StatusCode::OK, false));
    assert!(refused.body.contains("not_found"), "{}", refused.body);
    assert_ne!(visitor.status, StatusCode::OK, "{}", visitor.body);
    assert_eq!(clinic.test.count(DEVICES).await, 0);
}
