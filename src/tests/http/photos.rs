//! Photos over HTTP: uploading one as the form does, and the download.

use axum::{
    body::{Body, to_bytes},
    http::{Method, Request, StatusCode, header},
};
use consulta::service::presentation;
use tower::ServiceExt;

use super::browser::{address, application, get};
use crate::{
    service::{
        document::{pdf, png},
        services::administrator,
    },
    support::{Clinic, TestDb, cookie, practitioner_actor},
};

const BOUNDARY: &str = "----a-boundary";
/// The address for practitioners' own photos.
const OWN: &str = "/practitioner/profile/photo";

fn body(file: &[u8]) -> Vec<u8> {
    let head = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"me.png\"\r\n\
         Content-Type: image/png\r\n\r\n"
    );
    [head.as_bytes(), file, format!("\r\n--{BOUNDARY}--\r\n").as_bytes()].concat()
}

/// Uploads a file as a browser sends the form; returns the status and the redirect.
async fn post(app: &axum::Router, to: &str, cookie: &str, file: &[u8]) -> (StatusCode, String) {
    let path = address(app, &Method::POST, to, cookie).await;
    let request = Request::post(path)
        .header(header::HOST, "clinic.example")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::ACCEPT, "text/html")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(body(file)))
        .expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    let location = response.headers().get(header::LOCATION).and_then(|to| to.to_str().ok()).unwrap_or_default();
    (response.status(), location.to_owned())
}

#[tokio::test]
async fn a_photo_is_sent_by_a_plain_form_shown_to_everyone_and_kept_for_ever() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = clinic.practitioner("Ann Doctor").await;
    let me = practitioner_actor(doctor);
    let mine = cookie(&clinic.services, &me).await;

    let (status, location) = post(&app, OWN, &mine, &png(40, 30)).await;

    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/practitioner/profile?added=1"));
    let (_, stored) = presentation::own(&clinic.services, &me).await.expect("their own");
    let photo = stored.photo.expect("a photo");
    for page in [format!("/practitioners/{doctor}"), "/search?q=Ann".to_owned()] {
        let page = get(&app, &page, "").await;
        assert!(page.body.contains(&format!("src=\"{photo}\"")), "{}", page.body);
        assert!(page.body.contains("-small.jpg 144w, "), "browsers choose among sizes: {}", page.body);
    }
    let request = Request::get(&photo).header(header::HOST, "clinic.example").body(Body::empty()).expect("a request");
    let response = app.clone().oneshot(request).await.expect("an answer");
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CONTENT_TYPE], "image/jpeg");
    assert_eq!(response.headers()[header::CACHE_CONTROL], "public, max-age=31536000, immutable");
    let picture = to_bytes(response.into_body(), 1_000_000).await.expect("a whole body");
    assert_eq!(&picture[..2], b"\xff\xd8");
    let gone = get(&app, "/portraits/0000.jpg", "").await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_no_picture_is_refused_with_its_reason_and_nobody_else_sends_one() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    let (mine, patients) =
        (cookie(&clinic.services, &doctor).await, cookie(&clinic.services, &clinic.patient("Pat Ient").await).await);

    let (status, location) = post(&app, OWN, &mine, &pdf("")).await;
    assert_eq!((status, location.as_str()), (StatusCode::SEE_OTHER, "/practitioner/profile?problem=not-a-picture"));
    let page = get(&app, &location, &mine).await;
    assert!(page.body.contains("This is a PDF. Choose a JPEG or PNG picture"), "{}", page.body);
    for cookie in ["", &patients] {
        assert_eq!(post(&app, OWN, cookie, &png(5, 5)).await.0, StatusCode::FORBIDDEN);
    }
    assert_eq!(clinic.test.count("select count(*) from practitioner_photo").await, 0);
}

#[tokio::test]
async fn a_centres_photo_is_sent_by_a_plain_form_and_shown_in_place_of_a_drawing() {
    let clinic = Clinic::new(TestDb::sqlite().await).await;
    let app = application(&clinic.services);
    let admins = cookie(&clinic.services, &administrator(&clinic).await).await;
    let doctor = practitioner_actor(clinic.practitioner("Ann Doctor").await);
    let theirs = cookie(&clinic.services, &doctor).await;
    let (page, to) = (format!("/centres/{}", clinic.centre), format!("/admin/centres/{}/photo", clinic.centre));
    let drawn = get(&app, &page, "").await;

    for cookie in ["", &theirs] {
        assert_eq!(post(&app, &to, cookie, &png(30, 20)).await.0, StatusCode::FORBIDDEN);
    }
    let (status, location) = post(&app, &to, &admins, &png(30, 20)).await;

    assert!(drawn.body.contains("src=\"/places/") && drawn.body.contains(".svg\""), "{}", drawn.body);
    assert_eq!((status, location), (StatusCode::SEE_OTHER, format!("/admin/centres/{}?added=1", clinic.centre)));
    for page in [page, "/search?kind=centre".to_owned()] {
        let page = get(&app, &page, "").await;
        assert!(page.body.contains("-small.jpg 240w, "), "{}", page.body);
    }
}
