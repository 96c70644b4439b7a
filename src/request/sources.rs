//! The inputs of a page: all results that it queries while it is rendered, in the form embedded in the page for the browser.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
};

use serde::Serialize;

/// The results of a request with this among its extensions are recorded here (`request::context::of_request`).
#[derive(Clone, Debug, Default)]
pub struct Sources(Arc<Mutex<Noted>>);

#[derive(Debug, Default)]
struct Noted {
    answers: BTreeSet<String>,
    /// Whether one could not be serialised.
    lacks_one: bool,
}

impl Sources {
    /// Records a result.
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
