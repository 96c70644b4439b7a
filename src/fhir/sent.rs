//! A received resource, of which each element is taken out once. Whatever remains would be lost, so it is refused by name.

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value};

use super::{asked::id_of, context::Context, found::number, outcome::NOT_KEPT};
use crate::rest::problem::{FieldProblem, Problem};

/// The tolerated difference between a program's clock and ours.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_mins(5);

/// An element with the parts that have not been taken out of it.
#[derive(Debug)]
pub struct Element {
    path: String,
    fields: Map<String, Value>,
}

/// Parses a resource of a type. Its key, its version and its generated text are the server's.
///
/// # Errors
/// That it is of another type; the errors of `read`; the remaining elements.
pub fn read<T>(kind: &str, sent: Value, read: impl FnOnce(&mut Element) -> Result<T, Problem>) -> Result<T, Problem> {
    let Value::Object(fields) = sent else { return Err(Problem::bad_request("Send a resource.")) };
    let mut all = Element { path: kind.to_owned(), fields };
    if all.text("resourceType")? != kind {
        return Err(Problem::bad_request(&format!("This isn't a resource of the type {kind}.")));
    }
    all.text("id")?;
    all.within("meta", |meta| {
        ["versionId", "lastUpdated", "source"].iter().try_for_each(|name| meta.text(name).map(drop))?;
        meta.fields.remove("profile");
        Ok(())
    })?;
    all.within("text", |text| {
        text.word("status", &["generated"])?;
        text.text("div").map(drop)
    })?;
    all.read_by(read)
}

/// The error for elements that would be lost.
pub fn not_kept(paths: impl IntoIterator<Item = String>) -> Problem {
    let errors: Vec<FieldProblem> =
        paths.into_iter().map(|field| FieldProblem { field, problem: NOT_KEPT.to_owned() }).collect();
    let names = errors.iter().map(|one| one.field.as_str()).collect::<Vec<_>>().join(", ");
    let words = format!("{names}: there is no place for this here, and it would be lost. Leave it out.");
    unprocessable(NOT_KEPT, &words).about(errors)
}

/// The error for a resource that contradicts itself.
pub fn unprocessable(code: &str, words: &str) -> Problem {
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, words)
}

/// Whether a key is the caller's own.
fn is_caller(key: i64, context: &Context) -> bool {
    context.actor().id().is_some_and(|id| id.0 == key)
}

impl Element {
    /// Parses it, and refuses what remains.
    fn read_by<T>(mut self, read: impl FnOnce(&mut Self) -> Result<T, Problem>) -> Result<T, Problem> {
        let taken = read(&mut self)?;
        let left: Vec<String> = self.fields.keys().map(|name| self.at(name)).collect();
        if left.is_empty() { Ok(taken) } else { Err(not_kept(left)) }
    }

    /// The path of a child element.
    pub fn at(&self, name: &str) -> String {
        format!("{}.{name}", self.path)
    }

    /// The error for an element that cannot be kept as it is.
    pub fn lost(&self, name: &str) -> Problem {
        not_kept([self.at(name)])
    }

    /// The error for an invalid element.
    pub fn wrong(&self, name: &str, words: &str) -> Problem {
        let path = self.at(name);
        unprocessable("value", &format!("{path}: {words}")).at(&path)
    }

    fn malformed(&self, name: &str, wanted: &str) -> Problem {
        let path = self.at(name);
        Problem::bad_request(&format!("{path}: send {wanted}.")).at(&path)
    }

    /// A text; empty if it wasn't sent.
    pub fn text(&mut self, name: &str) -> Result<String, Problem> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => Ok(String::new()),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(self.malformed(name, "a text")),
        }
    }

    /// A number as written, if it was sent.
    pub fn number(&mut self, name: &str) -> Result<Option<String>, Problem> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => Ok(Some(number.to_string())),
            Some(_) => Err(self.malformed(name, "a number")),
        }
    }

    /// A boolean, if it was sent.
    pub fn flag(&mut self, name: &str) -> Result<Option<bool>, Problem> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(is_so)) => Ok(Some(is_so)),
            Some(_) => Err(self.malformed(name, "true or false")),
        }
    }

    /// One of these codes; empty if it was not sent, which means the same.
    pub fn word(&mut self, name: &str, known: &[&str]) -> Result<String, Problem> {
        let text = self.text(name)?;
        let is_known = text.is_empty() || known.contains(&text.as_str());
        if is_known { Ok(text) } else { Err(self.wrong(name, &format!("send {}.", known.join(" or ")))) }
    }

    /// One of these codes, which is required.
    pub fn said(&mut self, name: &str, known: &[&str]) -> Result<String, Problem> {
        let text = self.word(name, known)?;
        if text.is_empty() { Err(self.wrong(name, &format!("send {}.", known.join(" or ")))) } else { Ok(text) }
    }

    /// The content of an element, if it was sent.
    pub fn within<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut Self) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Object(fields)) => Self { path: self.at(name), fields }.read_by(read).map(Some),
            Some(_) => Err(self.malformed(name, "an element")),
        }
    }

    /// The content of each element of a list.
    pub fn each<T>(
        &mut self,
        name: &str,
        mut read: impl FnMut(&mut Self) -> Result<T, Problem>,
    ) -> Result<Vec<T>, Problem> {
        let all = match self.fields.remove(name) {
            None | Some(Value::Null) => Vec::new(),
            Some(Value::Array(all)) => all,
            Some(_) => return Err(self.malformed(name, "a list")),
        };
        let mut taken = Vec::new();
        for (nth, one) in all.into_iter().enumerate() {
            let path = format!("{}[{nth}]", self.at(name));
            let Value::Object(fields) = one else { return Err(self.malformed(name, "a list of elements")) };
            taken.push(Self { path, fields }.read_by(&mut read)?);
        }
        Ok(taken)
    }

    /// The content of a list's only element, if there is one.
    pub fn only<T>(
        &mut self,
        name: &str,
        read: impl FnMut(&mut Self) -> Result<T, Problem>,
    ) -> Result<Option<T>, Problem> {
        let mut all = self.each(name, read)?.into_iter();
        match (all.next(), all.next()) {
            (first, None) => Ok(first),
            _ => Err(not_kept([format!("{}[1]", self.at(name))])),
        }
    }

    /// The key in this reference to one of our resources of a type.
    pub fn key(&mut self, kind: &str, base: &str) -> Result<i64, Problem> {
        let reference = self.text("reference")?;
        // The name follows from the key.
        self.text("display")?;
        self.word("type", &[kind])?;
        let id = Some(reference.as_str()).filter(|text| text.contains(&format!("{kind}/")));
        let id = id.and_then(|text| id_of(text, kind, base));
        let id = id.ok_or_else(|| self.wrong("reference", &format!("refer to a resource here, as in {kind}/7.")))?;
        number(&id)
    }

    /// The key in a reference to one of either type, and whether it is of the first.
    pub fn either(&mut self, (first, second): (&str, &str), base: &str) -> Result<(bool, i64), Problem> {
        let reference = self.fields.get("reference").and_then(Value::as_str).unwrap_or_default();
        let is_first = reference.contains(&format!("{first}/"));
        Ok((is_first, self.key(if is_first { first } else { second }, base)?))
    }

    /// The key in a reference to one of our resources of a type, if it was sent.
    pub fn reference(&mut self, name: &str, kind: &str, base: &str) -> Result<Option<i64>, Problem> {
        self.within(name, |one| one.key(kind, base))
    }

    /// The same for a required reference.
    pub fn referred(&mut self, name: &str, kind: &str, base: &str) -> Result<i64, Problem> {
        let key = self.reference(name, kind, base)?;
        key.ok_or_else(|| self.wrong(name, &format!("refer to a resource here, as in {kind}/7.")))
    }

    /// Checks that the reference names the caller.
    pub fn oneself(&mut self, name: &str, kind: &str, context: &Context) -> Result<(), Problem> {
        let named = self.reference(name, kind, &context.base)?;
        if named.is_none_or(|key| is_caller(key, context)) { Ok(()) } else { Err(self.not_oneself(name)) }
    }

    /// Checks that the references name no one but the caller.
    pub fn oneself_alone(&mut self, name: &str, kind: &str, context: &Context) -> Result<(), Problem> {
        let named = self.each(name, |one| one.key(kind, &context.base))?;
        if named.into_iter().all(|key| is_caller(key, context)) { Ok(()) } else { Err(self.not_oneself(name)) }
    }

    fn not_oneself(&self, name: &str) -> Problem {
        self.wrong(name, "it is you who writes this, and no one else can be named.")
    }

    /// The code of this coding. Its display follows from it.
    fn coding(&mut self, system: &str) -> Result<String, Problem> {
        let of = self.text("system")?;
        if !of.is_empty() && of != system {
            return Err(self.lost("system"));
        }
        self.text("display")?;
        self.text("code")
    }

    /// The code of this concept in a system. Its display follows from it.
    pub fn code(&mut self, system: &str) -> Result<String, Problem> {
        self.text("text")?;
        Ok(self.only("coding", |one| one.coding(system))?.unwrap_or_default())
    }

    /// The code of a concept in a system, if it was sent: one of these.
    pub fn coded(&mut self, name: &str, system: &str, known: &[&str]) -> Result<Option<String>, Problem> {
        let code = self.within(name, |one| one.code(system))?;
        let is_known = code.as_deref().is_none_or(|code| known.contains(&code));
        if is_known { Ok(code) } else { Err(self.wrong(name, &format!("send {} of {system}.", known.join(" or ")))) }
    }

    /// The code of a coding in a system, if it was sent.
    pub fn coding_of(&mut self, name: &str, system: &str) -> Result<Option<String>, Problem> {
        self.within(name, |one| one.coding(system))
    }

    /// Checks that each concept of a list is this one, which follows from the rest.
    pub fn categories(&mut self, name: &str, system: &str, code: &str) -> Result<(), Problem> {
        let all = self.each(name, |one| one.code(system))?;
        if all.iter().all(|one| one == code) { Ok(()) } else { Err(self.lost(name)) }
    }

    /// The text of a concept without codes.
    pub fn words(&mut self, name: &str) -> Result<String, Problem> {
        Ok(self.within(name, |one| one.text("text"))?.unwrap_or_default())
    }

    /// The only note.
    pub fn note(&mut self) -> Result<String, Problem> {
        Ok(self.only("note", |one| one.text("text"))?.unwrap_or_default())
    }

    /// An instant that must be now: the server records when something is said.
    pub fn now(&mut self, name: &str, now: Timestamp) -> Result<(), Problem> {
        let text = self.text(name)?;
        let at: Option<Timestamp> = text.parse().ok();
        let is_now = at.is_some_and(|at| now.duration_since(at).abs() <= CLOCKS_DIFFER);
        if text.is_empty() || is_now { Ok(()) } else { Err(self.lost(name)) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn refused<T: std::fmt::Debug>(read: Result<T, Problem>) -> Vec<String> {
        read.expect_err("a refusal").errors.into_iter().map(|one| one.field).collect()
    }

    #[test]
    fn what_nobody_takes_is_refused_by_its_path() {
        let sent = json!({
            "resourceType": "Condition",
            "id": "7",
            "meta": { "versionId": "1", "profile": ["x"] },
            "text": { "status": "generated", "div": "<div/>" },
            "code": { "text": "Asthma" },
            "note": [{ "text": "a" }],
        });
        let condition = |sent: Value| {
            read("Condition", sent, |one| {
                let code = one.words("code")?;
                Ok((code, one.note()?))
            })
        };
        assert_eq!(condition(sent.clone()).ok(), Some(("Asthma".to_owned(), "a".to_owned())));
        for (name, value, path) in [
            ("severity", json!({}), "Condition.severity"),
            ("_recordedDate", json!({}), "Condition._recordedDate"),
            ("code", json!({ "text": "Asthma", "coding": [] }), "Condition.code.coding"),
            ("note", json!([{ "text": "a", "time": "2026" }]), "Condition.note[0].time"),
            ("note", json!([{ "text": "a" }, { "text": "b" }]), "Condition.note[1]"),
            ("meta", json!({ "security": [] }), "Condition.meta.security"),
        ] {
            let mut more = sent.clone();
            more[name] = value;
            assert_eq!(refused(condition(more)), [path]);
        }
        for wrong in
            [json!([]), json!({ "resourceType": "Patient" }), json!({ "resourceType": "Condition", "code": 7 })]
        {
            assert_eq!(condition(wrong).expect_err("a refusal").status, 400);
        }
    }

    #[test]
    fn a_reference_leads_to_one_of_ours_and_an_instant_is_now() {
        let now: Timestamp = "2026-11-23T09:00:00Z".parse().expect("an instant");
        let of = |reference: &str, at: &str| {
            let sent = json!({ "resourceType": "X", "subject": { "reference": reference }, "issued": at });
            read("X", sent, |one| {
                one.now("issued", now)?;
                one.referred("subject", "Patient", "https://clinic.example/fhir")
            })
        };
        assert_eq!(of("Patient/7", "2026-11-23T20:03:00+11:00").ok(), Some(7));
        assert_eq!(of("https://clinic.example/fhir/Patient/7", "").ok(), Some(7));
        for wrong in ["", "7", "Practitioner/7", "https://other.example/fhir/Patient/7", "urn:uuid:7"] {
            assert_eq!(of(wrong, "").expect_err("a refusal").status, 422, "{wrong}");
        }
        for other in ["2026-11-23T08:54:00Z", "2026-11-23", "2026"] {
            assert_eq!(refused(of("Patient/7", other)), ["X.issued"]);
        }
    }
}
