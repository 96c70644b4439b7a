//! Numbers with the separators of the reader's language.

use super::language;
use crate::domain::language::Language;

/// `12,480`, as the reader's language groups it. Digits are the same in all languages: so that what is read out, typed and shown
/// elsewhere is one number.
#[must_use]
pub fn number(number: usize) -> String {
    grouped(language(), number)
}

fn grouped(language: Language, number: usize) -> String {
    let digits = number.to_string();
    let separator = match language {
        Language::English | Language::Arabic | Language::Chinese => ',',
        Language::German => '.',
        // Spanish groups from five digits on.
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
    fn a_number_is_grouped_as_its_language_does() {
        let all = |number| Language::ALL.map(|language| grouped(language, number));
        assert_eq!(all(999), ["999"; 6]);
        assert_eq!(all(1_234), ["1,234", "1.234", "1\u{202f}234", "1234", "1,234", "1,234"]);
        assert_eq!(all(1_234_567)[3], "1.234.567");
    }
}
