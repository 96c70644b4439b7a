//! Files in messages over HTTP: sent with the text by a plain form, or alone by a script, and the headers of their downloads.

use axum::http::{Method, StatusCode, header};

use super::{
    browser::{get, post_form, send},
    documents::{BOUNDARY, PLAIN, SCRIPT, post},
    messages::Stage,
};
use crate::{
    service::{
        document::{pdf, png},
        waitlist::free,
    },
    support::{cookie, on_both},
};

/// The form with its text, a file if its name is not empty, and the button pressed.
fn form(text: &str, (name, file): (&str, &[u8]), button: &str) -> Vec<u8> {
    let part = |name: &str, value: &str| {
        format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let mut body = part("intent", "an-intent-of-a-form") + &part("text", text);
    if !button.is_empty() {
        body += &part("then", button);
    }
    body += &format!(
        "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    );
    let mut body = body.into_bytes();
    body.extend(file);
    body.extend(format!("\r\n--{BOUNDARY}--\r\n").bytes());
    body
}

/// The address of the first file on a page.
fn address_in(page: &str) -> String {
    let (_, rest) = page.split_once("href=\"/attachments/").expect("a file");
    format!("/attachments/{}", rest.split('"').next().expect("an end"))
}

on_both! {
    async fn a_plain_form_sends_text_and_file_and_the_other_side_opens_it_and_another_patient_does_not(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let path = format!("{thread}/send");
        assert!(stage.shown(&thread, &stage.patients).await.contains(&path));

        let sent = form("My results", ("Blood <b>.pdf", &pdf("")), "");
        let (status, headers, _) = post(&stage.app, &path, &stage.patients, sent, PLAIN).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(headers[header::LOCATION], *format!("{thread}?sent=1#newest"));
        let page = stage.shown(&thread, &stage.doctors).await;
        assert!(page.contains("My results") && page.contains("Blood &lt;b&gt;.pdf") && page.contains("PDF"), "{page}");
        let file = address_in(&page);
        let opened = send(&stage.app, Method::GET, &file, &stage.doctors, "", &[]).await;
        assert_eq!(opened.status, StatusCode::OK);
        assert_eq!(opened.headers[header::CONTENT_TYPE], "application/pdf");
        assert_eq!(opened.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(opened.headers[header::CONTENT_DISPOSITION].to_str().expect("text").starts_with("attachment;"));

        let stranger = stage.clinic.patient("Stan Stranger").await;
        let strangers = cookie(&stage.clinic.services, &stranger).await;
        assert_eq!(send(&stage.app, Method::GET, &file, &strangers, "", &[]).await.status, StatusCode::NOT_FOUND);
        let (status, ..) = post(&stage.app, &path, &strangers, form("Hello", ("", b""), ""), PLAIN).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let none = get(&stage.app, &file, "").await.status;
        assert!(none.is_redirection() || none == StatusCode::FORBIDDEN, "{none}");
    }
}

on_both! {
    async fn what_a_form_cannot_send_is_said_and_its_text_kept(test) {
        let stage = Stage::new(test).await;
        stage.clinic.set("documents.max_mb", "1").await;
        let thread = stage.start().await;
        let path = format!("{thread}/send");
        let large = vec![b'%'; 1_500_000];

        for (file, button, word) in [
            (("a.pdf", &b"<html>"[..]), "", "wrong-kind"),
            (("a.pdf", &large[..]), "", "too-large-1"),
            (("", &b""[..]), "write", "missing"),
        ] {
            let (status, headers, _) = post(&stage.app, &path, &stage.patients, form("Read this", file, button), PLAIN).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
            assert_eq!(headers[header::LOCATION], *format!("{thread}?problem={word}#newest"));
            let page = stage.shown(&format!("{thread}?problem={word}"), &stage.patients).await;
            assert!(page.contains("There is a problem") && page.contains(">Read this</textarea>"), "{word}: {page}");
        }
        let (_, headers, _) = post(&stage.app, &path, &stage.patients, form("", ("", b""), ""), PLAIN).await;
        assert_eq!(headers[header::LOCATION], *format!("{thread}?problem=message_text#newest"));
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 0);
    }
}

on_both! {
    async fn a_message_from_a_page_of_someone_who_is_not_signed_in_is_kept_to_be_sent_again(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let path = format!("/as/{}{thread}/send", stage.patient.id().expect("an account"));
        let large = vec![b'%'; 1_500_000];

        for (cookie, expected) in [("", StatusCode::FORBIDDEN), (stage.doctors.as_str(), StatusCode::CONFLICT)] {
            for (name, file) in [("", &b""[..]), ("Blood.pdf", &large[..])] {
                let sent = form("Read this", (name, file), "");
                let (status, _, page) = post(&stage.app, &path, cookie, sent, PLAIN).await;
                let page = page.replace("<!>", "");

                assert_eq!(status, expected);
                assert!(page.contains("class=\"typed\">Read this</li>"), "{page}");
                assert!(page.contains("name=\"text\" value=\"Read this\""), "{page}");
                assert!(page.contains("name=\"intent\" value=\"an-intent-of-a-form\""), "{page}");
                assert!(page.contains("enctype=\"multipart/form-data\""), "the handler takes no other: {page}");
                assert_eq!(page.contains("type=\"file\"") && page.contains("Blood.pdf"), !name.is_empty(), "{page}");
            }
        }
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 0);
    }
}

on_both! {
    async fn what_is_sent_to_a_thread_that_has_closed_stays_to_be_copied(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        free(&stage.clinic, &stage.patient, stage.visit).await;

        let sent = form("Half a sentence", ("Blood.pdf", &pdf("")), "");
        let (status, headers, _) = post(&stage.app, &format!("{thread}/send"), &stage.patients, sent, PLAIN).await;

        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(headers[header::LOCATION], *format!("{thread}#newest"));
        let page = stage.shown(&thread, &stage.patients).await;
        assert!(page.contains("Your unsent message") && page.contains(">Half a sentence</textarea>"), "{page}");
        assert!(!page.contains(&format!("{thread}/send")) && !page.contains("Blood.pdf"));
        assert_eq!(stage.clinic.test.count("select count(*) from message").await, 0);
    }
}

on_both! {
    async fn a_script_adds_files_that_can_be_removed_until_the_message_is_sent(test) {
        let stage = Stage::new(test).await;
        let thread = stage.start().await;
        let path = format!("{thread}/attach");

        let (status, ..) = post(&stage.app, &path, &stage.patients, form("", ("a.png", &png(5, 5)), ""), SCRIPT).await;
        assert_eq!(status, StatusCode::CREATED);
        let (status, _, word) = post(&stage.app, &path, &stage.patients, form("", ("b.png", b"MZ"), ""), SCRIPT).await;
        assert_eq!((status, word.as_str()), (StatusCode::UNPROCESSABLE_ENTITY, "wrong-kind"));
        let page = stage.shown(&thread, &stage.patients).await;
        assert!(page.contains("Attached to your next message") && page.contains("a.png"));
        assert!(!stage.shown(&thread, &stage.doctors).await.contains("a.png"));

        let file = address_in(&page);
        let shown = send(&stage.app, Method::GET, &file, &stage.patients, "", &[]).await;
        assert!(shown.headers[header::CONTENT_DISPOSITION].to_str().expect("text").starts_with("inline;"));
        assert!(shown.headers[header::CONTENT_SECURITY_POLICY].to_str().expect("text").contains("sandbox"));
        let id = file.trim_start_matches("/attachments/");
        post_form(&stage.app, "/api/remove_attachment", &stage.patients, &format!("id={id}")).await;
        assert!(!stage.shown(&thread, &stage.patients).await.contains("a.png"));
        assert_eq!(stage.clinic.test.count("select count(*) from message_attachment").await, 0);
    }
}
