//! Errors for apps: a status and, if applicable, the precondition that was not met, with a sentence for people.

use axum::{
    http::{HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use super::xml::{self, Node, node};
use crate::{error::AppError, rest::problem::Problem, service::Failure, words::tr};

/// The media type of every response except an entry's.
pub const XML: &str = "application/xml; charset=utf-8";

/// An error.
#[derive(Clone, Debug)]
pub struct Fault {
    status: StatusCode,
    precondition: Option<Box<Node>>,
    words: Box<str>,
    wait: Option<u64>,
}

impl Fault {
    /// An error with only a status.
    #[must_use]
    pub fn of(status: StatusCode) -> Self {
        Self { status, precondition: None, words: Box::default(), wait: None }
    }

    /// There is no such thing, or it is someone else's.
    #[must_use]
    pub fn not_found() -> Self {
        Self::of(StatusCode::NOT_FOUND)
    }

    /// The request makes no sense.
    #[must_use]
    pub fn malformed() -> Self {
        Self::of(StatusCode::BAD_REQUEST)
    }

    /// No app password, or an invalid one.
    #[must_use]
    pub fn no_password() -> Self {
        Self::of(StatusCode::UNAUTHORIZED)
    }

    /// A precondition is not met.
    #[must_use]
    pub fn refused(precondition: Node, words: &str) -> Self {
        Self { precondition: Some(Box::new(precondition)), words: words.into(), ..Self::of(StatusCode::FORBIDDEN) }
    }

    /// An entry can only contain what is agreed with the clinic.
    #[must_use]
    pub fn not_so(words: &str) -> Self {
        Self::refused(xml::empty("C:allowed-attendee-scheduling-object-change"), words)
    }

    /// Someone who may not do this here.
    #[must_use]
    pub fn needs(privilege: &'static str, path: &str, words: &str) -> Self {
        let resource = node("D:resource", vec![xml::href(path), node("D:privilege", vec![xml::empty(privilege)])]);
        Self::refused(node("D:need-privileges", vec![resource]), words)
    }
}

impl From<AppError> for Fault {
    fn from(error: AppError) -> Self {
        let words = match &error {
            // Staff who override the limit have to give a reason.
            AppError::Invalid(_) => tr!(DavSayWhy),
            _ => "",
        };
        let wait = match error {
            AppError::TooManyAttempts(seconds) | AppError::Busy(seconds) => Some(seconds),
            _ => None,
        };
        let problem = Problem::from(error);
        let words: Box<str> = if words.is_empty() { problem.detail } else { words.into() };
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        match status {
            StatusCode::CONFLICT if &*problem.code == "overtaken" => Self::of(StatusCode::PRECONDITION_FAILED),
            StatusCode::CONFLICT => Self { status, ..Self::not_so(&words) },
            StatusCode::UNPROCESSABLE_ENTITY => Self::not_so(&words),
            status => Self { words, wait, ..Self::of(status) },
        }
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Self {
        AppError::from(failure).into()
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let mut response = match self.precondition {
            Some(precondition) => {
                let mut said = vec![*precondition];
                if !self.words.is_empty() {
                    said.push(xml::text("D:responsedescription", self.words.into_string()));
                }
                let body = xml::document(&node("D:error", said));
                (self.status, [(header::CONTENT_TYPE, XML)], body).into_response()
            }
            None if self.words.is_empty() => self.status.into_response(),
            None => (self.status, self.words.into_string()).into_response(),
        };
        let headers = response.headers_mut();
        if let Some(seconds) = self.wait {
            headers.insert(header::RETRY_AFTER, seconds.into());
        }
        if self.status == StatusCode::UNAUTHORIZED {
            // Without it, some apps do not ask for a password.
            let how = HeaderValue::from_static(r#"Basic realm="Consulta calendars", charset="UTF-8""#);
            headers.insert(header::WWW_AUTHENTICATE, how);
        }
        headers
            .insert(HeaderName::from_static("dav"), HeaderValue::from_static("1, 3, access-control, calendar-access"));
        response
    }
}
