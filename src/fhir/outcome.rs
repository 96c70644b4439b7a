//! Errors for programs: an `OperationOutcome`, with the same fixed codes as the REST API.

use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

use super::media::{Writing, answer};
use crate::rest::problem::{FieldProblem, Problem};

/// The code for FHIR features that this server does not support.
pub const NOT_SUPPORTED: &str = "not_supported";
/// The code for elements that this server cannot store.
pub const NOT_KEPT: &str = "not_kept";

/// FHIR's issue type for a problem.
fn issue_type(problem: &Problem) -> &'static str {
    match (problem.status, &*problem.code) {
        (401, _) => "login",
        (403, _) => "forbidden",
        (404, _) => "not-found",
        (405 | 406 | 415, _) => "not-supported",
        (409 | 412, _) => "conflict",
        (413, _) => "too-long",
        (422, NOT_SUPPORTED | NOT_KEPT) => "not-supported",
        (400, _) if !problem.errors.is_empty() => "structure",
        (422, _) if !problem.errors.is_empty() => "invalid",
        (422, _) => "business-rule",
        (429, _) => "throttled",
        (503, _) => "transient",
        (400..500, _) => "invalid",
        _ => "exception",
    }
}

/// A problem as an `OperationOutcome`.
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
    // Fields of forms begin with a small letter, and paths with the name of a type.
    let is_path = |one: &FieldProblem| one.field.starts_with(|first: char| first.is_ascii_uppercase());
    if problem.errors.first().is_some_and(is_path) {
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

/// A remark that accompanies a success.
pub fn note(text: &str) -> Value {
    remark("information", "informational", text)
}

/// The elements that were left out, while the rest was stored.
pub fn left_out(text: &str) -> Value {
    remark("warning", "not-supported", text)
}

/// What could no longer be read, while the rest continued.
pub fn gone(text: &str) -> Value {
    remark("warning", "not-found", text)
}

/// Gives every error its `OperationOutcome`, whichever layer it came from, and serialises every response in the requested format.
pub async fn explain(request: Request, next: Next) -> Response {
    let writing = Writing::of(&request);
    writing.write(explained(next.run(request).await))
}

/// A response, with an `OperationOutcome` if it is an error.
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

/// The response to an error without a text of its own.
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
