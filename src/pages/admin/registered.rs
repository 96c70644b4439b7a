//! What is registered with the clinic (apps, webhooks), as a list.

use leptos::prelude::*;

use crate::components::icon::Icon;

pub(super) struct Registered {
    /// Its page.
    pub href: String,
    /// What an administrator called it.
    pub name: String,
    /// Further facts, one per line.
    pub facts: Vec<String>,
    /// Whether it is in use.
    pub badge: AnyView,
}

/// The list, or if it is empty: a heading, and what to do about it.
pub(super) fn list(
    icon: &'static str,
    (none, none_text): (&'static str, &'static str),
    all: Vec<Registered>,
) -> AnyView {
    if all.is_empty() {
        return view! { <div class="empty"><Icon name=icon/><h2>{none}</h2><p>{none_text}</p></div> }.into_any();
    }
    let rows = all
        .into_iter()
        .map(|Registered { href, name, facts, badge }| {
            let facts = facts.into_iter().map(|fact| view! { <p class="meta"><span>{fact}</span></p> }).collect_view();
            view! {
                <li class="row">
                    <Icon name=icon/>
                    <div class="row-body"><h2><a href=href>{name}</a></h2>{facts}</div>
                    <div class="row-actions">{badge}</div>
                </li>
            }
        })
        .collect_view();
    view! { <ul class="row-list" role="list">{rows}</ul> }.into_any()
}
