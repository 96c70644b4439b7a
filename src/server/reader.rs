//! The reader that a page was rendered for. Tabs of one browser share its cookie, so a page of one account may still be open when
//! another has signed in since. Every form and every call of a page names its reader, before its path: `/as/7/api/save_profile`,
//! `/as/visitor/api/contact`. Anything sent from a page rendered for someone else is refused.

use std::time::Duration;

use axum::{
    Form, Router,
    body::{Body, to_bytes},
    extract::{FromRequest, Request, State},
    http::{HeaderMap, HeaderValue, Method, Uri, header, request::Parts},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use leptos::{prelude::FromServerFnError, server_fn::error::SERVER_FN_ERROR_HEADER};
use tokio::time::timeout;
use tower::ServiceBuilder;

use super::multipart::{self, FormError};
use crate::{
    domain::address::{escape, local_path},
    error::AppError,
    pages::{
        denied::dressed,
        unsent::{self, Unsent},
    },
    request::{
        AppState,
        context::{is_for_page, reader_of, status_of},
        identity::Identity,
        look, theme,
    },
    service::document::MEGABYTE,
    words,
};

const PREFIX: &str = "/as/";
/// The query parameter that names the page to return to with a form whose text was kept.
const BACK: &str = "back";
/// Independent of the reader: who is signed in, signing in and out, that a page is in use, and the appearance of pages in this
/// browser.
const FOR_ANYBODY: [&str; 6] = ["/api/viewer", "/api/sign_in", "/api/sign_in_code", "/api/sign_out", "/seen", "/theme"];
/// The maximum size of a kept form.
pub(super) const LARGEST_FORM: usize = 64 * 1024;
/// Files up to this size are read and discarded, within a time limit: a browser that is still sending would not see the response.
const LARGEST_FILES: usize = 100 * MEGABYTE;
const LONGEST_UPLOAD: Duration = Duration::from_secs(5 * 60);

/// Field names, with their values.
type Fields = Vec<(String, String)>;

/// The reader for whom the requesting page was rendered, according to its address.
#[derive(Clone, Debug)]
struct DrawnFor(String);

/// The application, also mounted below `/as/READER`.
pub fn addressed(application: Router) -> Router {
    Router::new().fallback_service(ServiceBuilder::new().map_request(take_reader).service(application))
}

/// Removes the reader from the address of a page's request.
fn take_reader(mut request: Request) -> Request {
    let address = request.uri().path_and_query().map_or("", |both| both.as_str());
    let Some((reader, rest)) = address.strip_prefix(PREFIX).and_then(|rest| rest.split_once('/')) else {
        return request;
    };
    let is_sent = *request.method() == Method::POST || rest.starts_with("api/");
    let (reader, uri) = (DrawnFor(reader.to_owned()), format!("/{rest}").parse::<Uri>());
    if let Ok(uri) = uri
        && is_sent
    {
        *request.uri_mut() = uri;
        request.extensions_mut().insert(reader);
    }
    request
}

/// Refuses anything sent or requested by a page of someone who is not signed in here now.
pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let identity = request.extensions().get::<Identity>().cloned().unwrap_or_default();
    let drawn_for = request.extensions().get::<DrawnFor>().map(|reader| reader.0.clone());
    let path = request.uri().path();
    let is_change = !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let is_signed_in = identity.account.is_some();
    let refusal = match &drawn_for {
        _ if FOR_ANYBODY.contains(&path) => None,
        Some(reader) if *reader == reader_of(&identity) => None,
        Some(_) if is_signed_in => Some(AppError::SignedInAsAnother),
        Some(_) => Some(AppError::NotSignedIn),
        // Every page of ours names its reader.
        None if is_change && is_signed_in => Some(AppError::BadRequest),
        None => None,
    };
    let Some(error) = refusal else { return next.run(led_back(request)).await };
    if !is_change || !is_for_page(request.headers()) {
        return told(request.uri().path(), &error);
    }
    let name = identity.account.map(|account| account.full_name);
    let (parts, body) = request.into_parts();
    let (fields, files) = if multipart::Form::is_announced(&parts.headers) {
        let (fields, files) = beside_files(&parts, body).await;
        (fields, Some(files))
    } else {
        (fields(&parts, body).await, None)
    };
    let again = drawn_for.map(|reader| again(&parts, &reader));
    let unsent = Unsent { error: &error, name, again, fields, files };
    let page = unsent::unsent(&state.leptos, unsent, theme::chosen(&parts.headers));
    let page = dressed(&page, &look::of(&parts.extensions));
    (status_of(&error), [(header::CONTENT_LANGUAGE, words::language().tag())], Html(page)).into_response()
}

/// An error as a server function reports it to a script.
fn told(path: &str, error: &AppError) -> Response {
    let json = HeaderValue::from_static("application/json");
    let mut response = (status_of(error), [(header::CONTENT_TYPE, json)], error.ser()).into_response();
    if let Ok(path) = HeaderValue::from_str(path) {
        response.headers_mut().insert(SERVER_FN_ERROR_HEADER, path);
    }
    response
}

/// The fields of a plain form; none if it may contain files.
pub(super) async fn fields(parts: &Parts, body: Body) -> Fields {
    let Ok(body) = to_bytes(body, LARGEST_FORM).await else { return Vec::new() };
    let request = Request::from_parts(parts.clone(), Body::from(body));
    let form = Form::<Vec<(String, String)>>::from_request(request, &()).await;
    form.map(|Form(fields)| fields).unwrap_or_default()
}

/// The fields of a form that may contain files: its text, and the names of the chosen files. If the body breaks off, the fields
/// before that are kept.
async fn beside_files(parts: &Parts, body: Body) -> (Fields, Fields) {
    let (mut fields, mut files) = (Vec::new(), Vec::new());
    let read = async {
        let mut form = multipart::Form::of(Request::from_parts(parts.clone(), body), LARGEST_FILES)?;
        let mut left = LARGEST_FORM;
        while let Some(mut part) = form.next().await? {
            let name = part.name().to_owned();
            if part.is_file() {
                let file = part.file_name().to_owned();
                if !file.is_empty() {
                    files.push((name, file));
                }
                // None of it is kept, so it exceeds the limit of zero.
                drop(part.bytes(0).await);
            } else {
                let text = part.bytes(left).await?;
                left -= text.len();
                fields.push((name, String::from_utf8_lossy(&text).into_owned()));
            }
        }
        Ok::<(), FormError>(())
    };
    if !matches!(timeout(LONGEST_UPLOAD, read).await, Ok(Ok(()))) {
        tracing::debug!("a form that nobody saves was not read to its end");
    }
    (fields, files)
}

/// The address to which the page that keeps a form's text sends it again, for its reader.
fn again(parts: &Parts, reader: &str) -> String {
    let path = parts.uri.path();
    let came_from = page_of(&parts.headers).filter(|page| !page.starts_with(PREFIX));
    match came_from.or_else(|| back(&parts.uri)) {
        Some(page) => format!("{PREFIX}{reader}{path}?{BACK}={}", escape(&page)),
        None => format!("{PREFIX}{reader}{path}"),
    }
}

/// The path of the page that a request comes from.
fn page_of(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let path = format!("/{}", referer.splitn(4, '/').nth(3)?);
    local_path(&path).map(str::to_owned)
}

fn back(uri: &Uri) -> Option<String> {
    let given = uri.query()?.split('&').find_map(|pair| pair.strip_prefix(BACK)?.strip_prefix('='))?;
    let page = percent_encoding::percent_decode_str(given).decode_utf8().ok()?;
    local_path(&page).map(str::to_owned)
}

/// A kept form is answered as if it came from the page on which it was filled in.
fn led_back(mut request: Request) -> Request {
    let referer = request.headers().get(header::REFERER).and_then(|referer| referer.to_str().ok());
    let site: Option<String> = referer.map(|referer| referer.splitn(4, '/').take(3).collect::<Vec<_>>().join("/"));
    if let Some((site, page)) = site.zip(back(request.uri()))
        && let Ok(referer) = HeaderValue::from_str(&format!("{site}{page}"))
    {
        request.headers_mut().insert(header::REFERER, referer);
    }
    request
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(method: Method, address: &str) -> (String, Option<String>) {
        let request = Request::builder().method(method).uri(address).body(Body::empty()).expect("a request");
        let request = take_reader(request);
        (request.uri().to_string(), request.extensions().get::<DrawnFor>().map(|reader| reader.0.clone()))
    }

    #[test]
    fn what_a_page_sends_says_for_whom_it_was_drawn() {
        let of = |reader: &str| Some(reader.to_owned());

        assert_eq!(taken(Method::POST, "/as/7/documents/upload"), ("/documents/upload".into(), of("7")));
        assert_eq!(taken(Method::GET, "/as/visitor/api/week?week="), ("/api/week?week=".into(), of("visitor")));
        // Pages have one address each.
        assert_eq!(taken(Method::GET, "/as/7/record"), ("/as/7/record".into(), None));
        assert_eq!(taken(Method::POST, "/api/rate"), ("/api/rate".into(), None));
    }

    #[test]
    fn a_kept_form_leads_back_only_to_a_page_of_this_site() {
        let uri = |text: &str| text.parse::<Uri>().expect("an address");

        assert_eq!(back(&uri("/api/x?back=/record/about%3Fa%3D1")), Some("/record/about?a=1".to_owned()));
        for elsewhere in ["/api/x", "/api/x?back=//evil.example", "/api/x?back=https://evil.example"] {
            assert_eq!(back(&uri(elsewhere)), None, "{elsewhere}");
        }
    }
}
