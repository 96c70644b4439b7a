//! Records. As on the site, reading one takes a basis, and every read is audited.

use jiff::Timestamp;

use super::{
    clinical::{allergy as of_statement, resources},
    context::Context,
    found::{Found, at_once, kept, key, number, page},
    imported,
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
        imported as brought,
    },
};

const NOBODY_NAMED: &str = "patient: name the patient whose record to search, as in patient=Patient/7.";
/// The error for several patients, since one record is read at a time.
pub const ONE_PATIENT: &str = "patient: ask for one patient at a time.";

/// Whether someone may have a record of their own here.
pub fn has_record(actor: &Actor) -> bool {
    matches!(actor, Actor::App { .. }) || policy::holds(actor, &[Role::Patient])
}

/// The patient whose record to read: the caller, unless another is named; `None` if there's no such patient.
fn patient(context: &Context, query: &Query) -> Result<Option<PatientId>, Problem> {
    let own = context.own()?;
    let asked = |name| query.references(name, "Patient", &context.base);
    let mut named: Vec<String> = [asked("patient"), asked("subject")].into_iter().flatten().flatten().collect();
    named.dedup();
    match &named[..] {
        [] if query.names("patient") || query.names("subject") => Ok(None),
        [] if !has_record(context.actor()) => Err(Problem::bad_request(NOBODY_NAMED)),
        [] => Ok(Some(own)),
        [one] => Ok(number(one).ok().map(PatientId)),
        _ => Err(Problem::bad_request(ONE_PATIENT)),
    }
}

/// One entry.
async fn line(context: &Context, id: &str, kind: EntryKind) -> Result<Resource, Problem> {
    context.own()?;
    if let Some(of) = ImportedKind::beside(kind).filter(|_| imported::is_one(id)) {
        return imported::one(context, id, of).await;
    }
    // A prescription is one resource per medicine.
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

/// The same, as part of a link.
fn after((at, id): Place) -> String {
    format!("{}.{id}", at.as_second())
}

/// Entries of one kind in one record, latest first.
async fn lines(context: &Context, query: &Query, kind: EntryKind) -> Result<Found, Problem> {
    if let Some(ids) = query.codes("_id") {
        let mut found = Vec::new();
        for id in ids {
            found.extend(kept(Box::pin(line(context, id, kind))).await?);
        }
        return Ok(at_once(found, query));
    }
    let Some(patient) = patient(context, query)? else {
        return Ok(Found { total: Some(0), ..Found::default() });
    };
    let wanted = ClinicalQuery { patient, kind, before: place(query)?, most: query.count };
    // Readers without a basis are told so, as for a single entry.
    let Lines { found, imported, next, .. } = clinical::search(context.services(), context.actor(), wanted).await?;
    let brought = imported.iter().map(|one| imported::resource_for(context.actor(), one));
    let resources = found.iter().flat_map(resources).chain(brought).collect();
    Ok(Found { resources, total: None, next: next.map(after) })
}

/// Entries of a kind that is only imported, latest first.
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
    Ok(Found { resources: found.iter().map(imported::resource).collect(), total: None, next: next.map(after) })
}

/// A note.
pub async fn note(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Note).await
}

/// Notes, each in its latest version.
pub async fn notes(context: &Context, query: &Query) -> Result<Found, Problem> {
    lines(context, query, EntryKind::Note).await
}

/// A measurement.
pub async fn observation(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Observation).await
}

/// Measurements.
pub async fn observations(context: &Context, query: &Query) -> Result<Found, Problem> {
    lines(context, query, EntryKind::Observation).await
}

/// A diagnosis.
pub async fn condition(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Diagnosis).await
}

/// Diagnoses.
pub async fn conditions(context: &Context, query: &Query) -> Result<Found, Problem> {
    lines(context, query, EntryKind::Diagnosis).await
}

/// A prescribed medicine.
pub async fn medication(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Prescription).await
}

/// Prescribed medicines.
pub async fn medications(context: &Context, query: &Query) -> Result<Found, Problem> {
    lines(context, query, EntryKind::Prescription).await
}

/// A referral.
pub async fn referral(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Referral).await
}

/// Referrals.
pub async fn referrals(context: &Context, query: &Query) -> Result<Found, Problem> {
    lines(context, query, EntryKind::Referral).await
}

/// A file.
pub async fn document(context: &Context, id: &str) -> Result<Resource, Problem> {
    line(context, id, EntryKind::Document).await
}

/// Files.
pub async fn documents(context: &Context, query: &Query) -> Result<Found, Problem> {
    lines(context, query, EntryKind::Document).await
}

/// A patient's statement about an allergy.
pub async fn allergy(context: &Context, id: &str) -> Result<Resource, Problem> {
    context.own()?;
    if imported::is_one(id) {
        return imported::one(context, id, ImportedKind::Allergy).await;
    }
    let id = StatementId(number(id)?);
    let (patient, found) = clinical::statement(context.services(), context.actor(), id, StatementKind::Allergy).await?;
    Ok(of_statement(patient, &found))
}

/// A patient's statements about their allergies.
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
    Ok(page(said.chain(brought).collect(), query, Resource::clone))
}
