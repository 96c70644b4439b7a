//! Telephone numbers in normal form for comparison: E.164, such as `+61491570156`. What was typed is kept beside it and shown. A
//! library of every country's numbering plan weighs megabytes and would be out of date; only a call can tell whether a number
//! exists.

use std::str::FromStr;

/// The country whose numbers may be typed without its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    word: &'static str,
    code: &'static str,
    /// The trunk prefix for calls within the country.
    trunk: &'static str,
    /// The prefix for international calls.
    abroad: &'static str,
}

const fn country(word: &'static str, code: &'static str, trunk: &'static str, abroad: &'static str) -> Country {
    Country { word, code, trunk, abroad }
}

impl Country {
    /// Every country that can be chosen; Australia first.
    pub const ALL: [Self; 14] = [
        country("au", "61", "0", "0011"),
        country("ca", "1", "1", "011"),
        country("de", "49", "0", "00"),
        country("es", "34", "", "00"),
        country("fr", "33", "0", "00"),
        country("gb", "44", "0", "00"),
        country("ie", "353", "0", "00"),
        country("in", "91", "0", "00"),
        country("ir", "98", "0", "00"),
        country("nz", "64", "0", "00"),
        country("pk", "92", "0", "00"),
        country("sg", "65", "", "000"),
        country("us", "1", "1", "011"),
        country("za", "27", "0", "00"),
    ];

    /// The stored word of each, in the same order, as a setting offers them.
    pub const WORDS: [&'static str; 14] =
        ["au", "ca", "de", "es", "fr", "gb", "ie", "in", "ir", "nz", "pk", "sg", "us", "za"];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.word
    }

    /// A number in E.164; `None` if it has no digits or too many. A number without an area code gets only the country code: it
    /// cannot be dialled from abroad, but it can be compared.
    #[must_use]
    pub fn number(self, typed: &str) -> Option<String> {
        let typed = typed.trim();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        // "+61 (0)2 9382 1111": the zero is only dialled within the country.
        let (whole, has_code) = match typed.strip_prefix('+') {
            Some(rest) => (digits(&rest.replacen("(0)", "", 1)), true),
            None => {
                let all = digits(typed);
                match all.strip_prefix(self.abroad).or_else(|| all.strip_prefix("00")) {
                    Some(rest) => (rest.to_owned(), true),
                    None => (all, false),
                }
            }
        };
        let number = if has_code || self.begins_with_own_code(&whole) {
            without_trunk(&whole)
        } else {
            let national = whole.strip_prefix(self.trunk).unwrap_or(&whole);
            format!("{}{national}", self.code)
        };
        (6..=15).contains(&number.len()).then(|| format!("+{number}"))
    }

    /// Whether digits are a number with this country's code but without the plus: too many for a national number.
    fn begins_with_own_code(self, digits: &str) -> bool {
        const LONGEST_WITHIN: usize = 9;
        digits.strip_prefix(self.code).is_some_and(|national| national.len() >= LONGEST_WITHIN)
    }
}

/// The digits to search for when a number was typed, perhaps in part; if it has its country code, the digits of its normal form.
#[must_use]
pub fn sought(typed: &str) -> String {
    // With its country code, a number is the same in every country.
    let whole = typed.trim().starts_with('+').then(|| Country::default().number(typed)).flatten();
    whole.as_deref().unwrap_or(typed).chars().filter(char::is_ascii_digit).collect()
}

/// The strings that a search for this number may begin with: the number with its country code, or the national number from any
/// digit on but the last two.
#[must_use]
pub fn beginnings(number: &str) -> Vec<String> {
    const SHORTEST: usize = 3;
    let whole = number.trim_start_matches('+');
    let within = Country::ALL
        .into_iter()
        .find_map(|country| Some(format!("{}{}", country.trunk, whole.strip_prefix(country.code)?)))
        .unwrap_or_else(|| whole.to_owned());
    let ends = (0..within.len()).filter_map(|from| within.get(from..)).filter(|end| end.len() >= SHORTEST);
    ends.chain([whole]).filter(|digits| !digits.is_empty()).map(str::to_owned).collect()
}

/// A number with a country code, without the trunk zero that some people put after it.
fn without_trunk(number: &str) -> String {
    let with_zero = Country::ALL.into_iter().filter(|country| country.trunk == "0");
    let (code, national) = with_zero
        .filter_map(|country| Some((country.code, number.strip_prefix(country.code)?.strip_prefix('0')?)))
        .next()
        .unwrap_or_default();
    if national.is_empty() { number.to_owned() } else { format!("{code}{national}") }
}

impl Default for Country {
    fn default() -> Self {
        Self::ALL[0]
    }
}

impl FromStr for Country {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|country| country.word == s).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_form_however_it_is_written() {
        for written in [
            "0491 570 156",
            "0491570156",
            "(04) 91.570-156",
            "+61 491 570 156",
            "+61 (0)491 570 156",
            "+61 0491 570 156",
            "61 491 570 156",
            "61 0491 570 156",
            "0011 61 0491 570 156",
            "0011 61 491 570 156",
            "0061491570156",
            "491570156",
        ] {
            assert_eq!(Country::default().number(written).as_deref(), Some("+61491570156"), "{written}");
        }
    }

    #[test]
    fn a_number_is_found_by_its_beginnings_and_by_its_last_digits() {
        let words = beginnings("+61491570156");
        let is_found = |typed: &str| words.iter().any(|word| word.starts_with(&sought(typed)));
        for typed in [
            "+61 491 570 156",
            "+61 (0)491 570 156",
            "+61 0491 570 156",
            "+61 491",
            "61491570156",
            "0491 570 156",
            "0491",
            "491 570",
            "570 156",
            "0156",
            "156",
        ] {
            assert!(is_found(typed), "{typed}: {words:?}");
        }
        for typed in ["+64 491 570 156", "0492", "0157", "56"] {
            assert!(!is_found(typed), "{typed}: {words:?}");
        }
        assert_eq!(beginnings("+15550"), ["15550", "5550", "550", "15550"]);
        assert!(beginnings("").is_empty());
    }

    #[test]
    fn a_number_is_read_as_it_is_dialled_in_the_chosen_country() {
        for (word, written, number) in [
            ("us", "(212) 555-0123", Some("+12125550123")),
            ("us", "1 212 555 0123", Some("+12125550123")),
            ("us", "011 61 491 570 156", Some("+61491570156")),
            ("gb", "020 7946 0018", Some("+442079460018")),
            ("sg", "6123 4567", Some("+6561234567")),
            ("au", "9382 1111", Some("+6193821111")),
            ("au", "", None),
            ("au", "+12345678901234567", None),
        ] {
            let country: Country = word.parse().expect("a country");
            assert_eq!(country.number(written).as_deref(), number, "{written} in {word}");
        }
        assert_eq!("xx".parse::<Country>(), Err(()));
        assert_eq!(Country::WORDS.map(str::parse), Country::ALL.map(Ok));
    }
}
