//! Searching for a setting by its texts. With our script the others disappear while typing; without it, the search text is in the
//! address.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::setting_words;
use crate::{
    domain::{
        settings::{CATALOGUE, Kind, Setting},
        text::{fold, tokens},
    },
    words::{counted, tr},
};

#[derive(Clone, Copy)]
pub(super) struct Wanted(RwSignal<String>);

impl Wanted {
    /// The text in the address.
    pub(super) fn of_address() -> Self {
        let query = use_query_map();
        Self(RwSignal::new(query.with_untracked(|query| query.get("q").unwrap_or_default())))
    }

    /// Whether a setting matches the search.
    pub(super) fn admits(self, setting: &'static Setting) -> bool {
        self.0.with(|wanted| matches(setting, wanted))
    }
}

/// Whether each word is part of a setting's texts, including its choices.
fn matches(setting: &Setting, wanted: &str) -> bool {
    let choices = match setting.kind {
        Kind::One(choices) | Kind::Several(choices) => choices,
        _ => &[],
    };
    let choices = choices.iter().map(|word| setting_words::choice(setting, word)).collect::<Vec<_>>().join(" ");
    let (group, label) = (setting_words::group(setting.group), setting_words::label(setting));
    let said = fold(&format!("{group} {label} {} {choices}", setting_words::hint(setting)));
    tokens(wanted).iter().all(|word| said.contains(word.as_str()))
}

/// The search box, and the number of matching settings.
#[component]
pub(super) fn Search(
    /// The search text.
    wanted: Wanted,
    /// The keys of the settings that the reader may change.
    keys: Vec<String>,
) -> impl IntoView {
    let Wanted(text) = wanted;
    let found = move || {
        let is_theirs = |setting: &&Setting| keys.iter().any(|key| key == setting.key());
        let is_wanted = text.with(|text| !text.trim().is_empty());
        let count = CATALOGUE.iter().filter(is_theirs).filter(|setting| wanted.admits(setting)).count();
        is_wanted.then(|| match count {
            0 => tr!(SetNoneMatches).to_owned(),
            count => counted!(SetMatches, count),
        })
    };
    view! {
        <form
            class="cluster"
            role="search"
            method="get"
            action="/admin/settings"
            // The typed text already filters, and changes below must not be lost.
            on:submit=|event| event.prevent_default()
        >
            <label for="q">{tr!(SetFind)}</label>
            <input
                id="q"
                name="q"
                type="search"
                class="input-20"
                autocomplete="off"
                value=text.get_untracked()
                on:input:target=move |event| text.set(event.target().value())
            />
            <button class="btn btn-sm" type="submit">{tr!(SetFindButton)}</button>
        </form>
        <p role="status">{found}</p>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_setting_is_found_by_its_name_its_hint_its_group_and_its_choices() {
        let found = |wanted: &str| {
            let found = CATALOGUE.iter().filter(|setting| matches(setting, wanted)).map(Setting::key);
            found.collect::<Vec<_>>()
        };
        assert_eq!(found("HOLD time"), ["booking.hold_minutes"]);
        assert!(found("colour").contains(&"theme.accent"));
        assert!(found("invitation").contains(&"registration.mode"));
        assert!(found("backups").contains(&"backup.keep"));
        assert_eq!(found("").len(), CATALOGUE.len());
        assert_eq!(found("zebra"), Vec::<&str>::new());
    }
}
