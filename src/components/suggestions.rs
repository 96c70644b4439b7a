//! Suggestions below a text box while typing: a list that the keyboard can move in. Without JavaScript it is a plain box.

use leptos::{ev::KeyboardEvent, prelude::*, task::spawn_local};

use super::{icon::Icon, search_query};
use crate::{
    domain::address,
    error::AppError,
    server_fns::suggest::{find_practitioners, suggest},
    views::{
        search::SearchInput,
        suggest::{SuggestionKind, SuggestionView},
    },
    words::tr,
};

/// Where suggestions are searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Among {
    /// Everything that can be searched for.
    Everything,
    /// The practitioners of the directory.
    Practitioners,
    /// The practitioners at the reader's desks.
    Colleagues,
}

impl Among {
    /// Finds suggestions for a text.
    ///
    /// # Errors
    /// The reader may not search there.
    pub async fn find(self, text: String) -> Result<Vec<SuggestionView>, AppError> {
        match self {
            Self::Everything => suggest(text).await,
            Self::Practitioners => find_practitioners(text, false).await,
            Self::Colleagues => find_practitioners(text, true).await,
        }
    }
}

/// The current suggestions. A box that loses the focus to the next page's heading closes its list while its own page goes away:
/// effects that read these may run once more when they are disposed of.
#[derive(Clone, Copy, Debug)]
pub struct Suggestions {
    /// The prefix of the list's id, before `-suggestions`.
    of: &'static str,
    among: Among,
    items: RwSignal<Vec<SuggestionView>>,
    active: RwSignal<Option<usize>>,
    /// The text last searched for; blank once the list is closed.
    asked: StoredValue<String>,
    /// Whether someone is still typing: a search a moment later may come after the list was closed.
    expected: StoredValue<bool>,
    /// Whether the last answer was empty.
    in_vain: RwSignal<bool>,
}

impl Suggestions {
    /// For the component that lays out the box.
    #[must_use]
    pub fn of_box(of: &'static str, among: Among) -> Self {
        Self {
            of,
            among,
            items: RwSignal::new(Vec::new()),
            active: RwSignal::new(None),
            asked: StoredValue::new(String::new()),
            expected: StoredValue::new(false),
            in_vain: RwSignal::new(false),
        }
    }

    /// The list's id.
    #[must_use]
    pub fn id(self) -> String {
        format!("{}-suggestions", self.of)
    }

    fn entry_id(self, place: usize) -> String {
        format!("{}-suggestion-{place}", self.of)
    }

    /// Whether there are no suggestions for the input.
    #[must_use]
    pub fn found_nothing(self) -> bool {
        self.in_vain.try_get().unwrap_or_default()
    }

    /// Whether the list is visible.
    #[must_use]
    pub fn is_open(self) -> bool {
        self.items.try_with(|items| !items.is_empty()).unwrap_or_default()
    }

    /// The id of the entry selected by keyboard.
    #[must_use]
    pub fn active_id(self) -> Option<String> {
        self.active.try_get().flatten().map(|place| self.entry_id(place))
    }

    /// Closes the list; a pending answer is ignored.
    pub fn close(self) {
        let Some(is_empty) = self.items.try_with_untracked(Vec::is_empty) else { return };
        self.asked.set_value(String::new());
        self.expected.set_value(false);
        if !is_empty {
            self.items.set(Vec::new());
        }
        self.active.set(None);
        self.in_vain.set(false);
    }

    /// Notes that someone is typing.
    pub fn note_typing(self) {
        self.expected.set_value(true);
    }

    /// Searches for suggestions, unless the list was closed since the text was typed.
    pub fn ask(self, text: &str) {
        if self.expected.try_with_value(|expected| *expected) != Some(true) {
            return;
        }
        let text = text.trim().to_owned();
        if text.chars().count() < 2 {
            self.close();
            return;
        }
        self.asked.set_value(text.clone());
        spawn_local(async move {
            // Suggestions are optional: without an answer, the box stays as it was.
            let found = self.among.find(text.clone()).await.unwrap_or_default();
            if self.asked.try_with_value(|asked| *asked == text) == Some(true) {
                self.active.set(None);
                self.in_vain.set(found.is_empty());
                self.items.set(found);
            }
        });
    }

    /// Moves in the list, chooses, or closes it. Other keys are left to the box.
    pub fn press(self, event: &KeyboardEvent, choose: Callback<SuggestionView>) {
        let count = self.items.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.active.set(Some(active.map_or(0, |place| (place + 1) % count))),
            "ArrowUp" => self.active.set(Some(active.map_or(count - 1, |place| (place + count - 1) % count))),
            "Escape" => self.close(),
            "Enter" => {
                let chosen = active.and_then(|place| self.items.with_untracked(|items| items.get(place).cloned()));
                let Some(chosen) = chosen else {
                    self.close();
                    return;
                };
                choose.run(chosen);
            }
            _ => return,
        }
        event.prevent_default();
    }
}

/// Where a suggestion leads: to the person or place it names, or to a search for the term it stands for instead of the text.
#[must_use]
pub fn address_of(chosen: &SuggestionView, search: &SearchInput) -> String {
    let search = SearchInput { q: String::new(), page: String::new(), ..search.clone() };
    let text = chosen.text.clone();
    match chosen.kind {
        SuggestionKind::Practitioner(id) => address::practitioner(id),
        SuggestionKind::Centre(id) => address::centre(id),
        SuggestionKind::Profession => search_query::address(&SearchInput { profession: text, ..search }),
        SuggestionKind::Expertise => search_query::address(&SearchInput { specialty: text, ..search }),
        SuggestionKind::Suburb => search_query::address(&SearchInput { suburb: text, ..search }),
    }
}

/// The list.
#[component]
pub fn SuggestionList(
    /// Its state.
    suggestions: Suggestions,
    /// What choosing does.
    choose: Callback<SuggestionView>,
) -> impl IntoView {
    let entries = move || {
        let entry = |(place, item): (usize, SuggestionView)| {
            let icon = match item.kind {
                SuggestionKind::Profession | SuggestionKind::Expertise => "stethoscope",
                SuggestionKind::Suburb => "map-pin",
                SuggestionKind::Practitioner(_) => "user",
                SuggestionKind::Centre(_) => "building",
            };
            let (text, detail) = (item.text.clone(), item.detail.clone());
            view! {
                <li
                    id=suggestions.entry_id(place)
                    class="suggest-option"
                    role="option"
                    aria-selected=move || (suggestions.active.try_get().flatten() == Some(place)).to_string()
                    on:click=move |_| choose.run(item.clone())
                >
                    <Icon name=icon/>
                    <span>{text}</span>
                    <span class="muted small">{detail}</span>
                </li>
            }
        };
        suggestions.items.try_get().unwrap_or_default().into_iter().enumerate().map(entry).collect_view()
    };
    view! {
        <ul
            id=suggestions.id()
            class="suggest"
            role="listbox"
            aria-label=tr!(Suggestions)
            hidden=move || !suggestions.is_open()
            // The box keeps the focus.
            on:mousedown=|event| event.prevent_default()
        >
            {entries}
        </ul>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_takes_the_place_of_the_text_and_a_name_leads_to_its_page() {
        let search =
            SearchInput { q: "phys".into(), suburb: "Randwick".into(), page: "3".into(), ..SearchInput::default() };
        let of = |kind, text: &str| {
            address_of(&SuggestionView { kind, text: text.to_owned(), detail: String::new() }, &search)
        };
        let physio = of(SuggestionKind::Profession, "Physiotherapist");
        assert_eq!(physio, "/search?profession=Physiotherapist&suburb=Randwick");
        assert_eq!(of(SuggestionKind::Suburb, "Fitzroy"), "/search?suburb=Fitzroy");
        assert_eq!(of(SuggestionKind::Practitioner(7), "Ann"), "/practitioners/7");
    }
}
