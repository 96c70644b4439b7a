//! Patients as staff look them up.

use super::{
    db::{Conn, on},
    error::StorageResult,
};
use crate::domain::ids::{PatientId, PractitionerId};

/// Enough of a patient to book for them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientName {
    /// Their key.
    pub id: PatientId,
    /// Their full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
}

fn name((id, name, number): (i64, String, String)) -> PatientName {
    PatientName { id: PatientId(id), name, number }
}

/// The active patient of exactly this number (whatever its case) or e-mail address (in lower case).
pub async fn find_exactly(conn: &mut Conn, number_or_email: &str) -> StorageResult<Option<PatientName>> {
    const SQL: &str = "
        select p.id, a.full_name, p.number
        from patient p
        join account a on a.id = p.id
        where a.status = 'active'
        and (lower(p.number) = $1 or a.email = $1)";
    let row: Option<(i64, String, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(number_or_email.to_lowercase()).fetch_optional(c).await)?;
    Ok(row.map(name))
}

/// An active patient by key.
pub async fn find(conn: &mut Conn, id: PatientId) -> StorageResult<Option<PatientName>> {
    const SQL: &str = "
        select p.id, a.full_name, p.number
        from patient p
        join account a on a.id = p.id
        where a.status = 'active'
        and p.id = $1";
    let row: Option<(i64, String, String)> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    Ok(row.map(name))
}

/// Up to 30 patients who have or had an appointment with a practitioner, those of the latest first.
pub async fn recent_of(conn: &mut Conn, practitioner: PractitionerId) -> StorageResult<Vec<PatientName>> {
    const SQL: &str = "
        select p.id, a.full_name, p.number
        from (
            select patient_id, max(starts_at) as latest
            from appointment
            where practitioner_id = $1
            and status not in ('cancelled', 'entered-in-error')
            group by patient_id
            order by latest desc
            limit 30
        ) seen
        join patient p on p.id = seen.patient_id
        join account a on a.id = p.id
        where a.status = 'active'
        order by seen.latest desc, p.id";
    let rows: Vec<(i64, String, String)> = on!(conn, c => sqlx::query_as(SQL).bind(practitioner.0).fetch_all(c).await)?;
    Ok(rows.into_iter().map(name).collect())
}
