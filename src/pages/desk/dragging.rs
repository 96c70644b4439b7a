//! Moving an appointment by drag and drop: dropped on a free time of the same practitioner, it opens the page that reviews the
//! move. Nothing changes before that page is confirmed, and the link "Move" does the same without a pointer.

use leptos::{ev::DragEvent, prelude::*};

use crate::browser;

/// What is being dragged over the table.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Drawn {
    /// Whose it is.
    practitioner: i64,
    /// The page to choose another time for it.
    moving: String,
}

/// The appointment being dragged, if any.
#[derive(Clone, Copy)]
pub struct Dragging(RwSignal<Option<Drawn>>);

impl Dragging {
    /// None yet.
    pub fn new() -> Self {
        Self(RwSignal::new(None))
    }

    /// Dragging begins.
    pub fn begin(self, event: &DragEvent, practitioner: i64, moving: &str) {
        // Some browsers drag nothing that carries no data.
        browser::carry(event, moving);
        self.0.set(Some(Drawn { practitioner, moving: moving.to_owned() }));
    }

    /// Dragging ends, wherever.
    pub fn end(self) {
        self.0.set(None);
    }

    /// Whether it can be dropped on a free time of this practitioner.
    pub fn may_end_at(self, practitioner: i64) -> bool {
        self.0.with(|drawn| drawn.as_ref().is_some_and(|drawn| drawn.practitioner == practitioner))
    }

    /// Where dropping it on a free time (UTC seconds) of this practitioner leads.
    pub fn ends_at(self, practitioner: i64, start: i64) -> Option<String> {
        let drawn = self.0.get_untracked().filter(|drawn| drawn.practitioner == practitioner)?;
        self.end();
        Some(format!("{}&slot={start}", drawn.moving))
    }
}
