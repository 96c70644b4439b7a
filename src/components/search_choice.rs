//! The choices in the search form.

use leptos::prelude::*;

use crate::{
    views::search::SearchInput,
    words::{Key, number, said},
};

/// One of a few choices: their values in the address, and their names.
pub fn radios(
    name: &'static str,
    choices: &'static [(&'static str, Key)],
    search: Signal<SearchInput>,
    chosen: fn(&SearchInput) -> &String,
) -> AnyView {
    choices
        .iter()
        .map(|(value, words)| {
            view! {
                <label class="choice">
                    <input
                        type="radio"
                        name=name
                        value=*value
                        form=FORM
                        checked=search.with_untracked(|search| chosen(search) == value)
                        prop:checked=move || search.with(|search| chosen(search) == value)
                    />
                    <span>{said(*words)}</span>
                </label>
            }
        })
        .collect_view()
        .into_any()
}

/// A select of the form, with the number of practitioners for each choice.
#[component]
pub fn Choice(
    /// Its name and id.
    name: &'static str,
    /// The text for no choice.
    all: &'static str,
    /// The current choice.
    chosen: Signal<String>,
    /// The choices.
    choices: Vec<(String, u32)>,
) -> impl IntoView {
    let names: Vec<String> = choices.iter().map(|(choice, _)| choice.clone()).collect();
    // An address may be written by hand, in lower case.
    let as_offered = {
        let names = names.clone();
        move |typed: String| {
            names.iter().find(|name| name.to_lowercase() == typed.to_lowercase()).cloned().unwrap_or(typed)
        }
    };
    let chosen = Signal::derive(move || as_offered(chosen.get()));
    let at_first = chosen.get_untracked();
    // An old link may name a choice that no longer exists: it is shown, as otherwise the next search would silently drop it.
    let unknown = move || {
        let chosen = chosen.get();
        (!chosen.is_empty() && !names.contains(&chosen))
            .then(|| view! { <option value=chosen.clone() selected>{chosen.clone()}</option> })
    };
    view! {
        <select id=name name=name form=FORM prop:value=move || chosen.get()>
            <option value="">{all}</option>
            {unknown}
            {options(choices, &at_first)}
        </select>
    }
    .into_any()
}

/// The options of a select, with how many practitioners there are of each.
pub fn options(choices: Vec<(String, u32)>, chosen: &str) -> AnyView {
    choices
        .into_iter()
        .map(|(choice, count)| {
            let label = if count > 0 { format!("{choice} ({})", number(count)) } else { choice.clone() };
            view! { <option selected=choice == chosen value=choice>{label}</option> }
        })
        .collect_view()
        .into_any()
}

/// The form's id: filters stand elsewhere in the page and name it.
pub(super) const FORM: &str = "search-form";
