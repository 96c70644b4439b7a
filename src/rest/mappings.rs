//! Care relationships.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    auth::instant as said,
    caller::Caller,
    input::{Filters, Id, Sent, instant},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
};
use crate::{
    domain::{
        access::RelationshipSource,
        ids::{PatientId, PractitionerId, RelationshipId},
    },
    service::{
        assignment::{self, Alteration},
        listing::{self as lists, MappingQuery},
        part::Part,
        sharing::{self, Change, Relationship},
    },
};

/// A mapping: a practitioner looks after a patient.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Mapping {
    /// ID of the mapping.
    pub id: i64,
    /// The patient's ID.
    pub patient_id: i64,
    /// The patient's name.
    pub patient_name: String,
    /// The practitioner's ID.
    pub doctor_id: i64,
    /// The practitioner's name.
    pub doctor_name: String,
    /// Kind of care: `primary_care`, `specialist_referral` or `temporary`.
    pub relationship_type: String,
    /// Who declared it: `patient`, `administrator` or `referral`.
    pub referral_source: String,
    /// When it began.
    pub created_at: String,
    /// When it ends, if it ends automatically.
    pub ends_at: Option<String>,
}

impl From<Relationship> for Mapping {
    fn from(one: Relationship) -> Self {
        Self {
            id: one.id.0,
            patient_id: one.patient.0,
            patient_name: one.patient_name,
            doctor_id: one.practitioner.0,
            doctor_name: one.practitioner_name,
            relationship_type: one.kind.as_str().to_owned(),
            referral_source: one.source.as_str().to_owned(),
            created_at: said(one.since),
            ends_at: one.until.map(said),
        }
    }
}

/// Which mappings to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MappingFilters {
    /// Only those that began at or after this date or instant.
    pub created_after: Option<String>,
    /// Only those that began before this date or instant.
    pub created_before: Option<String>,
    /// Only this patient's.
    pub patient_id: Option<i64>,
    /// Only this practitioner's.
    pub doctor_id: Option<i64>,
    /// Start after this place in the list; the `next` link of a page contains it.
    pub after: Option<String>,
    /// End before this place in the list; the `previous` link of a page contains it.
    pub before: Option<String>,
    /// Page number, starting at 1.
    pub page: Option<i64>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists who currently looks after whom, latest first. Administrators get every mapping, everyone else their own.
#[utoipa::path(
    get, path = "/api/v1/mappings", operation_id = "listMappings", tag = "mappings", params(MappingFilters),
    responses((status = 200, body = Listing<Mapping>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<MappingFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let list = listing::Asked { caller: &caller, uri: &asked.uri, format: query.format };
    let part = list.part(query.after.as_deref(), query.before.as_deref(), query.page)?;
    let after = instant("created_after", query.created_after.as_deref())?;
    let before = instant("created_before", query.created_before.as_deref())?;
    let wanted = MappingQuery {
        patient: query.patient_id.map(PatientId),
        practitioner: query.doctor_id.map(PractitionerId),
        from: after.map(|at| at.as_second()),
        to: before.map(|at| at.as_second()),
        ..MappingQuery::default()
    };
    let page = lists::mappings(&caller.services, &caller.actor, wanted, &part).await?;
    list.answer(&part, page, |one| (one.since.as_second(), one.id.0), Mapping::from)
}

/// Returns one mapping.
#[utoipa::path(
    get, path = "/api/v1/mappings/{id}", operation_id = "readMapping", tag = "mappings", params(("id" = i64, Path)),
    responses((status = 200, body = Mapping), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Json<Mapping>, Problem> {
    Ok(Json(lists::mapping(&caller.services, &caller.actor, RelationshipId(id)).await?.into()))
}

/// A new mapping. Patients declare their own doctor; administrators anyone's.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MappingInput {
    /// The practitioner's ID.
    #[serde(alias = "doctor")]
    pub doctor_id: Option<i64>,
    /// The patient's ID. Administrators only.
    pub patient_id: Option<i64>,
    /// The patient's number or email address, instead of their ID.
    pub patient: Option<String>,
    /// Kind of care: `primary_care`, `specialist_referral` or `temporary`.
    pub relationship_type: Option<String>,
    /// The last day of temporary care.
    pub ends_on: Option<String>,
}

/// Declares that a practitioner looks after a patient.
#[utoipa::path(
    post, path = "/api/v1/mappings", operation_id = "addMapping", tag = "mappings", request_body = MappingInput,
    responses((status = 201, body = Mapping), Errors)
)]
pub async fn add(caller: Caller, Sent(sent): Sent<MappingInput>) -> Result<Response, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let Some(doctor) = sent.doctor_id.map(PractitionerId) else {
        return Err(Problem::bad_request("doctor_id is missing."));
    };
    let own = actor.id().map(|id| PatientId(id.0));
    let is_own = sent.patient.is_none() && sent.patient_id.is_none_or(|id| own == Some(PatientId(id)));
    let patient = if is_own {
        if sent.relationship_type.as_deref().is_some_and(|kind| kind != "primary_care") || sent.ends_on.is_some() {
            return Err(Problem::bad_request("Patients can only declare primary_care, without an end date."));
        }
        sharing::change(services, actor, Change::BeginRelationship(doctor)).await?;
        own
    } else {
        let patient = match (sent.patient, sent.patient_id) {
            (Some(typed), _) => typed,
            (None, id) => lists::patient(services, actor, PatientId(id.unwrap_or_default())).await?.row.number,
        };
        let kind = sent.relationship_type.unwrap_or_else(|| "primary_care".to_owned());
        let until = sent.ends_on.unwrap_or_default();
        if kind != "temporary" && !until.is_empty() {
            return Err(Problem::bad_request("Only temporary care has an end date."));
        }
        assignment::assign(services, actor, &patient, &doctor.to_string(), &kind, &until).await?;
        sent.patient_id.map(PatientId)
    };
    // The latest of these two is the one that was made.
    let wanted = MappingQuery { patient, practitioner: Some(doctor), ..MappingQuery::default() };
    let latest = lists::mappings(services, actor, wanted, &Part::Numbered(1)).await?;
    let made: Mapping = latest.rows.into_iter().next().ok_or_else(Problem::not_found)?.into();
    let location = [(header::LOCATION, format!("/api/v1/mappings/{}", made.id))];
    Ok((StatusCode::CREATED, location, Json(made)).into_response())
}

/// Another kind of care, or another end.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct MappingChange {
    /// `primary_care`, `specialist_referral` or `temporary`.
    pub relationship_type: Option<String>,
    /// The last day of temporary care; it stays if it is left out.
    pub ends_on: Option<String>,
    /// The practitioner's ID, which can't change.
    #[serde(alias = "doctor")]
    pub doctor_id: Option<i64>,
    /// The patient's ID, which can't change.
    #[serde(alias = "patient")]
    pub patient_id: Option<i64>,
}

/// Declares it in another way, as an administrator. What stood is ended, so that the result has a key of its own.
#[utoipa::path(
    put, path = "/api/v1/mappings/{id}", operation_id = "replaceMapping", tag = "mappings", params(("id" = i64, Path)),
    request_body = MappingChange, responses((status = 200, body = Mapping), Errors)
)]
pub async fn replace(caller: Caller, id: Id, sent: Sent<MappingChange>) -> Result<Response, Problem> {
    if sent.0.relationship_type.is_none() {
        return Err(Problem::bad_request("relationship_type is missing."));
    }
    change(caller, id, sent).await
}

/// The same; what is left out stays.
#[utoipa::path(
    patch, path = "/api/v1/mappings/{id}", operation_id = "changeMapping", tag = "mappings", params(("id" = i64, Path)),
    request_body = MappingChange, responses((status = 200, body = Mapping), Errors)
)]
pub async fn change(caller: Caller, Id(id): Id, Sent(sent): Sent<MappingChange>) -> Result<Response, Problem> {
    let (services, actor) = (&caller.services, &caller.actor);
    let wanted = Alteration {
        kind: sent.relationship_type.as_deref(),
        until: sent.ends_on.as_deref(),
        practitioner: sent.doctor_id.map(PractitionerId),
        patient: sent.patient_id.map(PatientId),
    };
    let made = assignment::alter(services, actor, RelationshipId(id), wanted).await?;
    let place = [(header::CONTENT_LOCATION, format!("/api/v1/mappings/{made}"))];
    let mapping: Mapping = lists::mapping(services, actor, made).await?.into();
    Ok((place, Json(mapping)).into_response())
}

/// Ends a mapping, as its patient or an administrator.
#[utoipa::path(
    delete, path = "/api/v1/mappings/{id}", operation_id = "endMapping", tag = "mappings", params(("id" = i64, Path)),
    responses((status = 204), Errors)
)]
pub async fn remove(caller: Caller, Id(id): Id) -> Result<StatusCode, Problem> {
    let (services, actor, id) = (&caller.services, &caller.actor, RelationshipId(id));
    let found = lists::mapping(services, actor, id).await?;
    if found.source == RelationshipSource::Referral {
        return Err(Problem::bad_request("A referral can't be ended here: it expires, or is withdrawn."));
    }
    if actor.id() == Some(found.patient.account()) {
        sharing::change(services, actor, Change::EndRelationship(id)).await?;
    } else {
        assignment::end(services, actor, id).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}
