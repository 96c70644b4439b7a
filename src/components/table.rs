//! The frame of a table: it scrolls by itself where it is wide, and becomes a card for each row on phones.

use crate::words::tr;
use leptos::prelude::*;

/// A table of rows, whose cells name their column again in `data-label`, for the cards.
#[component]
pub fn Table(
    /// Its id in the page.
    #[prop(into)]
    id: String,
    /// What it lists; heard, not seen.
    #[prop(into)]
    caption: String,
    /// The heads of its columns.
    #[prop(into)]
    columns: Vec<&'static str>,
    /// Whether a last column holds what can be done with a row.
    #[prop(default = false)]
    has_actions: bool,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let heads = columns.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view();
    let labelled_by = id.clone();
    let actions =
        has_actions.then(|| view! { <th scope="col"><span class="visually-hidden">{tr!(TableActions)}</span></th> });
    view! {
        <div class="table-wrap" role="region" aria-labelledby=labelled_by tabindex="0">
            <table class="table table-cards">
                <caption id=id class="visually-hidden">{caption}</caption>
                <thead>
                    <tr>{heads}{actions}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
