//! The language switch, if the clinic offers several languages.

use leptos::prelude::*;

use super::{action_form::address, awaited::awaited, current_viewer::CurrentViewer};
use crate::{
    domain::language::Language,
    words::{self, tr},
};

/// One button per language in a plain form, labelled with the language's own name; the server stores the choice, and sends the page
/// again. Nothing if there is no choice.
#[component]
pub fn LanguageSwitch() -> impl IntoView {
    let CurrentViewer(viewer) = expect_context();
    awaited(move || async move {
        let offered = viewer.await.map(|viewer| viewer.languages).unwrap_or_default();
        (offered.len() > 1).then(|| form(offered))
    })
}

fn form(offered: Vec<Language>) -> impl IntoView {
    let buttons = offered.into_iter().map(|language| {
        let is_read = (language == words::language()).to_string();
        view! {
            <button name="language" value=language.tag() lang=language.tag() aria-pressed=is_read>
                <span>{language.name()}</span>
            </button>
        }
    });
    view! {
        <form class="theme-switch language-switch" method="post" action=address("/language")>
            <span class="theme-label">{tr!(LanguageOfSite)}</span>
            <span class="theme-options">{buttons.collect_view()}</span>
        </form>
    }
}
