//! Resources as XML: the same elements as in JSON, in the order that their types define, with values in attributes.
//!
//! As with JSON, input is bounded in size, depth and number; unused parts are skipped, such as extensions of single values, and
//! there are no entities but the five that XML predefines.

mod fit;
mod narrative;
mod read;
mod shape;
mod write;

pub use self::{
    fit::{Misfit, misfit},
    read::{NotFhir, read},
    write::document,
};

/// The names of a resource type's elements.
pub fn elements(kind: &str) -> impl Iterator<Item = &'static str> {
    shape::of_resource(kind).into_iter().flatten().map(|part| part.name)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn there_and_back(resource: &Value) -> String {
        let written = document(resource);
        assert_eq!(read(&written).as_ref(), Ok(resource), "{written}");
        written
    }

    #[test]
    fn a_resource_has_its_elements_in_order_and_its_values_in_attributes() {
        let written = there_and_back(&json!({
            "resourceType": "Appointment",
            "participant": [{ "status": "accepted", "actor": { "display": "A < B & \"C\"", "reference": "Patient/1" } }],
            "status": "booked",
            "minutesDuration": 30,
            "id": "7",
            "comment": "Two\nlines\tand a tab",
        }));

        assert_eq!(
            written,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Appointment xmlns=\"http://hl7.org/fhir\"><id value=\"7\"/>\
             <status value=\"booked\"/><minutesDuration value=\"30\"/><comment value=\"Two&#10;lines&#9;and a tab\"/>\
             <participant><actor><reference value=\"Patient/1\"/><display value=\"A &lt; B &amp; &quot;C&quot;\"/></actor>\
             <status value=\"accepted\"/></participant></Appointment>"
        );
    }

    #[test]
    fn what_is_within_goes_there_and_back_too() {
        let narrative = "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p title=\"x\">A &amp; <b>B</b><br/></p></div>";
        let patient = json!({
            "resourceType": "Patient",
            "id": "1",
            "text": { "status": "generated", "div": narrative },
            "contained": [{ "resourceType": "Organization", "id": "o", "active": true, "name": "O" }],
            "extension": [{ "url": "urn:x", "valueCode": "y" }, { "id": "e", "url": "urn:z", "valueDecimal": 1.5 }],
            "name": [{ "text": "A B", "given": ["A", "B"] }, { "text": "C" }],
        });
        let written = there_and_back(&json!({
            "resourceType": "Bundle",
            "type": "searchset",
            "total": 1,
            "link": [{ "relation": "self", "url": "https://x/fhir/Patient?a=1&b=2" }],
            "entry": [{ "fullUrl": "https://x/fhir/Patient/1", "resource": patient, "search": { "mode": "match" } }],
        }));

        assert!(written.contains(&format!("<text><status value=\"generated\"/>{narrative}</text>")), "{written}");
        assert!(written.contains("<contained><Organization><id value=\"o\"/>"), "{written}");
        assert!(written.contains("<extension url=\"urn:x\"><valueCode value=\"y\"/></extension>"), "{written}");
        assert!(written.contains("<extension id=\"e\" url=\"urn:z\">"), "{written}");
        assert_eq!(written.matches("xmlns=\"http://hl7.org/fhir\"").count(), 1, "{written}");
    }

    #[test]
    fn a_decimal_keeps_its_digits() {
        for number in ["1.10", "0.00", "-3.0", "100", "1.0e-3", "12345678901234567890.12"] {
            let text = format!(r#"{{"resourceType":"Observation","valueQuantity":{{"value":{number}}}}}"#);
            let resource: Value = serde_json::from_str(&text).expect("a resource");

            let written = there_and_back(&resource);

            assert!(written.contains(&format!("<value value=\"{number}\"/>")), "{written}");
            assert_eq!(resource.to_string(), text);
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out_and_what_is_no_narrative_is_not_written() {
        let written = document(&json!({
            "resourceType": "Patient",
            "text": { "status": "generated", "div": "<script>" },
            "name": [{ "text": "A\u{0}\u{8}\u{ffff}B" }],
        }));
        assert!(written.contains("<name><text value=\"AB\"/></name>"), "{written}");
        assert!(written.contains("<text><status value=\"generated\"/></text>"), "{written}");
    }
}
