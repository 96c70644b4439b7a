//! Text as people compare it: without case, accents or punctuation. Used by the search and wherever else the question is "is this
//! the same word?". What is stored and shown keeps its own spelling.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Apostrophes and their look-alikes vanish instead of becoming a space, so that "O'Brien", "O’Brien"
/// and "OBrien" are one word, and "St John's" is "St Johns".
const APOSTROPHES: [char; 7] = ['\'', '’', '‘', 'ʼ', 'ʻ', '`', '′'];
/// The one look-alike that would decompose into a space and a mark.
const ACUTE_ACCENT: char = '´';

/// Characters that only steer line breaks and joining: soft hyphen, joiners, word joiner, byte order mark.
const INVISIBLE: [char; 5] = ['\u{ad}', '\u{200c}', '\u{200d}', '\u{2060}', '\u{feff}'];

/// Whether a character changes the direction of the text after it: embeddings, overrides and isolates. In someone's name they would
/// make other text read backwards.
pub fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The comparison form of a text: compatibility-decomposed, marks removed, special letters spelled out
/// (ß as ss, ø as o), lower case, every run of other characters one space, none at either end. Folding
/// twice changes nothing.
///
/// Vowel signs that are letters in their own right (Devanagari, Thai) stay; accents, points and tone marks go.
pub fn fold(text: &str) -> String {
    let letters = text
        .chars()
        .filter(|c| *c != ACUTE_ACCENT)
        .nfkd()
        .filter(|c| !APOSTROPHES.contains(c) && !INVISIBLE.contains(c))
        .flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in letters {
        if canonical_combining_class(c) != 0 || (is_combining_mark(c) && !c.is_alphanumeric()) {
            continue;
        }
        if !c.is_alphanumeric() {
            gap = true;
            continue;
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match spelled_out(c) {
            Some(plain) => folded.push_str(plain),
            None => folded.push(c),
        }
    }
    folded
}

/// The search form of a name: its comparison form or, for a name without any letters, such as a symbol, the name itself. Search
/// input is converted the same way. It contains no SQL wildcards.
pub fn search_key(text: &str) -> String {
    match fold(text) {
        none if none.is_empty() => text.to_lowercase().replace(['%', '_', '\\'], "").trim().to_owned(),
        folded => folded,
    }
}

/// What was typed to search for, in the form of [`search_key`]. Signs that a search key drops stay if there is nothing else: they are looked
/// for like any other text, so a percent sign alone finds nothing, and not everything.
pub fn sought_key(typed: &str) -> String {
    let typed: String = typed.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match search_key(&typed) {
        none if none.is_empty() => typed.trim().to_lowercase(),
        key => key,
    }
}

/// A text as an SQL pattern that means it literally, with a backslash as the escape.
pub fn literal(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

/// The words of a text in their comparison form, in order. `tokens("Dr. Zoë O'Brien")` is `["dr", "zoe", "obrien"]`.
pub fn tokens(text: &str) -> Vec<String> {
    fold(text).split_whitespace().map(ToOwned::to_owned).collect()
}

/// Letters that Unicode does not decompose but an English keyboard replaces.
fn spelled_out(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'þ' => "th",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'ħ' => "h",
        'ŧ' => "t",
        'ŋ' => "n",
        'ı' => "i",
        'ς' => "σ",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_special_letters_do_not_matter() {
        for (written, folded) in [
            ("MÜLLER", "muller"),
            ("Mu\u{308}ller", "muller"),
            ("Weiß WEIẞ", "weiss weiss"),
            ("Łukasz Sørensen", "lukasz sorensen"),
            ("Đặng Æbelø", "dang aebelo"),
            ("Þór Œuvre", "thor oeuvre"),
            ("İstanbul ILGIN ılgın", "istanbul ilgin ilgin"),
            ("ΟΔΥΣΣΕΥΣ Οδυσσεύς", "οδυσσευσ οδυσσευσ"),
            ("ﬁne №5 ①", "fine no5 1"),
        ] {
            assert_eq!(fold(written), folded, "{written}");
        }
    }

    #[test]
    fn punctuation_separates_words_and_leaves_no_stray_space() {
        assert_eq!(fold("  Smith-Jones, (Anna) \n"), "smith jones anna");
        assert_eq!(fold("--- !? ---"), "");
        assert_eq!(fold(""), "");
    }

    #[test]
    fn an_apostrophe_joins_what_it_stands_between() {
        for written in ["O'Brien", "O’Brien", "OʼBrien", "O´Brien", "OBRIEN"] {
            assert_eq!(fold(written), "obrien", "{written}");
        }
        assert_eq!(fold("St. John's"), "st johns");
    }

    #[test]
    fn scripts_without_case_keep_their_letters() {
        assert_eq!(fold("李小龍"), "李小龍");
        assert_eq!(fold("हिन्दी"), fold("हिन्दी".trim()));
        assert!(fold("हिन्दी").contains('ि'), "a vowel sign is part of the word");
        assert_eq!(fold("עִבְרִית"), "עברית");
        assert_eq!(fold("می\u{200c}خواهم"), "میخواهم");
    }

    #[test]
    fn folding_twice_changes_nothing_for_any_character() {
        // Beyond plane 2 there are only rare ideographs, private use, and the selectors of plane 14.
        for c in ('\0'..='\u{2ffff}').chain('\u{e0000}'..='\u{e0fff}') {
            let once = fold(&format!("a{c}b"));
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn signs_that_are_wildcards_elsewhere_are_looked_for_as_they_are() {
        assert_eq!([" % ", "_", "\\", "%_ %"].map(sought_key), ["%", "_", "\\", "%_ %"]);
        assert_eq!(sought_key(" Zo\u{eb}% "), "zoe");
        assert_eq!(sought_key(" \u{0} "), "");
        assert_eq!(literal("50 % a_b\\"), "50 \\% a\\_b\\\\");
    }

    #[test]
    fn tokens_are_the_words_in_order() {
        assert_eq!(tokens("Dr. Zoë O'Brien"), ["dr", "zoe", "obrien"]);
        assert!(tokens(" - ").is_empty());
    }
}
