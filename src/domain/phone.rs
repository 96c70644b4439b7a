//! Telephone numbers in the one form in which they are compared: E.164, such as `+61491570156`. What people typed is kept beside it and
//! shown. A library of every country's numbering plan weighs megabytes and would be out of date; whether a number exists only a call
//! can tell.

use std::str::FromStr;

/// The country whose numbers may be typed without its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    word: &'static str,
    code: &'static str,
    /// What is dialled before a number within the country.
    trunk: &'static str,
    /// What is dialled before a number abroad.
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

    /// Each with its name, as a setting offers them.
    pub const CHOICES: [(&'static str, &'static str); 14] = [
        ("au", "Australia"),
        ("ca", "Canada"),
        ("de", "Germany"),
        ("es", "Spain"),
        ("fr", "France"),
        ("gb", "United Kingdom"),
        ("ie", "Ireland"),
        ("in", "India"),
        ("ir", "Iran"),
        ("nz", "New Zealand"),
        ("pk", "Pakistan"),
        ("sg", "Singapore"),
        ("us", "United States"),
        ("za", "South Africa"),
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.word
    }

    /// A number in E.164; `None` for what has no digits or too many. A number without area code gets only the country's code: it
    /// cannot be dialled from abroad, but it can be compared.
    #[must_use]
    pub fn number(self, typed: &str) -> Option<String> {
        let typed = typed.trim();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        // "+61 (0)2 9382 1111": the zero is for those who dial within the country.
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

    /// Whether digits are a number with this country's code, whose plus was left out: too many for one within the country.
    fn begins_with_own_code(self, digits: &str) -> bool {
        const LONGEST_WITHIN: usize = 9;
        digits.strip_prefix(self.code).is_some_and(|national| national.len() >= LONGEST_WITHIN)
    }
}

/// A number with a country's code, without the zero that some put behind it and that is only dialled within the country.
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
        assert_eq!(Country::CHOICES.map(|(word, _)| word.parse()), Country::ALL.map(Ok));
    }
}
