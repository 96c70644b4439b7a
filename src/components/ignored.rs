//! Parts of an address that mean nothing here.

use leptos::prelude::*;

use super::icon::Icon;
use crate::words::{all_of, counted, tr};

/// Lists the parts of the address that were ignored, so that nothing is ignored silently.
#[must_use]
pub fn ignored(names: &[String]) -> Option<AnyView> {
    if names.is_empty() {
        return None;
    }
    let quoted = all_of(names.iter().map(|name| tr!(Named, text = name)));
    let said = counted!(IgnoredOfAddress, names.len(), names = quoted);
    let view = view! { <div class="note note-warn" role="status"><Icon name="info"/><div><p>{said}</p></div></div> };
    Some(view.into_any())
}
