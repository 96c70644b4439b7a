//! How search results are shown: their order, whether they are counted, and how much of each resource.

mod summed;

use jiff::Timestamp;
use serde_json::{Value, json};

use self::summed::ELEMENTS;
use super::xml::elements;
use crate::domain::text::fold;

const VALUE: &str = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";
/// Elements whose names end with the type of their value.
const CHOICES: [&str; 12] = [
    "abatement",
    "asNeeded",
    "deceased",
    "effective",
    "medication",
    "multipleBirth",
    "occurrence",
    "onset",
    "performed",
    "quantity",
    "reported",
    "value",
];

/// A sort order for resources of a type.
#[derive(Debug, PartialEq, Eq)]
pub struct Order {
    /// Its name in `_sort`.
    pub word: &'static str,
    /// The path of the sort value.
    path: &'static [&'static str],
}

const fn by(word: &'static str, path: &'static [&'static str]) -> Order {
    Order { word, path }
}

/// By name, in either direction.
const NAMED: [Order; 2] = [by("name", &["name"]), by("-name", &["name"])];

/// The sort orders of each type; other types have a fixed order.
static ORDERS: [(&str, &[Order]); 13] = [
    ("Practitioner", &NAMED),
    ("Organization", &NAMED),
    ("Location", &NAMED),
    ("HealthcareService", &NAMED),
    ("Slot", &[by("start", &["start"])]),
    ("Appointment", &[by("date", &["start"])]),
    ("Encounter", &[by("date", &["period", "start"])]),
    ("Observation", &[by("-date", &["effectiveDateTime"])]),
    ("Condition", &[by("-recorded-date", &["recordedDate"])]),
    ("MedicationRequest", &[by("-authoredon", &["authoredOn"])]),
    ("ServiceRequest", &[by("-authored", &["authoredOn"])]),
    ("DocumentReference", &[by("-date", &["date"])]),
    ("AuditEvent", &[by("-date", &["recorded"])]),
];

/// The sort orders of a type.
pub fn orders(kind: &str) -> &'static [Order] {
    ORDERS.iter().find(|(name, _)| *name == kind).map(|&(_, orders)| orders).unwrap_or_default()
}

impl Order {
    /// Whether it is descending.
    fn descends(&self) -> bool {
        self.word.starts_with('-')
    }

    /// The sort key of a resource.
    fn key(&self, resource: &Value) -> (Option<Timestamp>, String) {
        let value = self.path.iter().fold(resource, |value, name| &value[*name]);
        let text = value.as_str().unwrap_or_default();
        (text.parse().ok(), fold(text))
    }

    /// Sorts some resources.
    pub fn sort<T>(&self, all: &mut [T], json: impl Fn(&T) -> Value) {
        all.sort_by_cached_key(|one| self.key(&json(one)));
        if self.descends() {
            all.reverse();
        }
    }
}

/// How much of each resource is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Summary {
    #[default]
    Whole,
    /// Its summary.
    Short,
    /// Everything except its narrative.
    Data,
    /// Nothing: just the count.
    Count,
}

/// How results are shown.
#[derive(Clone, Debug, Default)]
pub struct Shown {
    /// The order; the list's own if none is requested.
    pub order: Option<&'static Order>,
    /// Whether even a known total is omitted.
    is_uncounted: bool,
    summary: Summary,
    elements: Vec<String>,
}

impl Shown {
    /// Parses one of its parameters.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn take(&mut self, kind: &str, name: &str, value: &str) -> Result<(), String> {
        match (name, value) {
            ("_total", "none") => self.is_uncounted = true,
            ("_total", "estimate" | "accurate") => self.is_uncounted = false,
            ("_total", _) => return Err("none, estimate or accurate.".to_owned()),
            ("_summary", "false") => self.summary = Summary::Whole,
            ("_summary", "true") => self.summary = Summary::Short,
            ("_summary", "data") => self.summary = Summary::Data,
            ("_summary", "count") => self.summary = Summary::Count,
            ("_summary", _) => return Err("true, data, count or false.".to_owned()),
            ("_elements", _) => {
                for one in value.split(',') {
                    let one = one.trim();
                    if !has_element(kind, one) {
                        return Err(format!("{kind} has no element {one}."));
                    }
                    self.elements.push(one.to_owned());
                }
            }
            _ => self.order = Some(order(kind, value)?),
        }
        Ok(())
    }

    /// Whether only the count is requested.
    pub fn counts(&self) -> bool {
        self.summary == Summary::Count
    }

    /// Whether the list is reversed.
    pub fn descends(&self) -> bool {
        self.order.is_some_and(Order::descends)
    }

    /// The total, if it is requested.
    pub fn total(&self, known: Option<usize>) -> Option<usize> {
        known.filter(|_| self.counts() || !self.is_uncounted)
    }

    /// A result, reduced to what is requested.
    pub fn found(&self, resource: Value) -> Value {
        let resource = self.included(resource);
        if self.elements.is_empty() {
            return resource;
        }
        cut(resource, |name, needed, _| is_one_of(name, needed) || self.elements.iter().any(|one| is_it(name, one)))
    }

    /// The same for an included resource: `_elements` does not apply to it.
    pub fn included(&self, resource: Value) -> Value {
        match self.summary {
            Summary::Short => cut(resource, |name, needed, more| is_one_of(name, needed) || is_one_of(name, more)),
            Summary::Data => cut(resource, |name, _, _| name != "text"),
            Summary::Whole | Summary::Count => resource,
        }
    }
}

fn order(kind: &str, value: &str) -> Result<&'static Order, String> {
    let all = orders(kind);
    let words: Vec<&str> = all.iter().map(|order| order.word).collect();
    all.iter().find(|order| order.word == value).ok_or_else(|| match &words[..] {
        [] => "this list can't be sorted.".to_owned(),
        words => format!("this list can be sorted by {}.", words.join(" or ")),
    })
}

/// Whether an element is the one meant: `valueQuantity` is one of `value`.
fn is_it(name: &str, meant: &str) -> bool {
    name == meant || CHOICES.contains(&meant) && name.starts_with(meant)
}

fn has_element(kind: &str, meant: &str) -> bool {
    elements(kind).any(|name| is_it(name, meant))
}

fn is_one_of(name: &str, all: &[&str]) -> bool {
    all.iter().any(|one| is_it(name, one))
}

/// Removes elements from a resource, and marks it as incomplete.
fn cut(mut resource: Value, is_kept: impl Fn(&str, &[&str], &[&str]) -> bool) -> Value {
    let kind = resource["resourceType"].as_str().unwrap_or_default();
    let known = ELEMENTS.iter().find(|(name, ..)| *name == kind);
    let (needed, more) = known.map_or((&[][..], &[][..]), |(_, needed, more)| (*needed, *more));
    let Some(fields) = resource.as_object_mut() else { return resource };
    fields.retain(|name, _| ["resourceType", "id", "meta"].contains(&name.as_str()) || is_kept(name, needed, more));
    let tag = json!({ "system": VALUE, "code": "SUBSETTED" });
    let tags = &mut resource["meta"]["tag"];
    match tags.as_array_mut() {
        Some(tags) if tags.contains(&tag) => {}
        Some(tags) => tags.push(tag),
        None => *tags = json!([tag]),
    }
    resource
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(asked: &[(&str, &str)]) -> Result<Shown, String> {
        let mut shown = Shown::default();
        asked.iter().try_for_each(|(name, value)| shown.take("Observation", name, value)).map(|()| shown)
    }

    fn measured() -> Value {
        json!({
            "resourceType": "Observation", "id": "7", "status": "final", "category": [{}], "code": { "text": "a" },
            "subject": {}, "valueQuantity": { "value": 1 }, "text": { "div": "a" },
        })
    }

    fn names(resource: &Value) -> Vec<&str> {
        let mut all: Vec<&str> = resource.as_object().expect("a resource").keys().map(String::as_str).collect();
        all.sort_unstable();
        all
    }

    #[test]
    fn elements_are_named_without_their_type_and_those_that_are_needed_come_along() {
        let named = shown(&[("_elements", "value")]).expect("an element").found(measured());
        assert_eq!(names(&named), ["code", "id", "meta", "resourceType", "status", "valueQuantity"]);
        assert_eq!(named["meta"]["tag"][0]["code"], "SUBSETTED");
        let short = shown(&[("_summary", "true")]).expect("a summary").found(measured());
        assert_eq!(names(&short), ["code", "id", "meta", "resourceType", "status", "subject", "valueQuantity"]);
        let data = shown(&[("_summary", "data")]).expect("a summary").found(measured());
        assert_eq!((&data["text"], &data["category"]), (&Value::Null, &json!([{}])));
        assert_eq!(shown(&[("_summary", "false"), ("_total", "none")]).expect("both").found(measured()), measured());
        assert_eq!(shown(&[("_elements", "value")]).expect("an element").included(measured()), measured());
    }

    #[test]
    fn what_is_not_understood_is_refused_by_its_name() {
        for wrong in [
            ("_sort", "date"),
            ("_sort", "-date,code"),
            ("_sort", ""),
            ("_total", "some"),
            ("_summary", "text"),
            ("_elements", ""),
            ("_elements", "value,colour"),
        ] {
            assert!(shown(&[wrong]).is_err(), "{wrong:?}");
        }
        let why = shown(&[("_sort", "code")]).expect_err("no such order");
        assert_eq!(why, "this list can be sorted by -date.");
    }

    #[test]
    fn times_are_sorted_as_instants() {
        let order = orders("Appointment").first().expect("an order");
        let at = |text: &str| json!({ "start": text });
        let mut all = [at("2026-11-24T09:00:00+11:00"), at("2026-11-23T21:00:00Z")];
        order.sort(&mut all, Value::clone);
        assert_eq!(all[0]["start"], "2026-11-23T21:00:00Z");
    }

    #[test]
    fn whatever_is_sorted_by_or_summed_up_is_an_element_of_its_type() {
        for (kind, needed, more) in ELEMENTS {
            for name in needed.iter().chain(more) {
                assert!(has_element(kind, name), "{kind}.{name}");
            }
        }
        for (kind, orders) in ORDERS {
            for order in orders {
                assert!(has_element(kind, order.path[0]), "{kind}: {}", order.word);
            }
        }
    }
}
