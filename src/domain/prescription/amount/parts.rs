//! Splits a text into numbers and words.

use unicode_normalization::UnicodeNormalization;

const NUMBER_WORDS: [(&str, f64); 14] = [
    ("half", 0.5),
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("twelve", 12.0),
    ("once", 1.0),
    ("twice", 2.0),
];

/// A word or number in a text.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Part {
    Number(f64),
    Word(String),
    /// Between two numbers: `1-2`.
    Range,
}

/// Splits a text into numbers and lower-case words; `None` if a number is negative. `½`, `1/2` and `0,5` are one half, `1,000` and
/// `1 000` a thousand.
pub(super) fn parts(text: &str) -> Option<Vec<Part>> {
    // Compatibility decomposition would turn `1½` into `11/2`.
    let spaced: String =
        text.chars().flat_map(|c| if is_fraction(c) { [' ', c] } else { ['\0', c] }).filter(|c| *c != '\0').collect();
    let text: String = spaced
        .nfkc()
        .map(|c| if matches!(c, '\u{2212}' | '\u{2013}' | '\u{2014}' | '\u{2010}' | '\u{2011}') { '-' } else { c })
        .collect();
    let text = text.replace('\u{2044}', "/").to_lowercase();
    let letters: Vec<char> = text.chars().collect();
    let mut found: Vec<Part> = Vec::new();
    let mut at = 0;
    while let Some(&letter) = letters.get(at) {
        let rest = letters.get(at..).unwrap_or_default();
        if letter.is_ascii_digit() || (letter == '.' && rest.get(1).is_some_and(char::is_ascii_digit)) {
            let (number, length) = number(rest);
            // `1 1/2`.
            match found.last_mut() {
                Some(Part::Number(whole)) if number < 1.0 && whole.fract() == 0.0 => *whole += number,
                _ => found.push(Part::Number(number)),
            }
            at += length;
        } else if letter.is_alphabetic() {
            // `t.d.s.` is one word.
            let is_within = |at: usize| match rest.get(at) {
                Some('.') => rest.get(at + 1).is_some_and(|next| next.is_alphabetic()),
                other => other.is_some_and(|letter| letter.is_alphabetic()),
            };
            let length = (0..rest.len()).take_while(|at| is_within(*at)).count();
            let word: String = rest.iter().take(length).filter(|letter| **letter != '.').collect();
            found.push(match NUMBER_WORDS.iter().find(|(known, _)| *known == word) {
                Some((_, number)) => Part::Number(*number),
                None => Part::Word(word),
            });
            at += length;
        } else {
            let before_number =
                rest.iter().skip(1).find(|c| !c.is_whitespace()).is_some_and(|c| c.is_ascii_digit() || *c == '.');
            if letter == '-' && before_number {
                match found.last() {
                    Some(Part::Number(_)) => found.push(Part::Range),
                    // `vitamin-d3` has no negative number, and `tablet -5 mg` has one.
                    _ => return None,
                }
            }
            at += 1;
        }
    }
    Some(found)
}

/// `½` and the like.
fn is_fraction(c: char) -> bool {
    matches!(c, '\u{bc}'..='\u{be}' | '\u{2150}'..='\u{215e}' | '\u{2189}')
}

/// The number at the beginning of a text, and how many characters it takes up.
fn number(letters: &[char]) -> (f64, usize) {
    let run = |from: usize| letters.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let mut length = run(0);
    let mut digits: String = letters.iter().take(length).collect();
    // Groups of three digits after a comma or a space are thousands.
    while matches!(letters.get(length), Some(',' | ' ' | '\u{a0}' | '\''))
        && run(length + 1) == 3
        && digits.len() <= 9
        && !digits.starts_with('0')
        && !digits.is_empty()
    {
        digits.extend(letters.iter().skip(length + 1).take(3));
        length += 4;
    }
    if matches!(letters.get(length), Some('.' | ',')) && run(length + 1) > 0 {
        let fraction = run(length + 1);
        digits.push('.');
        digits.extend(letters.iter().skip(length + 1).take(fraction));
        length += 1 + fraction;
    }
    // `1e9` is not a way to write a dose.
    if letters.get(length) == Some(&'e') && run(length + 1) > 0 {
        return (f64::INFINITY, length + 1 + run(length + 1));
    }
    let value = digits.parse().unwrap_or(f64::INFINITY);
    let divisor: String = if letters.get(length) == Some(&'/') {
        letters.iter().skip(length + 1).take(run(length + 1)).collect()
    } else {
        String::new()
    };
    match divisor.parse::<f64>() {
        // A fraction; but `800/160 mg` gives the strengths of two substances.
        Ok(divisor) if divisor > value && divisor <= 12.0 => (value / divisor, length + 1 + run(length + 1)),
        Ok(0.0) => (0.0, length + 1 + run(length + 1)),
        _ => (value, length),
    }
}
