//! The clinic's texts on its public pages. They contain no markup: they are drawn element by element.

use leptos::prelude::*;

use super::{awaited::awaited, heading::Heading, icon::Icon, loaded::resource, site::CurrentViewer};
use crate::{
    domain::content::Place,
    server_fns::content::page_text,
    views::content::{Block, Inline},
    words::tr,
};

/// A text, for use inside a `prose` element.
#[must_use]
pub fn blocks(text: Vec<Block>) -> AnyView {
    text.into_iter().map(block).collect_view().into_any()
}

fn block(block: Block) -> AnyView {
    match block {
        Block::Heading(false, said) => view! { <h2>{inlines(said)}</h2> }.into_any(),
        Block::Heading(true, said) => view! { <h3>{inlines(said)}</h3> }.into_any(),
        Block::Paragraph(said) => view! { <p>{inlines(said)}</p> }.into_any(),
        Block::List(is_numbered, items) => {
            let items = items.into_iter().map(|item| view! { <li>{item_of(item)}</li> }).collect_view();
            match is_numbered {
                true => view! { <ol>{items}</ol> }.into_any(),
                false => view! { <ul>{items}</ul> }.into_any(),
            }
        }
        Block::Quote(said) => view! { <blockquote>{blocks(said)}</blockquote> }.into_any(),
        Block::Rule => view! { <hr/> }.into_any(),
    }
}

/// A single paragraph needs no element of its own.
fn item_of(mut item: Vec<Block>) -> AnyView {
    match item.pop() {
        Some(Block::Paragraph(said)) if item.is_empty() => inlines(said),
        last => blocks(item.into_iter().chain(last).collect()),
    }
}

fn inlines(said: Vec<Inline>) -> AnyView {
    said.into_iter().map(inline).collect_view().into_any()
}

fn inline(said: Inline) -> AnyView {
    match said {
        Inline::Text(text) => text.into_any(),
        Inline::Strong(said) => view! { <strong>{inlines(said)}</strong> }.into_any(),
        Inline::Emphasis(said) => view! { <em>{inlines(said)}</em> }.into_any(),
        Inline::Link(to, said) if to.starts_with('/') => view! { <a href=to>{inlines(said)}</a> }.into_any(),
        Inline::Link(to, said) => view! { <a href=to rel="external noopener">{inlines(said)}</a> }.into_any(),
        Inline::Break => view! { <br/> }.into_any(),
    }
}

/// The clinic's notice to everyone, if there is one.
#[component]
pub fn ClinicNotice() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    awaited(move || async move {
        let notice = viewer.await.map(|viewer| viewer.notice).unwrap_or_default();
        (!notice.is_empty()).then(|| {
            view! {
                <aside class="wrap clinic-notice no-print" aria-label=tr!(ClinicNoticeLabel)>
                    <div class="note"><Icon name="info"/><div>{blocks(notice)}</div></div>
                </aside>
            }
        })
    })
}

/// The clinic's own text for a page; nothing if it has none, or it cannot be loaded.
#[component]
pub fn OwnText(
    /// Where it stands.
    place: Place,
    /// The text before it, if there is one.
    #[prop(default = "")]
    heading: &'static str,
) -> impl IntoView {
    let text = resource(|| (), move |()| page_text(place.as_str().to_owned()));
    awaited(move || async move {
        let text = text.await.unwrap_or_default();
        (!text.is_empty()).then(|| {
            view! {
                <section class="prose section">
                    {(!heading.is_empty()).then(|| view! { <h2>{heading}</h2> })}
                    {blocks(text)}
                </section>
            }
        })
    })
}

/// The heading of the home page: the clinic's own text, or ours.
#[must_use]
pub fn hero(mut text: Vec<Block>) -> AnyView {
    let title = match text.first() {
        Some(Block::Heading(..)) => match text.remove(0) {
            Block::Heading(_, said) => Some(inlines(said)),
            _ => None,
        },
        _ => None,
    };
    let is_own = title.is_some() || !text.is_empty();
    let title = title.unwrap_or_else(|| tr!(HomeHeading).into_any());
    let lede = match (text.is_empty(), is_own) {
        (false, _) => view! { <div class="hero-lede">{blocks(text)}</div> }.into_any(),
        (true, true) => ().into_any(),
        (true, false) => view! {
            <p class="hero-lede">{tr!(HomeLede)}</p>
        }
        .into_any(),
    };
    view! { <Heading>{title}</Heading> {lede} }.into_any()
}
