//! Applying without JavaScript, with a document; and closed registration.

use std::sync::Arc;

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use consulta::{
    domain::account::Role,
    service::{Services, clock::Clock, refusals},
};
use tower::ServiceExt;

use super::browser::{address, application, get, post_form};
use crate::{
    service::document::png,
    support::{Clinic, TestDb, actor, cookie, monday_morning},
};

const FORM: &str = "form[name]=Nora+New&form[email]=nora@example.org&form[phone]=0491+570+156&form[profession]=physio\
    &form[qualifications]=BPhty";
const BOUNDARY: &str = "----a-boundary";

/// Uploads a file as the page's form does; returns the status and the redirect.
async fn upload(app: &axum::Router, path: &str, file: &[u8]) -> (StatusCode, String) {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"licence.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    let body = [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat();
    let request = Request::post(address(app, &Method::POST, path, "").await)
        .header(header::HOST, "clinic.example")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body))
        .expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let location = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    (response.status(), location.to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_application_with_a_document_is_sent_by_plain_forms_and_read_by_administrators_only() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admin = actor(clinic.account("Ada Admin", Role::Administrator).await, &[Role::Administrator]);
    let (admin, patient) =
        (cookie(&clinic.services, &admin).await, cookie(&clinic.services, &clinic.patient("Pat Ient").await).await);

    let sent = post_form(&app, "/api/apply", "", FORM).await;
    let mine = sent.location().trim_end_matches("?sent=1").to_owned();
    let documents = format!("{mine}/documents");

    assert_eq!((sent.status, mine.len()), (StatusCode::FOUND, "/join/".len() + 64));
    assert_eq!(upload(&app, &documents, &png(5, 5)).await, (StatusCode::SEE_OTHER, format!("{mine}?added=1")));
    assert_eq!(upload(&app, &documents, b"MZ").await, (StatusCode::SEE_OTHER, format!("{mine}?problem=wrong-kind")));
    assert_eq!(upload(&app, "/join/0/documents", &png(5, 5)).await.0, StatusCode::NOT_FOUND);
    let page = get(&app, &mine, "").await;
    assert!(page.status == StatusCode::OK && page.body.contains("licence.png"), "{}", page.body);
    assert_eq!(get(&app, "/join/0", "").await.status, StatusCode::NOT_FOUND);
    let seen = get(&app, "/admin/applications/1", &admin).await;
    assert!(seen.body.contains("/admin/applications/1/documents/1"), "{}", seen.body);
    let request = Request::get("/admin/applications/1/documents/1").header(header::HOST, "clinic.example");
    let request = request.header(header::COOKIE, &admin).body(Body::empty()).expect("a request");
    let file = app.clone().oneshot(request).await.expect("an answer");
    assert_eq!(file.headers()[header::CONTENT_TYPE], "image/png");
    assert!(!to_bytes(file.into_body(), 100_000).await.expect("bytes").is_empty());
    for reader in ["", patient.as_str()] {
        let refused = get(&app, "/admin/applications/1/documents/1", reader).await;
        assert_eq!(refused.status, StatusCode::FORBIDDEN);
    }
    // The secret is in no audit row, even where its address was refused.
    get(&app, &format!("{mine}x"), &patient).await;
    refusals::settle(&clinic.services).await.expect("written");
    let rows =
        clinic.test.count("select count(*) from audit_event where length(part) > 63 and part like '/join/%'").await;
    assert_eq!(rows, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_not_everyone_may_register_nothing_leads_there() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let pages =
        ["/".to_owned(), "/sign-in".into(), "/patient".into(), format!("/book/{doctor}?centre=1&slot=1795480200")];
    for page in &pages {
        let open = get(&app, page, "").await;
        assert!(open.body.contains("href=\"/register"), "{page}: {}", open.body);
    }

    for mode in ["invite", "closed"] {
        clinic.set("registration.mode", mode).await;
        // A process that has not read the settings before.
        let services = Services::new(clinic.test.db.clone(), Clock::fixed(monday_morning()));
        let app = application(&Arc::new(services));
        for page in &pages {
            let shut = get(&app, page, "").await;
            assert!(!shut.body.contains("href=\"/register"), "{page}: {}", shut.body);
        }
        let register = get(&app, "/register", "").await;
        assert!(register.body.contains("href=\"/contact\""), "{}", register.body);
        assert_eq!(register.body.contains("You need an invitation"), mode == "invite");
    }
}
