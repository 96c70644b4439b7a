//! Documents over HTTP: uploading them as the form does, and the headers of their downloads.

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use consulta::{
    domain::account::{Actor, Role},
    service::{
        booking, cancel,
        document::{self, Upload, Whose},
        refusals,
    },
};
use jiff::Timestamp;
use tower::ServiceExt;

use super::browser::{Answer, address, application, call, get, send};
use crate::{
    service::document::{pdf, png},
    support::{Clinic, TestDb, actor, at, cookie, practitioner_actor},
};

pub const BOUNDARY: &str = "----a-boundary";

/// The form's body, optionally truncated after this many bytes of the file.
fn body(category: &str, name: &str, file: &[u8], whole: bool) -> Vec<u8> {
    let mut body = format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"category\"\r\n\r\n{category}\r\n\
         --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/pdf\r\n\r\n"
    )
    .into_bytes();
    body.extend(file);
    if whole {
        body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
    }
    body
}

pub async fn post(
    app: &Router,
    path: &str,
    cookie: &str,
    body: Vec<u8>,
    headers: &[(&str, &str)],
) -> (StatusCode, HeaderMap, String) {
    let mut request = Request::post(address(app, &Method::POST, path, cookie).await)
        .header(header::HOST, "clinic.example")
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let response = app.clone().oneshot(request.body(Body::from(body)).expect("a request")).await.expect("an answer");
    let (parts, body) = response.into_parts();
    let body = to_bytes(body, 10_000_000).await.expect("a whole body");
    (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
}

pub const PLAIN: &[(&str, &str)] = &[("accept", "text/html"), ("sec-fetch-site", "same-origin")];
pub const SCRIPT: &[(&str, &str)] = &[("accept", "text/plain"), ("sec-fetch-site", "same-origin")];

async fn refused(clinic: &Clinic) -> i64 {
    refusals::settle(&clinic.services).await.expect("written");
    clinic.test.count("select coalesce(sum(times), 0) from audit_event where outcome = 'refused'").await
}

/// A request as for a page, or as from a page for a server function.
async fn read(app: &Router, path: &str, cookie: &str) -> Answer {
    if path.starts_with("/api/") {
        call(app, Method::GET, path, cookie, "").await
    } else {
        get(app, path, cookie).await
    }
}

struct Stage {
    clinic: Clinic,
    app: Router,
    patient: Actor,
    cookie: String,
}

impl Stage {
    async fn new() -> Self {
        let clinic = Clinic::new(TestDb::sqlite().await).await;
        let app = application(&clinic.services);
        let patient = clinic.patient("Pat Ient").await;
        let cookie = cookie(&clinic.services, &patient).await;
        Self { clinic, app, patient, cookie }
    }

    async fn document(&self, name: &str, bytes: Vec<u8>) -> i64 {
        let upload = Upload { category: "result".into(), name: name.into(), bytes };
        document::add(&self.clinic.services, &self.patient, Whose::Own, upload).await.expect("added").0
    }

    async fn file(&self, path: &str, cookie: &str, headers: &[(&str, &str)]) -> Answer {
        send(&self.app, Method::GET, path, cookie, "", headers).await
    }

    async fn files(&self) -> usize {
        self.clinic.services.files.written_before(Timestamp::MAX).await.expect("listed").len()
    }
}

#[tokio::test]
async fn a_form_leads_to_the_list_and_says_there_what_is_wrong_and_a_script_hears_a_word() {
    let stage = Stage::new().await;
    let (app, cookie, path) = (&stage.app, stage.cookie.as_str(), "/documents/upload");

    let (status, headers, _) = post(app, path, cookie, body("result", "Blood.pdf", &pdf(""), true), PLAIN).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION], "/documents?added=1");
    let page = get(app, "/documents?added=1", cookie).await;
    assert!(page.body.contains("Added to your record.") && page.body.contains("Blood.pdf"), "{}", page.body);

    let wrong = body("result", "Blood.pdf", b"<html>", true);
    let (status, headers, _) = post(app, path, cookie, wrong.clone(), PLAIN).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    assert_eq!(headers[header::LOCATION], "/documents?problem=wrong-kind");
    let page = get(app, "/documents?problem=wrong-kind", cookie).await;
    assert!(page.body.contains("This isn't a PDF, PNG or JPEG file"), "{}", page.body);

    let (status, _, word) = post(app, path, cookie, wrong, SCRIPT).await;
    assert_eq!((status, word.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "wrong-kind"));
    let (status, ..) = post(app, path, cookie, body("image", "x.png", &png(5, 5), true), SCRIPT).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(stage.files().await, 3);
}

#[tokio::test]
async fn an_upload_that_breaks_off_or_is_too_large_or_comes_from_elsewhere_leaves_nothing() {
    let stage = Stage::new().await;
    stage.clinic.set("documents.max_mb", "1").await;
    let (app, cookie, path) = (&stage.app, stage.cookie.as_str(), "/documents/upload");
    let foreign = &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")][..];
    let large = vec![b'%'; 1_500_000];
    let larger = vec![b'%'; 6_000_000];

    for (body, headers, status, word) in [
        (body("result", "x.pdf", &pdf(""), false), SCRIPT, StatusCode::UNPROCESSABLE_ENTITY, "broken"),
        (body("result", "x.pdf", &large, true), SCRIPT, StatusCode::UNPROCESSABLE_ENTITY, "too-large-1"),
        (body("result", "x.pdf", &larger, true), SCRIPT, StatusCode::UNPROCESSABLE_ENTITY, "too-large-1"),
        (body("secret", "x.pdf", &pdf(""), true), SCRIPT, StatusCode::UNPROCESSABLE_ENTITY, "category"),
        (body("result", "x.pdf", b"", true), SCRIPT, StatusCode::UNPROCESSABLE_ENTITY, "empty"),
        (body("result", "", b"", true), SCRIPT, StatusCode::UNPROCESSABLE_ENTITY, "missing"),
        (body("result", "x.pdf", &pdf(""), true), foreign, StatusCode::FORBIDDEN, "403 "),
    ] {
        let answer = post(app, path, cookie, body, headers).await;
        assert_eq!(answer.0, status, "{word}");
        assert!(answer.2.starts_with(word), "{word}: {}", answer.2);
    }
    let visitor = post(app, path, "", body("result", "x.pdf", &pdf(""), true), SCRIPT).await;
    assert_eq!(visitor.0, StatusCode::FORBIDDEN);
    assert_eq!(stage.files().await, 0);
    assert_eq!(stage.clinic.test.count("select count(*) from entry").await, 0);
}

#[tokio::test]
async fn a_form_that_does_not_end_as_it_should_is_given_up_and_says_how_large_a_file_may_be() {
    let stage = Stage::new().await;
    stage.clinic.set("documents.max_mb", "1").await;
    let (app, cookie, path) = (&stage.app, stage.cookie.as_str(), "/documents/upload");
    let endless = [format!("--{BOUNDARY}\r\nX: ").as_bytes(), &[b'a'; 3_000_000]].concat();
    let said = [&[("content-length", "5000000")], PLAIN].concat();

    let (status, _, word) = post(app, path, cookie, endless, SCRIPT).await;
    assert_eq!((status, word.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "broken"));
    let (_, headers, _) = post(app, path, cookie, Vec::new(), &said).await;
    assert_eq!(headers[header::LOCATION], "/documents?problem=too-large-1");
    let page = get(app, "/documents?problem=too-large-1", cookie).await;
    assert!(page.body.contains("This file is larger than 1 MB. Choose a smaller one"), "{}", page.body);
}

#[tokio::test]
async fn so_many_files_of_one_account_are_on_their_way_at_once() {
    let stage = Stage::new().await;
    let other = cookie(&stage.clinic.services, &stage.clinic.patient("Other One").await).await;
    let path = "/documents/upload";
    let drawn_for = address(&stage.app, &Method::POST, path, &stage.cookie).await;
    let (asks, mut asked) = tokio::sync::mpsc::unbounded_channel();
    let silent = |cookie: &str| {
        let asks = asks.clone();
        let request = Request::post(&drawn_for)
            .header(header::HOST, "clinic.example")
            .header(header::COOKIE, cookie)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"));
        let never = futures::stream::once(async move {
            asks.send(()).expect("the test waits for it");
            futures::future::pending::<Result<Vec<u8>, std::io::Error>>().await
        });
        let request = request.body(Body::from_stream(never)).expect("a request");
        let answer = stage.app.clone().oneshot(request);
        tokio::spawn(async move {
            let answer = answer.await.expect("an answer");
            panic!("answered without its file: {answer:?}")
        })
    };
    let whole = || body("result", "x.pdf", &pdf(""), true);
    let first = [(); 3].map(|()| silent(&stage.cookie));
    // Each has its place once its first byte is awaited.
    for _ in &first {
        asked.recv().await.expect("an upload");
    }

    let (status, _, word) = post(&stage.app, path, &stage.cookie, whole(), SCRIPT).await;

    assert!(first.iter().all(|upload| !upload.is_finished()), "they are on their way");
    assert_eq!((status, word.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "too-many"));
    assert_eq!(post(&stage.app, path, &other, whole(), SCRIPT).await.0, StatusCode::CREATED);
    for upload in first {
        upload.abort();
        let ended: Result<(), _> = upload.await;
        assert!(ended.is_err_and(|e| e.is_cancelled()), "it was still on its way");
    }
    assert_eq!(post(&stage.app, path, &stage.cookie, whole(), SCRIPT).await.0, StatusCode::CREATED);
}

#[tokio::test]
async fn a_file_comes_under_headers_by_which_nothing_in_it_runs() {
    let stage = Stage::new().await;
    let image = stage.document("Röntgen \"1\"; x=%.png", png(5, 5)).await;
    let paper = stage.document("a.pdf", pdf("")).await;

    let shown = stage.file(&format!("/documents/{image}/file"), &stage.cookie, &[]).await;
    let saved = stage.file(&format!("/documents/{image}/file?download=1"), &stage.cookie, &[]).await;
    let preview = stage.file(&format!("/documents/{image}/preview"), &stage.cookie, &[]).await;
    let paper = stage.file(&format!("/documents/{paper}/file"), &stage.cookie, &[("accept-encoding", "gzip")]).await;

    for (answer, media) in
        [(&shown, "image/png"), (&saved, "image/png"), (&preview, "image/png"), (&paper, "application/pdf")]
    {
        assert_eq!((answer.status, answer.header("content-type")), (StatusCode::OK, media));
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'; sandbox");
        assert_eq!(answer.header("cache-control"), "private, no-store");
        assert_eq!(answer.header("content-encoding"), "");
    }
    let name = "filename=\"R_ntgen _1__ x__.png\"; filename*=UTF-8''R%C3%B6ntgen%20%221%22%3B%20x%3D%25.png";
    assert_eq!(shown.header("content-disposition"), format!("inline; {name}"));
    assert_eq!(saved.header("content-disposition"), format!("attachment; {name}"));
    assert_eq!(paper.header("content-disposition"), "attachment; filename=\"a.pdf\"; filename*=UTF-8''a.pdf");
    assert_eq!(paper.body.as_bytes(), pdf(""));
}

#[tokio::test]
async fn a_file_is_had_in_parts() {
    let stage = Stage::new().await;
    let whole = pdf("");
    let path = format!("/documents/{}/file", stage.document("a.pdf", whole.clone()).await);
    let size = whole.len();
    let tag = stage.file(&path, &stage.cookie, &[]).await.header("etag").to_owned();
    let part = async |headers: &[(&str, &str)]| {
        let answer = stage.file(&path, &stage.cookie, headers).await;
        (answer.status, answer.header("content-range").to_owned(), answer.body.into_bytes())
    };
    let partial = StatusCode::PARTIAL_CONTENT;
    let everything = (StatusCode::OK, String::new(), whole.clone());

    assert_eq!(part(&[("range", "bytes=0-4")]).await, (partial, format!("bytes 0-4/{size}"), whole[..5].to_vec()));
    let last = size - 6;
    let ending = (partial, format!("bytes {last}-{}/{size}", size - 1), whole[last..].to_vec());
    assert_eq!(part(&[("range", "bytes=-6")]).await, ending);
    assert_eq!(part(&[("range", &format!("bytes={last}-"))]).await, ending);
    assert_eq!(part(&[("range", "bytes=-6"), ("if-range", &tag)]).await, ending);
    assert_eq!(part(&[("range", "bytes=-6"), ("if-range", "\"other\"")]).await, everything);
    assert_eq!(part(&[("range", "bytes=0-1,4-5")]).await, everything);
    assert_eq!(part(&[("range", "lines=1-2")]).await, everything);
    let nowhere = part(&[("range", &format!("bytes={size}-"))]).await;
    assert_eq!((nowhere.0, nowhere.1), (StatusCode::RANGE_NOT_SATISFIABLE, format!("bytes */{size}")));
    let whole = stage.file(&path, &stage.cookie, &[]).await;
    assert_eq!((whole.header("accept-ranges"), whole.header("content-length")), ("bytes", size.to_string().as_str()));
}

#[tokio::test]
async fn who_has_a_file_as_it_is_gets_nothing_and_reads_nothing() {
    const DONE: &str = "select count(*) from audit_event where action = 'record.read' and outcome = 'done'";
    let stage = Stage::new().await;
    let path = format!("/documents/{}/file", stage.document("a.pdf", pdf("")).await);
    let tag = stage.file(&path, &stage.cookie, &[]).await.header("etag").to_owned();
    let before = stage.clinic.test.count(DONE).await;

    for kept in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".to_owned()] {
        let answer = stage.file(&path, &stage.cookie, &[("if-none-match", &kept), ("range", "bytes=0-4")]).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::NOT_MODIFIED, ""), "{kept}");
        assert_eq!((answer.header("etag"), answer.header("cache-control")), (tag.as_str(), "private, no-store"));
    }
    assert_eq!(stage.clinic.test.count(DONE).await, before);
    let other = stage.file(&path, &stage.cookie, &[("if-none-match", "\"other\"")]).await;
    let visitor = stage.file(&path, "", &[("if-none-match", "*")]).await;

    assert_eq!((other.status, other.body.into_bytes()), (StatusCode::OK, pdf("")));
    assert_ne!(visitor.status, StatusCode::NOT_MODIFIED, "whether it is there is not told to others");
}

#[tokio::test]
async fn a_file_that_nobody_got_was_not_read() {
    const DONE: &str = "select count(*) from audit_event where action = 'record.read' and outcome = 'done'";
    let stage = Stage::new().await;
    let id = stage.document("a.png", png(9, 9)).await;
    let (path, small) = (format!("/documents/{id}/file"), format!("/documents/{id}/preview"));
    let before = stage.clinic.test.count(DONE).await;

    let beyond = stage.file(&path, &stage.cookie, &[("range", "bytes=999999-")]).await;
    assert_eq!(beyond.status, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(stage.clinic.test.count(DONE).await, before);
    assert_eq!(stage.file(&path, &stage.cookie, &[]).await.status, StatusCode::OK);
    assert_eq!(stage.clinic.test.count(DONE).await, before + 1);

    let all = stage.clinic.services.files.written_before(Timestamp::MAX).await.expect("listed");
    for key in all {
        stage.clinic.services.files.delete(&key).await.expect("lost");
    }
    for path in [&path, &small] {
        assert!(stage.file(path, &stage.cookie, &[]).await.status.is_server_error(), "{path}");
    }
    assert_eq!(stage.clinic.test.count(DONE).await, before + 1);
}

#[tokio::test]
async fn nobody_without_a_ground_has_anything_by_any_address_and_every_attempt_is_written_down() {
    let stage = Stage::new().await;
    let clinic = &stage.clinic;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let id = stage.document("mine.png", png(5, 5)).await;
    let visit =
        booking::book(&clinic.services, &stage.patient, clinic.request(doctor, at("09:30"))).await.expect("booked");
    let staff = cookie(&clinic.services, &practitioner_actor(doctor)).await;
    let addresses = [
        format!("/documents/{id}"),
        format!("/documents/{id}/file"),
        format!("/documents/{id}/file?download=1"),
        format!("/documents/{id}/preview"),
        format!("/api/document?id={id}"),
    ];
    let list = format!("/appointments/{visit}/documents");
    for path in addresses.iter().chain([&list]) {
        assert_eq!(read(&stage.app, path, &staff).await.status, StatusCode::OK, "treating: {path}");
    }

    cancel::cancel(&clinic.services, &stage.patient, visit, "").await.expect("called off");
    let other = cookie(&clinic.services, &clinic.patient("Other One").await).await;
    let admin = actor(clinic.account("Ad Min", Role::Administrator).await, &[Role::Administrator]);
    let admin = cookie(&clinic.services, &admin).await;
    for who in [&staff, &other, &admin] {
        for path in &addresses {
            let before = refused(clinic).await;
            let answer = read(&stage.app, path, who).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(!answer.body.contains("mine.png"));
            assert_eq!(refused(clinic).await, before + 1, "{path}");
        }
        let before = refused(clinic).await;
        let retract = call(&stage.app, Method::POST, "/api/retract_document", who, &format!("id={id}")).await;
        assert_eq!(retract.status, StatusCode::NOT_FOUND, "{}", retract.body);
        let add = body("result", "x.pdf", &pdf(""), true);
        let (status, ..) = post(&stage.app, &format!("{list}/upload"), who, add, SCRIPT).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        assert_eq!(refused(clinic).await, before + 2);
    }
    assert_eq!(get(&stage.app, &list, &staff).await.status, StatusCode::NOT_FOUND);
    for path in &addresses[..4] {
        assert_eq!(get(&stage.app, path, "").await.status, StatusCode::FORBIDDEN, "{path}");
    }
    assert_eq!(stage.files().await, 2);
}
