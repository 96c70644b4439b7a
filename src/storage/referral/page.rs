//! Referrals as programs list them: filtered, latest first, page by page.

use crate::domain::{
    ids::{EntryId, PatientId, PractitionerId},
    referral::{Priority, Status},
};
use crate::storage::{
    db::{Conn, on},
    error::StorageResult,
};

use super::read::{Referral, ReferralRow};

/// The filter for one person's referrals.
#[derive(Clone, Copy, Debug, Default)]
pub struct PageQuery {
    /// Only with this status.
    pub status: Option<Status>,
    /// Only of this priority.
    pub priority: Option<Priority>,
    /// Only about this patient.
    pub patient: Option<PatientId>,
    /// Only those sent at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Only those sent before this instant.
    pub to: Option<i64>,
    /// Only those older than this one, given by its sending time (UTC seconds) and its key.
    pub before: Option<(i64, EntryId)>,
    /// The maximum number.
    pub limit: i64,
}

/// Runs one of the statements below.
macro_rules! listed {
    ($conn:ident, $sql:expr, $whose:expr, $query:expr $(, $more:expr)*) => {{
        let PageQuery { status, priority, patient, from, to, before, limit } = $query;
        let (at, id) = before.unwrap_or((i64::MAX, EntryId(i64::MAX)));
        let rows: Vec<ReferralRow> = on!($conn, c => sqlx::query_as($sql)
            .bind($whose)
            .bind(status.map_or("", Status::as_str))
            .bind(priority.map_or("", Priority::as_str))
            .bind(patient.map_or(0, |patient| patient.0))
            .bind(from.unwrap_or(i64::MIN))
            .bind(to.unwrap_or(i64::MAX))
            .bind(at)
            .bind(id.0)
            .bind(limit)
            $(.bind($more))*
            .fetch_all(c)
            .await)?;
        rows.into_iter().map(Referral::try_from).collect()
    }};
}

/// A patient's own.
pub async fn page_of_patient(conn: &mut Conn, patient: PatientId, query: PageQuery) -> StorageResult<Vec<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.patient_id = $1
        and ($2 = '' or r.status = $2)
        and ($3 = '' or r.priority = $3)
        and ($4 = 0 or r.patient_id = $4)
        and r.sent_at >= $5
        and r.sent_at < $6
        and (r.sent_at < $7 or (r.sent_at = $7 and r.entry_id < $8))
        order by r.sent_at desc, r.entry_id desc
        limit $9"
    );
    listed!(conn, SQL, patient.0, query)
}

/// Those that a practitioner wrote.
pub async fn page_sent_by(conn: &mut Conn, referrer: PractitionerId, query: PageQuery) -> StorageResult<Vec<Referral>> {
    const SQL: &str = select_referral!(
        "
        where r.referrer_id = $1
        and ($2 = '' or r.status = $2)
        and ($3 = '' or r.priority = $3)
        and ($4 = 0 or r.patient_id = $4)
        and r.sent_at >= $5
        and r.sent_at < $6
        and (r.sent_at < $7 or (r.sent_at = $7 and r.entry_id < $8))
        order by r.sent_at desc, r.entry_id desc
        limit $9"
    );
    listed!(conn, SQL, referrer.0, query)
}

/// The open referrals to a practitioner that have not ended at `now` (UTC seconds). A search by patient does not match referrals
/// addressed to a whole field, so that it does not reveal whom they are about.
pub async fn page_addressed_to(
    conn: &mut Conn,
    practitioner: PractitionerId,
    query: PageQuery,
    now: i64,
) -> StorageResult<Vec<Referral>> {
    const SQL: &str = select_addressed!(
        "
        and r.status in ('sent', 'accepted')
        and r.valid_until > $10
        and ($2 = '' or r.status = $2)
        and ($3 = '' or r.priority = $3)
        and ($4 = 0 or (r.patient_id = $4 and r.to_practitioner_id = $1))
        and r.sent_at >= $5
        and r.sent_at < $6
        and (r.sent_at < $7 or (r.sent_at = $7 and r.entry_id < $8))
        order by r.sent_at desc, r.entry_id desc
        limit $9"
    );
    listed!(conn, SQL, practitioner.0, query, now)
}
