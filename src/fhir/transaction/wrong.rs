//! Why an entry stops the whole import.

use axum::http::StatusCode;

use crate::rest::problem::{FieldProblem, Problem};

/// The error for an entry that cannot be imported, because of what is at this path.
pub fn wrong(entry: usize, path: &str, words: &str) -> Problem {
    wrong_at(format!("Bundle.entry[{entry}]{path}"), words)
}

/// The same for any path in the bundle.
pub fn wrong_at(field: String, words: &str) -> Problem {
    let detail = format!("{field}: {words} Nothing was brought in.");
    let about = vec![FieldProblem { field, problem: "value".to_owned() }];
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "value", &detail).about(about)
}
