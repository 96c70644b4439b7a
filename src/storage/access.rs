//! What decides about one reader and one patient's record. The rules are in [`crate::domain::access`].

use super::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    access::{Facts, ProxyScope, RelationshipKind, Term},
    ids::{AccountId, PatientId},
};

#[derive(sqlx::FromRow)]
struct SimpleRow {
    treats: bool,
    blocked: bool,
    wrote: bool,
}

#[derive(sqlx::FromRow)]
struct TermRow {
    what: String,
    kind: String,
    since: i64,
    until: Option<i64>,
    ended_at: Option<i64>,
}

/// All facts but the reader's roles.
pub async fn facts(conn: &mut Conn, reader: AccountId, patient: PatientId) -> StorageResult<Facts> {
    const SIMPLE: &str = "
        select
        exists (
            select 1
            from appointment
            where patient_id = $1
            and practitioner_id = $2
            and status not in ('cancelled', 'entered-in-error')
        ) as treats,
        exists (
            select 1
            from record_block
            where patient_id = $1
            and practitioner_id = $2
        ) as blocked,
        exists (
            select 1
            from entry
            where patient_id = $1
            and author_id = $2
        ) as wrote";
    const TERMS: &str = "
        select 'relationship' as what, kind, since, until, ended_at
        from care_relationship
        where patient_id = $1
        and practitioner_id = $2
        union all
        select 'proxy', scope, since, until, ended_at
        from proxy
        where patient_id = $1
        and account_id = $2
        union all
        select 'booking', '', since, until, ended_at
        from proxy
        where patient_id = $1
        and account_id = $2
        and books
        union all
        select 'emergency', '', opened_at, ends_at, null
        from emergency_access
        where patient_id = $1
        and practitioner_id = $2
        union all
        select 'referral', '', sent_at, valid_until, null
        from referral
        join entry on entry.id = referral.entry_id
        where referral.patient_id = $1
        and to_practitioner_id = $2
        and status in ('sent', 'accepted')
        and retracted_at is null";
    let simple: SimpleRow =
        on!(&mut *conn, c => sqlx::query_as(SIMPLE).bind(patient.0).bind(reader.0).fetch_one(c).await)?;
    let rows: Vec<TermRow> = on!(conn, c => sqlx::query_as(TERMS).bind(patient.0).bind(reader.0).fetch_all(c).await)?;
    let SimpleRow { treats, blocked, wrote } = simple;
    let mut facts = Facts { is_patient: reader == patient.account(), treats, blocked, wrote, ..Facts::default() };
    for row in rows {
        let odd = |column| StorageError::Inconsistent { table: "access", column, id: patient.0 };
        let instant = |second| jiff::Timestamp::from_second(second).map_err(|_| odd("since"));
        let term = Term {
            since: instant(row.since)?,
            until: row.until.map(instant).transpose()?,
            ended_at: row.ended_at.map(instant).transpose()?,
        };
        match row.what.as_str() {
            "relationship" => {
                let kind: RelationshipKind = row.kind.parse().map_err(|()| odd("kind"))?;
                facts.relationships.push((kind, term));
            }
            "proxy" => {
                let scope: ProxyScope = row.kind.parse().map_err(|()| odd("scope"))?;
                facts.proxies.push((scope, term));
            }
            "booking" => facts.bookings.push(term),
            "emergency" => facts.emergencies.push(term),
            _ => facts.referrals.push(term),
        }
    }
    Ok(facts)
}
