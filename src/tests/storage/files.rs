//! Files in a bucket, over the wire: against the few calls of S3 that we make.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use consulta::storage::{error::StorageError, files::Files};
use futures::TryStreamExt;
use jiff::Timestamp;
use object_store::aws::AmazonS3Builder;

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

const DATE: &str = "Mon, 23 Nov 2026 08:00:00 GMT";

/// Puts, gets, lists and deletes; refuses who does not sign.
async fn answer(State(objects): State<Objects>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let mut objects = objects.lock().expect("one at a time");
    let signed = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if !signed.is_some_and(|value| value.contains("Credential=the-key/")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let key = uri.path().strip_prefix("/clinic").unwrap_or_default().trim_matches('/').to_owned();
    match method {
        Method::PUT => {
            objects.insert(key, body);
            [(header::ETAG, "\"tag\"")].into_response()
        }
        Method::GET if key.is_empty() => {
            let item = |(key, bytes): (&String, &Bytes)| {
                let size = bytes.len();
                format!(
                    "<Contents><Key>{key}</Key><LastModified>2026-11-23T08:00:00.000Z</LastModified>\
                     <ETag>tag</ETag><Size>{size}</Size></Contents>"
                )
            };
            let items: String = objects.iter().map(item).collect();
            format!("<ListBucketResult><Name>clinic</Name>{items}</ListBucketResult>").into_response()
        }
        Method::GET => match objects.get(&key) {
            Some(bytes) => {
                let asked = headers.get(header::RANGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
                let (first, last) =
                    asked.trim_start_matches("bytes=").split_once('-').expect("one range, as we ask for");
                let first: usize = first.parse().expect("a number");
                let last = last.parse::<u64>().map_or(bytes.len() - 1, |last| (last as usize).min(bytes.len() - 1));
                let headers = [
                    (header::ETAG, "\"tag\"".to_owned()),
                    (header::LAST_MODIFIED, DATE.to_owned()),
                    (header::CONTENT_RANGE, format!("bytes {first}-{last}/{}", bytes.len())),
                ];
                (StatusCode::PARTIAL_CONTENT, headers, bytes.slice(first..=last)).into_response()
            }
            None => StatusCode::NOT_FOUND.into_response(),
        },
        _ => {
            let asked = String::from_utf8_lossy(&body).into_owned();
            let keys = asked.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next());
            let gone: String = keys
                .map(|key| {
                    objects.remove(key);
                    format!("<Deleted><Key>{key}</Key></Deleted>")
                })
                .collect();
            format!("<DeleteResult>{gone}</DeleteResult>").into_response()
        }
    }
}

async fn bucket(key: &str) -> (Files, Objects) {
    let objects = Objects::default();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let application = Router::new().fallback(answer).with_state(objects.clone());
    tokio::spawn(async move { axum::serve(listener, application).await });
    let builder = AmazonS3Builder::new()
        .with_endpoint(format!("http://{address}"))
        .with_allow_http(true)
        .with_region("us-east-1")
        .with_bucket_name("clinic")
        .with_access_key_id(key)
        .with_secret_access_key("the-secret");
    (Files::in_bucket(builder, "a/b").expect("said"), objects)
}

#[tokio::test]
async fn a_bucket_keeps_files_below_its_prefix() {
    let (files, objects) = bucket("the-key").await;

    files.check().await.expect("reached");
    assert!(objects.lock().expect("one at a time").is_empty(), "the check leaves nothing");
    files.put("ab/cd", "some text".into()).await.expect("put");

    assert_eq!(objects.lock().expect("one at a time").keys().collect::<Vec<_>>(), ["a/b/ab/cd"]);
    let parts: Vec<_> = files.read("ab/cd", 5..9).await.expect("there").try_collect().await.expect("read");
    assert_eq!(parts.concat(), b"text");
    let parts: Vec<_> = files.read("ab/cd", 0..u64::MAX).await.expect("there").try_collect().await.expect("read");
    assert_eq!(parts.concat(), b"some text");
    let before = |instant: &str| instant.parse::<Timestamp>().expect("an instant");
    assert!(files.written_before(before("2026-11-23T08:00:00Z")).await.expect("listed").is_empty());
    assert_eq!(files.written_before(before("2026-11-23T08:00:01Z")).await.expect("listed"), ["ab/cd"]);
    files.delete("ab/cd").await.expect("deleted");
    files.delete("ab/cd").await.expect("no error");
    assert!(matches!(files.read("ab/cd", 0..1).await.err(), Some(StorageError::Files(_))));
}

#[tokio::test]
async fn a_bucket_that_cannot_be_reached_is_found_out_and_no_secret_told() {
    let (files, _) = bucket("another-key").await;

    let error = files.check().await.expect_err("refused");

    let told = format!("{error} {error:?} {files:?}");
    assert!(!told.contains("the-secret"), "{told}");
}
