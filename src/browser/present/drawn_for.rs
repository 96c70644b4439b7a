//! For whom this document was drawn.

use leptos::prelude::*;

/// For whom the document was drawn, as its forms say it.
#[must_use]
pub fn reader() -> Option<String> {
    drawn_with("reader")
}

/// What the document says of this name.
#[must_use]
pub fn drawn_with(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(&format!("data-{name}"))
}
