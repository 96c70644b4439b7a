//! The filters on practitioners beyond field and place, and the meaningless parts of an address.

use leptos_router::params::ParamsMap;

use super::keys::{EARLIEST, KEYS};
use crate::{
    domain::{address::named, calendar_view::day_of},
    views::search::SearchInput,
    words::{Key, said, tr},
};

/// The genders to filter by: the value in the address, and its name.
pub const GENDERS: [(&str, Key); 3] = [("", Key::Anyone), ("female", Key::AWoman), ("male", Key::AMan)];
/// The maximum prices of a visit.
pub const FEES: [(&str, Key); 5] =
    [("", Key::AnyFee), ("0", Key::NoFee), ("60", Key::UpTo60), ("100", Key::UpTo100), ("150", Key::UpTo150)];
/// Alternative parameter names, which other systems use.
const ALIASES: [(&str, &str); 2] = [("specialty", "specialization"), ("suburb", "location")];
/// Other parameters that an address may have: from a form that was refused.
const NOT_OURS: [&str; 2] = ["__err", "__path"];

/// Our name for an alternative parameter name.
pub fn alias_of(key: &str) -> Option<&'static str> {
    ALIASES.iter().find(|(name, _)| *name == key).map(|(_, alias)| *alias)
}

/// Whether a value is valid for a parameter.
fn has_value(key: &str, value: &str) -> bool {
    let among = |choices: &[(&str, Key)]| choices.iter().any(|(known, _)| *known == value);
    match key {
        "gender" => among(&GENDERS),
        "fee" => among(&FEES),
        "telehealth" | "accepting" => matches!(value, "" | "1"),
        "kind" => matches!(value, "" | "practitioner" | "centre"),
        "sort" => matches!(value, "" | EARLIEST),
        "nearby" => matches!(value, "" | "no"),
        "from" => value.is_empty() || day_of(value).is_some(),
        "page" => value.is_empty() || value.parse().is_ok_and(|page: usize| page > 0),
        _ => true,
    }
}

/// The value if it is valid; empty otherwise.
pub fn known((key, value): (&str, String)) -> String {
    if has_value(key, &value) { value } else { String::new() }
}

/// A language name with proper capitals, however it was typed.
fn capitals(typed: &str) -> String {
    let mut is_inside = false;
    let mut letter = |c: char| {
        let first = !std::mem::replace(&mut is_inside, c.is_alphabetic());
        if first { c.to_uppercase().collect::<String>() } else { c.to_string() }
    };
    typed.chars().map(&mut letter).collect()
}

fn words_of(values: &[(&str, Key)], value: &str) -> String {
    let found = values.iter().find(|(known, _)| !value.is_empty() && *known == value);
    found.map(|(_, words)| said(*words).to_owned()).unwrap_or_default()
}

/// Each of these filters in words, blank if it is not set, with the search that remains without it.
pub fn filters(search: &SearchInput) -> [(String, SearchInput); 5] {
    let ticked = |value: &str, words: &str| if value.is_empty() { String::new() } else { words.to_owned() };
    let language = capitals(search.language.trim());
    let (search, blank) = (search.clone(), String::new);
    [
        (
            if language.is_empty() { blank() } else { tr!(Speaks, language = language) },
            SearchInput { language: blank(), ..search.clone() },
        ),
        (ticked(&search.telehealth, tr!(Telehealth)), SearchInput { telehealth: blank(), ..search.clone() }),
        (words_of(&GENDERS, &search.gender), SearchInput { gender: blank(), ..search.clone() }),
        (words_of(&FEES, &search.fee), SearchInput { fee: blank(), ..search.clone() }),
        (ticked(&search.accepting, tr!(TakesBookings)), SearchInput { accepting: blank(), ..search.clone() }),
    ]
}

/// The meaningless parts of an address: unknown parameters, and invalid values of known ones.
#[must_use]
pub fn not_understood(query: &ParamsMap) -> Vec<String> {
    let is_name = |key: &str| KEYS.contains(&key) || ALIASES.iter().any(|(_, alias)| *alias == key);
    named(query.latest_values().filter_map(|(key, value)| {
        let key: &str = key;
        match key {
            key if NOT_OURS.contains(&key) => None,
            key if !is_name(key) => Some(key.to_owned()),
            key if !value.is_empty() && known((key, value.to_owned())).is_empty() => Some(format!("{key}={value}")),
            _ => None,
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::components::search_query;

    fn map(pairs: &[(&'static str, &str)]) -> ParamsMap {
        pairs.iter().map(|(key, value)| (*key, (*value).to_owned())).collect()
    }

    #[test]
    fn other_names_mean_the_same_and_ours_come_first() {
        let read = |pairs: &[(&'static str, &str)]| search_query::from_address(&map(pairs));
        let other = read(&[("specialization", "Dermatology"), ("location", "Randwick")]);
        assert_eq!((other.specialty.as_str(), other.suburb.as_str()), ("Dermatology", "Randwick"));
        let both = read(&[("location", "Randwick"), ("suburb", "Fitzroy")]);
        assert_eq!(both.suburb, "Fitzroy");
        assert_eq!(search_query::address(&other), "/search?specialty=Dermatology&suburb=Randwick");
    }

    #[test]
    fn what_means_nothing_is_named_and_not_used() {
        let query = map(&[("q", "knee"), ("colour", "red"), ("gender", "blue"), ("fee", "60"), ("location", "")]);
        assert_eq!(not_understood(&query), ["colour", "gender=blue"]);
        assert_eq!(search_query::address(&search_query::from_address(&query)), "/search?q=knee&fee=60");
        let nonsense = map(&[("from", "soon"), ("page", "0"), ("kind", "dog"), ("sort", "price")]);
        let mut named = not_understood(&nonsense);
        named.sort_unstable();
        assert_eq!(named, ["from=soon", "kind=dog", "page=0", "sort=price"]);
        assert!(not_understood(&map(&[("from", "2026-11-24"), ("page", "2"), ("sort", "earliest")])).is_empty());
        let long = map(&[("telehealth", &"x".repeat(10_000))]);
        assert_eq!(not_understood(&long)[0].chars().count(), 40);
    }

    #[test]
    fn each_filter_has_words_and_can_be_taken_away() {
        let search = SearchInput {
            language: "modern greek".into(),
            telehealth: "1".into(),
            gender: "female".into(),
            fee: "0".into(),
            accepting: "1".into(),
            ..SearchInput::default()
        };
        let chips = search_query::filters(&search);
        let words: Vec<&str> = chips.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(words, ["Speaks Modern Greek", "Telehealth", "A woman", "No fee", "Takes bookings"]);
        assert_eq!(search_query::address(&chips[0].1), "/search?telehealth=1&gender=female&fee=0&accepting=1");
        assert!(search_query::filters(&SearchInput::default()).is_empty());
    }
}
