//! A whole resource sent to replace an existing one. Records are append-only: nothing about an entry changes except its status.

use std::collections::BTreeSet;

use axum::http::{HeaderMap, header};
use serde_json::Value;

use super::{booking::overtaken, bundle, context::Context, resources::Resource, sent::not_kept};
use crate::rest::problem::Problem;

/// The server's own elements, which programs need not send back unchanged.
const OF_SERVER: [&str; 2] = ["meta", "text"];

/// A sent resource, and which of its elements differ.
#[derive(Debug)]
pub struct Amendment {
    pub sent: Value,
    changed: BTreeSet<String>,
}

impl Amendment {
    /// Compares the sent resource with the existing one.
    ///
    /// # Errors
    /// That it is of another type; that it has changed since the version that `If-Match` names.
    pub fn of(context: &Context, before: &Resource, sent: Value) -> Result<Self, Problem> {
        let before = before.json();
        is_current(&context.headers, Some(&bundle::version(&before)))?;
        Self::between(&before, sent)
    }

    fn between(before: &Value, sent: Value) -> Result<Self, Problem> {
        if sent["resourceType"] != before["resourceType"] {
            return Err(Problem::bad_request("This isn't a resource of the type in the address."));
        }
        let names = [before, &sent].into_iter().filter_map(Value::as_object).flat_map(|fields| fields.keys());
        let changed =
            names.filter(|name| !OF_SERVER.contains(&name.as_str()) && before[*name] != sent[*name]).cloned().collect();
        Ok(Self { sent, changed })
    }

    /// Whether anything changes.
    ///
    /// # Errors
    /// That elements other than these would change.
    pub fn only(&self, names: &[&str]) -> Result<bool, Problem> {
        let kind = self.sent["resourceType"].as_str().unwrap_or_default();
        let others = self.changed.iter().filter(|name| !names.contains(&name.as_str()));
        let others: Vec<String> = others.map(|name| format!("{kind}.{name}")).collect();
        if others.is_empty() { Ok(!self.changed.is_empty()) } else { Err(not_kept(others)) }
    }

    /// The code of one of its concepts.
    pub fn code(&self, name: &str) -> &str {
        self.sent[name]["coding"][0]["code"].as_str().unwrap_or_default()
    }
}

/// Refuses a request meant for another version than this; any is meant, if `If-Match` is missing or a star.
///
/// # Errors
/// That it has changed.
pub fn is_current(headers: &HeaderMap, version: Option<&str>) -> Result<(), Problem> {
    let Some(sent) = headers.get(header::IF_MATCH) else { return Ok(()) };
    let text = sent.to_str().unwrap_or_default().trim();
    let quoted = text.strip_prefix("W/").unwrap_or(text);
    let named = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
    if text == "*" || named.is_some() && named == version { Ok(()) } else { Err(overtaken()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_what_may_change_does() {
        let before = json!({ "resourceType": "X", "id": "1", "status": "active", "code": { "text": "a" }, "meta": {} });
        let with = |name: &str, value: Value| {
            let mut sent = before.clone();
            sent[name] = value;
            Amendment::between(&before, sent).expect("an X").only(&["status"])
        };
        assert_eq!(with("status", json!("active")).ok(), Some(false));
        assert_eq!(with("status", json!("stopped")).ok(), Some(true));
        assert_eq!(with("meta", json!({ "versionId": "9" })).ok(), Some(false));
        for (name, value) in [("code", json!({ "text": "b" })), ("note", json!([])), ("code", Value::Null)] {
            let refused = with(name, value).expect_err("a refusal");
            assert_eq!(refused.errors[0].field, format!("X.{name}"));
        }
        assert!(Amendment::between(&before, json!({ "resourceType": "Y" })).is_err());
        assert!(Amendment::between(&before, json!([])).is_err());
    }

    #[test]
    fn a_version_has_to_be_the_one_that_stands() {
        let of = |value: &'static str, version| {
            let headers = HeaderMap::from_iter([(header::IF_MATCH, value.parse().expect("a value"))]);
            is_current(&headers, version).is_ok()
        };
        assert!(of("*", None) && of("W/\"a1\"", Some("a1")) && of("\"a1\"", Some("a1")));
        assert!(!of("a1", Some("a1")) && !of("W/\"b2\"", Some("a1")) && !of("W/\"a1\"", None));
    }
}
