//! Facts of the directory search (S0-17, S3-06, S3-07): here on a small directory (`clinic`), in
//! `random` on any.

mod clinic;
mod filters;
mod random;

use consulta::domain::search::{Document, Kind, MAX_QUERY_WORDS, SearchIndex, SearchQuery};
use consulta::domain::text::fold;

use clinic::{document, documents};

/// The names of a query's results, best first.
fn names(query: SearchQuery<'_>) -> Vec<String> {
    let documents = documents();
    let index = SearchIndex::build(documents.clone());
    let hits = index.search(&query);
    let named = hits
        .iter()
        .filter_map(|hit| documents.iter().find(|document| (document.kind, document.id) == (hit.kind, hit.id)));
    named.map(|document| document.name.clone()).collect()
}

fn found(text: &str) -> Vec<String> {
    names(SearchQuery { text, ..SearchQuery::default() })
}

#[test]
fn the_queries_people_type_find_what_they_mean_first() {
    for (query, first) in [
        ("royal rand", "Royal Randwick Hospital"),
        ("ROYAL RANDWICK", "Royal Randwick Hospital"),
        ("Randwik", "Royal Randwick Hospital"),
        ("roial randwikc", "Royal Randwick Hospital"),
        ("jacksn", "Jackson Turner"),
        ("samuel jackson", "Samuel Jackson"),
        ("jackson samuel", "Samuel Jackson"),
        ("dr samuel jackson", "Samuel Jackson"),
        ("smauel jakcson", "Samuel Jackson"),
        ("physio", "Ivo Bakker"),
        ("physiotherapists", "Ivo Bakker"),
        ("muller", "Dr Anna Müller"),
        ("Müller", "Dr Anna Müller"),
        ("mueller", "Dr Anna Müller"),
        ("gp kensington", "Samuel Okafor"),
        ("a gp near kensington", "Dr Anna Müller"),
        ("general practitioner randwick", "Samuel Jackson"),
        ("wisniewski", "Łukasz Wiśniewski"),
        ("lukas", "Łukasz Wiśniewski"),
        ("obrien", "Grace O'Brien"),
        ("o’brien", "Grace O'Brien"),
        ("o brien", "Grace O'Brien"),
        ("dang", "Hoa Đặng"),
        ("小", "李 小龍"),
        ("chemist", "李 小龍"),
        ("dentist", "Grace O'Brien"),
        ("dentists", "Grace O'Brien"),
        ("heart", "Łukasz Wiśniewski"),
        ("cardiologist", "Łukasz Wiśniewski"),
        ("heart doctor", "Łukasz Wiśniewski"),
        ("pediatrician", "Hoa Đặng"),
        ("kids hospital", "Sydney Children Hospital"),
        ("prince of wales", "Prince of Wales Hospital"),
        ("st johns", "St. John's Clinic"),
        ("zurich", "St. John's Clinic"),
        ("usyd", "USYD Health Service"),
    ] {
        assert_eq!(found(query).first().map(String::as_str), Some(first), "{query}");
    }
}

#[test]
fn the_better_match_comes_first_whatever_the_alphabet_says() {
    for (reason, query, better, worse) in [
        ("a whole word", "anna", "Zoe Anna", "Annabel Annabella"),
        ("each word counts", "smith ann", "Zoe Ann Smith", "Annabel Smith"),
        ("the full name", "lee alan", "Lee Alan", "Alan Lee"),
        ("the words in order", "sydney west", "Old Sydney West Clinic", "North West Sydney Clinic"),
        ("a small word too", "clinic the", "The Old Clinic", "Bay Clinic"),
    ] {
        let index = SearchIndex::build(vec![document(Kind::Centre, 1, worse), document(Kind::Centre, 2, better)]);
        let hits = index.search(&SearchQuery { text: query, ..SearchQuery::default() });
        let ids: Vec<i64> = hits.iter().map(|hit| hit.id).collect();
        assert_eq!(ids, [2, 1], "{reason}: {query}");
    }
}

#[test]
fn where_someone_works_counts_more_than_what_the_place_is_called() {
    let called = Document {
        centres: vec!["Randwick Street Clinic".to_owned()],
        suburbs: vec!["Perth".to_owned()],
        ..document(Kind::Practitioner, 1, "Ann Abel")
    };
    let there = Document {
        centres: vec!["Bay Clinic".to_owned()],
        suburbs: vec!["Randwick".to_owned()],
        ..document(Kind::Practitioner, 2, "Zoe Young")
    };
    let index = SearchIndex::build(vec![called, there]);
    let hits = index.search(&SearchQuery { text: "randwick", ..SearchQuery::default() });
    assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [2, 1]);
}

#[test]
fn a_profession_finds_its_people_before_their_centres() {
    let expected = ["Ivo Bakker", "Priya Raman", "Sydney Children Hospital", "USYD Health Service"];
    assert_eq!(found("physio"), expected);
}

#[test]
fn a_suburb_finds_centres_and_people_there_and_nobody_else() {
    let randwick = found("Randwik");
    assert_eq!(randwick.first().map(String::as_str), Some("Royal Randwick Hospital"));
    assert_eq!(randwick.len(), 9);
    assert!(!randwick.contains(&"Samuel Okafor".to_owned()));
}

#[test]
fn a_correctly_spelt_word_brings_no_look_alikes() {
    assert_eq!(found("urologist"), ["Ruth Ng"]);
    assert_eq!(found("neurologist"), ["Omar Haddad"]);
    assert_eq!(found("urologist randwik"), ["Ruth Ng"]);
}

#[test]
fn every_word_must_match_unless_no_document_has_them_all() {
    assert_eq!(found("samuel kensington"), ["Samuel Okafor"]);
    assert_eq!(found("samuel xylophone"), ["Samuel Jackson", "Samuel Okafor"]);
    assert!(found("xylophone").is_empty());
}

#[test]
fn the_words_that_the_best_result_lacks_are_named() {
    let index = SearchIndex::build(documents());
    let missing = |text| index.answer(&SearchQuery { text, ..SearchQuery::default() }).missing;
    assert_eq!(missing("samuel xylophone"), ["xylophone"]);
    assert_eq!(missing("samuel kensington"), [""; 0]);
    assert_eq!(missing("smauel jakcson"), [""; 0], "a typing error is no missing word");
    assert_eq!(missing("gp speaking greek"), ["greek"]);
}

#[test]
fn who_is_asked_for_comes_before_who_does_something_of_the_kind() {
    let person = |id, name, profession: &str, expertise: &str| Document {
        professions: vec![profession.to_owned()],
        expertise: vec![expertise.to_owned()],
        ..document(Kind::Practitioner, id, name)
    };
    let gp = person(1, "Ann Able", "General practitioner", "Skin checks");
    let index = SearchIndex::build(vec![gp, person(2, "Zoe Young", "Dermatologist", "Dermatology")]);
    let ids = |text| {
        let hits = index.search(&SearchQuery { text, ..SearchQuery::default() });
        hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("skin doctor"), [2, 1]);
    assert_eq!(ids("dermatologist"), [2]);
    assert_eq!(ids("skin checks"), [1]);
}

#[test]
fn everyday_words_find_whom_patients_mean_first() {
    let person = |(id, profession, areas): (i64, &str, &[&str])| Document {
        professions: vec![profession.to_owned()],
        expertise: areas.iter().map(|area| (*area).to_owned()).collect(),
        ..document(Kind::Practitioner, id, &format!("Ann Number{id}"))
    };
    let people: [(i64, &str, &[&str]); 11] = [
        (1, "Dietitian", &["Food allergies", "Sports nutrition"]),
        (2, "Exercise physiologist", &["Chronic pain"]),
        (3, "Gastroenterologist", &["Gastroenterology"]),
        (4, "Neurologist", &["Neurology"]),
        (5, "Optometrist", &["Children's vision"]),
        (6, "Pharmacist", &["Vaccinations", "Asthma"]),
        (7, "General practitioner", &["Children's health"]),
        (8, "Paediatrician", &["Paediatrics"]),
        (9, "Physiotherapist", &["Back and neck pain", "Knees"]),
        (10, "Podiatrist", &["Diabetic feet"]),
        (11, "Psychologist", &["Anxiety", "Sleep"]),
    ];
    let centre = Document {
        suburbs: vec!["Footscray".to_owned()],
        professions: vec!["General practitioner".to_owned()],
        ..document(Kind::Centre, 12, "Banksia Clinic Footscray")
    };
    let documents: Vec<Document> = people.into_iter().map(person).chain([centre]).collect();
    let index = SearchIndex::build(documents.clone());
    let first = |text| {
        let hits = index.search(&SearchQuery { text, ..SearchQuery::default() });
        let hit = hits.first().unwrap_or_else(|| panic!("nothing for {text}"));
        let found = documents.iter().find(|document| (document.kind, document.id) == (hit.kind, hit.id));
        found.map(|document| (document.kind, document.professions[0].as_str()))
    };

    for (profession, texts) in [
        (
            "General practitioner",
            "vaccination,vaccine,immunisation,cough,cold,fever,hay fever,flu,flu shot,period,contraception,pill,diarrhoea,\
             dizzy,tired,lump,rash,sore throat,infection,certificate,prescription",
        ),
        ("Paediatrician", "kids doctor,baby,child,children,toddler"),
        ("Psychologist", "anxious,sad,sleep,insomnia,stress,grief"),
        ("Physiotherapist", "broken arm,fracture,sprain,back pain,knee pain"),
        ("Podiatrist", "foot,foot pain,heel"),
    ] {
        for text in texts.split(',') {
            assert_eq!(first(text), Some((Kind::Practitioner, profession)), "{text}");
        }
    }
}

#[test]
fn languages_services_and_postcodes_are_words_like_any_other() {
    let also = vec!["English, Vietnamese".to_owned(), "2031".to_owned()];
    let someone = Document { also, ..document(Kind::Practitioner, 1, "Ann Able") };
    let index = SearchIndex::build(vec![someone, document(Kind::Practitioner, 2, "Zoe Young")]);
    for text in ["vietnamese", "2031", "speaks english"] {
        let hits = index.search(&SearchQuery { text, ..SearchQuery::default() });
        assert_eq!(hits.iter().map(|hit| hit.id).collect::<Vec<_>>(), [1], "{text}");
    }
}

#[test]
fn a_known_word_is_doubted_only_when_the_words_do_not_go_together() {
    let people = ["Anna Smyth", "Ben Smith"];
    let people = (1..).zip(people).map(|(id, name)| document(Kind::Practitioner, id, name));
    let index = SearchIndex::build(people.collect());
    let ids = |text| {
        let hits = index.search(&SearchQuery { text, ..SearchQuery::default() });
        hits.into_iter().map(|hit| hit.id).collect::<Vec<_>>()
    };
    assert_eq!(ids("smith"), [2]);
    assert_eq!(ids("anna smith"), [1]);
}

#[test]
fn small_words_need_not_match_but_are_searchable_alone() {
    assert_eq!(found("the gp at kensington"), found("gp kensington"));
    assert_eq!(found("of").first().map(String::as_str), Some("Prince of Wales Hospital"));
    assert_eq!(found("dr"), ["Dr Anna Müller"]);
}

#[test]
fn text_without_words_lists_everything_by_name() {
    let everything = found("");
    let mut sorted = everything.clone();
    sorted.sort_by_key(|name| fold(name));
    assert_eq!(everything.len(), documents().len());
    assert_eq!(everything, sorted);
    assert_eq!(found(" ?! "), everything);
}

#[test]
fn a_misspelt_query_gets_a_suggestion_and_a_known_one_does_not() {
    let index = SearchIndex::build(documents());
    assert_eq!(index.suggest("the roial Randwik").as_deref(), Some("the royal randwick"));
    for query in ["royal rand", "", "qqqqqq", "dr müller"] {
        assert_eq!(index.suggest(query), None, "{query}");
    }
}

#[test]
fn the_order_of_documents_does_not_matter() {
    let mut reversed = documents();
    reversed.reverse();
    let (a, b) = (SearchIndex::build(documents()), SearchIndex::build(reversed));
    for text in ["", "randwick", "gp", "smauel", "hospital health"] {
        let query = SearchQuery { text, ..SearchQuery::default() };
        assert_eq!(a.search(&query), b.search(&query), "{text}");
    }
}

#[test]
fn an_empty_directory_answers_with_nothing() {
    let index = SearchIndex::default();
    assert!(index.search(&SearchQuery { text: "royal", ..SearchQuery::default() }).is_empty());
    assert!(index.search(&SearchQuery::default()).is_empty());
    assert_eq!(index.suggest("royal"), None);
}

#[test]
fn a_long_query_is_read_only_as_far_as_the_documented_bounds() {
    let words = |count: usize| format!("{}xylophone", "samuel ".repeat(count));
    assert_eq!(found(&words(MAX_QUERY_WORDS)), found("samuel"), "the ninth word is not read");

    let far = format!("samuel {}", ".".repeat(10_000)) + "xylophone";
    assert_eq!(found(&far), found("samuel"), "nor is what is beyond the last character");
}
