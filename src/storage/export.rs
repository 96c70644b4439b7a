//! The data held about a patient besides the entries of their record, for their data export.

pub mod beside;
mod columns;
pub mod work;

pub use self::columns::{EXPORTED, Fate};

use jiff::Timestamp;
use sqlx::FromRow;

use super::{
    db::{Conn, on},
    error::StorageResult,
    second::{MaybeSecond, Second},
};
use crate::domain::ids::PatientId;

/// An appointment.
#[derive(Clone, Debug, FromRow)]
pub struct Visit {
    /// The primary key of the row.
    pub id: i64,
    /// From when.
    #[sqlx(try_from = "Second")]
    pub starts_at: Timestamp,
    /// When it ends.
    #[sqlx(try_from = "Second")]
    pub ends_at: Timestamp,
    /// With whom.
    pub practitioner: String,
    /// The name of the centre.
    pub centre: String,
    /// The kind of visit; `None` for the standard one.
    pub service: Option<String>,
    /// Its status.
    pub status: String,
    /// The reason, in the words of the person who booked it.
    pub reason: String,
    /// The metadata that programs store with it, as JSON.
    pub metadata: String,
}

/// A change of status of an appointment or a referral.
#[derive(Clone, Debug, FromRow)]
pub struct Step {
    /// The key of the appointment or referral.
    pub of: i64,
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// The action, or the status afterwards.
    pub step: String,
    /// The person who did it; `None` if it was automatic.
    pub by: Option<String>,
    /// The reason; may be empty.
    pub reason: String,
}

/// A version of a note.
#[derive(Clone, Debug, FromRow)]
pub struct NoteVersion {
    /// The note's entry in the record.
    pub entry: i64,
    /// The version's number, from 1.
    pub version: i64,
    /// When it was written.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// What it said.
    pub body: String,
    /// Why it was amended.
    pub reason: String,
}

/// A rating.
#[derive(Clone, Debug, FromRow)]
pub struct Review {
    /// The practitioner or centre.
    pub of: String,
    /// 1 to 5.
    pub stars: i64,
    /// What was written.
    pub review: String,
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// Why it is hidden from others; empty if it is not.
    pub hidden_reason: String,
    /// The answer; may be empty.
    pub answer: String,
}

/// Someone who can read the record, could do so in the past, or is barred from it.
#[derive(Clone, Debug, FromRow)]
pub struct Grant {
    /// `proxy`, `invitation`, `relationship`, `block` or `emergency`.
    pub what: String,
    /// The full name of the person.
    pub name: String,
    /// The kind of relationship or proxy.
    pub kind: String,
    /// The relation or the reason; may be empty.
    pub why: String,
    /// When it began.
    #[sqlx(try_from = "Second")]
    pub since: Timestamp,
    /// When it ends.
    #[sqlx(try_from = "MaybeSecond")]
    pub until: Option<Timestamp>,
    /// When it was ended early.
    #[sqlx(try_from = "MaybeSecond")]
    pub ended_at: Option<Timestamp>,
}

/// A message to or from a practitioner.
#[derive(Clone, Debug, FromRow)]
pub struct Message {
    /// The practitioner.
    pub with: String,
    /// Who wrote it.
    pub by: String,
    /// What it says.
    pub text: String,
    /// The names of its files, one per line.
    pub files: String,
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// All of that.
#[derive(Clone, Debug)]
pub struct Held {
    /// Appointments, the latest first.
    pub visits: Vec<Visit>,
    /// Their steps, in order.
    pub steps: Vec<Step>,
    /// The steps of referrals, in order.
    pub referral_steps: Vec<Step>,
    /// Every version of every note, in order.
    pub notes: Vec<NoteVersion>,
    /// Ratings.
    pub reviews: Vec<Review>,
    /// The people to whom the patient allowed or refused access, and those who opened the record in an emergency.
    pub grants: Vec<Grant>,
    /// Messages, by practitioner and in order.
    pub messages: Vec<Message>,
}

/// Reads it.
pub async fn held(conn: &mut Conn, patient: PatientId) -> StorageResult<Held> {
    const VISITS: &str = "
        select a.id, a.starts_at, a.ends_at, d.full_name as practitioner, c.name as centre, s.name as service, a.status, a.reason, a.metadata
        from appointment a
        join account d on d.id = a.practitioner_id
        join centre c on c.id = a.centre_id
        left join healthcare_service s on s.id = a.service_id
        where a.patient_id = $1
        order by a.starts_at desc, a.id desc";
    const STEPS: &str = "
        select e.appointment_id as \"of\", e.at, e.to_status as step, b.full_name as \"by\", e.reason
        from appointment a
        join appointment_event e on e.appointment_id = a.id
        left join account b on b.id = e.actor_id
        where a.patient_id = $1
        order by e.id";
    const REFERRAL_STEPS: &str = "
        select e.referral_id as \"of\", e.at, e.kind as step, b.full_name as \"by\", e.reason
        from referral r
        join referral_event e on e.referral_id = r.entry_id
        left join account b on b.id = e.actor_id
        where r.patient_id = $1
        order by e.id";
    const NOTES: &str = "
        select v.entry_id as entry, v.version, v.at, v.body, v.reason
        from entry e
        join note_version v on v.entry_id = e.id
        where e.patient_id = $1
        order by v.entry_id, v.version";
    const REVIEWS: &str = "
        select coalesce(d.full_name, c.name, '') as \"of\", r.stars, r.review, r.rated_at as at, r.hidden_reason, r.answer
        from rating r
        left join account d on d.id = r.practitioner_id
        left join centre c on c.id = r.centre_id
        where r.patient_id = $1
        order by r.id";
    const GRANTS: &str = "
        select 'proxy' as what, b.full_name as name, scope as kind, relation as why, since, until, ended_at
        from proxy
        join account b on b.id = account_id
        where patient_id = $1
        union all
        select 'invitation', email, scope, relation, created_at, until, answered_at
        from proxy_invitation
        where patient_id = $1
        union all
        select 'relationship', b.full_name, kind, source, since, until, ended_at
        from care_relationship
        join account b on b.id = practitioner_id
        where patient_id = $1
        union all
        select 'block', b.full_name, '', '', record_block.created_at, null, null
        from record_block
        join account b on b.id = practitioner_id
        where patient_id = $1
        union all
        select 'emergency', b.full_name, '', reason, opened_at, ends_at, null
        from emergency_access
        join account b on b.id = practitioner_id
        where patient_id = $1
        order by 5";
    const MESSAGES: &str = "
        select d.full_name as \"with\", a.full_name as \"by\", m.body as text, m.created_at as at,
            coalesce(
                (
                    select string_agg(f.name, '\n')
                    from message_attachment f
                    where f.thread_id = t.id
                    and f.message_id = m.id
                ),
                ''
            ) as files
        from thread t
        join message m on m.thread_id = t.id
        join account d on d.id = t.practitioner_id
        join account a on a.id = m.author_id
        where t.patient_id = $1
        order by d.full_name, t.id, m.id";
    let id = patient.0;
    Ok(Held {
        visits: on!(&mut *conn, c => sqlx::query_as(VISITS).bind(id).fetch_all(c).await)?,
        steps: on!(&mut *conn, c => sqlx::query_as(STEPS).bind(id).fetch_all(c).await)?,
        referral_steps: on!(&mut *conn, c => sqlx::query_as(REFERRAL_STEPS).bind(id).fetch_all(c).await)?,
        notes: on!(&mut *conn, c => sqlx::query_as(NOTES).bind(id).fetch_all(c).await)?,
        reviews: on!(&mut *conn, c => sqlx::query_as(REVIEWS).bind(id).fetch_all(c).await)?,
        messages: on!(&mut *conn, c => sqlx::query_as(MESSAGES).bind(id).fetch_all(c).await)?,
        grants: on!(conn, c => sqlx::query_as(GRANTS).bind(id).fetch_all(c).await)?,
    })
}
