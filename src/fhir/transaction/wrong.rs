//! Why an entry stops all of it.

use axum::http::StatusCode;

use crate::rest::problem::{FieldProblem, Problem};

/// That an entry cannot be brought in, because of what is there in it.
pub fn wrong(entry: usize, path: &str, words: &str) -> Problem {
    let field = format!("Bundle.entry[{entry}]{path}");
    let detail = format!("{field}: {words} Nothing was brought in.");
    let about = vec![FieldProblem { field, problem: "value".to_owned() }];
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "value", &detail).about(about)
}
