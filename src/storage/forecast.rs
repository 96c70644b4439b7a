//! The no-show forecast: the model learned from past visits, and the facts about upcoming ones.

use jiff::Timestamp;
use sqlx::FromRow;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    figures::Scope,
    forecast::{Facts, Forecast, Group},
    ids::{AppointmentId, CentreId, PatientId, PractitionerId},
    visit_kind::VisitKind,
};

/// When it was learned, and what; none if nothing was.
pub async fn find(conn: &mut Conn) -> StorageResult<Option<(Timestamp, Forecast)>> {
    const SQL: &str = "select trained_at, learned from forecast where id = 1";
    let row: Option<(Second, String)> = on!(conn, c => sqlx::query_as(SQL).fetch_optional(c).await)?;
    row.map(|(at, learned)| {
        let learned = serde_json::from_str(&learned).map_err(StorageError::inconsistent("forecast", "learned", 1))?;
        Ok((at.into(), learned))
    })
    .transpose()
}

/// Stores the model, replacing the previous one.
pub async fn put(tx: &mut Tx, at: i64, forecast: &Forecast) -> StorageResult<()> {
    const SQL: &str = "
        insert into forecast (id, trained_at, learned)
        values (1, $1, $2)
        on conflict (id) do update
        set trained_at = excluded.trained_at, learned = excluded.learned";
    let learned = serde_json::to_string(forecast).map_err(|e| StorageError::NotStored(e.to_string()))?;
    on!(&mut **tx, c => sqlx::query(SQL).bind(at).bind(learned).execute(c).await.map(drop))?;
    Ok(())
}

/// Deletes the model.
pub async fn forget(tx: &mut Tx) -> StorageResult<()> {
    tx.run("delete from forecast").await
}

#[derive(FromRow)]
struct FactsRow {
    visits: i64,
    missed: i64,
    days: i64,
    by_other: i64,
}

impl From<FactsRow> for Facts {
    fn from(row: FactsRow) -> Self {
        Self { visits: row.visits, missed: row.missed, days: row.days, by_other: row.by_other == 1 }
    }
}

#[derive(FromRow)]
struct GroupRow {
    #[sqlx(flatten)]
    facts: FactsRow,
    is_late: i64,
    together: i64,
    missed_now: i64,
}

/// The past visits since an instant, UTC seconds, grouped by what was known before each: the earlier three quarters, and the last
/// quarter.
pub async fn history(conn: &mut Conn, since: i64, now: i64) -> StorageResult<[Vec<Group>; 2]> {
    const COUNT: &str = "
        select count(*)
        from appointment
        where status in ('fulfilled', 'noshow')
        and starts_at >= $1
        and starts_at < $2";
    const SPLIT: &str = "
        select starts_at
        from appointment
        where status in ('fulfilled', 'noshow')
        and starts_at >= $1
        and starts_at < $2
        order by starts_at
        limit 1
        offset $3";
    const GROUPS: &str = "
        with visit as (
            select cast(case when a.starts_at < $3 then 0 else 1 end as bigint) as is_late,
                (a.starts_at - a.created_at) / 86400 as days,
                case a.status when 'noshow' then 1 else 0 end as was_missed,
                cast(case when a.booked_by = a.patient_id then 0 else 1 end as bigint) as by_other,
                count(*) over earlier as visits,
                cast(coalesce(sum(case a.status when 'noshow' then 1 else 0 end) over earlier, 0) as bigint) as missed
            from appointment a
            where a.status in ('fulfilled', 'noshow')
            and a.starts_at >= $1
            and a.starts_at < $2
            window earlier as (
                partition by a.patient_id
                order by a.starts_at, a.id
                rows between unbounded preceding and 1 preceding
            )
        )
        select visits, missed, days, by_other, is_late, count(*) as together,
            cast(sum(was_missed) as bigint) as missed_now
        from visit
        group by visits, missed, days, by_other, is_late
        order by visits, missed, days, by_other, is_late";
    let all: i64 = on!(&mut *conn, c => sqlx::query_scalar(COUNT).bind(since).bind(now).fetch_one(c).await)?;
    let split: Option<i64> = on!(&mut *conn, c => sqlx::query_scalar(SPLIT)
        .bind(since)
        .bind(now)
        .bind(all * 3 / 4)
        .fetch_optional(c)
        .await)?;
    let rows: Vec<GroupRow> = on!(conn, c => sqlx::query_as(GROUPS)
        .bind(since)
        .bind(now)
        .bind(split.unwrap_or(now))
        .fetch_all(c)
        .await)?;
    let mut groups = [Vec::new(), Vec::new()];
    for row in rows {
        let group = Group { facts: row.facts.into(), visits: row.together, missed: row.missed_now };
        groups[usize::from(row.is_late == 1)].push(group);
    }
    Ok(groups)
}

/// An upcoming visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coming {
    /// The primary key in `appointment`.
    pub id: AppointmentId,
    /// When the visit begins.
    pub starts_at: Timestamp,
    /// With whom.
    pub practitioner: PractitionerId,
    /// The centre where it takes place.
    pub centre: CentreId,
    /// Whether its slot is shared: it belongs to a group, or someone else is booked for the same slot.
    pub is_shared: bool,
    /// The facts about it.
    pub facts: Facts,
}

#[derive(FromRow)]
struct ComingRow {
    id: i64,
    #[sqlx(try_from = "Second")]
    starts_at: Timestamp,
    practitioner_id: i64,
    centre_id: i64,
    shared: i64,
    #[sqlx(flatten)]
    facts: FactsRow,
}

/// Their patients' pasts are counted in one go, from an index alone.
macro_rules! coming {
    ($whose:literal) => {
        concat!(
            "
        with visit as (
            select a.id, a.starts_at, a.patient_id, a.practitioner_id, a.centre_id, a.session_id, a.created_at, a.booked_by
            from appointment a
            where a.status = 'booked'
            and a.starts_at >= $1
            and a.starts_at < $2
            and ($4 = 0 or a.practitioner_id = $4)
            and ($5 = 0 or a.centre_id = $5)
            and ($6 = 0 or coalesce(a.service_id, -1) = $6)
            and ",
            $whose,
            "
        ), past as (
            select b.patient_id, count(*) as visits, count(*) filter (where b.status = 'noshow') as missed
            from appointment b
            where b.patient_id in (select v.patient_id from visit v)
            and b.starts_at >= $3
            and b.starts_at < $1
            and b.status not in ('cancelled', 'entered-in-error')
            and b.status in ('fulfilled', 'noshow')
            group by b.patient_id
        )
        select v.id, v.starts_at, v.practitioner_id, v.centre_id,
            cast(case when v.session_id is not null or exists (
                select 1
                from appointment o
                where o.practitioner_id = v.practitioner_id
                and o.starts_at = v.starts_at
                and o.id <> v.id
                and o.status in ('pending', 'booked')
            ) then 1 else 0 end as bigint) as shared,
            coalesce(p.visits, 0) as visits,
            coalesce(p.missed, 0) as missed,
            (v.starts_at - v.created_at) / 86400 as days,
            cast(case when v.booked_by = v.patient_id then 0 else 1 end as bigint) as by_other
        from visit v
        left join past p on p.patient_id = v.patient_id
        order by v.starts_at, v.id"
        )
    };
}

/// The SQL for the upcoming visits of everyone, and of a patient; public so that tests can check its query plan.
pub const COMING: [&str; 2] = [coming!("$7 = 0"), coming!("a.patient_id = $7")];

/// The visits booked from `now` until an instant in a part of the clinic, with the history since another, in UTC seconds; of one
/// patient if named.
pub async fn coming(
    conn: &mut Conn,
    (now, until): (i64, i64),
    since: i64,
    scope: Scope,
    patient: Option<PatientId>,
) -> StorageResult<Vec<Coming>> {
    let [all, of_patient] = COMING;
    let sql = if patient.is_some() { of_patient } else { all };
    let rows: Vec<ComingRow> = on!(conn, c => sqlx::query_as(sql)
        .bind(now)
        .bind(until)
        .bind(since)
        .bind(scope.practitioner.map_or(0, |id| id.0))
        .bind(scope.centre.map_or(0, |id| id.0))
        .bind(scope.service.map_or(0, VisitKind::code))
        .bind(patient.map_or(0, |id| id.0))
        .fetch_all(c)
        .await)?;
    let coming = |row: ComingRow| Coming {
        id: AppointmentId(row.id),
        starts_at: row.starts_at,
        practitioner: PractitionerId(row.practitioner_id),
        centre: CentreId(row.centre_id),
        is_shared: row.shared == 1,
        facts: row.facts.into(),
    };
    Ok(rows.into_iter().map(coming).collect())
}
