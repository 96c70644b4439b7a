//! Doses, frequencies and durations: a dose is a positive number with its unit, and within what is possible.

mod parts;

use parts::{Part, parts};

use super::medicines::Named;
use crate::domain::form::Problem;

/// A dose left to the medicine's own instructions.
pub const AS_DIRECTED: &str = "as directed";

/// Units of a dose, each with the largest single dose. `U` is not accepted: it has been misread as a zero.
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
const UNITS_OF_ACTIVITY: [&str; 4] = ["unit", "units", "iu", "international"];

/// Every frequency contains at least one of these words.
const TIMING: &str = "day days daily hour hours hourly minute minutes min mins night nights nightly nocte morning mornings mane evening evenings midday noon \
    afternoon bedtime bed sleep week weeks weekly fortnight fortnightly month months monthly quarterly year years yearly annually meal meals \
    food breakfast lunch dinner supper once twice thrice times bd bid bds tds tid qid qds od om qam qpm qhs qn prn ac pc hs needed need required require necessary stat single \
    continuous continuously immediately now directed monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays \
    saturday saturdays sunday sundays attack attacks pain exercise wheeze symptom symptoms fever nausea seizure seizures alternate before after during session visit cycle";

/// Validates a dose.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::Wrong`] without a number and a unit, [`Problem::OutOfRange`] if it is zero, negative or more
/// than anyone is given.
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

/// The largest single dose in a unit; `None` if a word is not a unit.
fn most_of(word: &str, medicine: &str) -> Option<f64> {
    if UNITS_OF_ACTIVITY.contains(&word) {
        return Some(Named::read(medicine, false).most_units());
    }
    let (names, most) = UNITS.iter().find(|(names, _)| names.contains(&word))?;
    let milligrams = match names.first() {
        Some(&"mg") => Some(1.0),
        Some(&"g") => Some(1_000.0),
        Some(&"mcg") => Some(0.001),
        _ => None,
    };
    let of_medicine = Named::read(medicine, false).most_milligrams();
    Some(milligrams.zip(of_medicine).map_or(*most, |(each, bound)| most.min(bound / each)))
}

/// Validates a frequency.
///
/// # Errors
/// [`Problem::Missing`], [`Problem::Wrong`] if it names no time, [`Problem::OutOfRange`] if it is zero, negative or more often than
/// anyone can.
pub fn frequency(text: &str) -> Result<(), Problem> {
    if text.trim().is_empty() {
        return Err(Problem::Missing);
    }
    let parts = parts(text).ok_or(Problem::OutOfRange)?;
    let numbers: Vec<f64> =
        parts.iter().filter_map(|part| if let Part::Number(number) = part { Some(*number) } else { None }).collect();
    // `1-0-1`: in the morning, at noon and in the evening.
    let is_scheme = parts.len() > 4 && parts.iter().take(5).all(|part| !matches!(part, Part::Word(_)));
    let has_zero = numbers.iter().any(|number| *number <= 0.0);
    if numbers.iter().any(|number| *number >= 1_000.0)
        || (has_zero && (!is_scheme || numbers.iter().all(|number| *number <= 0.0)))
    {
        return Err(Problem::OutOfRange);
    }
    if too_often(&parts) {
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
    Ok(())
}

/// Whether it is every few minutes or more often, or dozens of times a day.
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

/// Validates a duration; it may be left open, or end with an event.
///
/// # Errors
/// [`Problem::Wrong`] for a number without its unit, [`Problem::OutOfRange`] if it is zero, negative or longer than ten years.
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
mod tests;
