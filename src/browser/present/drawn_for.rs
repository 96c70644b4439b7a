//! For whom this document was drawn.

use leptos::prelude::*;

/// For whom the document was drawn, as its forms say it.
#[must_use]
pub fn reader() -> Option<String> {
    document().document_element()?.get_attribute("data-reader")
}
