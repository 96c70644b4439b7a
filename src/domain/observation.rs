//! Measurements: what can be measured, in which unit, and which values are possible. Values are whole numbers, in thousandths of
//! the unit.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::form::{Field, FieldError, Problem, Problems};

/// What can be measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// Body weight.
    Weight,
    /// Body height.
    Height,
    /// Systolic over diastolic.
    BloodPressure,
    /// Beats in a minute.
    HeartRate,
    /// Body temperature.
    Temperature,
    /// Oxygen in the blood.
    OxygenSaturation,
    /// Sugar in the blood.
    BloodGlucose,
}

impl Measure {
    /// Every measure, in the order of the form.
    pub const ALL: [Self; 7] = [
        Self::Weight,
        Self::Height,
        Self::BloodPressure,
        Self::HeartRate,
        Self::Temperature,
        Self::OxygenSaturation,
        Self::BloodGlucose,
    ];

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Height => "height",
            Self::BloodPressure => "blood_pressure",
            Self::HeartRate => "heart_rate",
            Self::Temperature => "temperature",
            Self::OxygenSaturation => "oxygen_saturation",
            Self::BloodGlucose => "blood_glucose",
        }
    }

    /// Its display name.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Weight => "Weight",
            Self::Height => "Height",
            Self::BloodPressure => "Blood pressure",
            Self::HeartRate => "Heart rate",
            Self::Temperature => "Temperature",
            Self::OxygenSaturation => "Oxygen saturation",
            Self::BloodGlucose => "Blood glucose",
        }
    }

    /// The unit, as stored and shown.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::Weight => "kg",
            Self::Height => "cm",
            Self::BloodPressure => "mmHg",
            Self::HeartRate => "/min",
            Self::Temperature => "°C",
            Self::OxygenSaturation => "%",
            Self::BloodGlucose => "mmol/L",
        }
    }

    /// The smallest and largest possible value, in whole units; for blood pressure, of the systolic value.
    #[must_use]
    pub fn limits(self) -> (i64, i64) {
        match self {
            Self::Weight => (1, 400),
            Self::Height => (20, 260),
            Self::BloodPressure => (40, 300),
            Self::HeartRate => (20, 300),
            Self::Temperature => (25, 45),
            Self::OxygenSaturation => (40, 100),
            Self::BloodGlucose => (1, 60),
        }
    }
}

impl FromStr for Measure {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == s).ok_or(())
    }
}

/// The range of the diastolic blood pressure, in whole mmHg.
pub const DIASTOLIC: (i64, i64) = (20, 200);

/// Measurements as submitted; blank ones were not taken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "each is named as its measure")]
pub struct ObservationForm {
    #[serde(default)]
    pub weight: String,
    #[serde(default)]
    pub height: String,
    #[serde(default)]
    pub systolic: String,
    #[serde(default)]
    pub diastolic: String,
    #[serde(default)]
    pub heart_rate: String,
    #[serde(default)]
    pub temperature: String,
    #[serde(default)]
    pub oxygen_saturation: String,
    #[serde(default)]
    pub blood_glucose: String,
    /// The unusual values that were confirmed as right, as [`ObservationForm::unusual_text`] writes them.
    #[serde(default)]
    pub sure: String,
}

/// The smallest and largest usual value.
type Usual = (i64, i64);

/// The usual weight (kg) and height (cm) of people below each age in years.
const USUAL: [(i32, Usual, Usual); 6] = [
    (1, (1, 16), (30, 95)),
    (3, (4, 25), (55, 115)),
    (6, (8, 45), (70, 145)),
    (12, (12, 110), (90, 190)),
    (18, (20, 220), (115, 225)),
    (i32::MAX, (25, 300), (100, 230)),
];

/// A measurement, in thousandths of its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measured {
    /// Of what.
    pub measure: Measure,
    /// How much.
    pub value: i64,
    /// The diastolic value of a blood pressure.
    pub second: Option<i64>,
}

impl Measured {
    /// `72.5 kg`, `120/80 mmHg`.
    #[must_use]
    pub fn text(&self) -> String {
        let second = self.second.map(|second| format!("/{}", decimal(second))).unwrap_or_default();
        format!("{}{second} {}", decimal(self.value), self.measure.unit())
    }
}

impl ObservationForm {
    /// The values that may be unusual at some age, for the box that confirms them.
    #[must_use]
    pub fn unusual_text(&self) -> String {
        format!("{} kg, {} cm", self.weight.trim(), self.height.trim())
    }

    /// The values that are unusual at this age in years, unless the form confirms exactly these.
    #[must_use]
    pub fn unusual(&self, taken: &[Measured], years: i32) -> Vec<FieldError> {
        if self.sure == self.unusual_text() {
            return Vec::new();
        }
        let usual = USUAL.iter().find(|(below, ..)| years < *below);
        let Some((_, weight, height)) = usual else { return Vec::new() };
        let problem = |one: &Measured| {
            let (field, (least, most)) = match one.measure {
                Measure::Weight => (Field::Weight, weight),
                Measure::Height => (Field::Height, height),
                _ => return None,
            };
            let is_usual = (least * 1_000..=most * 1_000).contains(&one.value);
            (!is_usual).then(|| FieldError::new(field, Problem::Unusual))
        };
        taken.iter().filter_map(problem).collect()
    }

    /// The measurements; empty if all fields are blank.
    ///
    /// # Errors
    /// Each value that is not a number, or is impossible.
    pub fn parse(&self) -> Result<Vec<Measured>, Vec<FieldError>> {
        let mut problems = Problems::default();
        let mut taken = Vec::new();
        for measure in Measure::ALL {
            let (text, field) = match measure {
                Measure::Weight => (&self.weight, Field::Weight),
                Measure::Height => (&self.height, Field::Height),
                Measure::BloodPressure => (&self.systolic, Field::Systolic),
                Measure::HeartRate => (&self.heart_rate, Field::HeartRate),
                Measure::Temperature => (&self.temperature, Field::Temperature),
                Measure::OxygenSaturation => (&self.oxygen_saturation, Field::OxygenSaturation),
                Measure::BloodGlucose => (&self.blood_glucose, Field::BloodGlucose),
            };
            let value = problems.keep(number(field, text, measure.limits())).flatten();
            let second = match measure {
                Measure::BloodPressure => problems.keep(number(Field::Diastolic, &self.diastolic, DIASTOLIC)).flatten(),
                _ => None,
            };
            match (measure, value, second) {
                (Measure::BloodPressure, Some(_), None) if self.diastolic.trim().is_empty() => {
                    problems.add(Field::Diastolic, Problem::Missing);
                }
                (Measure::BloodPressure, None, Some(_)) if self.systolic.trim().is_empty() => {
                    problems.add(Field::Systolic, Problem::Missing);
                }
                (Measure::BloodPressure, Some(upper), Some(lower)) if lower >= upper => {
                    problems.add(Field::Diastolic, Problem::Clash);
                }
                (_, Some(value), second) => taken.push(Measured { measure, value, second }),
                _ => {}
            }
        }
        let problems = problems.into_vec();
        if problems.is_empty() { Ok(taken) } else { Err(problems) }
    }
}

fn number(field: Field, text: &str, (least, most): (i64, i64)) -> Result<Option<i64>, FieldError> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let value = thousandths(text.trim()).filter(|value| (least * 1_000..=most * 1_000).contains(value));
    value.map(Some).ok_or(FieldError::new(field, Problem::OutOfRange))
}

/// A decimal number with at most three decimal places; a comma counts as a point.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(part) || whole.is_empty() || whole.len() > 6 || part.len() > 3 {
        return None;
    }
    format!("{whole}{part:0<3}").parse().ok()
}

/// `72.5` of 72500.
#[must_use]
pub fn decimal(thousandths: i64) -> String {
    let part = format!("{:03}", thousandths.rem_euclid(1_000));
    let part = part.trim_end_matches('0');
    let whole = thousandths.div_euclid(1_000);
    if part.is_empty() { whole.to_string() } else { format!("{whole}.{part}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_counts_from_the_least_to_the_most_that_can_be_true() {
        let weight = |text: &str| ObservationForm { weight: text.into(), ..ObservationForm::default() }.parse();
        assert_eq!(weight("72,5").map(|taken| taken[0].text()), Ok("72.5 kg".into()));
        assert_eq!(weight(" 1 ").map(|taken| taken[0].value), Ok(1_000));
        assert!(weight("400").is_ok());
        for bad in ["400.001", "0.999", "-5", "1e2", "72.5555", "heavy", "."] {
            assert_eq!(weight(bad), Err(vec![FieldError::new(Field::Weight, Problem::OutOfRange)]), "{bad}");
        }
    }

    #[test]
    fn a_value_that_is_unusual_at_this_age_is_questioned_until_it_is_said_to_be_right() {
        let of = |weight: &str, height: &str, sure: &str, years| {
            let form = ObservationForm {
                weight: weight.into(),
                height: height.into(),
                sure: sure.into(),
                ..ObservationForm::default()
            };
            let found = form.unusual(&form.parse().expect("possible values"), years);
            found.iter().map(|one| one.field).collect::<Vec<_>>()
        };
        assert_eq!(of("7", "", "", 41), [Field::Weight], "an adult of 7 kg");
        assert_eq!(of("7", "", "", 0), [], "an infant of 7 kg");
        assert_eq!(of("70", "175", "", 41), []);
        assert_eq!(of("70", "25", "", 41), [Field::Height]);
        assert_eq!(of("70", "175", "", 2), [Field::Weight, Field::Height]);
        assert_eq!(of("25", "100", "", 18), []);
        assert_eq!(of("24.9", "", "", 18), [Field::Weight]);
        assert_eq!(of("7", "", "7 kg,  cm", 41), [], "said to be right");
        assert_eq!(of("8", "", "7 kg,  cm", 41), [Field::Weight], "another value was");
    }

    #[test]
    fn a_blood_pressure_has_two_values_the_lower_below_the_upper() {
        let pressure = |systolic: &str, diastolic: &str| {
            let form = ObservationForm { systolic: systolic.into(), diastolic: diastolic.into(), ..Default::default() };
            form.parse()
        };
        assert_eq!(pressure("120", "80").map(|taken| taken[0].text()), Ok("120/80 mmHg".into()));
        assert_eq!(pressure("120", ""), Err(vec![FieldError::new(Field::Diastolic, Problem::Missing)]));
        assert_eq!(pressure("", "80"), Err(vec![FieldError::new(Field::Systolic, Problem::Missing)]));
        assert_eq!(pressure("80", "80"), Err(vec![FieldError::new(Field::Diastolic, Problem::Clash)]));
        assert_eq!(ObservationForm::default().parse(), Ok(Vec::new()));
    }

    #[test]
    fn every_measure_reads_back_as_it_was_written() {
        for measure in Measure::ALL {
            assert_eq!(measure.as_str().parse(), Ok(measure));
        }
    }
}
