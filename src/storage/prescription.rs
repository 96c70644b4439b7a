//! Prescriptions with their medicines. A signed one cannot be changed, only ended.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    entry::{Line, LineRow, select_line},
    error::StorageResult,
    second::{MaybeSecond, Second},
};
use crate::domain::{
    ids::{AppointmentId, EntryId, PatientId},
    prescription::{Medicine, Prescription},
};

/// A signed prescription, with its entry in the record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prescribed {
    /// The record entry: patient, author, time.
    pub line: Line,
    /// What is prescribed.
    pub prescription: Prescription,
    /// The warnings when it was signed, one a line; usually empty.
    pub warnings: String,
    /// When it was signed.
    pub signed_at: Timestamp,
    /// When it was stopped.
    pub stopped_at: Option<Timestamp>,
    /// Why it was stopped; empty while it is not.
    pub stop_reason: String,
    /// The prescription that it replaces.
    pub replaces: Option<EntryId>,
    /// The prescription that replaces it.
    pub replaced_by: Option<EntryId>,
}

#[derive(sqlx::FromRow)]
struct Row {
    #[sqlx(flatten)]
    line: LineRow,
    diagnosis: String,
    instructions: String,
    follow_up: String,
    warnings: String,
    #[sqlx(try_from = "Second")]
    signed_at: Timestamp,
    #[sqlx(try_from = "MaybeSecond")]
    stopped_at: Option<Timestamp>,
    stop_reason: String,
    replaces_id: Option<i64>,
    replaced_by: Option<i64>,
}

/// A row of `prescribed_medicine`, preceded by the key of its prescription.
type MedicineRow = (i64, String, String, String, String, String, String);

fn medicine((id, medicine, dose, route, frequency, duration, instructions): MedicineRow) -> (i64, Medicine) {
    (id, Medicine { medicine, dose, route, frequency, duration, instructions })
}

fn assemble(row: Row, medicines: &[(i64, Medicine)]) -> StorageResult<Prescribed> {
    let line = Line::try_from(row.line)?;
    let own = medicines.iter().filter(|(id, _)| *id == line.entry.id.0);
    Ok(Prescribed {
        prescription: Prescription {
            diagnosis: row.diagnosis,
            medicines: own.map(|(_, medicine)| medicine.clone()).collect(),
            instructions: row.instructions,
            follow_up: row.follow_up,
        },
        line,
        warnings: row.warnings,
        signed_at: row.signed_at,
        stopped_at: row.stopped_at,
        stop_reason: row.stop_reason,
        replaces: row.replaces_id.map(EntryId),
        replaced_by: row.replaced_by.map(EntryId),
    })
}

/// Stores the rest of an entry of this kind.
pub async fn insert(
    tx: &mut Tx,
    id: EntryId,
    appointment: AppointmentId,
    (new, warnings, replaces): (&Prescription, &str, Option<EntryId>),
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into prescription
        (entry_id, appointment_id, diagnosis, instructions, follow_up, warnings, signed_at, replaces_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    const MEDICINE: &str = "
        insert into prescribed_medicine
        (prescription_id, position, medicine, dose, route, frequency, duration, instructions)
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(appointment.0)
        .bind(&new.diagnosis)
        .bind(&new.instructions)
        .bind(&new.follow_up)
        .bind(warnings)
        .bind(at)
        .bind(replaces.map(|id| id.0))
        .execute(c)
        .await
        .map(drop))?;
    for (position, medicine) in (1_i64..).zip(&new.medicines) {
        on!(&mut **tx, c => sqlx::query(MEDICINE)
            .bind(id.0)
            .bind(position)
            .bind(&medicine.medicine)
            .bind(&medicine.dose)
            .bind(&medicine.route)
            .bind(&medicine.frequency)
            .bind(&medicine.duration)
            .bind(&medicine.instructions)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// One prescription, retracted or not.
pub async fn find(conn: &mut Conn, id: EntryId) -> StorageResult<Option<Prescribed>> {
    const SQL: &str = select_line!(
        ", p.diagnosis, p.instructions, p.follow_up, p.warnings, p.signed_at, p.stopped_at, p.stop_reason, p.replaces_id,
            (select max(s.entry_id) from prescription s where s.replaces_id = p.entry_id) as replaced_by",
        "join prescription p on p.entry_id = e.id",
        "
        where e.id = $1"
    );
    const MEDICINES: &str = "
        select prescription_id, medicine, dose, route, frequency, duration, instructions
        from prescribed_medicine
        where prescription_id = $1
        order by position";
    let row: Option<Row> = on!(&mut *conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    let Some(row) = row else { return Ok(None) };
    let rows: Vec<MedicineRow> = on!(conn, c => sqlx::query_as(MEDICINES).bind(id.0).fetch_all(c).await)?;
    let medicines: Vec<_> = rows.into_iter().map(medicine).collect();
    assemble(row, &medicines).map(Some)
}

/// A patient's prescriptions, newest first, except those that were stopped or retracted.
pub async fn running_of(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Prescribed>> {
    const SQL: &str = select_line!(
        ", p.diagnosis, p.instructions, p.follow_up, p.warnings, p.signed_at, p.stopped_at, p.stop_reason, p.replaces_id,
            cast(null as bigint) as replaced_by",
        "join prescription p on p.entry_id = e.id",
        "
        where e.patient_id = $1
        and e.retracted_at is null
        and p.stopped_at is null
        order by e.at desc, e.id desc
        limit 100"
    );
    const MEDICINES: &str = "
        select m.prescription_id, m.medicine, m.dose, m.route, m.frequency, m.duration, m.instructions
        from prescribed_medicine m
        join prescription p on p.entry_id = m.prescription_id
        join entry e on e.id = p.entry_id
        where e.patient_id = $1
        and e.retracted_at is null
        and p.stopped_at is null
        order by m.prescription_id, m.position";
    let rows: Vec<Row> = on!(&mut *conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?;
    let medicines: Vec<MedicineRow> = on!(conn, c => sqlx::query_as(MEDICINES).bind(patient.0).fetch_all(c).await)?;
    let medicines: Vec<_> = medicines.into_iter().map(medicine).collect();
    rows.into_iter().map(|row| assemble(row, &medicines)).collect()
}

/// Ends a prescription; false if it has already ended.
pub async fn stop(tx: &mut Tx, id: EntryId, reason: &str, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update prescription
        set stopped_at = $2, stop_reason = $3
        where entry_id = $1
        and stopped_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(at)
        .bind(reason)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
