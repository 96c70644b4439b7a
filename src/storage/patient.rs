//! Patients, as staff look them up, and their own profiles.

use jiff::civil::Date;

use super::{
    account,
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    name::{Prefixes, accounts_named},
};
use crate::domain::{
    ids::{PatientId, PractitionerId},
    patient::Gender,
    profile::Profile,
};

/// The details of a patient that booking for them requires.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PatientName {
    /// The primary key in `patient`.
    pub id: PatientId,
    /// Their full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
}

fn name((id, name, number): (i64, String, String)) -> PatientName {
    PatientName { id: PatientId(id), name, number }
}

/// The active patient with exactly this number (in any case) or email address (in lower case).
pub async fn find_exactly(conn: &mut Conn, number_or_email: &str) -> StorageResult<Option<PatientName>> {
    const SQL: &str = "
        select p.id, a.full_name, p.number
        from patient p
        join account a on a.id = p.id
        where a.status = 'active'
        and (
            lower(p.number) = $1
            or p.id = (select account_id from account_identifier where kind = 'email' and value_norm = $1)
        )";
    let row: Option<(i64, String, String)> =
        on!(conn, c => sqlx::query_as(SQL).bind(number_or_email.to_lowercase()).fetch_optional(c).await)?;
    Ok(row.map(name))
}

/// Active patients whose names have words that begin like these, and who were born on this day.
pub async fn named_and_born(conn: &mut Conn, typed: &str, day: Date) -> StorageResult<Vec<PatientName>> {
    const SQL: &str = concat!(
        "
        select p.id, a.full_name, p.number
        from patient p
        join account a on a.id = p.id
        where p.id in (",
        accounts_named!("$1", "$2", "$3", "$4", "$5", "$6"),
        ")
        and p.date_of_birth = $7
        and a.status = 'active'
        order by p.id"
    );
    let Some(prefixes) = Prefixes::of(typed) else { return Ok(Vec::new()) };
    let rows: Vec<(i64, String, String)> = on!(conn, c => {
        let found = prefixes.bounds().into_iter().fold(sqlx::query_as(SQL), |found, bound| found.bind(bound));
        found.bind(day.to_string()).fetch_all(c).await
    })?;
    Ok(rows.into_iter().map(name).collect())
}

/// Active patients with exactly this telephone number, however it is written.
pub async fn called(conn: &mut Conn, phone: &str) -> StorageResult<Vec<PatientName>> {
    const SQL: &str = "
        select p.id, a.full_name, p.number
        from account a
        join patient p on p.id = a.id
        where a.phone_number = $1
        and a.phone_number <> ''
        and a.status = 'active'
        order by p.id";
    let number = account::phone_number(conn, phone).await?;
    let rows: Vec<(i64, String, String)> = on!(conn, c => sqlx::query_as(SQL).bind(number).fetch_all(c).await)?;
    Ok(rows.into_iter().map(name).collect())
}

/// Whether this patient exists.
pub async fn exists(conn: &mut Conn, id: PatientId) -> StorageResult<bool> {
    const SQL: &str = "select count(*) from patient where id = $1";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_one(c).await)?;
    Ok(count > 0)
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

/// The key of the patient with exactly this number.
pub async fn numbered(conn: &mut Conn, number: &str) -> StorageResult<Option<PatientId>> {
    const SQL: &str = "
        select id
        from patient
        where number = $1";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(number).fetch_optional(c).await)?;
    Ok(id.map(PatientId))
}

/// Up to 30 patients with a past or future appointment with a practitioner, the latest first.
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

#[derive(sqlx::FromRow)]
struct ProfileRow {
    full_name: String,
    phone: String,
    number: String,
    date_of_birth: Option<String>,
    gender: Option<String>,
    blood_group: Option<String>,
    address: String,
    medicare: Option<String>,
    insurer: String,
    insurance_number: String,
    emergency_name: String,
    emergency_relation: String,
    emergency_phone: String,
}

/// A patient's number and profile.
pub async fn profile(conn: &mut Conn, id: PatientId) -> StorageResult<Option<(String, Profile)>> {
    const SQL: &str = "
        select account.full_name, account.phone, patient.number, patient.date_of_birth, patient.gender,
        patient.blood_group, patient.address, patient.medicare, patient.insurer, patient.insurance_number,
        patient.emergency_name, patient.emergency_relation, patient.emergency_phone
        from patient
        join account on account.id = patient.id
        where patient.id = $1";
    let row: Option<ProfileRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(|row| {
        let odd = |column| StorageError::Inconsistent { table: "patient", column, id: id.0 };
        let gender = |stored: String| Gender::ALL.into_iter().find(|gender| gender.as_str() == stored);
        Ok((
            row.number,
            Profile {
                name: row.full_name,
                phone: row.phone,
                date_of_birth: row
                    .date_of_birth
                    .map(|date| date.parse().map_err(|_| odd("date_of_birth")))
                    .transpose()?,
                gender: row.gender.map(|stored| gender(stored).ok_or(odd("gender"))).transpose()?,
                blood_group: row.blood_group,
                address: row.address,
                medicare: row.medicare.unwrap_or_default(),
                insurer: row.insurer,
                insurance_number: row.insurance_number,
                emergency_name: row.emergency_name,
                emergency_relation: row.emergency_relation,
                emergency_phone: row.emergency_phone,
            },
        ))
    })
    .transpose()
}

/// Stores a patient's own profile.
pub async fn set_profile(tx: &mut Tx, id: PatientId, profile: &Profile) -> StorageResult<()> {
    const PATIENT: &str = "
        update patient
        set date_of_birth = $2, gender = $3, blood_group = $4, address = $5, medicare = $6, insurer = $7,
        insurance_number = $8, emergency_name = $9, emergency_relation = $10, emergency_phone = $11
        where id = $1";
    let medicare = Some(profile.medicare.as_str()).filter(|number| !number.is_empty());
    account::set_names(tx, id.account(), &profile.name, &profile.phone).await?;
    on!(&mut **tx, c => sqlx::query(PATIENT)
        .bind(id.0)
        .bind(profile.date_of_birth.map(|date| date.to_string()))
        .bind(profile.gender.map(Gender::as_str))
        .bind(&profile.blood_group)
        .bind(&profile.address)
        .bind(medicare)
        .bind(&profile.insurer)
        .bind(&profile.insurance_number)
        .bind(&profile.emergency_name)
        .bind(&profile.emergency_relation)
        .bind(&profile.emergency_phone)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}
