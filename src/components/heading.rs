//! The heading of a page, which says where one has come.

use leptos::{html::H1, prelude::*};

use super::focus::arrive_at;

/// The one `h1` of a page. It gets the focus when it replaces another page's, so that screen readers say the new page's name and
/// the next Tab goes on from there.
#[component]
pub fn Heading(
    /// What it says.
    children: Children,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    arrive_at(heading);
    view! { <h1 node_ref=heading>{children()}</h1> }
}
