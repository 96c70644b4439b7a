//! A request on the waiting list, in words.

use leptos::prelude::*;

use crate::{domain::address, views::waitlist::WishView, words::tr};

/// The practitioner, place and times, and since when it has been waiting.
#[component]
pub fn WishFacts(
    /// The wish.
    wish: WishView,
    /// Whether the reader may open the appointment to be brought forward.
    #[prop(default = false)]
    own: bool,
) -> impl IntoView {
    let WishView { whom, place, service, times, instead_of, at, ago, .. } = wish;
    let what = match service {
        Some(service) => tr!(WaitPlaceServiceTimes, place = place, service = service, times = times),
        None => tr!(WaitPlaceTimes, place = place, times = times),
    };
    let instead = instead_of.map(|(id, when)| {
        let text = format!("{}, {}", when.long_date, when.time);
        let when = match own {
            true => view! { <a href=address::appointment(id)>{text}</a> }.into_any(),
            false => text.into_any(),
        };
        view! { <p>{tr!(WaitReplaces)}" "{when}</p> }
    });
    view! {
        <p><strong>{whom}</strong></p>
        <p>{what}</p>
        {instead}
        <p class="meta"><time datetime=at>{tr!(WaitAsked, ago = ago)}</time></p>
    }
}
