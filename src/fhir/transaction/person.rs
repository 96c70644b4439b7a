//! Patients of a bundle.

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::wrong::wrong;
use crate::{
    domain::{
        form::{self, Field, phone},
        imported::{Details, Person, is_name},
        patient::{Gender, LONGEST_NAME},
    },
    fhir::patient::NUMBER,
    rest::problem::Problem,
};

/// Elements that say nothing about who someone is, or are ours to set.
const PASSED_OVER: [&str; 5] = ["resourceType", "id", "meta", "text", "active"];

/// A patient, and the names of the elements that would be lost.
pub fn read(entry: usize, sent: &Value, now: Timestamp) -> Result<(Person, Vec<String>), Problem> {
    let wrong = |name: &str, words: &str| wrong(entry, &format!(".resource.{name}"), words);
    let list = |name: &str| sent[name].as_array().map_or(&[][..], Vec::as_slice);
    let mut left: Vec<String> = sent.as_object().into_iter().flat_map(serde_json::Map::keys).cloned().collect();
    left.retain(|name| !PASSED_OVER.contains(&name.as_str()));
    let mut kept = |name: &str, whole: bool| {
        if whole {
            left.retain(|one| one != name);
        }
    };

    let mut person = Person { entry, ..Person::default() };
    let identifiers = list("identifier");
    for (system, value) in identifiers.iter().filter_map(named) {
        match system == NUMBER {
            true => person.number = Some(value.to_owned()),
            false => person.names.push((system.to_owned(), value.to_owned())),
        }
    }
    if person.names.is_empty() && person.number.is_none() {
        return Err(wrong("identifier", "send one with its system, so that the patient is known again."));
    }
    kept("identifier", identifiers.iter().all(|one| named(one).is_some()));

    let names = list("name");
    let name = names.first().map(full_name).unwrap_or_default();
    let name = form::text(Field::Name, &name, 1, LONGEST_NAME);
    let name = name.map_err(|_| wrong("name", "send a name that is not too long."))?;
    kept("name", names.len() == 1);

    let numbers = list("telecom");
    let number = numbers.first().filter(|one| one["system"] == "phone").and_then(|one| one["value"].as_str());
    let number = number.and_then(|text| phone(Field::Phone, text, true).ok());
    kept("telecom", numbers.len() == 1 && number.is_some());

    let gender = sent["gender"].as_str();
    kept("gender", gender.is_none_or(|word| word == "unknown" || Gender::parse(word).is_some()));
    let born = match sent["birthDate"].as_str() {
        None => None,
        Some(text) => Some(text.parse::<Date>().map_err(|_| wrong("birthDate", "send a whole date."))?),
    };
    // It is already tomorrow further east.
    let latest = now.to_zoned(TimeZone::UTC).date().tomorrow().unwrap_or(Date::MAX);
    if born.is_some_and(|born| born > latest) {
        return Err(wrong("birthDate", "this is yet to come."));
    }
    kept("birthDate", true);

    let addresses = list("address");
    let address = addresses.first().map(address).unwrap_or_default();
    let address = form::text(Field::Address, &address, 0, usize::MAX).unwrap_or_default();
    kept("address", addresses.len() == 1 && address.chars().count() <= 200);

    let address = address.chars().take(200).collect();
    let gender = gender.and_then(Gender::parse);
    person.details = Some(Details { name, born, gender, phone: number.unwrap_or_default(), address });
    Ok((person, left))
}

/// Someone who must already be known here, by a reference such as `Patient?identifier=system|value`.
pub fn known(entry: usize, reference: &str) -> Option<Person> {
    let asked = reference.strip_prefix("Patient?identifier=").filter(|asked| !asked.contains('&'))?;
    let asked = percent_decode_str(asked).decode_utf8().ok()?;
    let (system, value) = asked.split_once('|').filter(|(system, value)| is_name(system) && is_name(value))?;
    let mut person = Person { entry, ..Person::default() };
    match system == NUMBER {
        true => person.number = Some(value.to_owned()),
        false => person.names.push((system.to_owned(), value.to_owned())),
    }
    Some(person)
}

/// The system and the value of an identifier that has both.
fn named(identifier: &Value) -> Option<(&str, &str)> {
    let text = |name: &str| identifier[name].as_str().filter(|text| is_name(text) && text.len() <= 300);
    Some((text("system")?, text("value")?))
}

fn words<'a>(value: &'a Value, names: &'a [&'static str]) -> impl Iterator<Item = &'a str> {
    names.iter().flat_map(move |name| match &value[*name] {
        Value::String(text) => vec![text.as_str()],
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    })
}

/// A name in one line.
pub fn full_name(name: &Value) -> String {
    let whole = name["text"].as_str().map(str::to_owned);
    whole.unwrap_or_else(|| words(name, &["prefix", "given", "family", "suffix"]).collect::<Vec<_>>().join(" "))
}

fn address(address: &Value) -> String {
    let whole = address["text"].as_str().map(str::to_owned);
    let parts = ["line", "city", "state", "postalCode", "country"];
    whole.unwrap_or_else(|| words(address, &parts).collect::<Vec<_>>().join(", "))
}
