//! Why an entry stops the whole import.

use axum::http::StatusCode;

use crate::rest::problem::Problem;

/// The error for an entry that cannot be imported, because of what is at this path.
pub fn wrong(entry: usize, path: &str, words: &str) -> Problem {
    wrong_at(&format!("Bundle.entry[{entry}]{path}"), words)
}

/// The same for any path in the bundle.
pub fn wrong_at(path: &str, words: &str) -> Problem {
    let detail = format!("{path}: {words} Nothing was brought in.");
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "value", &detail).at(path)
}
