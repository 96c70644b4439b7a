use std::collections::HashSet;

use super::*;

#[test]
fn every_word_says_one_deed_and_is_read_back() {
    let earlier = Deed::EARLIER.iter().map(|(word, _)| *word);
    let words: HashSet<&str> = Deed::ALL.iter().map(|deed| deed.as_str()).chain(earlier).collect();
    assert_eq!(words.len(), Deed::ALL.len() + Deed::EARLIER.len());
    for deed in Deed::ALL {
        assert_eq!(Deed::parse(deed.as_str()), Some(*deed));
    }
    for (word, deed) in Deed::EARLIER {
        assert_eq!(Deed::parse(word), Some(*deed));
    }
    assert_eq!(Deed::parse("made.up"), None);
}

#[test]
fn no_area_is_empty_and_a_search_for_one_finds_words_of_no_other() {
    for area in Area::ALL {
        assert!(Deed::of(*area).count() > 0, "{area:?}");
        assert_eq!(Area::parse(area.as_str()), Some(*area));
        assert!(
            Deed::stored_words(*area)
                .into_iter()
                .all(|word| Deed::parse(word).is_some_and(|deed| deed.area() == *area))
        );
    }
    assert!(Deed::stored_words(Area::Hours).contains(&"hours.save"));
    assert_eq!(Area::parse("availability."), None);
}
