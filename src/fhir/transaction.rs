//! The history of patients from another system, as a bundle of type `transaction`: imported all or nothing. What is kept is
//! returned as it was sent; anything we cannot store is reported.

mod line;
mod person;
mod referring;
mod required;
mod title;
mod wrong;

use std::collections::{BTreeMap, HashMap, HashSet};

use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::StatusCode,
    middleware::Next,
    response::{IntoResponse, Response},
};
use jiff::Timestamp;
use serde_json::{Value, json};

use self::{
    referring::Named,
    wrong::{wrong, wrong_at},
};
use super::{
    batch,
    context::Context,
    imported, media,
    outcome::{self, NOT_KEPT},
    search::is_lenient,
    xml::{Misfit, misfit},
};
use crate::{
    domain::imported::{Bundle, ImportedKind, Person, Refused, is_name},
    request::identity::Identity,
    rest::problem::{FieldProblem, Problem},
    service::{
        import::uploaded::may_import,
        import_bundle::{self, Brought, Unbrought},
    },
};

/// The maximum size.
pub const LARGEST: usize = 16 * 1024 * 1024;
/// The maximum number of entries.
const MOST: usize = 2_000;
/// The maximum number of patients: each takes several statements, while all entries together take a few.
const MOST_PATIENTS: usize = 100;
/// The maximum number of elements: each takes much more memory than its length.
const MOST_ELEMENTS: usize = 500_000;

/// Limits the body by its sender: only administrators may send a transaction.
pub async fn within_limit(request: Request, next: Next) -> Response {
    let identity = request.extensions().get::<Identity>();
    let may_import = identity.is_some_and(|identity| may_import(&identity.actor).is_ok());
    let largest = if may_import { LARGEST } else { batch::LARGEST };
    let (parts, body) = request.into_parts();
    let too_large = || Problem::of_status(StatusCode::PAYLOAD_TOO_LARGE).into_response();
    let Ok(bytes) = to_bytes(body, largest).await else { return too_large() };
    if bytes.iter().filter(|byte| b",[{<".contains(byte)).count() > MOST_ELEMENTS {
        return too_large();
    }
    next.run(Request::from_parts(parts, Body::from(bytes))).await
}

/// Imports a bundle.
///
/// # Errors
/// Not allowed; which entry stops it, and why; what would be lost, unless `Prefer: handling=lenient` is sent.
pub async fn answer(context: &Context, bundle: Value) -> Result<Response, Problem> {
    may_import(context.actor())?;
    if context.caller.bearer.is_none() {
        return Err(Problem::not_in_scope());
    }
    let (now, lenient) = (context.now(), is_lenient(&context.headers));
    let read = tokio::task::spawn_blocking(move || Reading::of(bundle, now));
    let read = read.await.map_err(|_| Problem::of_status(StatusCode::INTERNAL_SERVER_ERROR))??;
    if !lenient && !read.left.is_empty() {
        return Err(read.lost());
    }
    let Reading { bundle, left, count, .. } = read;
    let brought = import_bundle::bring(context.services(), context.actor(), bundle).await.map_err(refused)?;
    let mut entries = vec![json!({ "response": { "status": "204 No Content" } }); count];
    for (nth, what, is_new) in brought {
        let address = match what {
            Brought::Patient(id) => format!("Patient/{id}"),
            Brought::Line(kind, id) => format!("{}/{}", kind.as_str(), imported::id_of(id)),
        };
        let status = if is_new { "201 Created" } else { "200 OK" };
        let location = format!("{}/{address}", context.base);
        entries[nth] = json!({ "response": { "status": status, "location": location } });
    }
    for (nth, words) in left {
        entries[nth]["response"]["outcome"] = outcome::left_out(&words);
    }
    let said = json!({ "resourceType": "Bundle", "type": "transaction-response", "entry": entries });
    Ok(media::answer(StatusCode::OK, said))
}

/// Why an entry stops the whole import.
fn refused(why: Unbrought) -> Problem {
    let (entry, why) = match why {
        Unbrought::Failed(failure) => return failure.into(),
        Unbrought::Entry(entry, why) => (entry, why),
    };
    let words = match why {
        Refused::Unknown => "no patient here has this identifier.",
        Refused::SeveralPeople => "these identifiers are those of different patients here.",
        Refused::BornOtherwise => "the patient who has this identifier here was born on another day.",
        Refused::Changed => {
            "this was brought in before and says something else now. What was brought in stays as it is."
        }
    };
    wrong(entry, "", words)
}

/// Why resources of a type are not kept.
fn reason(kind: &str) -> &'static str {
    match kind {
        "Location" | "Organization" | "Practitioner" => "it is named where something refers to it",
        "Medication" => "it is kept with the prescriptions of it",
        "PractitionerRole" | "CareTeam" | "RelatedPerson" => {
            "only the clinic's own people have a place in its directory"
        }
        "Account" | "Claim" | "ClaimResponse" | "Coverage" | "ExplanationOfBenefit" | "Invoice" => {
            "what care costs is no part of a record"
        }
        "Device" | "DeviceRequest" | "DeviceUseStatement" | "SupplyDelivery" | "SupplyRequest" => {
            "supplies and devices are no part of a record"
        }
        "AuditEvent" | "Provenance" => "who brought something in, and from where, is noted here",
        _ => "there is no place for it in a record",
    }
}

fn too_many(most: usize, what: &str) -> Problem {
    let words = format!("Send at most {most} {what} at once.");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", &words)
}

/// The parsed content of a bundle.
#[derive(Debug, Default)]
struct Reading {
    bundle: Bundle,
    /// What would be lost, by entry.
    left: BTreeMap<usize, String>,
    /// The paths of the lost elements.
    paths: Vec<String>,
    /// The number of entries.
    count: usize,
}

impl Reading {
    fn of(sent: Value, now: Timestamp) -> Result<Self, Problem> {
        let entries = match &sent["entry"] {
            Value::Array(entries) if entries.len() <= MOST => entries,
            Value::Array(_) => return Err(too_many(MOST, "entries")),
            _ => return Err(Problem::bad_request("entry: send a list.")),
        };
        if let Some(Misfit { path, wanted }) = misfit(&sent) {
            return Err(wrong_at(&format!("Bundle{path}"), &format!("send {wanted}.")));
        }
        let mut read = Self { count: entries.len(), ..Self::default() };
        let mut known = HashMap::new();
        read.people(entries, &mut known, now)?;
        let first = read.bundle.people.iter().flat_map(|person| &person.names).next();
        let named = sent["meta"]["source"].as_str().map(str::to_owned);
        read.bundle.source = named.or_else(|| first.map(|(system, _)| system.clone())).unwrap_or_default();
        if !is_name(&read.bundle.source) || read.bundle.source.chars().count() > 200 {
            return Err(Problem::bad_request("meta.source: say which system this comes from, in at most 200 letters."));
        }
        read.lines(entries, known, now)?;
        if read.bundle.people.len() > MOST_PATIENTS {
            return Err(too_many(MOST_PATIENTS, "patients"));
        }
        Ok(read)
    }

    /// The patients, and the references by which others name them.
    fn people(&mut self, entries: &[Value], known: &mut HashMap<String, usize>, now: Timestamp) -> Result<(), Problem> {
        let mut types: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
        for (nth, entry) in entries.iter().enumerate() {
            let method = entry["request"]["method"].as_str().unwrap_or_default();
            if !["POST", "PUT"].contains(&method) {
                return Err(wrong(nth, ".request.method", "only POST and PUT bring something in."));
            }
            let resource = &entry["resource"];
            let Some(kind) = resource["resourceType"].as_str() else {
                return Err(wrong(nth, ".resource", "send a resource."));
            };
            if kind == "Patient" {
                let (person, left) = person::read(nth, resource, now)?;
                let names = [
                    entry["fullUrl"].as_str().map(str::to_owned),
                    resource["id"].as_str().map(|id| format!("Patient/{id}")),
                ];
                let place = self.bundle.people.len();
                for name in names.into_iter().flatten().filter(|name| !name.is_empty()) {
                    // What is said about one must not end up with the other.
                    if known.insert(name, place).is_some_and(|other| other != place) {
                        return Err(wrong(
                            nth,
                            ".resource",
                            "another patient of this bundle is referred to in the same way.",
                        ));
                    }
                }
                self.bundle.people.push(person);
                if !left.is_empty() {
                    let paths = left.iter().map(|name| format!("Bundle.entry[{nth}].resource.{name}"));
                    self.paths.extend(paths);
                    self.left.insert(nth, format!("Not kept here: {}.", left.join(", ")));
                }
            } else if kind.parse::<ImportedKind>().is_err() {
                types.entry(kind).or_insert((nth, 0)).1 += 1;
            }
        }
        for (kind, (first, count)) in types {
            self.paths.push(format!("Bundle.entry[{first}].resource"));
            self.left.insert(first, format!("{kind} is not kept here: {}. Left out: {count}.", reason(kind)));
        }
        Ok(())
    }

    fn lines(&mut self, entries: &[Value], mut known: HashMap<String, usize>, now: Timestamp) -> Result<(), Problem> {
        let named = Named::of(entries);
        let mut addresses = HashSet::new();
        for (nth, entry) in entries.iter().enumerate() {
            let resource = &entry["resource"];
            let Some(Ok(kind)) = resource["resourceType"].as_str().map(str::parse::<ImportedKind>) else { continue };
            // A reference to one must not lead to the other.
            if entry["fullUrl"].as_str().is_some_and(|address| !addresses.insert(address)) {
                return Err(wrong(nth, ".fullUrl", "another entry of this bundle has the same."));
            }
            let whose = imported::whose(kind);
            let reference = resource[whose]["reference"].as_str().unwrap_or_default();
            let person = match known.get(reference).copied() {
                Some(person) => person,
                None => {
                    let person = person::known(nth, reference);
                    let words =
                        "refer to a patient of this bundle, or to one here as in Patient?identifier=system|value.";
                    let person: Person = person.ok_or_else(|| wrong(nth, &format!(".resource.{whose}"), words))?;
                    known.insert(reference.to_owned(), self.bundle.people.len());
                    self.bundle.people.push(person);
                    self.bundle.people.len() - 1
                }
            };
            self.bundle.lines.push(line::read((nth, person, kind), entry, (&self.bundle.source, &named), now)?);
        }
        Ok(())
    }

    /// The error if something would be lost.
    fn lost(self) -> Problem {
        let words: Vec<&str> = self.left.values().map(String::as_str).collect();
        let detail =
            format!("{} Nothing was brought in. To bring in the rest, send Prefer: handling=lenient.", words.join(" "));
        let about = self.paths.into_iter().map(|field| FieldProblem { field, problem: NOT_KEPT.to_owned() });
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, NOT_KEPT, &detail).about(about.collect())
    }
}
