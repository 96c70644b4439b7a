//! The name in the browser's tab.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;

use crate::server_fns::rendering;

/// Names the page. The library writes a title into the head as it is given, whatever markup is in it: no other component does
/// (`tests::architecture`).
#[component]
pub fn PageTitle(
    /// What the page is called; may hold what someone typed.
    #[prop(into)]
    text: TextProp,
) -> impl IntoView {
    view! { <Title text=move || rendering::title(text.get().as_str())/> }
}
