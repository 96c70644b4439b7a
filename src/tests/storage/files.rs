//! Files in a bucket, over the wire: against the few S3 calls that we make.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use consulta::storage::{error::StorageError, files::Files, monotonic};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use object_store::{ClientOptions, aws::AmazonS3Builder};
use ring::hmac;
use sha2::{Digest, Sha256};

type Objects = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// A fault of the bucket.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    /// It answers with an error.
    Fails,
    /// It says nothing.
    Waits,
    /// It says half.
    BreaksOff,
}

/// Its contents, and the fault of this many of the next requests.
#[derive(Clone, Default)]
struct Bucket {
    objects: Objects,
    trouble: Arc<Mutex<Option<(Trouble, usize)>>>,
}

impl Bucket {
    fn next(&self) -> Option<Trouble> {
        let mut trouble = self.trouble.lock().expect("one at a time");
        let (what, times) = (*trouble)?;
        *trouble = (times > 1).then_some((what, times - 1));
        Some(what)
    }

    fn meets(&self, trouble: Option<(Trouble, usize)>) {
        *self.trouble.lock().expect("one at a time") = trouble;
    }
}

/// The secret that signs requests.
const SECRET: &str = "the-secret";

const DATE: &str = "Mon, 23 Nov 2026 08:00:00 GMT";

/// Whether a request has a valid AWS Signature Version 4. One with a query is not checked, as its parameters would have to be
/// sorted first.
fn is_signed(method: &Method, uri: &Uri, headers: &HeaderMap) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().trim();
    let parts = || said("authorization").split([' ', ',']);
    let part = |name: &str| parts().find_map(|part| part.strip_prefix(name)).unwrap_or_default();
    let Some(scope) = part("Credential=").strip_prefix("the-key/") else { return false };
    if uri.query().is_some() {
        return true;
    }
    let names = part("SignedHeaders=");
    let signed: String = names.split(';').map(|name| format!("{name}:{}\n", said(name))).collect();
    let request = format!("{method}\n{}\n\n{signed}\n{names}\n{}", uri.path(), said("x-amz-content-sha256"));
    let digest = hex::encode(Sha256::digest(request.as_bytes()));
    let text = format!("AWS4-HMAC-SHA256\n{}\n{scope}\n{digest}", said("x-amz-date"));
    let signature = scope.split('/').chain([text.as_str()]).fold(format!("AWS4{SECRET}").into_bytes(), |key, part| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, &key), part.as_bytes()).as_ref().to_vec()
    });
    hex::encode(signature) == part("Signature=")
}

/// Puts, gets, lists and deletes; refuses unsigned requests.
async fn answer(State(bucket): State<Bucket>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let trouble = bucket.next();
    match trouble {
        Some(Trouble::Fails) => return StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Some(Trouble::Waits) => tokio::time::sleep(Duration::from_secs(60)).await,
        Some(Trouble::BreaksOff) | None => {}
    }
    let mut objects = bucket.objects.lock().expect("one at a time");
    if !is_signed(&method, &uri, &headers) {
        return (StatusCode::FORBIDDEN, "<Error><Code>SignatureDoesNotMatch</Code></Error>").into_response();
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
                let asked = bytes.slice(first..=last);
                let headers = [
                    (header::ETAG, "\"tag\"".to_owned()),
                    (header::LAST_MODIFIED, DATE.to_owned()),
                    (header::CONTENT_RANGE, format!("bytes {first}-{last}/{}", bytes.len())),
                    // Also if only half of it arrives.
                    (header::CONTENT_LENGTH, asked.len().to_string()),
                ];
                let body = match trouble {
                    Some(Trouble::BreaksOff) => {
                        let half = asked.slice(..asked.len() / 2);
                        let cut = async {
                            // After what came before it has been sent.
                            tokio::time::sleep(Duration::from_millis(50)).await;
                            Err(io::Error::other("the line is cut"))
                        };
                        Body::from_stream(stream::iter([Ok(half)]).chain(stream::once(cut)))
                    }
                    _ => Body::from(asked),
                };
                (StatusCode::PARTIAL_CONTENT, headers, body).into_response()
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

async fn bucket(key: &str) -> (Files, Bucket) {
    let bucket = Bucket::default();
    let address = serve(bucket.clone()).await;
    (files(address, (key, SECRET)), bucket)
}

/// A bucket over the wire.
async fn serve(bucket: Bucket) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let application = Router::new().fallback(answer).with_state(bucket);
    tokio::spawn(async move { axum::serve(listener, application).await });
    address
}

/// The files of a bucket, accessed with this key and secret.
fn files(address: SocketAddr, (key, secret): (&str, &str)) -> Files {
    let builder = AmazonS3Builder::new()
        .with_endpoint(format!("http://{address}"))
        .with_client_options(ClientOptions::new().with_allow_http(true).with_timeout(Duration::from_secs(1)))
        .with_region("us-east-1")
        .with_bucket_name("clinic")
        .with_access_key_id(key)
        .with_secret_access_key(secret);
    Files::in_bucket(builder, "a/b").expect("said")
}

async fn read(files: &Files, key: &str) -> Result<Vec<u8>, StorageError> {
    Ok(files.read(key, 0..u64::MAX).await?.try_collect::<Vec<Bytes>>().await?.concat())
}

#[tokio::test]
async fn a_bucket_keeps_files_below_its_prefix() {
    let (files, Bucket { objects, .. }) = bucket("the-key").await;

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
    let (files, bucket) = bucket("another-key").await;

    let error = files.check().await.expect_err("refused");

    let told = format!("{error} {error:?} {files:?}");
    assert!(!told.contains("the-secret"), "{told}");
    assert!(error.is_unavailable() && bucket.objects.lock().expect("one at a time").is_empty());
}

#[tokio::test]
async fn a_wrong_secret_is_told_as_such_and_nothing_is_lost_by_it() {
    let bucket = Bucket::default();
    let address = serve(bucket.clone()).await;
    let kept = files(address, ("the-key", SECRET));
    kept.put("ab/cd", "some text".into()).await.expect("put");
    let wrong = files(address, ("the-key", "another-secret"));

    let refused = [
        wrong.check().await.expect_err("not reached"),
        wrong.put("ab/cd", "other".into()).await.expect_err("not put"),
        read(&wrong, "ab/cd").await.expect_err("not read"),
    ];

    for error in refused {
        let told = format!("{error} {error:?}");
        assert!(error.is_unavailable() && told.contains("SignatureDoesNotMatch"), "{told}");
        assert!(!told.contains("another-secret"), "{told}");
    }
    assert_eq!(read(&kept, "ab/cd").await.expect("read"), b"some text");
    assert_eq!(bucket.objects.lock().expect("one at a time").len(), 1);
}

#[tokio::test]
async fn what_a_bucket_fails_to_do_once_or_twice_is_done_all_the_same() {
    let (files, bucket) = bucket("the-key").await;

    for trouble in [Trouble::Fails, Trouble::Waits] {
        bucket.meets(Some((trouble, 2)));
        files.put("ab/cd", "some text".into()).await.expect("put");
    }
    for trouble in [Trouble::Fails, Trouble::Waits, Trouble::BreaksOff] {
        bucket.meets(Some((trouble, 1)));
        assert_eq!(read(&files, "ab/cd").await.expect("read"), b"some text");
    }
}

#[tokio::test]
async fn a_bucket_that_keeps_failing_is_given_up_soon_and_works_again_by_itself() {
    let (files, bucket) = bucket("the-key").await;
    files.put("ab/cd", "some text".into()).await.expect("put");

    for trouble in [Trouble::Fails, Trouble::Waits, Trouble::BreaksOff] {
        bucket.meets(Some((trouble, usize::MAX)));
        let began = monotonic::now();
        let lost = read(&files, "ab/cd").await.expect_err("nothing shorter than the file");
        assert!(lost.is_unavailable(), "{lost}");
        if trouble != Trouble::BreaksOff {
            let refused = files.put("ab/ef", "more".into()).await.expect_err("not put");
            assert!(refused.is_unavailable(), "{refused}");
        }
        assert!(began.elapsed() < Duration::from_secs(25), "whoever waits is told before they give up");

        bucket.meets(None);
        assert_eq!(read(&files, "ab/cd").await.expect("read"), b"some text");
        files.put("ab/gh", "more".into()).await.expect("put");
        assert_eq!(bucket.objects.lock().expect("one at a time").len(), 2, "and nothing that was refused");
    }
}
