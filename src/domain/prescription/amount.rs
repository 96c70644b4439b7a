//! How much, how often and for how long: a dose is a positive number with its unit, and none of them is larger than it can be.

use unicode_normalization::UnicodeNormalization;

use super::medicines::Named;
use crate::domain::form::Problem;

/// A dose that the medicine's own instructions give.
pub const AS_DIRECTED: &str = "as directed";

/// Units of a dose, each with the most that is given at once; none is an abbreviation that has been misread in writing (`U`, `IU` is).
const UNITS: &[(&[&str], f64)] = &[
    (&["mg", "mgs", "milligram", "milligrams"], 30_000.0),
    (&["g", "gm", "gram", "grams"], 300.0),
    (&["mcg", "ug", "μg", "microgram", "micrograms"], 50_000.0),
    (&["ng", "nanogram", "nanograms"], 100_000.0),
    (&["ml", "mls", "millilitre", "millilitres", "milliliter", "milliliters", "cc"], 5_000.0),
    (&["l", "litre", "litres", "liter", "liters"], 5.0),
    (&["mmol", "meq"], 500.0),
    (&["mbq", "gbq"], 10_000.0),
    (
        &[
            "tablet", "tablets", "tab", "tabs", "capsule", "capsules", "cap", "caps", "caplet", "caplets", "pill",
            "pills",
        ],
        40.0,
    ),
    (
        &[
            "puff",
            "puffs",
            "spray",
            "sprays",
            "inhalation",
            "inhalations",
            "actuation",
            "actuations",
            "nebule",
            "nebules",
        ],
        40.0,
    ),
    (&["drop", "drops"], 100.0),
    (
        &[
            "patch",
            "patches",
            "suppository",
            "suppositories",
            "pessary",
            "pessaries",
            "film",
            "films",
            "wafer",
            "wafers",
        ],
        10.0,
    ),
    (
        &["sachet", "sachets", "lozenge", "lozenges", "pastille", "pastilles", "ampoule", "ampoules", "vial", "vials"],
        20.0,
    ),
    (
        &[
            "dose",
            "doses",
            "application",
            "applications",
            "applicator",
            "applicators",
            "layer",
            "injection",
            "injections",
        ],
        20.0,
    ),
    (
        &[
            "teaspoon",
            "teaspoons",
            "teaspoonful",
            "tsp",
            "tablespoon",
            "tablespoons",
            "tbsp",
            "scoop",
            "scoops",
            "spoonful",
            "spoonfuls",
        ],
        20.0,
    ),
    (
        &[
            "pen", "pens", "syringe", "syringes", "implant", "implants", "ring", "rings", "enema", "enemas", "bottle",
            "bottles",
        ],
        10.0,
    ),
    (
        &["strip", "strips", "gum", "gums", "piece", "pieces", "cm", "fingertip", "fingertips", "device", "devices"],
        20.0,
    ),
];
const ITEMS_OF_ACTIVITY: [&str; 4] = ["unit", "units", "iu", "international"];

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

/// Words of which one is in whatever says how often.
const TIMING: &str = "day days daily hour hours hourly minute minutes min mins night nights nightly nocte morning mornings mane evening evenings midday noon \
    afternoon bedtime bed sleep week weeks weekly fortnight fortnightly month months monthly quarterly year years yearly annually meal meals \
    food breakfast lunch dinner supper once twice thrice times bd bid tds tid qid qds od prn ac pc hs needed need required require necessary stat single \
    continuous continuously immediately now directed monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays \
    saturday saturdays sunday sundays attack attacks pain exercise wheeze symptom symptoms fever nausea seizure seizures alternate session visit cycle";

/// A word or a number of a text.
#[derive(Clone, Debug, PartialEq)]
enum Part {
    Number(f64),
    Word(String),
    /// Between two numbers: `1-2`.
    Range,
}

/// A text as numbers and words, in lower case; `None` where a number is negative. `½`, `1/2` and `0,5` are one half, `1,000`
/// and `1 000` a thousand.
fn parts(text: &str) -> Option<Vec<Part>> {
    let text: String = text
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
            // `1 1/2` and, as `1½` becomes by compatibility, `11/2` with a mark of its own are not told apart: the first is.
            match found.last_mut() {
                Some(Part::Number(whole)) if number < 1.0 && whole.fract() == 0.0 => *whole += number,
                _ => found.push(Part::Number(number)),
            }
            at += length;
        } else if letter.is_alphabetic() {
            let length = rest.iter().take_while(|c| c.is_alphabetic()).count();
            let word: String = rest.iter().take(length).collect();
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
                    // `vitamin-d3` has none, and `tablet -5 mg` has one.
                    _ => return None,
                }
            }
            at += 1;
        }
    }
    Some(found)
}

/// The number that a text begins with, and how many letters it takes.
fn number(letters: &[char]) -> (f64, usize) {
    let run = |from: usize| letters.iter().skip(from).take_while(|c| c.is_ascii_digit()).count();
    let mut length = run(0);
    let mut digits: String = letters.iter().take(length).collect();
    // Groups of three after a comma or a space are thousands.
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
    let value = digits.parse().unwrap_or(f64::INFINITY);
    let divisor: String = if letters.get(length) == Some(&'/') {
        letters.iter().skip(length + 1).take(run(length + 1)).collect()
    } else {
        String::new()
    };
    match divisor.parse::<f64>() {
        // A fraction; `800/160 mg` is the strength of two substances.
        Ok(divisor) if divisor > value && divisor <= 12.0 => (value / divisor, length + 1 + run(length + 1)),
        Ok(0.0) => (0.0, length + 1 + run(length + 1)),
        _ => (value, length),
    }
}

/// Reads how much of a medicine is taken at once.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::Wrong`] without a number and a unit, [`Problem::OutOfRange`] for what is zero, negative or
/// more than anybody is given.
pub fn dose(text: &str, medicine: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Missing);
    }
    if text.trim().eq_ignore_ascii_case(AS_DIRECTED) {
        return Ok(());
    }
    let parts = parts(text).ok_or(Problem::OutOfRange)?;
    let mut measured = false;
    for (place, part) in parts.iter().enumerate() {
        let Part::Number(number) = part else { continue };
        if *number <= 0.0 {
            return Err(Problem::OutOfRange);
        }
        let after = || {
            parts
                .iter()
                .skip(place + 1)
                .filter_map(|part| if let Part::Word(word) = part { Some(word.as_str()) } else { None })
        };
        let nearest = || after().take(4);
        let number = if after().next() == Some("million") { number * 1_000_000.0 } else { *number };
        let most = nearest().find_map(|word| most_of(word, medicine));
        measured |= most.is_some();
        if number > most.unwrap_or(1_000_000_000.0) {
            return Err(Problem::OutOfRange);
        }
    }
    for pair in parts.windows(3) {
        if let [Part::Number(least), Part::Range, Part::Number(most)] = pair
            && least > most
        {
            return Err(Problem::OutOfRange);
        }
    }
    if measured { Ok(()) } else { Err(Problem::Wrong) }
}

/// The most of a unit that is given at once; `None` where a word is no unit.
fn most_of(word: &str, medicine: &str) -> Option<f64> {
    if ITEMS_OF_ACTIVITY.contains(&word) {
        return Some(Named::read(medicine, false).most_units());
    }
    UNITS.iter().find(|(names, _)| names.contains(&word)).map(|(_, most)| *most)
}

/// Reads how often.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::Wrong`] where no time is named, [`Problem::OutOfRange`] for what is zero, negative or more
/// often than anybody can.
pub fn frequency(text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Missing);
    }
    let parts = parts(text).ok_or(Problem::OutOfRange)?;
    let numbers: Vec<f64> =
        parts.iter().filter_map(|part| if let Part::Number(number) = part { Some(*number) } else { None }).collect();
    // `1-0-1`: in the morning, at noon, in the evening.
    let is_scheme = parts.len() > 4 && parts.iter().take(5).all(|part| !matches!(part, Part::Word(_)));
    let has_zero = numbers.iter().any(|number| *number <= 0.0);
    if numbers.iter().any(|number| *number >= 1_000.0)
        || (has_zero && (!is_scheme || numbers.iter().all(|number| *number <= 0.0)))
    {
        return Err(Problem::OutOfRange);
    }
    let words: Vec<&str> =
        parts.iter().filter_map(|part| if let Part::Word(word) = part { Some(word.as_str()) } else { None }).collect();
    // `q8h` and `2x/day`.
    let is_interval =
        matches!(parts.as_slice(), [Part::Word(q), Part::Number(_), Part::Word(h), ..] if q == "q" && h == "h");
    if !is_scheme && !is_interval && !words.iter().any(|word| TIMING.split_whitespace().any(|known| known == *word)) {
        return Err(Problem::Wrong);
    }
    if too_often(&parts) { Err(Problem::OutOfRange) } else { Ok(()) }
}

/// Whether it is every few minutes or less, or dozens of times a day.
fn too_often(parts: &[Part]) -> bool {
    let word = |place: usize| match parts.get(place) {
        Some(Part::Word(word)) => word.as_str(),
        _ => "",
    };
    let number = |place: usize| match parts.get(place) {
        Some(Part::Number(number)) => Some(*number),
        _ => None,
    };
    (0..parts.len()).any(|place| match word(place) {
        // `every 2 minutes`, `every minute`, `once a minute`; but `every second day`.
        "every" | "each" | "per" | "a" | "q" => {
            let (count, unit) = number(place + 1).map_or((1.0, word(place + 1)), |count| (count, word(place + 2)));
            let after = if number(place + 1).is_some() { place + 3 } else { place + 2 };
            match unit {
                "minute" | "minutes" | "min" | "mins" => count < 5.0,
                "second" | "seconds" | "sec" | "secs" => word(after).is_empty(),
                _ => false,
            }
        }
        "times" | "x" => {
            let count = place.checked_sub(1).and_then(number).unwrap_or(1.0);
            let unit = (place + 1..place + 4)
                .map(word)
                .find(|word| !matches!(*word, "a" | "per" | "each" | "every" | "in" | "an" | "the"));
            count
                > match unit.unwrap_or_default() {
                    "hour" | "hourly" => 12.0,
                    "week" | "weekly" => 100.0,
                    "month" | "monthly" => 300.0,
                    "year" | "yearly" => 900.0,
                    _ => 48.0,
                }
        }
        _ => false,
    })
}

/// Reads for how long; may be left open, or end by something that happens.
///
/// # Errors
/// [`Problem::Wrong`] for a number without its unit, [`Problem::OutOfRange`] for what is zero, negative or longer than ten years.
pub fn duration(text: &str) -> Result<(), Problem> {
    let parts = parts(text).ok_or(Problem::OutOfRange)?;
    for (place, part) in parts.iter().enumerate() {
        let Part::Number(number) = part else { continue };
        let unit = parts
            .iter()
            .skip(place + 1)
            .find_map(|part| if let Part::Word(word) = part { Some(word.as_str()) } else { None });
        let most = match unit {
            Some("day" | "days" | "d" | "night" | "nights") => 3_653.0,
            Some("week" | "weeks" | "wk" | "wks" | "fortnight" | "fortnights") => 522.0,
            Some("month" | "months" | "cycle" | "cycles") => 120.0,
            Some("year" | "years") => 10.0,
            Some(_) => 1_000.0,
            None => return Err(Problem::Wrong),
        };
        if *number <= 0.0 || *number > most {
            return Err(Problem::OutOfRange);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dose_is_a_positive_number_with_a_unit_that_somebody_could_be_given() {
        for good in [
            "500 mg",
            "500mg",
            "0.5 mg",
            "0,5 mg",
            ".5 mg",
            "½ tablet",
            "1½ tablets",
            "1/2 tablet",
            "1 1/2 tablets",
            "1-2 tablets",
            "1 – 2 puffs",
            "one tablet",
            "10 mL",
            "5 mg/kg",
            "800/160 mg",
            "1,000 mg",
            "1 000 mg",
            "400 micrograms",
            "5 µg",
            "5 μg",
            "10 units",
            "4000 IU",
            "50 000 international units",
            "2 effervescent tablets",
            "1 thin layer",
            "up to 2 tablets",
            "1 g, then 500 mg",
            "as directed",
            "As directed",
            "2 drops",
            "１００ mg",
        ] {
            assert_eq!(dose(good, "Medicine"), Ok(()), "{good}");
        }
        for bad in ["10", "a lot", "some mg", "1e9 mg", "mg", "whatever", "5", "10 U", "5 %"] {
            assert_eq!(dose(bad, "Medicine"), Err(Problem::Wrong), "{bad}");
        }
        for bad in [
            "0",
            "0 mg",
            "0.0 mg",
            "-5 mg",
            "- 5 mg",
            "\u{2212}5 mg",
            "–5 mg",
            "1000000 mg",
            "999 tablets",
            "2-1 tablets",
            "0-1 tablets",
            "99999999999999999999 mg",
            "1,000,000 g",
            "1/0 tablet",
        ] {
            assert_eq!(dose(bad, "Medicine"), Err(Problem::OutOfRange), "{bad}");
        }
        assert_eq!(dose(" ", "Medicine"), Err(Problem::Missing));
    }

    #[test]
    fn units_of_activity_have_the_bound_of_their_medicine() {
        assert_eq!(dose("1000000 units", "Insulin"), Err(Problem::OutOfRange));
        assert_eq!(dose("1 million units", "NovoRapid"), Err(Problem::OutOfRange));
        assert_eq!(dose("300 units", "Insulin glargine"), Ok(()));
        assert_eq!(dose("2.4 million units", "Bicillin L-A"), Ok(()));
        assert_eq!(dose("500000 units", "Nystatin"), Ok(()));
        assert_eq!(dose("1000000 units", "Something new"), Err(Problem::OutOfRange));
    }

    #[test]
    fn how_often_names_a_time_and_not_every_minute() {
        for good in [
            "three times a day",
            "3x daily",
            "3 x/day",
            "every 8 hours",
            "q8h",
            "BD",
            "tds prn",
            "when needed",
            "once a day, in the evening",
            "1-0-1",
            "1-0-0-1",
            "weekly",
            "every second day",
            "every 5 minutes, at most 3 times",
            "20 minutes before meals",
            "nocte",
            "with food",
            "stat",
            "on Mondays",
            "hourly",
            "as directed",
        ] {
            assert_eq!(frequency(good), Ok(()), "{good}");
        }
        for bad in ["whenever", "a lot", "often", "5"] {
            assert_eq!(frequency(bad), Err(Problem::Wrong), "{bad}");
        }
        for bad in [
            "every minute",
            "every 2 minutes",
            "once a minute",
            "every second",
            "every 30 seconds",
            "0 times a day",
            "-3 times a day",
            "1000 times a day",
            "100 times a day",
            "0-0-0",
        ] {
            assert_eq!(frequency(bad), Err(Problem::OutOfRange), "{bad}");
        }
    }

    #[test]
    fn how_long_may_be_open_and_is_not_for_ever() {
        for good in [
            "",
            "7 days",
            "5-7 days",
            "2 weeks",
            "10 years",
            "until the pain is gone",
            "long term",
            "7 days, then 14 days",
            "lifelong",
        ] {
            assert_eq!(duration(good), Ok(()), "{good}");
        }
        assert_eq!(duration("7"), Err(Problem::Wrong));
        for bad in ["999 years", "0 days", "-7 days", "11 years", "9999 days"] {
            assert_eq!(duration(bad), Err(Problem::OutOfRange), "{bad}");
        }
    }
}
