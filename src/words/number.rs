//! Numbers with the separators of the reader's language.

use super::language;
use crate::domain::{language::Language, observation};

/// A count with digit grouping in the reader's language: `12,480`. Digits are the same in all languages, so that a number read out,
/// typed or shown elsewhere stays recognisable.
#[must_use]
pub fn number(count: impl TryInto<u64>) -> String {
    grouped(language(), count.try_into().unwrap_or_default())
}

/// `4.5`, given in tenths.
#[must_use]
pub fn tenths(tenths: i64) -> String {
    with_point(language(), tenths)
}

/// `4.05`, given in hundredths.
#[must_use]
pub fn hundredths(hundredths: i64) -> String {
    with_cents(language(), hundredths)
}

/// `72.5`, of so many thousandths, without zeros at its end.
#[must_use]
pub fn decimal(thousandths: i64) -> String {
    observation::decimal(thousandths).replace('.', point(language()))
}

/// `12.5%`, of so many tenths of a percent.
#[must_use]
pub fn percent(per_mille: i64) -> String {
    percent_in(language(), per_mille)
}

/// `12%` or `10-20%`, of whole percents.
#[must_use]
pub fn whole_percent(percent: &str) -> String {
    with_percent_sign(language(), percent)
}

/// `0.125`, with so many digits after the point.
#[must_use]
pub fn fixed(value: f64, digits: usize) -> String {
    format!("{value:.digits$}").replace('.', point(language()))
}

fn percent_in(language: Language, per_mille: i64) -> String {
    with_percent_sign(language, &with_point(language, per_mille))
}

fn with_percent_sign(language: Language, number: &str) -> String {
    let space = match language {
        Language::English | Language::Arabic | Language::Chinese => "",
        Language::German | Language::Spanish => "\u{a0}",
        Language::French => "\u{202f}",
    };
    format!("{}{number}{space}%", sign_mark(language))
}

/// The prefix of a number with a sign, which keeps the sign in its place after Arabic letters.
#[must_use]
pub const fn sign_mark(language: Language) -> &'static str {
    match language {
        Language::Arabic => "\u{200e}",
        _ => "",
    }
}

fn with_point(language: Language, tenths: i64) -> String {
    format!("{}{}{}", tenths / 10, point(language), tenths % 10)
}

fn with_cents(language: Language, hundredths: i64) -> String {
    format!("{}{}{:02}", hundredths / 100, point(language), hundredths % 100)
}

const fn point(language: Language) -> &'static str {
    match language {
        Language::English | Language::Arabic | Language::Chinese => ".",
        Language::German | Language::Spanish | Language::French => ",",
    }
}

fn grouped(language: Language, number: u64) -> String {
    let digits = number.to_string();
    let separator = match language {
        Language::English | Language::Arabic | Language::Chinese => ',',
        Language::German => '.',
        // Spanish groups digits only from five digits on.
        Language::Spanish if digits.len() < 5 => return digits,
        Language::Spanish => '.',
        Language::French => '\u{202f}',
    };
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            grouped.push(separator);
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_has_the_point_of_its_language() {
        assert_eq!(
            Language::ALL.map(|language| with_point(language, 1_005)),
            ["100.5", "100,5", "100,5", "100,5", "100.5", "100.5"]
        );
    }

    #[test]
    fn an_amount_has_two_digits_after_the_point_of_its_language() {
        assert_eq!(
            Language::ALL.map(|language| with_cents(language, 12_505)),
            ["125.05", "125,05", "125,05", "125,05", "125.05", "125.05"]
        );
    }

    #[test]
    fn a_sign_stays_beside_its_number_after_arabic_letters() {
        assert_eq!(
            Language::ALL.map(|language| percent_in(language, 125)),
            ["12.5%", "12,5\u{a0}%", "12,5\u{202f}%", "12,5\u{a0}%", "\u{200e}12.5%", "12.5%"]
        );
    }

    #[test]
    fn counts_of_any_type_are_grouped() {
        assert_eq!((number(12_480_i64), number(999_usize), number(-1)), ("12,480".into(), "999".into(), "0".into()));
    }

    #[test]
    fn a_number_is_grouped_as_its_language_does() {
        let all = |number| Language::ALL.map(|language| grouped(language, number));
        assert_eq!(all(999), ["999"; 6]);
        assert_eq!(all(1_234), ["1,234", "1.234", "1\u{202f}234", "1234", "1,234", "1,234"]);
        assert_eq!(all(1_234_567)[3], "1.234.567");
    }
}
