//! What an address asks for that means nothing here.

use leptos::prelude::*;

use super::icon::Icon;
use crate::words::{all_of, counted, tr};

/// Says which parts of the address were ignored: never silently.
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
