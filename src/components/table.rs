//! The frame of a table: it scrolls on its own if it is wide, and becomes one card per row on phones.

use leptos::prelude::*;

use crate::words::{number, tr};

/// How many cards phones show of a table without pages, until all are requested; the stylesheet has the same number.
const FIRST: usize = 10;

/// A table of rows, whose cells repeat their column's name in `data-label`, for the cards.
#[component]
pub fn Table(
    /// Its id in the page.
    #[prop(into)]
    id: String,
    /// What it lists; for screen readers only.
    #[prop(into)]
    caption: String,
    /// The headings of its columns.
    #[prop(into)]
    columns: Vec<&'static str>,
    /// Whether the last column holds a row's actions.
    #[prop(default = false)]
    has_actions: bool,
    /// Whether all columns but the first hold numbers.
    #[prop(default = false)]
    of_numbers: bool,
    /// The number of rows, if they are not split into pages.
    #[prop(default = 0)]
    count: usize,
    /// The rows.
    children: Children,
) -> impl IntoView {
    let class = move |place: usize| if of_numbers && place > 0 { "num" } else { "" };
    let heads = columns
        .into_iter()
        .enumerate()
        .map(|(place, head)| view! { <th scope="col" class=class(place)>{head}</th> })
        .collect_view();
    let labelled_by = id.clone();
    let actions =
        has_actions.then(|| view! { <th scope="col"><span class="visually-hidden">{tr!(TableActions)}</span></th> });
    let rest = (count > FIRST).then(|| {
        view! { <details class="table-rest"><summary class="btn">{tr!(TableShowAll, count = number(count))}</summary></details> }
    });
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
        {rest}
    }
    .into_any()
}

/// An email address, which may break before its host if there is too little room.
#[must_use]
pub fn email_text(email: String) -> AnyView {
    match email.split_once('@') {
        Some((name, host)) => view! { <span>{name.to_owned()}<wbr/>{format!("@{host}")}</span> }.into_any(),
        None => email.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heads_of_numbers_stand_above_them() {
        let html =
            view! { <Table id="rows" caption="Rows" columns=["Name", "Count"] of_numbers=true><tr></tr></Table> };
        let html = html.into_any().to_html();

        assert_eq!(html.matches("class=\"num\"").count(), 1, "{html}");
    }

    #[test]
    fn a_long_table_is_folded_where_its_rows_are_cards() {
        let html = |count: usize| {
            view! { <Table id="rows" caption="Rows" columns=["Row"] count=count><tr></tr></Table> }.into_any().to_html()
        };

        assert!(html(11).contains("Show all (11)"), "{}", html(11));
        assert!(!html(10).contains("<details"), "{}", html(10));
    }
}
