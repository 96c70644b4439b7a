//! Responses for errors without a text: a panic, a server limit, a refusal by a library. None is blank.

use std::{any::Any, sync::Arc};

use axum::{
    Json,
    body::{Body, HttpBody},
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};

use crate::{
    dav,
    error::AppError,
    fhir,
    pages::denied::Faults,
    request::{language, look, request_id, theme},
    rest::{self, problem::Problem},
};

/// When to retry, in seconds, if something is temporarily unavailable.
const COME_BACK: HeaderValue = HeaderValue::from_static("5");

/// The response to a panic.
pub fn caught(_: Box<dyn Any + Send>) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// Gives an error without words, or with those of a library, its page, in the reader's language and theme, or for our own scripts its code; whoever asks for
/// neither gets the words alone.
pub async fn explain(State(pages): State<Arc<Faults>>, request: Request, next: Next) -> Response {
    let theme = theme::chosen(request.headers());
    let wants_page = accepts_html(request.headers());
    let number = request_id::of(request.extensions()).to_owned();
    let is_rest = rest::is_rest(request.uri().path());
    let in_fhir = fhir::is_fhir(request.uri().path()).then(|| fhir::Writing::of(&request));
    let is_ours = is_rest || in_fhir.is_some() || dav::is_dav(request.uri().path());
    let is_function = request.uri().path().starts_with("/api/");
    let is_head = *request.method() == Method::HEAD;
    let mut response = next.run(request).await;
    let status = response.status();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().entry(header::RETRY_AFTER).or_insert(COME_BACK);
    }
    let is_blank = response.body().size_hint().exact() == Some(0);
    let has_words = !is_blank && (is_ours || !is_of_library(&response));
    if has_words || !(status.is_client_error() || status.is_server_error()) {
        return response;
    }
    let (clinic, language) = (look::of(response.extensions()), language::of(response.extensions()));
    let words = match (in_fhir, code(status)) {
        (Some(writing), _) => fhir::fault(status, writing),
        _ if wants_page => {
            let page = pages.page(status.as_u16(), (language, theme), &number, &clinic);
            ([(header::CONTENT_LANGUAGE, language.tag())], Html(page)).into_response()
        }
        _ if is_rest => Problem::of_status(status).into_response(),
        (None, Some(code)) if is_function => Json(code).into_response(),
        _ => match Faults::text(status.as_u16(), language, &number, &clinic) {
            Some(text) => ([(header::CONTENT_LANGUAGE, language.tag())], text).into_response(),
            None => format!("{status}\n").into_response(),
        },
    };
    let (mut parts, _) = response.into_parts();
    let (said, body) = words.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_ENCODING);
    parts.headers.extend(said.headers);
    Response::from_parts(parts, if is_head { Body::empty() } else { body })
}

/// Whether a person will look at the response.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).is_some_and(|accepted| accepted.to_str().is_ok_and(|text| text.contains("text/html")))
}

/// Whether a library words this refusal of a body, in English: nothing of ours says it in plain text.
fn is_of_library(response: &Response) -> bool {
    let is_plain =
        response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/plain"));
    is_plain && matches!(response.status(), StatusCode::PAYLOAD_TOO_LARGE | StatusCode::UNSUPPORTED_MEDIA_TYPE)
}

fn code(status: StatusCode) -> Option<AppError> {
    Some(match status {
        StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::METHOD_NOT_ALLOWED => {
            AppError::BadRequest
        }
        StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
        StatusCode::FORBIDDEN => AppError::Forbidden,
        StatusCode::NOT_FOUND => AppError::NotFound,
        StatusCode::SERVICE_UNAVAILABLE => AppError::Unavailable,
        StatusCode::INTERNAL_SERVER_ERROR => AppError::Internal,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::to_bytes, extract::RawQuery, middleware, routing::get};
    use leptos::config::LeptosOptions;
    use tower::ServiceExt;
    use tower_http::catch_panic::CatchPanicLayer;

    use super::*;

    async fn asked(path: &str, accept: &str, cookie: &str) -> (StatusCode, HeaderMap, String) {
        let pages = Arc::new(Faults::new(&LeptosOptions::builder().output_name("consulta").build()));
        let app = Router::new()
            .route("/panic", get(async || -> StatusCode { panic!("on purpose") }))
            .route("/api/busy", get(async || StatusCode::SERVICE_UNAVAILABLE))
            .route("/words", get(async || (StatusCode::NOT_FOUND, "words")))
            .route("/api/long", get(async || (StatusCode::PAYLOAD_TOO_LARGE, "length limit exceeded")))
            .route("/dav/long", get(async || (StatusCode::PAYLOAD_TOO_LARGE, "words")))
            .route(
                "/status",
                get(async |RawQuery(code): RawQuery| code.unwrap_or_default().parse::<StatusCode>().expect("a status")),
            )
            .layer(CatchPanicLayer::custom(caught))
            .layer(middleware::from_fn_with_state(pages, explain))
            .layer(middleware::from_fn_with_state(false, request_id::number));
        let request = Request::builder().uri(path).header(header::ACCEPT, accept).header(header::COOKIE, cookie);
        let answer = app.oneshot(request.body(Body::empty()).expect("a request")).await.expect("an answer");
        let (parts, body) = answer.into_parts();
        let body = to_bytes(body, 100_000).await.expect("a whole body");
        (parts.status, parts.headers, String::from_utf8_lossy(&body).into_owned())
    }

    #[tokio::test]
    async fn the_page_for_a_fault_of_ours_keeps_the_readers_theme() {
        let (status, headers, dark) = asked("/panic", "text/html", "a=b; theme=dark").await;
        let (_, _, none) = asked("/panic", "text/html", "").await;

        assert_eq!((status, headers.get("retry-after")), (StatusCode::INTERNAL_SERVER_ERROR, None));
        assert!(dark.contains("Something went wrong on our side") && dark.contains("data-theme=\"dark\""));
        assert!(none.contains("Something went wrong on our side") && !none.contains("data-theme"));
    }

    #[tokio::test]
    async fn what_is_only_for_now_says_when_to_come_back_to_people_and_programs() {
        let (status, headers, page) = asked("/api/busy", "text/html", "").await;
        let (_, for_programs, code) = asked("/api/busy", "application/json", "").await;

        assert_eq!((status, &headers["retry-after"]), (StatusCode::SERVICE_UNAVAILABLE, &COME_BACK));
        assert!(page.contains("<h1>") && page.contains("503"), "{page}");
        assert_eq!((&for_programs["retry-after"], code.as_str()), (&COME_BACK, r#"{"code":"unavailable"}"#));
    }

    #[tokio::test]
    async fn the_page_has_the_number_that_the_answer_and_the_log_have() {
        let (_, headers, page) = asked("/panic", "text/html", "").await;

        let number = headers["x-request-id"].to_str().expect("text");
        assert!(number.len() == 14 && page.contains(number), "{number}: {page}");
    }

    #[tokio::test]
    async fn whoever_asks_for_no_page_is_told_in_plain_text() {
        for status in [400, 403, 404, 405, 408, 410, 413, 429, 500, 503] {
            for accept in ["", "*/*", "application/pdf"] {
                let (_, headers, text) = asked(&format!("/status?{status}"), accept, "").await;

                assert_eq!(headers[header::CONTENT_TYPE], "text/plain; charset=utf-8", "{status} for {accept}");
                assert!(text.starts_with(&format!("{status} ")) && text.lines().count() == 3, "{text}");
                assert!(text.contains(headers["x-request-id"].to_str().expect("text")), "{text}");
            }
        }
        let (_, _, text) = asked("/status?503", "", "").await;
        assert!(text.starts_with("503 Consulta is busy\n"), "{text}");
        assert_eq!(asked("/status?412", "", "").await.2, "412 Precondition Failed\n", "no words that would be wrong");
    }

    #[tokio::test]
    async fn an_answer_with_words_keeps_them() {
        assert_eq!(asked("/words", "text/html", "").await.2, "words");
        assert_eq!(asked("/dav/long", "text/html", "").await.2, "words");
    }

    #[tokio::test]
    async fn what_a_library_says_of_a_body_is_said_in_our_words() {
        let (status, headers, code) = asked("/api/long", "application/json", "").await;
        assert_eq!((status, code.as_str()), (StatusCode::PAYLOAD_TOO_LARGE, r#"{"code":"too_large"}"#));
        assert_eq!(headers[header::CONTENT_TYPE], "application/json");
        let (_, _, page) = asked("/api/long", "text/html", "").await;
        assert!(page.contains("s too large") && !page.contains("length limit"), "{page}");
    }
}
