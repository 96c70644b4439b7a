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
    assert_eq!(times_in_words(0, 1, false, &SearchInput { nearby: "no".into(), ..near }), "No free times in Randwick");
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
