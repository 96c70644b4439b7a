//! The parameters of a search, one at a time.

use serde_json::Value;

use super::{
    amount::Amount,
    chain::target,
    include::walk,
    range::{Range, span},
    xml::elements,
};
use crate::domain::text::{fold, sought_key};

/// How a parameter's values are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A code, with or without its system.
    Token,
    /// The beginning of a word, or a part of it.
    String,
    /// A resource.
    Reference,
    /// A date or an instant, with or without a prefix.
    Date,
    /// A quantity, with or without a prefix and a unit.
    Quantity,
}

impl Type {
    /// FHIR's word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::String => "string",
            Self::Reference => "reference",
            Self::Date => "date",
            Self::Quantity => "quantity",
        }
    }
}

/// A search parameter of a type.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    pub name: &'static str,
    pub r#type: Type,
    /// The paths in a resource, as in `participant.actor`; none if the list itself applies the parameter.
    pub paths: &'static [&'static str],
}

/// The parameter that every type has.
pub const ID: Param = Param { name: "_id", r#type: Type::Token, paths: &["id"] };

/// The modifier for whether a value is present at all.
const MISSING: &str = "missing";
/// Kinds of contact points that have parameters of their own.
const WAYS: [&str; 2] = ["phone", "email"];

/// A parameter as sent: one of its values has to match.
#[derive(Clone, Debug)]
pub struct Asked {
    pub param: Param,
    pub modifier: Option<String>,
    pub values: Vec<String>,
}

impl Asked {
    /// Parses a parameter.
    ///
    /// # Errors
    /// What is not supported.
    pub fn read(param: Param, modifier: Option<&str>, value: &str) -> Result<Self, &'static str> {
        let mut values = split(value);
        if values.iter().any(String::is_empty) {
            return Err("has no value.");
        }
        match (param.r#type, modifier) {
            (Type::Date, None) if values.iter().any(|one| Range::of(one).is_err()) => {
                return Err("not a date or time we understand.");
            }
            (Type::Quantity, None) if values.iter().any(|one| Amount::read(one).is_none()) => {
                return Err("not an amount we understand.");
            }
            (_, None) | (Type::String, Some("exact" | "contains")) => {}
            (_, Some(MISSING)) if !param.paths.is_empty() && param.name != ID.name => {
                if !["true", "false"].contains(&value) {
                    return Err("true or false.");
                }
            }
            (Type::Reference, Some(kind)) if elements(kind).next().is_some() => {
                if target(param.name).is_some_and(|usual| usual != kind) {
                    return Err("doesn't refer to this type.");
                }
                values.iter_mut().try_for_each(|one| of_type(one, kind).map(|typed| *one = typed))?;
                return Ok(Self { param, modifier: None, values });
            }
            _ => return Err("this modifier isn't supported."),
        }
        Ok(Self { param, modifier: modifier.map(str::to_owned), values })
    }

    /// Whether it only asks if there is a value at all.
    pub fn is_of_presence(&self) -> bool {
        self.modifier.as_deref() == Some(MISSING)
    }

    /// Whether a resource matches, as far as the parameter is checked in it.
    pub fn fits(&self, resource: &Value, base: &str) -> bool {
        if self.param.paths.is_empty() {
            return true;
        }
        let mut found = Vec::new();
        for path in self.param.paths {
            walk(resource, &path.split('.').collect::<Vec<_>>(), &mut found);
        }
        found.retain(|value| self.is_about(value));
        if self.is_of_presence() {
            return found.is_empty() == (self.values == ["true"]);
        }
        self.values.iter().any(|wanted| found.iter().any(|value| self.is(value, wanted, base)))
    }

    /// Whether a value is among those that the parameter is about, unlike others in the same place.
    fn is_about(&self, value: &Value) -> bool {
        let name = self.param.name;
        match self.param.r#type {
            Type::Reference => {
                let kind = value["reference"].as_str().and_then(|reference| reference.split('/').next());
                target(name).is_none_or(|usual| kind == Some(usual))
            }
            Type::Token if WAYS.contains(&name) => value["system"].as_str() == Some(name),
            _ => true,
        }
    }

    fn is(&self, value: &Value, wanted: &str, base: &str) -> bool {
        match self.param.r#type {
            Type::Token => is_token(value, wanted),
            Type::String => texts(value).iter().any(|text| self.is_text(text, wanted)),
            Type::Reference => is_reference(value, wanted, base),
            Type::Date => Range::of(wanted).is_ok_and(|range| span(value).is_some_and(|span| range.meets(span))),
            Type::Quantity => Amount::read(wanted).is_some_and(|amount| amount.is(value)),
        }
    }

    /// Whether a text matches: by FHIR's rule, one of its words begins like that, ignoring case.
    pub fn is_text(&self, text: &str, wanted: &str) -> bool {
        match self.modifier.as_deref() {
            Some("exact") => text == wanted,
            Some(_) => fold(text).contains(&sought_key(wanted)),
            None => {
                let (text, wanted) = (fold(text), sought_key(wanted));
                text.starts_with(&wanted) || text.contains(&format!(" {wanted}"))
            }
        }
    }
}

/// A value as a reference to a resource of this type.
fn of_type(value: &str, kind: &str) -> Result<String, &'static str> {
    let (before, id) = value.rsplit_once('/').unwrap_or(("", value));
    match before {
        "" => Ok(format!("{kind}/{id}")),
        before if before.rsplit('/').next() == Some(kind) => Ok(value.to_owned()),
        _ => Err("refers to another type."),
    }
}

/// Whether a code, a concept, an identifier or a contact point matches.
fn is_token(value: &Value, wanted: &str) -> bool {
    let (system, code) = wanted.split_once('|').map_or((None, wanted), |(system, code)| (Some(system), code));
    let has = |of: &Value, name: &str| of[name].as_str().is_some_and(|said| said == code);
    let is_it = |of: &Value| {
        let is_any = code.is_empty() && system.is_some_and(|system| !system.is_empty());
        system.is_none_or(|system| of["system"].as_str().unwrap_or_default() == system)
            && (is_any || has(of, "code") || has(of, "value"))
    };
    match value {
        Value::String(text) => text == code,
        Value::Bool(flag) => flag.to_string() == code,
        Value::Object(fields) => {
            let is_called = || value["text"].as_str().is_some_and(|text| system.is_none() && fold(text) == fold(code));
            is_it(value)
                || fields.get("coding").and_then(Value::as_array).is_some_and(|all| all.iter().any(is_it))
                || is_called()
        }
        _ => false,
    }
}

/// The texts in a name or an address.
fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(all) => all.iter().flat_map(texts).collect(),
        Value::Object(fields) => fields.values().flat_map(texts).collect(),
        _ => Vec::new(),
    }
}

fn is_reference(value: &Value, wanted: &str, base: &str) -> bool {
    let Some((kind, id)) = value["reference"].as_str().and_then(|reference| reference.split_once('/')) else {
        return false;
    };
    id_of(wanted, kind, base).is_some_and(|wanted| wanted == id)
}

/// The alternatives in a value; a comma after a backslash does not separate.
fn split(value: &str) -> Vec<String> {
    let (mut all, mut current) = (Vec::new(), String::new());
    let mut letters = value.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '\\' => current.extend(letters.next()),
            ',' => all.push(std::mem::take(&mut current)),
            letter => current.push(letter),
        }
    }
    all.push(current);
    all
}

/// The id in a reference, if it is to one of our resources of this type: `7`, `Patient/7`, or the absolute URL.
pub fn id_of(reference: &str, kind: &str, base: &str) -> Option<String> {
    let local = reference.strip_prefix(base).map_or(reference, |path| path.trim_start_matches('/'));
    let id = match local.split_once('/') {
        Some((named, id)) => (named == kind).then_some(id)?,
        None => local,
    };
    let id = id.split("/_history/").next().unwrap_or_default();
    let is_id = (1..=64).contains(&id.len()) && id.bytes().all(|c| c.is_ascii_alphanumeric() || b"-.".contains(&c));
    is_id.then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const BASE: &str = "https://clinic.example/fhir";

    fn param(name: &'static str, r#type: Type, paths: &'static [&'static str]) -> Param {
        Param { name, r#type, paths }
    }

    #[test]
    fn a_value_has_choices_and_a_comma_that_is_none() {
        assert_eq!(split(r"a,b\,c,"), ["a", "b,c", ""]);
    }

    #[test]
    fn a_reference_is_of_its_type_and_of_this_server() {
        let id = |text: &str| id_of(text, "Patient", BASE);
        for ours in ["7", "Patient/7", "https://clinic.example/fhir/Patient/7", "Patient/7/_history/1"] {
            assert_eq!(id(ours).as_deref(), Some("7"), "{ours}");
        }
        for other in ["Practitioner/7", "https://other.example/fhir/Patient/7", "", "Patient/", "7/8", "a b"] {
            assert_eq!(id(other), None, "{other}");
        }
    }

    #[test]
    fn a_code_is_of_its_system_and_a_concept_has_words_too() {
        let concept = json!({ "coding": [{ "system": "http://loinc.org", "code": "8867-4" }], "text": "Heart rate" });
        for it in ["8867-4", "http://loinc.org|8867-4", "http://loinc.org|", "heart rate"] {
            assert!(is_token(&concept, it), "{it}");
        }
        for other in ["http://snomed.info/sct|8867-4", "|8867-4", "8867", "", "|", "http://loinc.org|heart rate"] {
            assert!(!is_token(&concept, other), "{other}");
        }
        assert!(is_token(&json!("active"), "http://hl7.org/fhir/x|active") && is_token(&json!(true), "true"));
        assert!(is_token(&json!({ "system": "phone", "value": "0400" }), "phone|0400"));
        assert!(!is_token(&json!({ "system": "phone", "value": "0400" }), "email|0400"));
    }

    #[test]
    fn one_of_the_values_has_to_be_there() {
        let patient = param("patient", Type::Reference, &["participant.actor"]);
        let meeting = json!({ "participant": [
            { "actor": { "reference": "Practitioner/3" } }, { "actor": { "reference": "Patient/7" } },
        ]});
        let fits = |modifier, value| Asked::read(patient, modifier, value).map(|asked| asked.fits(&meeting, BASE)).ok();
        for it in ["7", "9,Patient/7", "https://clinic.example/fhir/Patient/7"] {
            assert_eq!((fits(None, it), fits(Some("Patient"), it)), (Some(true), Some(true)), "{it}");
        }
        assert_eq!((fits(None, "3"), fits(None, "Practitioner/3")), (Some(false), Some(false)));
        assert_eq!((fits(Some("missing"), "true"), fits(Some("missing"), "false")), (Some(false), Some(true)));
        for (modifier, value) in [
            (None, ""),
            (Some("missing"), "x"),
            (Some("Practitioner"), "3"),
            (Some("Patient"), "Practitioner/3"),
            (Some("Nobody"), "3"),
            (Some("exact"), "7"),
        ] {
            assert_eq!(fits(modifier, value), None, "{modifier:?} {value}");
        }
    }

    #[test]
    fn a_way_to_reach_someone_is_of_its_kind() {
        let person =
            json!({ "telecom": [{ "system": "phone", "value": "0400" }, { "system": "email", "value": "a@b" }] });
        let fits = |name, value| {
            let asked = Asked::read(param(name, Type::Token, &["telecom"]), None, value).expect("a token");
            asked.fits(&person, BASE)
        };
        assert!(fits("phone", "0400") && fits("email", "x,a@b") && fits("telecom", "0400"));
        assert!(!fits("email", "0400") && !fits("phone", "a@b"));
        let missing =
            |name| Asked::read(param(name, Type::Token, &["telecom"]), Some("missing"), "true").expect("a token");
        let with_email = json!({ "telecom": [{ "system": "email", "value": "a@b" }] });
        assert!(missing("phone").fits(&with_email, BASE) && !missing("email").fits(&with_email, BASE));
    }
}
