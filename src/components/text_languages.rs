//! The language in which one of the clinic's own texts is edited.

use leptos::prelude::*;

use super::{awaited::awaited, current_viewer::CurrentViewer};
use crate::{domain::language::Language, words::tr};

/// Links to the text for everyone and to that of each language. Nothing if the site has only one language.
#[component]
pub fn TextLanguages(
    /// The page on which the text is edited.
    page: String,
    /// The language being edited; `None` for the text for everyone.
    chosen: Option<Language>,
) -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    awaited(move || {
        let page = page.clone();
        async move {
            let offered = viewer.await.map(|viewer| viewer.languages).unwrap_or_default();
            (offered.len() > 1).then(|| links(&page, chosen, &offered))
        }
    })
}

fn links(page: &str, chosen: Option<Language>, offered: &[Language]) -> AnyView {
    let current = move |language| (language == chosen).then_some("page");
    let others = offered.iter().copied().map(|language| {
        let href = format!("{page}?language={}", language.tag());
        view! {
            <li>
                <a class="chip" href=href lang=language.tag() aria-current=current(Some(language))>{language.name()}</a>
            </li>
        }
    });
    let hint = match chosen {
        None => tr!(SetTextForEveryoneHint),
        Some(_) => tr!(SetTextForLanguageHint),
    };
    view! {
        <nav aria-label=tr!(SetTextLanguages)>
            <ul class="chips" role="list">
                <li><a class="chip" href=page.to_owned() aria-current=current(None)>{tr!(SetTextForEveryone)}</a></li>
                {others.collect_view()}
            </ul>
        </nav>
        <p class="hint">{hint}</p>
    }
    .into_any()
}
