//! Quantities in searches: `gt5.4|http://unitsofmeasure.org|mmol/L`.

use serde_json::Value;

/// A quantity that others are compared with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Amount<'t> {
    prefix: &'t str,
    value: f64,
    /// The implied precision: how far others may be from it and still be written the same way.
    about: f64,
    system: &'t str,
    unit: &'t str,
}

impl<'t> Amount<'t> {
    /// Parses a quantity.
    pub fn read(text: &'t str) -> Option<Self> {
        let (said, (system, unit)) = match text.split_once('|') {
            Some((said, unit)) => (said, unit.split_once('|')?),
            None => (text, ("", "")),
        };
        let prefix = said.get(..2).filter(|prefix| prefix.bytes().all(|c| c.is_ascii_lowercase())).unwrap_or_default();
        let number = &said[prefix.len()..];
        let is_decimal = number.bytes().all(|c| c.is_ascii_digit() || b"-.".contains(&c));
        let value: f64 = number.parse().ok().filter(|value: &f64| is_decimal && value.is_finite())?;
        let places = number.split_once('.').map_or(0, |(_, places)| places.len());
        let about = match prefix {
            "" | "eq" => 0.5 * 10_f64.powi(-i32::try_from(places).ok()?),
            "ap" => value.abs() / 10.0,
            "gt" | "sa" | "ge" | "lt" | "eb" | "le" => 0.0,
            _ => return None,
        };
        Some(Self { prefix, value, about, system, unit })
    }

    /// Whether a resource's quantity matches.
    pub fn is(&self, quantity: &Value) -> bool {
        let Some(value) = quantity["value"].as_f64() else { return false };
        let says = |name: &str, wanted: &str| quantity[name].as_str() == Some(wanted);
        let is_so_much = match self.prefix {
            "gt" | "sa" => value > self.value,
            "ge" => value >= self.value,
            "lt" | "eb" => value < self.value,
            "le" => value <= self.value,
            _ => (value - self.value).abs() <= self.about,
        };
        is_so_much
            && (self.system.is_empty() || says("system", self.system))
            && (self.unit.is_empty() || says("code", self.unit) || self.system.is_empty() && says("unit", self.unit))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_amount_has_a_prefix_its_digits_and_a_unit() {
        let weight = json!({ "value": 72.5, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg" });
        let is = |text: &str| Amount::read(text).map(|amount| amount.is(&weight));
        for it in ["72.5", "eq72.50", "72", "gt72", "ge72.5", "le72.5", "lt100", "ap70", "72.5||kg"] {
            assert_eq!(is(it), Some(true), "{it}");
        }
        assert_eq!(is("72.5|http://unitsofmeasure.org|kg"), Some(true));
        for other in ["72.4", "70", "gt72.5", "lt72.5", "72.5||g", "72.5|http://other.example|kg"] {
            assert_eq!(is(other), Some(false), "{other}");
        }
        for wrong in ["", "x", "gt", "72.5|kg", "NaN", "inf", "1e3", "ne72.5", "72.5.1"] {
            assert_eq!(is(wrong), None, "{wrong}");
        }
    }
}
