//! What programs hear when something goes wrong: an `OperationOutcome`, with the same fixed codes as the REST API.

use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::media::{Writing, answer};
use crate::rest::problem::Problem;

/// The code of what FHIR has and this server has not.
pub const NOT_SUPPORTED: &str = "not_supported";
/// The code of elements that this server has no place for.
pub const NOT_KEPT: &str = "not_kept";

/// FHIR's word for what is wrong.
fn issue_type(problem: &Problem) -> &'static str {
    match (problem.status, &*problem.code) {
        (401, _) => "login",
        (403, _) => "forbidden",
        (404, _) => "not-found",
        (405 | 406 | 415, _) => "not-supported",
        (409 | 412, _) => "conflict",
        (413, _) => "too-long",
        (422, NOT_SUPPORTED | NOT_KEPT) => "not-supported",
        (422, _) if !problem.errors.is_empty() => "invalid",
        (422, _) => "business-rule",
        (429, _) => "throttled",
        (503, _) => "transient",
        (400..500, _) => "invalid",
        _ => "exception",
    }
}

/// A problem in FHIR's words.
pub fn of(problem: &Problem) -> Value {
    let severity = if problem.status >= 500 { "fatal" } else { "error" };
    let fields = problem.errors.iter().map(|one| format!("{}: {}", one.field, one.problem));
    let near = (!problem.nearest.is_empty()).then(|| format!("Nearest free times: {}", problem.nearest.join(", ")));
    let diagnostics = fields.chain(near).collect::<Vec<_>>().join("; ");
    let mut issue = json!({
        "severity": severity,
        "code": issue_type(problem),
        "details": {
            "coding": [{ "system": "urn:consulta:problem", "code": &*problem.code }],
            "text": &*problem.detail,
        },
    });
    let is_of_entry = problem.errors.first().is_some_and(|one| one.field.starts_with("Bundle.entry["));
    if &*problem.code == NOT_KEPT || is_of_entry {
        issue["expression"] = problem.errors.iter().map(|one| one.field.as_str()).collect::<Vec<_>>().into();
    } else if !diagnostics.is_empty() {
        issue["diagnostics"] = diagnostics.into();
    }
    json!({ "resourceType": "OperationOutcome", "issue": [issue] })
}

fn remark(severity: &str, code: &str, text: &str) -> Value {
    let issue = json!({ "severity": severity, "code": code, "details": { "text": text } });
    json!({ "resourceType": "OperationOutcome", "issue": [issue] })
}

/// A remark to go with a success.
pub fn note(text: &str) -> Value {
    remark("information", "informational", text)
}

/// What was left out, while the rest was kept.
pub fn left_out(text: &str) -> Value {
    remark("warning", "not-supported", text)
}

/// What could not be read any more, while the rest went on.
pub fn gone(text: &str) -> Value {
    remark("warning", "not-found", text)
}

/// Gives every error its `OperationOutcome`, whichever layer it came from, and writes every answer in the format that is asked for.
pub async fn explain(request: Request, next: Next) -> Response {
    let writing = Writing::of(&request);
    writing.write(explained(next.run(request).await))
}

/// An answer, in these words if it is an error.
pub fn explained(response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, _) = response.into_parts();
    let problem = parts.extensions.get::<Problem>().cloned().unwrap_or_else(|| Problem::of_status(status));
    for name in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::CONTENT_ENCODING] {
        parts.headers.remove(name);
    }
    let mut told = answer(status, of(&problem));
    for (name, value) in &parts.headers {
        told.headers_mut().entry(name).or_insert(value.clone());
    }
    told
}

/// The answer to an error that has no words of its own.
#[must_use]
pub fn fault(status: StatusCode, writing: Writing) -> Response {
    writing.write(explained(status.into_response()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_keeps_its_code_and_its_words() {
        let said = of(&Problem::not_found());
        assert_eq!(said["issue"][0]["code"], "not-found");
        assert_eq!(said["issue"][0]["details"]["coding"][0]["code"], "not_found");
        let of_limits = fault(StatusCode::PAYLOAD_TOO_LARGE, Writing::default());
        assert_eq!(of_limits.headers()[header::CONTENT_TYPE], "application/fhir+json; charset=utf-8");
    }
}
