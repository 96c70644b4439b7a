//! A wish of the waiting list in words.

use leptos::prelude::*;

use crate::views::waitlist::WishView;

/// With whom, where, when, and since when it is wished for.
#[component]
pub fn WishFacts(
    /// The wish.
    wish: WishView,
    /// Whether the reader may open the appointment that is to be earlier.
    #[prop(default = false)]
    own: bool,
) -> impl IntoView {
    let WishView { whom, place, service, times, instead_of, at, ago, .. } = wish;
    let service = service.map(|name| format!(" {name}.")).unwrap_or_default();
    let instead = instead_of.map(|(id, when)| {
        let text = format!("{}, {}", when.long_date, when.time);
        let when = match own {
            true => view! { <a href=format!("/appointments/{id}")>{text}</a> }.into_any(),
            false => text.into_any(),
        };
        view! { <p>"Replaces the appointment on "{when}</p> }
    });
    view! {
        <p><strong>{whom}</strong></p>
        <p>{format!("{place}.{service} {times}.")}</p>
        {instead}
        <p class="meta">"Asked "<time datetime=at>{ago}</time></p>
    }
}
