//! The links between the pages of a list.

use leptos::prelude::*;

use super::{Asked, joined, taking_along};
use crate::{components::icon::Icon, domain::list::List, views::listing::PlaceView, words::tr};

/// Links to the first, previous and next pages; nothing if there is only one page.
#[component]
pub fn ListPages(
    /// Which list.
    list: &'static List,
    /// What the pages list.
    label: &'static str,
    /// What the address asks for.
    asked: Asked,
    /// The previous and next pages.
    place: PlaceView,
    /// Whether its rows can be ticked: without scripts, a link would forget what was ticked since the page was opened.
    #[prop(default = false)]
    has_ticks: bool,
) -> impl IntoView {
    let whole = asked.query();
    let to = move |rel: &'static str, part: String, word: &'static str| {
        turn(list, &asked, (rel, word), joined(whole.clone(), part), has_ticks)
    };
    let back = place.previous.map(|key| {
        let first = to("first", String::new(), tr!(ClinicListFirstPage));
        view! { {first}{to("prev", format!("before={key}"), tr!(ClinicListPreviousPage))} }
    });
    let on = place.next.map(|key| to("next", format!("after={key}"), tr!(ClinicListNextPage)));
    (back.is_some() || on.is_some()).then(|| view! { <nav class="pager" aria-label=label>{back}{on}</nav> })
}

/// What leads to another page: a link or, where ticks are sent along without scripts, the button of their form.
fn turn(
    list: &'static List,
    asked: &Asked,
    (rel, word): (&'static str, &'static str),
    query: String,
    has_ticks: bool,
) -> AnyView {
    let said = move || match rel {
        "next" => view! { {word}<Icon name="chevron-right" class="icon-dir"/> }.into_any(),
        _ => view! { <Icon name="chevron-left" class="icon-dir"/>{word} }.into_any(),
    };
    let href = format!("{}?{}", list.path, asked.carrying(query.clone()));
    let class = if has_ticks { "btn when-hydrated" } else { "btn" };
    let keeping = has_ticks.then(|| taking_along(list.path, "btn until-hydrated", query, said()));
    view! { <a class=class rel=rel href=href>{said()}</a>{keeping} }.into_any()
}
