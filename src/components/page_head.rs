//! The top of a page: breadcrumbs, title, and a line about it. It also names the browser's tab.

use leptos::prelude::*;

use super::{heading::Heading, page_title::PageTitle};
use crate::words::tr;

/// A page's heading.
#[component]
pub fn PageHead(
    /// The title.
    #[prop(into)]
    title: String,
    /// The text for the browser's tab and history, if the title would disclose someone's health or identity.
    #[prop(into, default = String::new())]
    tab: String,
    /// One line about the page.
    #[prop(into, default = String::new())]
    lede: String,
    /// The breadcrumbs: address and name of each page above.
    #[prop(default = Vec::new())]
    crumbs: Vec<(String, String)>,
    /// Buttons beside the title.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let crumbs = (!crumbs.is_empty()).then(|| {
        let items = crumbs.into_iter().map(|(href, name)| view! { <li><a href=href>{name}</a></li> }).collect_view();
        view! {
            <nav class="crumbs" aria-label=tr!(Breadcrumb)>
                <ol>{items}<li aria-current="page">{title.clone()}</li></ol>
            </nav>
        }
    });
    let tab = if tab.is_empty() { title.clone() } else { tab };
    view! {
        <PageTitle text=tab/>
        <div class="page-head">
            {crumbs}
            <div class="page-head-row">
                <div>
                    <Heading>{title}</Heading>
                    {(!lede.is_empty()).then(|| view! { <p class="lede">{lede}</p> })}
                </div>
                {children.map(|children| view! { <div class="page-actions">{children()}</div> })}
            </div>
        </div>
    }
}
