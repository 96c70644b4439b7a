//! Messages by programs: threads, their contents, sending exactly once, and marking as read.

use axum::{
    Router,
    http::{Method, StatusCode},
};
use consulta::{
    domain::ids::ThreadId,
    service::message::{self, attachment},
};
use serde_json::{Value, json};

use super::{get, open, said, send, send_with, token};
use crate::{
    http::browser::Answer,
    service::document::png,
    support::{TestDb, at, on_both},
};

async fn post(app: &Router, path: &str, token: &str, body: Value) -> Answer {
    send(app, Method::POST, path, token, &body).await
}

async fn items(app: &Router, path: &str, token: &str) -> Vec<Value> {
    let answer = get(app, path, token).await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.body);
    said(&answer)["items"].as_array().expect("a list").clone()
}

/// The patient books with the practitioner, which permits them to write to each other, and begins their thread.
async fn begun(app: &Router, doctor: i64, pat: &str, time: &str) -> i64 {
    let visit = json!({ "doctor_id": doctor, "starts_at": at(time).to_string() });
    let booked = post(app, "/api/v1/appointments", pat, visit).await;
    assert_eq!(booked.status, StatusCode::CREATED, "{}", booked.body);
    let begun = post(app, "/api/v1/threads", pat, json!({ "doctor_id": doctor })).await;
    assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.body);
    assert_eq!(begun.location(), format!("/api/v1/threads/{}", said(&begun)["id"]));
    said(&begun)["id"].as_i64().expect("a key")
}

on_both! {
    async fn a_message_is_sent_once_read_and_marked_as_read(test) {
        let (clinic, app) = open(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        clinic.patient("Pat Ient").await;
        let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
        let early = post(&app, "/api/v1/threads", &pat, json!({ "doctor_id": doctor.0 })).await;
        let thread = begun(&app, doctor.0, &pat, "10:00").await;
        let again = post(&app, "/api/v1/threads", &pat, json!({ "doctor_id": doctor.0 })).await;
        let key = [("idempotency-key", "a-message-of-mine")];
        let hello = json!({ "thread_id": thread, "text": " Hello \n" });

        let sent = send_with(&app, Method::POST, "/api/v1/messages", &pat, &hello, &key).await;
        let twice = send_with(&app, Method::POST, "/api/v1/messages", &pat, &hello, &key).await;
        let other = json!({ "thread_id": thread, "text": "Something else" });
        let other = send_with(&app, Method::POST, "/api/v1/messages", &pat, &other, &key).await;
        let more = post(&app, "/api/v1/messages", &pat, json!({ "thread_id": thread, "text": "=1+1" })).await;

        assert_eq!((early.status, &said(&again)["id"]), (StatusCode::NOT_FOUND, &json!(thread)), "{}", early.body);
        assert_eq!((sent.status, twice.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", sent.body);
        assert_eq!(other.status, StatusCode::CONFLICT, "the key names another message: {}", other.body);
        assert_eq!((&said(&sent)["text"], &said(&sent)["id"]), (&json!("Hello"), &said(&twice)["id"]));
        assert_eq!(sent.location(), format!("/api/v1/messages/{}", said(&sent)["id"]));
        assert_eq!(said(&get(&app, sent.location(), &ann).await)["author_name"], "Pat Ient");
        let (first, second) = (said(&sent)["id"].clone(), said(&more)["id"].clone());

        let list = format!("/api/v1/messages?thread_id={thread}");
        let read = items(&app, &list, &ann).await;
        assert_eq!(read.iter().map(|one| &one["id"]).collect::<Vec<_>>(), [&second, &first], "the latest first");
        assert_eq!(items(&app, &format!("{list}&before={second}"), &ann).await.len(), 1);
        assert!(get(&app, &format!("{list}&format=csv"), &ann).await.body.contains("'=1+1"));
        let unread = async || items(&app, "/api/v1/threads", &ann).await[0]["unread"].as_i64();
        assert_eq!(unread().await, Some(2), "reading by a program marks nothing");
        let mark = format!("/api/v1/threads/{thread}/read");
        for (id, left, seen) in [(&first, 1, &first), (&second, 0, &second), (&first, 0, &second)] {
            let marked = post(&app, &mark, &ann, json!({ "message_id": id })).await;
            assert_eq!(marked.status, StatusCode::NO_CONTENT, "{}", marked.body);
            assert_eq!(unread().await, Some(left));
            assert_eq!(&said(&get(&app, &format!("/api/v1/threads/{thread}"), &pat).await)["seen_to"], seen);
        }
        let state = said(&get(&app, &format!("/api/v1/threads/{thread}"), &ann).await);
        assert_eq!((&state["side"], &state["may_write"], &state["read_to"]), (&json!("doctor"), &json!(true), &second));
    }
}

#[tokio::test]
async fn what_is_no_message_is_refused_by_its_field_and_another_thread_s_is_not_found() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let (ann, bea) = (clinic.practitioner("Ann Doctor").await, clinic.practitioner("Bea Other").await);
    clinic.patient("Pat Ient").await;
    let pat = token(&app, "Pat Ient").await;
    let (one, other) = (begun(&app, ann.0, &pat, "10:00").await, begun(&app, bea.0, &pat, "14:00").await);
    let elsewhere = post(&app, "/api/v1/messages", &pat, json!({ "thread_id": other, "text": "Hello" })).await;
    assert_eq!(elsewhere.status, StatusCode::CREATED, "{}", elsewhere.body);

    let long = "x".repeat(4_001);
    for text in ["", " \n", long.as_str()] {
        let answer = post(&app, "/api/v1/messages", &pat, json!({ "thread_id": one, "text": text })).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.body);
        assert_eq!(said(&answer)["errors"][0]["field"], "text");
    }
    let mark = format!("/api/v1/threads/{one}/read");
    for (path, body) in [
        ("/api/v1/messages", json!({ "text": "Hello" })),
        ("/api/v1/messages", json!({ "thread_id": one, "text": "Hello", "colour": "red" })),
        ("/api/v1/threads", json!({})),
        (mark.as_str(), json!({})),
    ] {
        assert_eq!(post(&app, path, &pat, body).await.status, StatusCode::BAD_REQUEST, "{path}");
    }
    assert_eq!(get(&app, "/api/v1/messages", &pat).await.status, StatusCode::BAD_REQUEST, "of which thread?");
    let of_another = json!({ "message_id": said(&elsewhere)["id"] });
    let marked = post(&app, &mark, &pat, of_another).await;
    assert_eq!(marked.status, StatusCode::NOT_FOUND, "{}", marked.body);
    assert_eq!(get(&app, "/api/v1/messages/999999", &pat).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_draft_and_its_files_stay_on_the_site_when_a_program_sends() {
    let (clinic, app) = open(TestDb::sqlite().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let me = clinic.patient("Pat Ient").await;
    let (pat, ann) = (token(&app, "Pat Ient").await, token(&app, "Ann Doctor").await);
    let thread = begun(&app, doctor.0, &pat, "10:00").await;
    let upload =
        consulta::service::document::Upload { category: String::new(), name: "mole.png".into(), bytes: png(5, 5) };
    attachment::attach(&clinic.services, &me, ThreadId(thread), upload).await.expect("added");
    message::save_draft(&clinic.services, &me, ThreadId(thread), "Dear").await.expect("kept");

    let sent = post(&app, "/api/v1/messages", &pat, json!({ "thread_id": thread, "text": "By a program" })).await;
    assert_eq!((sent.status, &said(&sent)["files"]), (StatusCode::CREATED, &json!([])), "{}", sent.body);
    assert_eq!(clinic.test.count("select count(*) from message_draft where body = 'Dear'").await, 1);

    let by_hand =
        message::Sending { thread: ThreadId(thread), text: "Look".into(), intent: "by-hand-on-the-site".into() };
    message::send(&clinic.services, &me, by_hand).await.expect("sent");
    let read = items(&app, &format!("/api/v1/messages?thread_id={thread}"), &ann).await;
    assert_eq!((read.len(), &read[0]["files"][0]["name"]), (2, &json!("mole.png")));
    assert_eq!(read[0]["files"][0]["media_type"], "image/png");
}
