//! Facts of the exact filters and of the choices they offer.

use consulta::domain::search::{Facet, Kind, SearchIndex, SearchQuery};
use consulta::domain::text::fold;

use super::clinic::documents;
use super::{found, names};

#[test]
fn filters_are_exact_and_combine_with_text_and_each_other() {
    let all = SearchQuery::default();
    let gps = names(SearchQuery { kind: Some(Kind::Practitioner), profession: Some("gp"), ..all });
    assert_eq!(gps, ["Samuel Jackson", "Samuel Okafor"]);

    let dental = names(SearchQuery { specialty: Some("dental"), suburb: Some(" ULTIMO"), ..all });
    assert_eq!(dental, ["Grace O'Brien"]);

    let centres = names(SearchQuery { text: "randwick", kind: Some(Kind::Centre), ..all });
    assert_eq!(centres.len(), 3);

    let zurich = names(SearchQuery { text: "clinic", suburb: Some("Zurich"), ..all });
    assert_eq!(zurich, ["St. John's Clinic"]);

    assert!(names(SearchQuery { suburb: Some("Rand"), ..all }).is_empty(), "half a value");
    assert!(names(SearchQuery { profession: Some("!"), ..all }).is_empty(), "no such value");
    assert_eq!(names(SearchQuery { profession: Some("  "), ..all }), found(""), "blank");
}

#[test]
fn filters_apply_before_errors_are_forgiven() {
    // "bakker" is a word of the directory, but of no one in Kensington: there is no near match there either.
    let kensington = SearchQuery { suburb: Some("Kensington"), ..SearchQuery::default() };
    assert!(names(SearchQuery { text: "bakker", ..kensington }).is_empty());
    assert_eq!(names(SearchQuery { text: "okafro", ..kensington }), ["Samuel Okafor"]);
}

#[test]
fn the_choices_of_each_filter_are_sorted_and_count_practitioners() {
    let index = SearchIndex::build(documents());
    let facet = |name: &str, practitioners| Facet { name: name.to_owned(), practitioners };
    assert_eq!(index.specialties(), [facet("Cardiology", 1), facet("Dental", 1), facet("Paediatrics", 1)]);
    assert_eq!(index.suburbs().first(), Some(&facet("Darlington", 1)));
    assert_eq!(index.suburbs().last(), Some(&facet("Zürich", 0)));
    assert!(index.professions().contains(&facet("GP", 2)));
    assert!(index.professions().is_sorted_by_key(|facet| fold(&facet.name)));
}
