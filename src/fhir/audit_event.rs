//! A patient's own list of who read their record or changed something in it.

use super::{
    context::Context,
    found::{Found, at_once, kept, number},
    resources::{self, Agent, Entity, Resource, Source},
    search::Query,
    types::{CodeableConcept, Coding, Meta, Reference, instant, some},
};
use crate::{
    rest::problem::Problem,
    service::audit::{self, Named},
};

const EVENT_TYPE: &str = "http://terminology.hl7.org/CodeSystem/audit-event-type";
/// The system of the audit's own codes for deeds.
const ACTION: &str = "urn:consulta:audit-action";

fn action(word: &str) -> &'static str {
    match word.rsplit('.').next().unwrap_or_default() {
        "read" | "list" | "search" | "export" | "look_up" => "R",
        "write" | "add" | "sign" | "begin" | "send" | "start" | "book" => "C",
        _ => "U",
    }
}

fn of_row(row: &Named) -> Resource {
    let written = &row.stored.written;
    let is_done = written.outcome == "done";
    let who = match (written.actor_id, &row.profession) {
        (Some(id), Some(_)) => Reference::to("Practitioner", id),
        (Some(id), None) if written.patient_id == Some(id) => Reference::to("Patient", id),
        _ => Reference::default(),
    };
    // No name means the clinic itself.
    let name = row.actor_name.clone().unwrap_or_else(|| "The clinic".to_owned());
    let patient =
        written.patient_id.map(|id| Entity { what: Reference::to("Patient", id), description: some(&written.part) });
    Resource::AuditEvent(Box::new(resources::AuditEvent {
        id: row.stored.seq.to_string(),
        meta: Meta::changed(written.happened_at()),
        r#type: Coding::shown(EVENT_TYPE, "rest", "Restful Operation"),
        subtype: vec![Coding::of(ACTION, &written.action)],
        action: action(&written.action),
        recorded: instant(written.happened_at()),
        outcome: if is_done { "0" } else { "4" },
        outcome_desc: (!is_done).then(|| written.outcome.clone()),
        purpose_of_event: some(&written.basis).map(|basis| CodeableConcept::text(&basis)).into_iter().collect(),
        agent: vec![Agent { who: Reference { display: Some(name), ..who }, requestor: true }],
        source: Source { observer: Reference::by_name("Consulta") },
        entity: patient.into_iter().collect(),
    }))
}

/// One row.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    let seq = number(id)?;
    // The rows before the next one of the chain; if that one does not exist yet, the latest.
    let (rows, _) = audit::readers(context.services(), context.actor(), seq.saturating_add(1)).await?;
    rows.iter().find(|row| row.stored.seq == seq).map(of_row).ok_or_else(Problem::not_found)
}

/// The list, latest first.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    let own = context.own()?;
    let asked = query.references("patient", "Patient", &context.base);
    if asked.is_some_and(|ids| !ids.contains(&own.to_string())) {
        return Ok(Found { total: Some(0), ..Found::default() });
    }
    if let Some(ids) = query.codes("_id") {
        let mut resources = Vec::new();
        for id in ids {
            resources.extend(kept(Box::pin(one(context, id))).await?);
        }
        return Ok(at_once(resources, query));
    }
    let before: Result<i64, _> = query.after.as_deref().map_or(Ok(0), str::parse);
    let before = before.map_err(|_| Problem::bad_request("_after isn't one that we gave you."))?;
    let (mut rows, more) = audit::readers(context.services(), context.actor(), before).await?;
    let more = more || rows.len() > query.count;
    rows.truncate(query.count);
    let next = rows.last().filter(|_| more).map(|last| last.stored.seq.to_string());
    Ok(Found { resources: rows.iter().map(of_row).collect(), total: None, next })
}
