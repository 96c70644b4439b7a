//! Texts with placeholders and plural forms.

use std::fmt::{Display, Write};

use super::{category, key::Key, language, number::number, said};

/// Replaces the placeholders of a text, such as `{name}`, by these values. Placeholders inside values are not replaced.
#[must_use]
pub fn filled(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut whole = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        whole.push_str(before);
        let (name, after) = after.split_once('}').unwrap_or((after, ""));
        if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
            // Writing to a `String` cannot fail.
            let _ = write!(whole, "{value}");
        }
        rest = after;
    }
    whole.push_str(rest);
    whole
}

/// The form of a text for a count.
#[must_use]
pub fn of_count(key: Key, count: usize, values: &[(&str, &dyn Display)]) -> String {
    let shown = number(count);
    let mut all: Vec<(&str, &dyn Display)> = vec![("n", &shown as &dyn Display)];
    all.extend_from_slice(values);
    filled(form(said(key), category(language(), count)), &all)
}

/// A list as the language writes it: `A, B, C`.
#[must_use]
pub fn listed<T: Display>(all: impl IntoIterator<Item = T>) -> String {
    all.into_iter()
        .map(|one| one.to_string())
        .reduce(|list, next| joined(Key::ListNext, &list, &next))
        .unwrap_or_default()
}

/// A list within a sentence: `A, B and C`.
#[must_use]
pub fn all_of<T: Display>(all: impl IntoIterator<Item = T>) -> String {
    let mut all: Vec<T> = all.into_iter().collect();
    let Some(last) = all.pop().map(|last| last.to_string()) else { return String::new() };
    if all.is_empty() { last } else { joined(Key::ListLast, &listed(all), &last) }
}

fn joined(key: Key, list: &str, next: &str) -> String {
    filled(said(key), &[("list", &list), ("next", &next)])
}

/// The plural form for a category: `[one] {n} day [other] {n} days`.
pub(super) fn form<'a>(text: &'a str, category: &str) -> &'a str {
    let forms = || text.split('[').filter_map(|form| form.split_once(']'));
    let of = |wanted: &str| forms().find(|(name, _)| *name == wanted).map(|(_, said)| said.trim());
    of(category).or_else(|| of("other")).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn a_value_is_put_in_as_it_is() {
        let name = "{n} <b>";
        assert_eq!(filled("Hello {name}, {n}.", &[("name", &name), ("n", &3)]), "Hello {n} <b>, 3.");
        assert_eq!(filled("Nothing", &[("name", &name)]), "Nothing");
        assert_eq!(filled("{gone}?", &[]), "?");
    }

    #[test]
    fn each_language_lists_things_in_its_own_way() {
        let read = |language, list: fn([&'static str; 3]) -> String| {
            Reader { language, time_style: TimeStyle::Hours24 }.read(|| list(["A", "B", "C"]))
        };
        let listed: fn([&'static str; 3]) -> String = super::listed;
        let all: fn([&'static str; 3]) -> String = all_of;
        assert_eq!([read(Language::English, listed), read(Language::English, all)], ["A, B, C", "A, B and C"]);
        assert_eq!([read(Language::Chinese, listed), read(Language::Chinese, all)], ["A、B、C", "A、B和C"]);
        assert_eq!([read(Language::Arabic, listed), read(Language::Arabic, all)], ["A، B، C", "A، B وC"]);
        assert_eq!([read(Language::German, all), all_of(["A"]), all_of::<&str>([])], ["A, B und C", "A", ""]);
    }

    #[test]
    fn a_text_has_a_form_for_each_category() {
        let text = "[one] {n} day [other] {n} days";
        assert_eq!([form(text, "one"), form(text, "many")], ["{n} day", "{n} days"]);
    }
}
