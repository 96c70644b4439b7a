//! The reader for whom this document was rendered.

use leptos::prelude::*;

/// The reader for whom the document was rendered, as its forms state it.
#[must_use]
pub fn reader() -> Option<String> {
    drawn_with("reader")
}

/// The value of a `meta` element of the document.
#[must_use]
pub fn drawn_with(name: &str) -> Option<String> {
    document().document_element()?.get_attribute(&format!("data-{name}"))
}
