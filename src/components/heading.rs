//! The heading of a page, which also announces navigation.

use leptos::{html::H1, prelude::*};

use super::focus::arrive_at;

/// The only `h1` of a page. It takes the focus when it replaces another page's, so that screen readers announce the new page and
/// the next Tab continues from there.
#[component]
pub fn Heading(
    /// What it says.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    arrive_at(heading);
    view! { <h1 node_ref=heading>{children()}</h1> }
}
