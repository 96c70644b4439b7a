//! Creating referrals and changing their status.

use crate::domain::{
    ids::{AccountId, AppointmentId, EntryId, PatientId, PractitionerId},
    referral::{Addressee, Letter, Status, Turn},
    topic::Topic,
    webhook::Event,
};
use crate::storage::{
    db::{Tx, on},
    error::StorageResult,
    webhook,
};

/// A new referral.
#[derive(Clone, Debug)]
pub struct NewReferral<'a> {
    /// Its entry in the record.
    pub entry: EntryId,
    /// Who is referred.
    pub patient: PatientId,
    /// By whom.
    pub referrer: PractitionerId,
    /// In which appointment.
    pub appointment: AppointmentId,
    /// To whom.
    pub to: &'a Addressee,
    /// What it says.
    pub letter: &'a Letter,
    /// The instant before which it can be used, in UTC seconds.
    pub valid_until: i64,
    /// Identifies this intent of its author.
    pub intent: &'a str,
    /// UTC seconds.
    pub at: i64,
}

/// Stores a referral, in addition to its entry.
pub async fn insert(tx: &mut Tx, new: &NewReferral<'_>) -> StorageResult<()> {
    const SQL: &str = "
        insert into referral
            (entry_id, patient_id, referrer_id, appointment_id, to_practitioner_id, to_field, priority, letter,
            valid_until, visits_allowed, sent_at, intent)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let (to, field) = match new.to {
        Addressee::Practitioner(id) => (Some(id.0), None),
        Addressee::Field(field) => (None, Some(field.as_str())),
    };
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(new.entry.0)
        .bind(new.patient.0)
        .bind(new.referrer.0)
        .bind(new.appointment.0)
        .bind(to)
        .bind(field)
        .bind(new.letter.priority.as_str())
        .bind(new.letter.text.as_str())
        .bind(new.valid_until)
        .bind(new.letter.visits)
        .bind(new.at)
        .bind(new.intent)
        .execute(c)
        .await
        .map(drop))?;
    tx.changed(Topic::Referrals);
    Ok(())
}

/// A change of a referral's status.
#[derive(Clone, Debug)]
pub struct Move {
    /// What was done.
    pub turn: Turn,
    /// By whom.
    pub actor: AccountId,
    /// The reason; may be empty.
    pub reason: String,
    /// The person it was sent or passed on to.
    pub to: Option<PractitionerId>,
    /// UTC seconds.
    pub at: i64,
}

/// Adds an event to a referral's history.
pub async fn record_event(tx: &mut Tx, id: EntryId, event: &Move) -> StorageResult<()> {
    const SQL: &str = "
        insert into referral_event (referral_id, actor_id, kind, reason, to_practitioner_id, at)
        values ($1, $2, $3, $4, $5, $6)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(event.actor.0)
        .bind(event.turn.as_str())
        .bind(event.reason.as_str())
        .bind(event.to.map(|to| to.0))
        .bind(event.at)
        .execute(c)
        .await
        .map(drop))?;
    webhook::tell(tx, Event::ReferralChanged, ("referral", id.0), event.turn.as_str(), event.at).await
}

/// Changes the status and addressee of a referral from those that were read (its status, its addressee, how often it was used);
/// false if any of these has changed since. One that is redirected to a named practitioner no longer belongs to its field.
pub async fn set_status(
    tx: &mut Tx,
    before: &super::Referral,
    status: Status,
    to: Option<PractitionerId>,
    field: Option<&str>,
) -> StorageResult<bool> {
    const SQL: &str = "
        update referral
        set status = $5, to_practitioner_id = $6, to_field = $7
        where entry_id = $1
        and status = $2
        and to_practitioner_id is not distinct from $3
        and visits_used = $4
        and to_field is not distinct from $8";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(before.id.0)
        .bind(before.status.as_str())
        .bind(before.to.map(|to| to.0))
        .bind(before.visits_used)
        .bind(status.as_str())
        .bind(to.map(|to| to.0))
        .bind(field)
        .bind(before.field.as_deref())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if moved == 1 {
        tx.changed(Topic::Referrals);
    }
    Ok(moved == 1)
}
