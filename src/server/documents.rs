//! Receiving documents, and serving their files: in ranges, and under headers that keep anything in them from running.

use std::time::Duration;

use axum::{
    Router,
    body::Body,
    extract::{Extension, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tower_http::timeout::TimeoutLayer;

use super::{
    multipart::{Form, FormError},
    under_way::{COME_BACK, Full, UnderWay},
};
use crate::{
    domain::{
        address,
        document::{FileProblem, MediaType},
        form::{Field as FormField, FieldError, Problem},
        ids::{AppointmentId, EntryId},
    },
    error::AppError,
    request::{
        AppState,
        context::status_of,
        extract::{Path, Query},
        identity::Identity,
    },
    service::{
        Outcome,
        document::{self, Document, MEGABYTE, Upload, Whose},
        refusals::Trail,
    },
};

/// How long an upload may take: enough for ten megabytes over a slow connection.
const LONGEST_UPLOAD: Duration = Duration::from_secs(5 * 60);
/// Uploads up to this multiple of the largest file are read to the end before they are refused: a browser that is still sending
/// would not see the response.
pub const PATIENCE: usize = 4;
/// The maximum length of a text field beside the file, in bytes.
const LONGEST_TEXT: usize = 1_000;

/// The upload routes. The clinic decides how large files may be.
pub fn uploads() -> Router<AppState> {
    let routes = Router::new()
        .route("/documents/upload", post(add_own))
        .route("/appointments/{id}/documents/upload", post(add_to_patient));
    taking_files(routes)
}

/// Limits routes that receive files: a maximum number at a time, and a time limit for each.
pub(super) fn taking_files(routes: Router<AppState>) -> Router<AppState> {
    routes
        .layer(Extension(UnderWay::default()))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST_UPLOAD))
}

/// The routes that serve files. They are streamed as they are: neither compressed nor truncated.
pub fn files() -> Router<AppState> {
    Router::new().route("/documents/{id}/file", get(file)).route("/documents/{id}/preview", get(preview))
}

async fn add_own(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = take_in(state, identity, Whose::Own, &under_way, request).await;
    answer(&headers, "/documents", done)
}

async fn add_to_patient(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<AppointmentId>,
    Extension(under_way): Extension<UnderWay>,
    request: Request,
) -> Response {
    let headers = request.headers().clone();
    let done = take_in(state, identity, Whose::PatientOf(id), &under_way, request).await;
    answer(&headers, &address::documents(id), done)
}

async fn take_in(
    state: AppState,
    identity: Identity,
    whose: Whose,
    under_way: &UnderWay,
    request: Request,
) -> Result<EntryId, AppError> {
    let (services, actor) = (state.services, identity.actor);
    let most = document::may_add(&services, &actor, whose).await?;
    let account = actor.id().ok_or(AppError::NotSignedIn)?;
    let add = move |upload| async move { document::add(&services, &actor, whose, upload).await };
    received(under_way, account.0, request, most, add).await
}

/// Reads an upload of at most this many megabytes, and hands it on.
pub(super) async fn received<T, F>(
    under_way: &UnderWay,
    whose: i64,
    request: Request,
    most: u16,
    add: impl FnOnce(Upload) -> F,
) -> Result<T, AppError>
where
    T: Send + 'static,
    F: Future<Output = Outcome<T>> + Send + 'static,
{
    let _place = under_way.begin(whose).map_err(full)?;
    let upload = read(request, most).await?;
    // A task of its own: a client that has sent everything and then leaves must not leave anything half done.
    Ok(tokio::spawn(Trail::current().follow(add(upload))).await.map_err(|e| {
        tracing::error!(error = %e, "a file was not added");
        AppError::Internal
    })??)
}

/// The error if there is no room for an upload.
pub(super) fn full(why: Full) -> AppError {
    match why {
        Full::OfTheirs => refused(FileProblem::TooMany),
        Full::OfAll => AppError::Busy(COME_BACK),
    }
}

/// A script learns the outcome from the status and a word; a plain form is redirected to a page that shows it.
pub(super) fn answer<T>(headers: &HeaderMap, page: &str, done: Result<T, AppError>) -> Response {
    let accepted = headers.get(header::ACCEPT).and_then(|accepted| accepted.to_str().ok()).unwrap_or_default();
    let is_plain = accepted.contains("text/html");
    match done {
        Ok(_) if is_plain => Redirect::to(&format!("{page}?added=1")).into_response(),
        Ok(_) => StatusCode::CREATED.into_response(),
        Err(error) => match word_of(&error) {
            Some(word) if is_plain => Redirect::to(&format!("{page}?problem={word}")).into_response(),
            word => {
                let mut response = (status_of(&error), word.unwrap_or_default()).into_response();
                if let AppError::Busy(seconds) = error {
                    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                }
                response
            }
        },
    }
}

/// What is wrong with a form, in a word: that of the file's problem, or the field's name.
pub(super) fn word_of(error: &AppError) -> Option<String> {
    match error {
        AppError::Invalid(problems) => problems.first().map(|first| match first.problem {
            Problem::File(problem) => problem.to_string(),
            _ => first.field.control().to_owned(),
        }),
        _ => None,
    }
}

/// The form with the file, which may have this many millions of bytes.
async fn read(request: Request, most: u16) -> Result<Upload, AppError> {
    let largest = usize::from(most) * MEGABYTE;
    let problem = |e| {
        refused(match e {
            FormError::TooLarge => FileProblem::TooLarge(most),
            FormError::Broken => FileProblem::Broken,
        })
    };
    let mut form = Form::of(request, largest * PATIENCE).map_err(problem)?;
    let mut upload = Upload { category: String::new(), name: String::new(), bytes: Vec::new() };
    while let Some(mut field) = form.next().await.map_err(problem)? {
        match field.name() {
            "category" => {
                let text = field.bytes(LONGEST_TEXT).await.map_err(|e| match e {
                    FormError::TooLarge => {
                        AppError::Invalid(vec![FieldError::new(FormField::Category, Problem::NotAChoice)])
                    }
                    other => problem(other),
                })?;
                upload.category = String::from_utf8_lossy(&text).trim().to_owned();
            }
            "file" => {
                upload.name = field.file_name().chars().take(1_000).collect();
                upload.bytes = field.bytes(largest).await.map_err(problem)?;
            }
            _ => {
                field.bytes(LONGEST_TEXT).await.map_err(problem)?;
            }
        }
    }
    Ok(upload)
}

/// The error for a refused file.
pub(super) fn refused(problem: FileProblem) -> AppError {
    AppError::Invalid(vec![document::refused(problem)])
}

#[derive(Deserialize)]
struct Wanted {
    download: Option<String>,
}

/// `/documents/{id}/file`: an image to view, or with `?download=1` to save; a PDF always to save.
async fn file(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<EntryId>,
    Query(wanted): Query<Wanted>,
    headers: HeaderMap,
) -> Response {
    let part = |found: &Document| match range(&headers, size_of(found), &tag_of(found)) {
        _ if is_kept(&headers, &tag_of(found)) => None,
        Range::Whole => Some(0..size_of(found)),
        Range::Part(first, last) => Some(first..last + 1),
        Range::Nowhere => None,
    };
    let opened = match document::open_file(&state.services, &identity.actor, id, part).await.map_err(AppError::from) {
        Ok(opened) => opened,
        Err(error) => return status_of(&error).into_response(),
    };
    let found = opened.document;
    let (size, tag) = (size_of(&found), tag_of(&found));
    let mut out = careful(found.file.media);
    if is_kept(&headers, &tag) {
        out.remove(header::CONTENT_TYPE);
        out.insert(header::ETAG, value(&tag));
        return (StatusCode::NOT_MODIFIED, out).into_response();
    }
    // Browsers show PDFs with a program of their own, which our policy's sandbox does not allow to run.
    let inline = found.file.media.is_image() && wanted.download.is_none();
    out.extend([
        (header::ACCEPT_RANGES, HeaderValue::from_static("bytes")),
        (header::CONTENT_DISPOSITION, value(&disposition(inline, &found.file.name))),
        (header::ETAG, value(&tag)),
    ]);
    let (status, length) = match range(&headers, size, &tag) {
        Range::Whole => (StatusCode::OK, size),
        Range::Part(first, last) => {
            out.insert(header::CONTENT_RANGE, value(&format!("bytes {first}-{last}/{size}")));
            (StatusCode::PARTIAL_CONTENT, last + 1 - first)
        }
        Range::Nowhere => {
            out.insert(header::CONTENT_RANGE, value(&format!("bytes */{size}")));
            return (StatusCode::RANGE_NOT_SATISFIABLE, out).into_response();
        }
    };
    out.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    (status, out, opened.bytes.map_or_else(Body::empty, Body::from_stream)).into_response()
}

fn size_of(found: &Document) -> u64 {
    u64::try_from(found.file.bytes).unwrap_or_default()
}

fn tag_of(found: &Document) -> String {
    format!("\"{}\"", found.file.sha256)
}

/// Whether the requester already has this file. Browsers are told not to store it, but a program may have.
fn is_kept(headers: &HeaderMap, tag: &str) -> bool {
    let lists = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag)
}

/// `/documents/{id}/preview`: the thumbnail.
async fn preview(
    State(state): State<AppState>,
    Extension(identity): Extension<Identity>,
    Path(id): Path<EntryId>,
) -> Response {
    match document::open_preview(&state.services, &identity.actor, id).await.map_err(AppError::from) {
        Ok(bytes) => (StatusCode::OK, careful(MediaType::Png), Body::from_stream(bytes)).into_response(),
        Err(error) => status_of(&error).into_response(),
    }
}

/// A whole file: an image to view, a PDF to save. Nothing in either runs.
pub(super) fn whole(media: MediaType, name: &str, bytes: i64, content: Body) -> Response {
    let mut headers = careful(media);
    headers.insert(header::CONTENT_DISPOSITION, value(&disposition(media.is_image(), name)));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.unsigned_abs()));
    (headers, content).into_response()
}

/// Headers so that, whatever a browser takes a file for, nothing in it runs and no copy of it is kept.
fn careful(media: MediaType) -> HeaderMap {
    [
        (header::CONTENT_TYPE, media.as_str()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox"),
        (header::CACHE_CONTROL, "private, no-store"),
    ]
    .into_iter()
    .map(|(name, value)| (name, HeaderValue::from_static(value)))
    .collect()
}

fn value(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static(""))
}

/// The characters that RFC 8187 allows unescaped in `filename*`.
const UNESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// The name twice, following RFC 6266: in ASCII for old programs, and in full.
fn disposition(inline: bool, name: &str) -> String {
    let how = if inline { "inline" } else { "attachment" };
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_' | '(' | ')');
    let plain: String = name.chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{}", utf8_percent_encode(name, UNESCAPED))
}

enum Range {
    Whole,
    /// From the first byte to the last, inclusive.
    Part(u64, u64),
    Nowhere,
}

/// The requested range. Several ranges at once, or anything not understood, get the whole file.
fn range(headers: &HeaderMap, size: u64, tag: &str) -> Range {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let is_of_this = text(header::IF_RANGE).is_none_or(|wanted| wanted == tag);
    let asked = text(header::RANGE).filter(|_| is_of_this);
    let Some(Ok(parsed)) = asked.map(http_range_header::parse_range_header) else { return Range::Whole };
    if parsed.ranges.len() > 1 {
        return Range::Whole;
    }
    match parsed.validate(size).ok().as_deref() {
        Some([one]) => Range::Part(*one.start(), *one.end()),
        _ => Range::Nowhere,
    }
}
