//! Reads the facts that decide what one reader may read of one patient's record. The rules are in [`crate::domain::access`].

use super::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    access::{Facts, ProxyScope, RelationshipKind, Term, Visit},
    ids::{AccountId, AppointmentId, PatientId},
};

/// SQL for whether someone other than the practitioner made an appointment or referred the patient to them; for use in a query over
/// `appointment`.
macro_rules! by_others {
    () => {
        "(
            booked_by <> practitioner_id
            or exists (
                select 1
                from referral
                join entry on entry.id = referral.entry_id
                where referral.patient_id = appointment.patient_id
                and to_practitioner_id = practitioner_id
                and referrer_id <> practitioner_id
                and referral.status in ('sent', 'accepted')
                and retracted_at is null
                and sent_at <= starts_at
                and valid_until > starts_at
            )
        )"
    };
}
pub(super) use by_others;

/// SQL for when its patient was first marked as arrived, for the same use.
macro_rules! attended_at {
    () => {
        "(
            select min(at)
            from appointment_event
            where appointment_event.appointment_id = appointment.id
            and to_status in ('arrived', 'checked-in', 'fulfilled')
        )"
    };
}
pub(super) use attended_at;

#[derive(sqlx::FromRow)]
struct SimpleRow {
    erased: bool,
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

#[derive(sqlx::FromRow)]
struct VisitRow {
    id: i64,
    starts_at: i64,
    ends_at: i64,
    status: String,
    by_others: bool,
    attended_at: Option<i64>,
}

/// A practitioner's appointments with a patient that are pending, booked or took place.
async fn visits(conn: &mut Conn, practitioner: AccountId, patient: PatientId) -> StorageResult<Vec<Visit>> {
    const SQL: &str = concat!(
        "
        select id, starts_at, ends_at, status, ",
        by_others!(),
        " as by_others, ",
        attended_at!(),
        " as attended_at
        from appointment
        where patient_id = $1
        and practitioner_id = $2
        and status in ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')"
    );
    let rows: Vec<VisitRow> =
        on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(practitioner.0).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            let odd = |column| StorageError::Inconsistent { table: "appointment", column, id: row.id };
            let instant = |column, second| jiff::Timestamp::from_second(second).map_err(|_| odd(column));
            Ok(Visit {
                starts_at: instant("starts_at", row.starts_at)?,
                ends_at: instant("ends_at", row.ends_at)?,
                status: row.status.parse().map_err(|()| odd("status"))?,
                by_others: row.by_others,
                attended_at: row.attended_at.map(|at| instant("at", at)).transpose()?,
            })
        })
        .collect()
}

/// Whether only the practitioner vouches for an appointment, having booked it themselves.
pub async fn is_by_its_practitioner(conn: &mut Conn, id: AppointmentId) -> StorageResult<bool> {
    const SQL: &str = concat!("select not ", by_others!(), " from appointment where id = $1");
    let own: Option<bool> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(own.unwrap_or(false))
}

/// All facts except the reader's roles and the clinic's settings. Erased patients have none: visits that are kept without a name do
/// not count.
pub async fn facts(conn: &mut Conn, reader: AccountId, patient: PatientId) -> StorageResult<Facts> {
    const SIMPLE: &str = "
        select
        exists (
            select 1
            from erasure
            where account_id = $1
        ) as erased,
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
    let SimpleRow { erased, blocked, wrote } = simple;
    if erased {
        return Ok(Facts::default());
    }
    let visits = visits(&mut *conn, reader, patient).await?;
    let rows: Vec<TermRow> = on!(conn, c => sqlx::query_as(TERMS).bind(patient.0).bind(reader.0).fetch_all(c).await)?;
    let mut facts = Facts { is_patient: reader == patient.account(), visits, blocked, wrote, ..Facts::default() };
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
