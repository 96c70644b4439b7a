//! A search as an address and in words. The server runs it.

mod keys;
mod refine;

pub use self::keys::EARLIEST;
pub use self::refine::{FEES, GENDERS, not_understood};

use jiff::civil::Date;
use leptos_router::params::ParamsMap;

use self::keys::KEYS;
use crate::{
    domain::{
        address::escape,
        calendar_view::{day_of, long_date},
        language::Language,
        search::{Kind, MAX_QUERY_CHARS},
    },
    views::search::SearchInput,
    words::{Key, counted, language, listed, of_count, said, tr},
};

/// Parses a search: from an address by the router's map, or from a form by its own look-up.
///
/// Text is cut one character beyond the part that is used: enough to tell that it was too long, and links carry no more.
pub fn read(value: impl Fn(&str) -> Option<String>) -> SearchInput {
    let text = |key: &str| {
        let text = value(key).or_else(|| value(refine::alias_of(key)?));
        text.unwrap_or_default().chars().take(MAX_QUERY_CHARS + 1).collect::<String>()
    };
    let [
        q,
        kind,
        profession,
        specialty,
        suburb,
        language,
        telehealth,
        gender,
        fee,
        accepting,
        sort,
        nearby,
        from,
        page,
    ] = KEYS.map(text);
    let kind = Kind::parse(&kind).map_or("", Kind::as_str).to_owned();
    let [telehealth, gender, fee, accepting] =
        [("telehealth", telehealth), ("gender", gender), ("fee", fee), ("accepting", accepting)].map(refine::known);
    let read = SearchInput {
        q,
        kind,
        profession,
        specialty,
        suburb,
        language,
        telehealth,
        gender,
        fee,
        accepting,
        sort,
        nearby,
        from,
        page,
    };
    if is_by_time(&read) {
        // Only practitioners have times.
        let nearby = if read.nearby == "no" { read.nearby } else { String::new() };
        let from = day_of(&read.from).map(|date| date.to_string()).unwrap_or_default();
        SearchInput { kind: String::new(), nearby, from, ..read }
    } else {
        SearchInput { sort: String::new(), nearby: String::new(), from: String::new(), ..read }
    }
}

/// Whether free times are requested, in chronological order.
#[must_use]
pub fn is_by_time(search: &SearchInput) -> bool {
    search.sort == EARLIEST
}

/// The same search for free times, earliest first.
#[must_use]
pub fn by_time(search: &SearchInput) -> SearchInput {
    SearchInput { sort: EARLIEST.into(), kind: String::new(), page: String::new(), ..search.clone() }
}

/// The same search for practitioners, best match first.
#[must_use]
pub fn by_match(search: &SearchInput) -> SearchInput {
    let blank = String::new;
    SearchInput { sort: blank(), nearby: blank(), from: blank(), page: blank(), ..search.clone() }
}

/// Parses the search in the page's address.
#[must_use]
pub fn from_address(query: &ParamsMap) -> SearchInput {
    read(|key| query.get(key))
}

/// The address of a search, without blank parameters and without the first page.
#[must_use]
pub fn address(search: &SearchInput) -> String {
    let first: [&str; 5] =
        [&search.q, &search.kind, &search.profession, &search.specialty, &search.suburb].map(String::as_str);
    let asked: [&str; 5] =
        [&search.language, &search.telehealth, &search.gender, &search.fee, &search.accepting].map(String::as_str);
    let page = if search.page == "1" { "" } else { &search.page };
    let last: [&str; 4] = [&search.sort, &search.nearby, &search.from, page];
    let pairs: Vec<String> = KEYS
        .into_iter()
        .zip(first.into_iter().chain(asked).chain(last))
        .filter(|(_, value)| !value.trim().is_empty())
        .map(|(key, value)| format!("{key}={}", escape(value)))
        .collect();
    if pairs.is_empty() { "/search".into() } else { format!("/search?{}", pairs.join("&")) }
}

/// Each chosen filter in words, with the search that remains without it.
#[must_use]
pub fn filters(search: &SearchInput) -> Vec<(String, SearchInput)> {
    let first_page = SearchInput { page: String::new(), ..search.clone() };
    let kind = match Kind::parse(&search.kind) {
        Some(Kind::Centre) => tr!(KindCentres),
        Some(Kind::Practitioner) => tr!(KindPractitioners),
        None => "",
    };
    let chosen = [
        (kind.to_owned(), SearchInput { kind: String::new(), ..first_page.clone() }),
        (search.profession.clone(), SearchInput { profession: String::new(), ..first_page.clone() }),
        (search.specialty.clone(), SearchInput { specialty: String::new(), ..first_page.clone() }),
        (search.suburb.clone(), SearchInput { suburb: String::new(), ..first_page.clone() }),
        (
            day_of(&search.from).map(|date| tr!(FromDate, date = date_in_words(date))).unwrap_or_default(),
            SearchInput { from: String::new(), ..first_page.clone() },
        ),
    ];
    let chosen = chosen.into_iter().chain(refine::filters(&first_page));
    chosen.filter(|(words, _)| !words.trim().is_empty()).collect()
}

/// `12 practitioners for "knee", Physiotherapist, in Randwick`.
#[must_use]
pub fn count_in_words(total: usize, search: &SearchInput) -> String {
    let (none, some) = match Kind::parse(&search.kind) {
        Some(Kind::Centre) => (Key::NoCentres, Key::Centres),
        Some(Kind::Practitioner) => (Key::NoPractitioners, Key::Practitioners),
        None => (Key::NoResults, Key::Results),
    };
    let found = if total == 0 { said(none).to_owned() } else { of_count(some, total, &[]) };
    match (wanted(search), place(search)) {
        (wanted, None) if wanted.is_empty() => found,
        (wanted, Some(place)) if wanted.is_empty() => tr!(FoundIn, found = found, place = place),
        (wanted, place) => {
            let wanted = listed(wanted.into_iter().chain(place));
            if search.q.trim().is_empty() {
                tr!(FoundThat, found = found, wanted = wanted)
            } else {
                tr!(FoundFor, found = found, wanted = wanted)
            }
        }
    }
}

/// Says that there is no match in a suburb: `No dermatologist in Parramatta`.
#[must_use]
pub fn none_in(wanted: &str, suburb: &str, search: &SearchInput) -> String {
    let text: String = wanted.trim().chars().take(MAX_QUERY_CHARS).collect();
    let is_plain = text.chars().all(|letter| letter.is_lowercase() || letter == ' ');
    let mut parts = Vec::new();
    if !text.is_empty() {
        parts.push(if is_plain { text } else { tr!(Named, text = text) });
    }
    let filters = [&search.profession, &search.specialty];
    parts.extend(filters.iter().map(|part| part.trim().to_lowercase()).filter(|part| !part.is_empty()));
    tr!(NoneIn, wanted = listed(parts), suburb = suburb)
}

/// `The 20 earliest times: Physiotherapist, near Randwick`.
#[must_use]
pub fn times_in_words(count: usize, page: usize, has_more: bool, search: &SearchInput) -> String {
    let found = match (count, page) {
        (0, _) => tr!(NoFreeTimes).to_owned(),
        (_, 2..) => tr!(LaterTimes).to_owned(),
        (1, _) => tr!(OnlyFreeTime).to_owned(),
        (n, _) if has_more => counted!(EarliestOfAll, n),
        (n, _) => counted!(AllFreeTimes, n),
    };
    match (wanted(search), place(search)) {
        (wanted, None) if wanted.is_empty() => found,
        (wanted, Some(place)) if wanted.is_empty() => tr!(FoundIn, found = found, place = place),
        (wanted, place) => tr!(FoundThat, found = found, wanted = listed(wanted.into_iter().chain(place))),
    }
}

/// The search's title in the browser's tab and history.
#[must_use]
pub fn title(search: &SearchInput) -> String {
    let kind = match Kind::parse(&search.kind) {
        Some(Kind::Centre) => Some(tr!(TitleCentres).to_owned()),
        Some(Kind::Practitioner) => Some(tr!(TitlePractitioners).to_owned()),
        None => None,
    };
    let page = search.page.parse::<u16>().ok().filter(|page| *page > 1).map(|page| tr!(TitlePage, page = page));
    let parts: Vec<String> = wanted(search).into_iter().chain(place(search)).chain(kind).chain(page).collect();
    let what = if is_by_time(search) { tr!(EarliestTimes) } else { tr!(FindCare) };
    if parts.is_empty() { what.into() } else { tr!(FoundThat, found = what, wanted = listed(parts)) }
}

/// Text, profession and expertise: `"knee"`, `Physiotherapist`.
fn wanted(search: &SearchInput) -> Vec<String> {
    let text: String = search.q.trim().chars().take(MAX_QUERY_CHARS).collect();
    let parts = [
        (!text.is_empty()).then(|| tr!(Quoted, text = text)),
        (!search.profession.is_empty()).then(|| search.profession.clone()),
        (!search.specialty.is_empty()).then(|| search.specialty.clone()),
    ];
    parts.into_iter().flatten().collect()
}

/// `in Randwick`, or `near Randwick` if nearby suburbs are included.
fn place(search: &SearchInput) -> Option<String> {
    let suburb = &search.suburb;
    let is_near = is_by_time(search) && search.nearby.is_empty();
    (!suburb.is_empty()).then(|| if is_near { tr!(NearPlace, place = suburb) } else { tr!(InPlace, place = suburb) })
}

/// A date in a filter's words: `Tuesday 24 November 2026`. Only English has its dates on both sides; the others write it in numbers.
fn date_in_words(date: Date) -> String {
    match language() {
        Language::English => long_date(date),
        _ => tr!(DateInNumbers, day = date.day(), month = date.month(), year = date.year()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn knees_in_randwick() -> SearchInput {
        SearchInput {
            q: "knee & co".into(),
            profession: "Physiotherapist".into(),
            suburb: "Randwick".into(),
            page: "2".into(),
            ..SearchInput::default()
        }
    }

    #[test]
    fn an_address_leaves_out_what_is_blank_and_the_first_page() {
        assert_eq!(address(&SearchInput { q: "  ".into(), page: "1".into(), ..SearchInput::default() }), "/search");
        assert_eq!(
            address(&knees_in_randwick()),
            "/search?q=knee%20%26%20co&profession=Physiotherapist&suburb=Randwick&page=2"
        );
    }

    #[test]
    fn a_very_long_text_is_cut_just_after_what_is_read() {
        let read = read(|_| Some("é".repeat(10_000)));
        assert_eq!(read.q.chars().count(), MAX_QUERY_CHARS + 1);
        assert_eq!(read.kind, "");
    }

    #[test]
    fn taking_a_filter_away_keeps_the_others_and_goes_to_the_first_page() {
        let filters = filters(&knees_in_randwick());
        let addresses: Vec<_> = filters.iter().map(|(words, left)| (words.as_str(), address(left))).collect();
        assert_eq!(
            addresses,
            [
                ("Physiotherapist", "/search?q=knee%20%26%20co&suburb=Randwick".to_owned()),
                ("Randwick", "/search?q=knee%20%26%20co&profession=Physiotherapist".to_owned()),
            ]
        );
    }

    #[test]
    fn what_is_about_times_is_read_only_where_times_are_asked_for() {
        let read = |sort: &'static str| {
            read(move |key| {
                let value = match key {
                    "sort" => sort,
                    "kind" => "centre",
                    "nearby" => "no",
                    "from" => "2026-11-24",
                    "suburb" => "Randwick",
                    _ => "",
                };
                Some(value.to_owned())
            })
        };
        let times = read("earliest");
        assert_eq!(address(&times), "/search?suburb=Randwick&sort=earliest&nearby=no&from=2026-11-24");
        assert_eq!(address(&read("name")), "/search?kind=centre&suburb=Randwick");
        assert_eq!(address(&by_match(&times)), "/search?suburb=Randwick");
        assert_eq!(address(&by_time(&read(""))), "/search?suburb=Randwick&sort=earliest");
        let chips: Vec<String> = filters(&times).into_iter().map(|(words, _)| words).collect();
        assert_eq!(chips, ["Randwick", "From Tuesday 24 November 2026"]);
        assert_eq!(title(&times), "Earliest times: in Randwick");
    }

    #[test]
    fn times_are_counted_in_words() {
        let near = by_time(&SearchInput { suburb: "Randwick".into(), ..SearchInput::default() });
        let dentists = SearchInput { profession: "Dentist".into(), ..near.clone() };
        assert_eq!(times_in_words(20, 1, true, &near), "The 20 earliest times near Randwick");
        assert_eq!(times_in_words(20, 2, true, &near), "Later times near Randwick");
        assert_eq!(times_in_words(7, 1, false, &dentists), "All 7 free times: Dentist, near Randwick");
        assert_eq!(
            times_in_words(0, 1, false, &SearchInput { nearby: "no".into(), ..near }),
            "No free times in Randwick"
        );
    }

    #[test]
    fn a_search_is_said_in_words() {
        let in_randwick = SearchInput { suburb: "Randwick".into(), ..SearchInput::default() };
        let dentists = SearchInput { profession: "Dentist".into(), kind: "practitioner".into(), ..in_randwick.clone() };
        assert_eq!(count_in_words(1, &SearchInput::default()), "1 result");
        assert_eq!(count_in_words(1234, &in_randwick), "1,234 results in Randwick");
        assert_eq!(count_in_words(0, &dentists), "No practitioners: Dentist, in Randwick");
        assert_eq!(count_in_words(3, &knees_in_randwick()), "3 results for “knee & co”, Physiotherapist, in Randwick");
        assert_eq!(title(&knees_in_randwick()), "Find care: “knee & co”, Physiotherapist, in Randwick, page 2");
        assert_eq!(title(&SearchInput::default()), "Find care");
    }
}
