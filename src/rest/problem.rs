//! Errors for programs: RFC 9457, with the same closed codes as for pages.

use std::collections::BTreeMap;

use axum::{
    extract::Request,
    http::{HeaderValue, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use utoipa::{
    IntoResponses, ToSchema,
    openapi::{Content, Ref, RefOr, ResponseBuilder},
};

use crate::{
    domain::{booking::BookingRefusal, form::Field, referral::ReferralRefusal},
    error::AppError,
    service::{Failure, token::Ungranted},
};

const MEDIA_TYPE: &str = "application/problem+json";

/// A field that needs another look.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FieldProblem {
    /// Name of the field.
    pub field: String,
    /// Code of the problem, such as `missing`.
    pub problem: String,
}

/// What RFC 9457 calls the type of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Kind {
    /// The status and the code say everything.
    #[serde(rename = "about:blank")]
    AboutBlank,
}

/// An error.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status and the code say everything.
    #[serde(rename = "type")]
    #[schema(value_type = String)]
    pub kind: Kind,
    /// The HTTP status in words.
    #[schema(value_type = String)]
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// Error code, for programs.
    #[schema(value_type = String)]
    pub code: Box<str>,
    /// Explanation, for people.
    #[schema(value_type = String)]
    pub detail: Box<str>,
    /// The fields with problems.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldProblem>,
    /// Free times near the one that was refused.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nearest: Vec<String>,
    /// Number of seconds to wait before trying again.
    #[serde(skip)]
    wait: Option<u64>,
    /// Whether a token was sent that is good for nothing.
    #[serde(skip)]
    had_token: bool,
}

impl Problem {
    /// A problem with this status and code.
    #[must_use]
    pub fn new(status: StatusCode, code: &str, detail: &str) -> Self {
        Self {
            kind: Kind::AboutBlank,
            title: status.canonical_reason().unwrap_or_default(),
            status: status.as_u16(),
            code: code.into(),
            detail: detail.into(),
            errors: Vec::new(),
            nearest: Vec::new(),
            wait: None,
            had_token: false,
        }
    }

    /// The request makes no sense.
    #[must_use]
    pub fn bad_request(detail: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad_request", detail)
    }

    /// There is no such thing, or it belongs to someone else.
    #[must_use]
    pub fn not_found() -> Self {
        AppError::NotFound.into()
    }

    /// Programs cannot sign in here.
    #[must_use]
    pub fn off() -> Self {
        Self::new(StatusCode::NOT_FOUND, "api_off", "The API is switched off here.")
    }

    /// No token, or an invalid one.
    #[must_use]
    pub fn no_token(had_token: bool) -> Self {
        Self { had_token, ..Self::from(AppError::NotSignedIn) }
    }

    /// A personal token without the required scope.
    #[must_use]
    pub fn not_in_scope() -> Self {
        Self::new(StatusCode::FORBIDDEN, "insufficient_scope", "This token may not be used for this.")
    }

    /// What a status alone says.
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not_found",
            StatusCode::METHOD_NOT_ALLOWED => "method_not_allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "payload_too_large",
            StatusCode::FORBIDDEN => "forbidden",
            StatusCode::SERVICE_UNAVAILABLE => "unavailable",
            status if status.is_server_error() => "internal",
            _ => "bad_request",
        };
        Self::new(status, code, status.canonical_reason().unwrap_or_default())
    }

    /// The same, about these fields.
    #[must_use]
    pub fn about(self, errors: Vec<FieldProblem>) -> Self {
        Self { errors, ..self }
    }

    /// The same, about the value at this path.
    #[must_use]
    pub fn at(self, path: &str) -> Self {
        self.about(vec![FieldProblem { field: path.to_owned(), problem: "value".to_owned() }])
    }

    /// It has changed since the version that `If-Match` names.
    #[must_use]
    pub fn changed(self) -> Self {
        let status = StatusCode::PRECONDITION_FAILED;
        if &*self.code == "overtaken" {
            Self::new(status, "overtaken", "It has changed in the meantime.")
        } else {
            self
        }
    }
}

/// The status that an error has here.
fn status_of(error: &AppError) -> StatusCode {
    match error {
        AppError::NotSignedIn | AppError::SignInRefused => StatusCode::UNAUTHORIZED,
        AppError::Forbidden
        | AppError::AccountInactive
        | AppError::AccountClosed
        | AppError::AccountMerged
        | AppError::CodeNeeded
        | AppError::RegistrationClosed => StatusCode::FORBIDDEN,
        AppError::NotFound => StatusCode::NOT_FOUND,
        AppError::BadRequest | AppError::NotUnderstood => StatusCode::BAD_REQUEST,
        AppError::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        AppError::TooManyAttempts(_) => StatusCode::TOO_MANY_REQUESTS,
        AppError::Busy(_) | AppError::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        AppError::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        AppError::FormUsed | AppError::Overtaken | AppError::ChangedSince | AppError::SignedInAsAnother => {
            StatusCode::CONFLICT
        }
        AppError::Referral(ReferralRefusal::Changed) => StatusCode::CONFLICT,
        AppError::Booking { refusal, .. } if is_a_race(*refusal) => StatusCode::CONFLICT,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// Whether the same request might have succeeded earlier.
fn is_a_race(refusal: BookingRefusal) -> bool {
    use BookingRefusal::{CapReached, DayFull, NoRoom, PatientBusy, Taken};
    matches!(refusal, Taken | PatientBusy | NoRoom | CapReached | DayFull)
}

/// What a form's field is called in the bodies that programs send.
fn name_of(field: Field) -> &'static str {
    match field {
        Field::FullName | Field::CentreName => "name",
        Field::WorkEmail => "email",
        Field::CentreKind => "kind",
        Field::LicenceNumber => "license_number",
        Field::Experience => "experience_years",
        Field::Expertise => "specializations",
        Field::Fee => "fee_cents",
        Field::Biography => "bio",
        Field::Practitioner => "doctor_id",
        Field::Scope => "relationship_type",
        Field::TrustedUntil => "ends_on",
        Field::Note | Field::MessageText => "text",
        Field::AmendReason | Field::DeclineReason | Field::RefusalReason => "reason",
        other => other.control(),
    }
}

/// One of our error codes as a word.
fn word(code: &impl Serialize) -> String {
    match serde_json::to_value(code) {
        Ok(Value::String(word)) => word,
        // Of a file, what is wrong with it says more than that something is.
        Ok(Value::Object(object)) => match object.into_iter().next() {
            Some((_, closer @ (Value::String(_) | Value::Object(_)))) => word(&closer),
            Some((name, _)) => name,
            None => String::new(),
        },
        _ => String::new(),
    }
}

impl From<AppError> for Problem {
    fn from(error: AppError) -> Self {
        let coded = serde_json::to_value(&error).unwrap_or_default();
        let code = coded.get("code").and_then(Value::as_str).unwrap_or("internal");
        let why =
            coded.get("with").map(word).filter(|why| !why.is_empty()).map(|why| format!(": {}", why.replace('_', " ")));
        let problem = Self::new(status_of(&error), code, &format!("{error}{}", why.unwrap_or_default()));
        match error {
            AppError::TooManyAttempts(seconds) | AppError::Busy(seconds) => Self { wait: Some(seconds), ..problem },
            AppError::Invalid(fields) => {
                let field = |one: &crate::domain::form::FieldError| FieldProblem {
                    field: name_of(one.field).to_owned(),
                    problem: word(&one.problem),
                };
                Self { errors: fields.iter().map(field).collect(), ..problem }
            }
            AppError::Booking { refusal, nearest, .. } => {
                let instant = |second: &i64| Timestamp::from_second(*second).ok().map(|at| at.to_string());
                let detail = format!("This time can't be booked: {}.", word(&refusal).replace('_', " "));
                let nearest = nearest.iter().filter_map(instant).collect();
                Self { code: word(&refusal).into(), detail: detail.into(), nearest, ..problem }
            }
            _ => problem,
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        AppError::from(failure).into()
    }
}

impl From<Ungranted> for Problem {
    fn from(why: Ungranted) -> Self {
        match why {
            Ungranted::Off => Self::off(),
            Ungranted::PasswordDue => Self::new(
                StatusCode::FORBIDDEN,
                "password_due",
                "This account has to choose a new password first. Sign in on the site to do that.",
            ),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, [(header::CONTENT_TYPE, MEDIA_TYPE)], body).into_response();
        // Other entry points say the same in words of their own.
        response.extensions_mut().insert(self.clone());
        if let Some(seconds) = self.wait {
            response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
        }
        if status == StatusCode::UNAUTHORIZED {
            let how = match self.had_token {
                true => r#"Bearer realm="Consulta", error="invalid_token""#,
                false => r#"Bearer realm="Consulta""#,
            };
            response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(how));
        }
        response
    }
}

/// Gives errors from the layers around the handlers a body like our own.
pub async fn explain(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    let is_error = status.is_client_error() || status.is_server_error();
    let is_ours = response.headers().get(header::CONTENT_TYPE).is_some_and(|media| media == MEDIA_TYPE);
    if !is_error || is_ours {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        parts.headers.remove(name);
    }
    let mut explained = Problem::of_status(status).into_response();
    for (name, value) in &parts.headers {
        explained.headers_mut().entry(name).or_insert(value.clone());
    }
    explained
}

/// The errors that any address can answer with, for the document.
#[derive(Debug)]
pub struct Errors;

impl IntoResponses for Errors {
    fn responses() -> BTreeMap<String, RefOr<utoipa::openapi::Response>> {
        let said = [
            ("400", "The request is malformed, or names an unknown filter"),
            ("401", "No token, or one that has expired or been revoked"),
            ("403", "This account may not do this"),
            ("404", "It doesn't exist, or belongs to someone else"),
            ("409", "Conflicts with something that happened first"),
            ("412", "It has changed since the version in If-Match"),
            ("413", "The body is too large"),
            ("415", "The body is no JSON"),
            ("422", "Understood, but refused"),
            ("429", "Too many requests; Retry-After says when to try again"),
            ("503", "Temporarily unavailable; Retry-After says when to try again"),
        ];
        let response = |(status, words): (&str, &str)| {
            let content = Content::new(Some(Ref::from_schema_name("Problem")));
            let built = ResponseBuilder::new().description(words).content(MEDIA_TYPE, content).build();
            (status.to_owned(), RefOr::T(built))
        };
        said.into_iter().map(response).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        appointment::CancelRefusal,
        document::FileProblem,
        form::{FieldError, Problem as Wrong},
    };

    #[test]
    fn a_refusal_says_why() {
        let said = |error: AppError| Problem::from(error).detail.into_string();

        assert_eq!(said(AppError::Cancel(CancelRefusal::AlreadyCancelled)), "cancellation refused: already cancelled");
        assert_eq!(said(AppError::Move(CancelRefusal::TooLate(120))), "move refused: too late");
        assert_eq!(said(AppError::TooManyAttempts(9)), "too many attempts");
        assert_eq!(said(AppError::Forbidden), "not allowed");
        let file = FieldError::new(Field::File, Wrong::File(FileProblem::Empty));
        assert_eq!(Problem::from(AppError::Invalid(vec![file])).errors[0].problem, "empty");
        let large = FieldError::new(Field::File, Wrong::File(FileProblem::TooLarge(10)));
        assert_eq!(Problem::from(AppError::Invalid(vec![large])).errors[0].problem, "too-large");
    }
}
