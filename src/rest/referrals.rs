//! Referrals: listed without their letters, read one by one, written by practitioners from their appointments, and answered by
//! their addressees.

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::future::BoxFuture;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    appointments::Why,
    auth::instant as said,
    caller::Caller,
    input::{Conditions, Filters, Id, Meant, Sent, instant, new_intent},
    listing::{self, Format, Listing},
    problem::{Errors, Problem},
    tag,
};
use crate::{
    domain::{
        form::{self, Field},
        ids::{AppointmentId, EntryId, PatientId, PractitionerId},
        referral::{Addressee, LetterForm, Triage, Turn},
    },
    error::AppError,
    service::{
        Outcome,
        referral::{self, Event, Opened, PageQuery, Reader, Referral as Stored, Sending, Whose},
        seen::Seen,
    },
};

/// A referral, without its letter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Referral {
    /// ID of the referral; its entry in the record has the same.
    pub id: i64,
    /// The patient's ID. If the referral is to a whole field, colleagues see it only with the letter.
    pub patient_id: Option<i64>,
    /// The patient's name.
    pub patient_name: Option<String>,
    /// ID of the practitioner who wrote it.
    pub referrer_id: i64,
    /// Name of the author.
    pub referrer_name: String,
    /// ID of the practitioner it is for.
    pub to_doctor_id: Option<i64>,
    /// Name of the practitioner it is for; null if it is for a whole field.
    pub to_doctor_name: Option<String>,
    /// Field it is for, such as `Dermatology`.
    pub to_field: Option<String>,
    /// Priority: `routine`, `soon` or `urgent`.
    pub priority: String,
    /// Status: `sent`, `accepted`, `declined` or `withdrawn`.
    pub status: String,
    /// Why it was declined.
    pub declined_because: Option<String>,
    /// Last day on which a visit booked with it can start.
    pub valid_until: String,
    /// Number of visits it covers.
    pub visits: i64,
    /// Number of visits already booked.
    pub visits_used: i64,
    /// When it was sent.
    pub created_at: String,
}

impl From<Stored> for Referral {
    fn from(one: Stored) -> Self {
        let is_named = one.patient != PatientId(0);
        Self {
            id: one.id.0,
            patient_id: is_named.then_some(one.patient.0),
            patient_name: is_named.then_some(one.patient_name),
            referrer_id: one.referrer.0,
            referrer_name: one.referrer_name,
            to_doctor_id: one.to.map(|id| id.0),
            to_doctor_name: one.to_name,
            to_field: one.field,
            priority: one.priority.as_str().to_owned(),
            status: one.status.as_str().to_owned(),
            declined_because: one.declined_because,
            valid_until: said(one.valid_until),
            visits: one.visits_allowed,
            visits_used: one.visits_used,
            created_at: said(one.sent_at),
        }
    }
}

/// A step in a referral's history.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ReferralEvent {
    /// What was done: `sent`, `accepted`, `redirected`, `declined` or `withdrawn`.
    pub event: String,
    /// ID of the account that did it.
    pub by: String,
    /// ID of the practitioner it went to.
    pub to: Option<String>,
    /// Reason; may be empty.
    pub reason: String,
    /// When it happened.
    pub at: String,
}

impl From<Event> for ReferralEvent {
    fn from(one: Event) -> Self {
        Self {
            event: Turn::as_str(one.turn).to_owned(),
            by: one.actor_name,
            to: one.to_name,
            reason: one.reason,
            at: said(one.at),
        }
    }
}

/// A referral with its letter.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpenedReferral {
    /// The referral.
    #[serde(flatten)]
    pub referral: Referral,
    /// The letter.
    pub letter: String,
    /// Its history, oldest first.
    pub events: Vec<ReferralEvent>,
    /// Actions you can take now: `accept`, `redirect`, `decline` or `withdraw`.
    pub actions: Vec<String>,
    /// Your role towards it: `patient`, `referrer`, `addressee` or `other`.
    pub read_as: String,
}

impl From<Opened> for OpenedReferral {
    fn from(one: Opened) -> Self {
        let steps = one.steps.iter().map(|step| match step {
            Triage::Accept => "accept",
            Triage::Redirect => "redirect",
            Triage::Decline => "decline",
        });
        let read_as = match one.reader {
            Reader::Patient => "patient",
            Reader::Referrer => "referrer",
            Reader::Addressee => "addressee",
            Reader::Other => "other",
        };
        Self {
            actions: steps.chain(one.may_withdraw.then_some("withdraw")).map(str::to_owned).collect(),
            referral: one.referral.into(),
            letter: one.letter,
            events: one.events.into_iter().map(ReferralEvent::from).collect(),
            read_as: read_as.to_owned(),
        }
    }
}

/// Which referrals to list.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(default, deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ReferralFilters {
    /// Those about you (`patient`), those that you wrote (`referrer`), or the open ones for you (`addressee`). By default, practitioners
    /// get the last of these, and everyone else the first.
    #[serde(rename = "as")]
    pub role: Option<String>,
    /// Only with this status.
    pub status: Option<String>,
    /// Only of this priority.
    pub priority: Option<String>,
    /// Only about this patient.
    pub patient_id: Option<i64>,
    /// Only those sent at or after this date or instant.
    pub created_after: Option<String>,
    /// Only those sent before this date or instant.
    pub created_before: Option<String>,
    /// Start after this one; the `next` link of a page contains it.
    pub before: Option<String>,
    /// Format of the answer: `json` or `csv`.
    #[param(inline)]
    pub format: Format,
}

/// Lists your referrals in one of your roles, latest first.
#[utoipa::path(
    get, path = "/api/v1/referrals", operation_id = "listReferrals", tag = "referrals", params(ReferralFilters),
    responses((status = 200, body = Listing<Referral>), Errors)
)]
pub async fn list(caller: Caller, asked: Filters<ReferralFilters>) -> Result<Response, Problem> {
    let query = asked.query;
    let whose = match query.role.as_deref() {
        None => Whose::usual(&caller.actor),
        Some("patient") => Whose::Patient,
        Some("referrer") => Whose::Referrer,
        Some("addressee") => Whose::Addressee,
        Some(_) => return Err(Problem::bad_request("as is patient, referrer or addressee.")),
    };
    let status = query.status.as_deref().map(str::parse).transpose();
    let priority = query.priority.as_deref().map(str::parse).transpose();
    let before = match query.before.as_deref() {
        None => None,
        Some(text) => {
            let parts = text.split_once('.').and_then(|(at, id)| Some((at.parse().ok()?, EntryId(id.parse().ok()?))));
            Some(parts.ok_or_else(|| Problem::bad_request("before isn't one that we gave you."))?)
        }
    };
    let wanted = PageQuery {
        status: status.map_err(|()| Problem::bad_request("There is no such status."))?,
        priority: priority.map_err(|()| Problem::bad_request("There is no such priority."))?,
        // No patient has the key 0, which would stand for anyone.
        patient: query.patient_id.map(|id| PatientId(if id == 0 { -1 } else { id })),
        from: instant("created_after", query.created_after.as_deref())?.map(|at| at.as_second()),
        to: instant("created_before", query.created_before.as_deref())?.map(|at| at.as_second()),
        before,
        ..PageQuery::default()
    };
    let (rows, more) = referral::list(&caller.services, &caller.actor, whose, wanted).await?;
    let last = rows.last().filter(|_| more);
    let next = last.map(|last| format!("{}.{}", last.sent_at.as_second(), last.id));
    let items: Vec<Referral> = rows.into_iter().map(Referral::from).collect();
    listing::answer_from(&asked.uri, next.as_deref(), query.format, items)
}

/// Returns one referral with its letter. Reading someone else's is logged.
#[utoipa::path(
    get, path = "/api/v1/referrals/{id}", operation_id = "readReferral", tag = "referrals", params(("id" = i64, Path)),
    responses((status = 200, body = OpenedReferral), Errors)
)]
pub async fn one(caller: Caller, Id(id): Id) -> Result<Response, Problem> {
    Ok(shown(referral::open(&caller.services, &caller.actor, EntryId(id)).await?))
}

/// The letter never changes, and the possible actions are not part of the referral.
fn shown(found: Opened) -> Response {
    let opened = OpenedReferral::from(found);
    tag::tagged(&tag::state(&opened.referral), opened)
}

/// A new referral.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReferralInput {
    /// ID of your appointment in which you write it.
    pub appointment_id: Option<i64>,
    /// ID of the practitioner it is for.
    pub to_doctor_id: Option<i64>,
    /// Field it is for, such as `Dermatology`, instead of a practitioner.
    pub to_field: Option<String>,
    /// Priority: `routine`, `soon` or `urgent`.
    #[schema(default = "routine")]
    pub priority: Option<String>,
    /// The last day on which a visit can start, such as `2027-11-24`.
    pub valid_until: String,
    /// Number of visits it covers, 1 to 99.
    #[schema(default = 1)]
    pub visits: Option<i64>,
    /// The letter, 10 to 10,000 characters.
    pub letter: String,
}

/// Writes a referral in one of your appointments. Sent again with the same `Idempotency-Key`, it returns the same referral.
#[utoipa::path(
    post, path = "/api/v1/referrals", operation_id = "addReferral", tag = "referrals",
    params(("Idempotency-Key" = Option<String>, Header, description = "8 to 64 characters")),
    request_body = ReferralInput, responses((status = 201, body = OpenedReferral), Errors)
)]
pub async fn add(caller: Caller, conditions: Conditions, Sent(sent): Sent<ReferralInput>) -> Result<Response, Problem> {
    let Some(appointment) = sent.appointment_id.map(AppointmentId) else {
        return Err(Problem::bad_request("appointment_id is missing."));
    };
    let to = match (sent.to_doctor_id, sent.to_field) {
        (Some(id), None) => Addressee::Practitioner(PractitionerId(id)),
        (None, Some(field)) => Addressee::Field(field),
        _ => return Err(Problem::bad_request("Send to_doctor_id or to_field, and only one of them.")),
    };
    let form = LetterForm {
        priority: sent.priority.unwrap_or_else(|| "routine".to_owned()),
        valid_until: sent.valid_until,
        visits: sent.visits.unwrap_or(1).to_string(),
        letter: sent.letter,
    };
    let text = form::text(Field::Letter, &form.letter, 0, usize::MAX).unwrap_or_default();
    let intent = conditions.intent.unwrap_or_else(new_intent);
    let sending = Sending { appointment, to, form, intent };
    let made = referral::send_by_program(&caller.services, &caller.actor, sending).await?;
    let found = referral::open(&caller.services, &caller.actor, made).await?;
    if found.referral.appointment != appointment || found.letter != text {
        // The key named another letter before.
        return Err(AppError::FormUsed.into());
    }
    let location = [(header::LOCATION, format!("/api/v1/referrals/{made}"))];
    Ok((StatusCode::CREATED, location, shown(found)).into_response())
}

/// An answer to a referral.
#[derive(Clone, Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ReferralAnswer {
    /// New status: `accepted` or `declined` if it is for you, `withdrawn` if you wrote it.
    pub status: Option<String>,
    /// ID of the practitioner to redirect it to, instead of a status.
    pub to_doctor_id: Option<i64>,
    /// Reason. Required to decline. The patient and the author can read it.
    pub reason: String,
}

/// Accepts, declines, redirects or withdraws a referral. Afterwards it may be closed to you, so nothing is returned.
#[utoipa::path(
    patch, path = "/api/v1/referrals/{id}", operation_id = "answerReferral", tag = "referrals",
    params(("id" = i64, Path), ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    request_body = ReferralAnswer, responses((status = 204), Errors)
)]
pub async fn change(
    caller: Caller,
    Id(id): Id,
    meant: Meant,
    Sent(sent): Sent<ReferralAnswer>,
) -> Result<StatusCode, Problem> {
    let (services, actor, id, reason) = (&caller.services, &caller.actor, EntryId(id), &sent.reason);
    let done: BoxFuture<'_, Outcome<()>> = match (sent.status.as_deref(), sent.to_doctor_id) {
        (Some("accepted"), None) => Box::pin(referral::accept(services, actor, id)),
        (Some("declined"), None) => Box::pin(referral::decline(services, actor, id, reason)),
        (Some("withdrawn"), None) => Box::pin(referral::withdraw(services, actor, id, reason)),
        (None, Some(to)) => Box::pin(referral::redirect(services, actor, id, PractitionerId(to), reason)),
        (Some(_), None) => return Err(Problem::bad_request("A referral can't be given this status.")),
        _ => return Err(Problem::bad_request("Send status or to_doctor_id, and only one of them.")),
    };
    meant.guard(done, |meant| seen(&caller, id, meant)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A referral as a program last saw it.
fn seen(caller: &Caller, id: EntryId, meant: Meant) -> Seen {
    referral::seen(&caller.services, &caller.actor, id, move |one| meant.is(&Referral::from(one.clone())))
}

/// Withdraws a referral that you wrote, as long as no visit has been booked with it.
#[utoipa::path(
    delete, path = "/api/v1/referrals/{id}", operation_id = "withdrawReferral", tag = "referrals",
    params(("id" = i64, Path), Why, ("If-Match" = Option<String>, Header, description = "The ETag of the state to change")),
    responses((status = 204), Errors)
)]
pub async fn remove(caller: Caller, Id(id): Id, meant: Meant, why: Filters<Why>) -> Result<StatusCode, Problem> {
    let id = EntryId(id);
    let done = referral::withdraw(&caller.services, &caller.actor, id, &why.query.reason);
    meant.guard(done, |meant| seen(&caller, id, meant)).await?;
    Ok(StatusCode::NO_CONTENT)
}
