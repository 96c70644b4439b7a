//! Who recorded an entry, and who changed it since. Only its author can change one, except that a referral's addressee answers it.
//! Reading this is reading the entry itself: it takes the same basis, and is audited in the same way.

use jiff::Timestamp;

use super::{
    clinical::{author, resources},
    context::Context,
    found::{Found, kept, number},
    imported,
    record::allergy,
    resources::{Derived, Provenance, Resource, Responsible},
    search::Query,
    types::{CodeableConcept, Coding, Meta, Reference, instant, some},
};
use crate::{
    domain::{ids::EntryId, imported::ImportedKind, record::EntryKind, referral::Turn},
    rest::problem::Problem,
    service::clinical::{self, Clinical, Content},
};

const OPERATION: &str = "http://terminology.hl7.org/CodeSystem/v3-DataOperation";
const PARTICIPANT: &str = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
const ALLERGY: &str = "AllergyIntolerance";
/// The types whose resources are record entries.
pub const LINES: [(&str, EntryKind); 6] = [
    ("Composition", EntryKind::Note),
    ("Observation", EntryKind::Observation),
    ("Condition", EntryKind::Diagnosis),
    ("MedicationRequest", EntryKind::Prescription),
    ("ServiceRequest", EntryKind::Referral),
    ("DocumentReference", EntryKind::Document),
];

/// Something that was done.
struct Step {
    activity: (&'static str, &'static str),
    recorded: String,
    who: Reference,
    because: String,
}

impl Step {
    fn new(activity: (&'static str, &'static str), at: Timestamp, who: Reference) -> Self {
        Self { activity, recorded: instant(at), who, because: String::new() }
    }
}

const CREATE: (&str, &str) = ("CREATE", "create");
const UPDATE: (&str, &str) = ("UPDATE", "revise");
const COMPLETE: (&str, &str) = ("COMPLETE", "complete");
const ABORT: (&str, &str) = ("ABORT", "abort");
const NULLIFY: (&str, &str) = ("NULLIFY", "nullify");

/// The history of an entry, in order.
async fn steps(context: &Context, found: &Clinical) -> Result<Vec<Step>, Problem> {
    let (line, who) = (&found.line, || author(&found.line));
    let mut all = vec![Step::new(CREATE, line.entry.at, who())];
    match &found.content {
        Content::Diagnosis(one) => all.extend(one.resolved_at.map(|at| Step::new(COMPLETE, at, who()))),
        Content::Prescription(one) => {
            let because = one.stop_reason.clone();
            all.extend(one.stopped_at.map(|at| Step { because, ..Step::new(ABORT, at, who()) }));
        }
        Content::Referral(_) => {
            for event in clinical::turns(context.services(), found).await? {
                let activity = match event.turn {
                    // That is how it began.
                    Turn::Sent => continue,
                    Turn::Accepted | Turn::Redirected => UPDATE,
                    Turn::Declined | Turn::Withdrawn => ABORT,
                };
                let step = Step::new(activity, event.at, Reference::by_name(&event.actor_name));
                all.push(Step { because: event.reason, ..step });
            }
        }
        Content::Note(versions) => all.extend(versions.iter().skip(1).map(|one| {
            let because = one.reason.clone();
            Step { because, ..Step::new(UPDATE, one.at, who()) }
        })),
        Content::Observation(_) | Content::Document(_) => {}
    }
    let because = line.retracted_reason.clone();
    all.extend(line.entry.retracted_at.map(|at| Step { because, ..Step::new(NULLIFY, at, who()) }));
    Ok(all)
}

fn of_steps(id: &str, target: &[Reference], steps: Vec<Step>) -> Vec<Resource> {
    let of_step = |(at, step): (usize, Step)| {
        let Step { activity: (code, display), recorded, who, because } = step;
        Resource::Provenance(Box::new(Provenance {
            id: format!("{id}-{}", at + 1),
            meta: Meta { last_updated: Some(recorded.clone()), ..Meta::default() },
            target: target.to_vec(),
            recorded,
            reason: some(&because).map(|text| CodeableConcept::text(&text)).into_iter().collect(),
            activity: CodeableConcept { coding: vec![Coding::shown(OPERATION, code, display)], text: None },
            agent: vec![Responsible { r#type: CodeableConcept::of(PARTICIPANT, "author"), who }],
            entity: Vec::new(),
        }))
    };
    steps.into_iter().enumerate().map(of_step).collect()
}

/// The import of an entry: by whom, when, and from which system.
async fn of_imported(context: &Context, kind: &str, line: &str) -> Result<Resource, Problem> {
    let of: ImportedKind = kind.parse().map_err(|_| Problem::not_found())?;
    let found = imported::found(context, line, of).await?.line;
    let who = Reference::by_name(&found.imported_by);
    Ok(Resource::Provenance(Box::new(Provenance {
        id: format!("{kind}-{line}-1"),
        meta: Meta::changed(found.imported_at),
        target: vec![Reference::to(kind, line)],
        recorded: instant(found.imported_at),
        reason: Vec::new(),
        activity: CodeableConcept { coding: vec![Coding::shown(OPERATION, CREATE.0, CREATE.1)], text: None },
        agent: vec![Responsible { r#type: CodeableConcept::of(PARTICIPANT, "enterer"), who }],
        entity: vec![Derived { role: "source", what: Reference::by_name(&found.source) }],
    })))
}

/// Everything about a resource's entry. For a prescription, it is about each of its medicines.
async fn about(context: &Context, kind: &str, line: &str) -> Result<Vec<Resource>, Problem> {
    context.own()?;
    if imported::is_one(line) {
        return Ok(vec![of_imported(context, kind, line).await?]);
    }
    let own = format!("{kind}-{line}");
    if kind == ALLERGY {
        let Resource::AllergyIntolerance(found) = allergy(context, line).await? else {
            return Err(Problem::not_found());
        };
        let said = Step { recorded: found.recorded_date, ..Step::new(CREATE, Timestamp::UNIX_EPOCH, found.asserter) };
        return Ok(of_steps(&own, &[Reference::to(ALLERGY, line)], vec![said]));
    }
    let (_, of) = LINES.into_iter().find(|(name, _)| *name == kind).ok_or_else(Problem::not_found)?;
    let found = clinical::read(context.services(), context.actor(), EntryId(number(line)?), of).await?;
    let ids = resources(&found).into_iter().map(|one| one.json()["id"].as_str().unwrap_or_default().to_owned());
    let target: Vec<Reference> = ids.map(|id| Reference::to(kind, id)).collect();
    Ok(of_steps(&own, &target, steps(context, &found).await?))
}

/// One: its id is its target's type and entry, and a number.
pub async fn one(context: &Context, id: &str) -> Result<Resource, Problem> {
    let (target, at) = id.rsplit_once('-').ok_or_else(Problem::not_found)?;
    let (kind, line) = target.split_once('-').ok_or_else(Problem::not_found)?;
    let at = usize::try_from(number(at)?).ok().and_then(|at| at.checked_sub(1)).ok_or_else(Problem::not_found)?;
    about(context, kind, line).await?.into_iter().nth(at).ok_or_else(Problem::not_found)
}

fn is_about(one: &Resource, target: &Reference) -> bool {
    matches!(one, Resource::Provenance(one) if one.target.iter().any(|known| known.reference == target.reference))
}

/// Everything about the requested resources.
pub async fn all(context: &Context, query: &Query) -> Result<Found, Problem> {
    context.own()?;
    let mut all = Vec::new();
    if let Some(ids) = query.codes("_id") {
        for id in ids {
            all.extend(kept(Box::pin(one(context, id))).await?);
        }
        return Ok(Found { total: Some(all.len()), resources: all, next: None });
    }
    if !query.names("target") {
        return Err(Problem::bad_request("target: name a resource, as in target=Condition/7."));
    }
    for (kind, id) in query.resources("target", &context.base) {
        let (line, target) = (id.split('-').next().unwrap_or_default(), Reference::to(&kind, &id));
        let found = kept(Box::pin(about(context, &kind, line))).await?.unwrap_or_default();
        all.extend(found.into_iter().filter(|one| is_about(one, &target)));
    }
    Ok(Found { total: Some(all.len()), resources: all, next: None })
}
