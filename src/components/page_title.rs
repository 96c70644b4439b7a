//! The name in the browser's tab.

use leptos::{prelude::*, text_prop::TextProp};
use leptos_meta::Title;

use crate::server_fns::rendering;

/// Names the page. The library writes a title into the head unescaped, so no other component may set one (`tests::architecture`).
#[component]
pub fn PageTitle(
    /// The page's name; may contain what someone typed.
    #[prop(into)]
    text: TextProp,
) -> impl IntoView {
    view! { <Title text=move || rendering::title(text.get().as_str())/> }
}
