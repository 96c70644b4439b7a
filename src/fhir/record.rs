//! Records. As on the site, reading one takes a ground, and every reading is logged.

use jiff::Timestamp;

use super::{
    clinical::{allergy as of_statement, resources},
    context::Context,
    found::{Found, at_once, kept, key, number, page},
    imported,
    range::Range,
    resources::Resource,
    search::Query,
};
use crate::{
    domain::{
        account::{Actor, Role},
        ids::{EntryId, PatientId, StatementId},
        imported::ImportedKind,
        policy,
        record::EntryKind,
        statement::StatementKind,
    },
    rest::problem::Problem,
    service::{
        clinical::{self, ClinicalQuery, Lines, Place},
        imported::{self as brought, Whole},
    },
};

const NOBODY_NAMED: &str = "patient: name the patient whose record to search, as in patient=Patient/7.";

/// Whether someone may have a record of their own here.
pub fn has_record(actor: &Actor) -> bool {
    matches!(actor, Actor::App { .. }) || policy::holds(actor, &[Role::Patient])
}

/// Whose record to read: the caller's own, unless another is named; nothing if there's no such patient.
fn patient(context: &Context, query: &Query) -> Result<Option<PatientId>, Problem> {
    let own = context.own()?;
    let asked = |name| query.references(name, "Patient", &context.base);
    let mut named: Vec<String> = [asked("patient"), asked("subject")].into_iter().flatten().flatten().collect();
    named.dedup();
    match (&named[..], query.text("patient").or(query.text("subject"))) {
        ([], None) if !has_record(context.actor()) => Err(Problem::bad_request(NOBODY_NAMED)),
        ([], None) => Ok(Some(own)),
        ([], Some(_)) => Ok(None),
        ([one], _) => Ok(number(one).ok().map(PatientId)),
        _ => Err(Problem::bad_request("Ask for one patient at a time.")),
    }
}

/// One line.
async fn line(context: &Context, id: &str, kind: EntryKind) -> Result<Resource, Problem> {
    context.own()?;
    if let Some(of) = ImportedKind::beside(kind).filter(|_| imported::is_one(id)) {
        return imported::one(context, id, of).await;
    }
    // A prescription is one resource for each medicine.
    let entry = id.split('-').next().unwrap_or_default();
    let found = clinical::read(context.services(), context.actor(), EntryId(number(entry)?), kind).await?;
    let is_it = |one: &Resource| one.json()["id"] == id;
    resources(&found).into_iter().find(is_it).ok_or_else(Problem::not_found)
}

/// The place after which a page begins.
fn place(query: &Query) -> Result<Option<Place>, Problem> {
    let Some(text) = query.after.as_deref() else { return Ok(None) };
    let second = |text: &str| Timestamp::from_second(text.parse().ok()?).ok();
    let parts = text.split_once('.').and_then(|(at, id)| Some((second(at)?, EntryId(id.parse().ok()?))));
    parts.map(Some).ok_or_else(|| Problem::bad_request("_after isn't one that we gave you."))
}

/// The same, as it stands in a link.
fn after((at, id): Place) -> String {
    format!("{}.{id}", at.as_second())
}

/// Lines of one kind in one record, the latest first; of these, those that fit.
async fn lines(
    context: &Context,
    query: &Query,
    kind: EntryKind,
    (date, fits): (&str, impl Fn(&serde_json::Value) -> bool),
) -> Result<Found, Problem> {
    let empty = Found { total: Some(0), ..Found::default() };
    if let Some(ids) = query.codes("_id") {
        let mut found = Vec::new();
        for id in ids {
            found.extend(kept(Box::pin(line(context, id, kind))).await?);
        }
        return Ok(at_once(found, query));
    }
    let Some(patient) = patient(context, query)? else { return Ok(empty) };
    let wanted = ClinicalQuery { patient, kind, before: place(query)?, most: query.count };
    // Readers without a ground are told so, as for a single line.
    let Lines { found, imported, next, .. } = clinical::search(context.services(), context.actor(), wanted).await?;
    let next = next.map(after);
    let range: Range = query.range(date);
    let when = found.iter().filter(|one| range.holds_anywhere(one.line.entry.at));
    let told = |one| imported::resource_for(context.actor(), one);
    let brought = imported.iter().filter(|one| range.holds_anywhere(one.line.at)).map(told);
    let shown = when.flat_map(resources).chain(brought).filter(|one| fits(&one.json())).collect();
    Ok(Found { resources: shown, total: None, next })
}

/// Whether a word of a resource is asked for, or any will do.
fn has(query: &Query, name: &str, value: &serde_json::Value) -> bool {
    query.admits_code(name, &[value.as_str().unwrap_or_default()])
}

/// Whether a code of a concept, or its words, are.
fn has_code(query: &Query, name: &str, concept: &serde_json::Value) -> bool {
    let codings = concept["coding"].as_array().into_iter().flatten().filter_map(|coding| coding["code"].as_str());
    let words: Vec<&str> = codings.chain(concept["text"].as_str()).collect();
    query.admits_code(name, &words)
}

/// Lines of a kind of which nothing is written here, the latest first; of these, those that fit.
pub async fn imported(context: &Context, query: &Query, kind: ImportedKind) -> Result<Found, Problem> {
    if let Some(ids) = query.codes("_id") {
        let mut found = Vec::new();
        for id in ids {
            found.extend(kept(Box::pin(imported::one(context, id, kind))).await?);
        }
        return Ok(at_once(found, query));
    }
    let Some(patient) = patient(context, query)? else {
        return Ok(Found { total: Some(0), ..Found::default() });
    };
    let part = (place(query)?, query.count);
    let (found, next) = brought::search(context.services(), context.actor(), (patient, kind), part).await?;
    let (date, changed) = (query.range("date"), query.range("_lastUpdated"));
    let is_then = |one: &&Whole| date.holds_anywhere(one.line.at) && changed.holds_anywhere(one.line.imported_at);
    let resources = found.iter().filter(is_then).map(imported::resource).filter(|one| says(query, &one.json()));
    Ok(Found { resources: resources.collect(), total: None, next: next.map(after) })
}

/// Whether such a resource has the codes that are asked for.
fn says(query: &Query, one: &serde_json::Value) -> bool {
    let is_one_of = |name: &str, value: &serde_json::Value| match value {
        serde_json::Value::Array(all) => {
            query.codes(name).is_none() || all.iter().any(|one| has_code(query, name, one))
        }
        one => has_code(query, name, one),
    };
    has(query, "status", &one["status"])
        && is_one_of("category", &one["category"])
        && is_one_of("code", &one["code"])
        && is_one_of("vaccine-code", &one["vaccineCode"])
}

/// A note.
pub async fn note(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Note).await
}

/// Notes. Their date is that of their latest version, and so is their last change.
pub async fn notes(context: &Context, query: &Query) -> Result<Found, Problem> {
    let ranges = ["date", "_lastUpdated"].map(|name| query.range(name));
    let fits = |one: &serde_json::Value| {
        let at: Option<Timestamp> = one["date"].as_str().and_then(|text| text.parse().ok());
        has(query, "status", &one["status"])
            && has_code(query, "type", &one["type"])
            && at.is_some_and(|at| ranges.iter().all(|range| range.holds_anywhere(at)))
    };
    lines(context, query, EntryKind::Note, ("", fits)).await
}

/// A measurement.
pub async fn observation(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Observation).await
}

/// Measurements.
pub async fn observations(context: &Context, query: &Query) -> Result<Found, Problem> {
    let fits = |one: &serde_json::Value| {
        has(query, "status", &one["status"])
            && has_code(query, "code", &one["code"])
            && has_code(query, "category", &one["category"][0])
    };
    lines(context, query, EntryKind::Observation, ("date", fits)).await
}

/// A diagnosis.
pub async fn condition(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Diagnosis).await
}

/// Diagnoses.
pub async fn conditions(context: &Context, query: &Query) -> Result<Found, Problem> {
    let fits = |one: &serde_json::Value| {
        has_code(query, "code", &one["code"])
            && has_code(query, "clinical-status", &one["clinicalStatus"])
            && has_code(query, "verification-status", &one["verificationStatus"])
    };
    lines(context, query, EntryKind::Diagnosis, ("recorded-date", fits)).await
}

/// A prescribed medicine.
pub async fn medication(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Prescription).await
}

/// Prescribed medicines.
pub async fn medications(context: &Context, query: &Query) -> Result<Found, Problem> {
    let fits = |one: &serde_json::Value| has(query, "status", &one["status"]);
    lines(context, query, EntryKind::Prescription, ("authoredon", fits)).await
}

/// A referral.
pub async fn referral(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Referral).await
}

/// Referrals.
pub async fn referrals(context: &Context, query: &Query) -> Result<Found, Problem> {
    let fits = |one: &serde_json::Value| has(query, "status", &one["status"]);
    lines(context, query, EntryKind::Referral, ("authored", fits)).await
}

/// A file.
pub async fn document(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Document).await
}

/// Files.
pub async fn documents(context: &Context, query: &Query) -> Result<Found, Problem> {
    let fits = |one: &serde_json::Value| has(query, "status", &one["status"]);
    lines(context, query, EntryKind::Document, ("date", fits)).await
}

/// What a patient says of an allergy.
pub async fn allergy(context: &Context, id: &str) -> Result<Resource, Problem> {
    context.own()?;
    if imported::is_one(id) {
        return imported::one(context, id, ImportedKind::Allergy).await;
    }
    let id = StatementId(number(id)?);
    let (patient, found) = clinical::statement(context.services(), context.actor(), id, StatementKind::Allergy).await?;
    Ok(of_statement(patient, &found))
}

/// What a patient says of their allergies.
pub async fn allergies(context: &Context, query: &Query) -> Result<Found, Problem> {
    if let Some(ids) = query.codes("_id") {
        let mut found = Vec::new();
        for id in ids {
            found.extend(kept(Box::pin(allergy(context, id))).await?);
        }
        return Ok(at_once(found, query));
    }
    let Some(patient) = patient(context, query)? else {
        return Ok(Found { total: Some(0), ..Found::default() });
    };
    let (said, brought) = clinical::allergies(context.services(), context.actor(), patient).await?;
    let said = said.iter().map(|one| (key(one.id.0), of_statement(patient, one)));
    let brought = brought.iter().map(|one| (format!("i{}", key(one.line.id.0)), imported::resource(one)));
    let all = said.chain(brought);
    let fits = |one: &(String, Resource)| {
        let json = one.1.json();
        has_code(query, "clinical-status", &json["clinicalStatus"]) && has(query, "criticality", &json["criticality"])
    };
    Ok(page(all.filter(fits).collect(), query, Resource::clone))
}
