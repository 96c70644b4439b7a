//! What a page is drawn from: all that it is answered while it is drawn, as it is written into the page for the browser.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;

/// The answers of a request that has this among its extensions note themselves here (`request::context::of_request`).
#[derive(Clone, Debug, Default)]
pub struct Sources(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    answers: BTreeSet<String>,
    /// One could not be written down.
    lacks_one: bool,
}

impl Sources {
    /// Notes an answer.
    pub(super) fn note(&self, answer: &impl Serialize) {
        let written = serde_json::to_string(answer);
        let mut noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match written {
            Ok(written) => {
                noted.answers.insert(written);
            }
            Err(_) => noted.lacks_one = true,
        }
    }

    /// All of them; `None` if they cannot be compared with others.
    #[must_use]
    pub fn all(&self) -> Option<BTreeSet<String>> {
        let noted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        (!noted.lacks_one).then(|| noted.answers.clone())
    }
}
