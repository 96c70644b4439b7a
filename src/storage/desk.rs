//! What a centre's front desk reads: its staff, its day, and patients as they are looked up there.

use std::collections::HashMap;

use jiff::{Timestamp, civil::Date};

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    name::{self, accounts_named},
    patient_list::Listed,
};
use crate::domain::ids::{AccountId, AppointmentId, CentreId, PatientId};

/// The centres at whose desks an account works; empty unless it is active and a receptionist's.
pub async fn centres_of(conn: &mut Conn, account: AccountId) -> StorageResult<Vec<CentreId>> {
    const SQL: &str = "
        select d.centre_id
        from receptionist_centre d
        join account_role r on r.account_id = d.account_id and r.role = 'receptionist'
        join account a on a.id = d.account_id
        where d.account_id = $1
        and a.status = 'active'
        order by d.centre_id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(CentreId).collect())
}

/// The centres that are stored for an account, whatever its roles.
pub async fn chosen_for(conn: &mut Conn, account: AccountId) -> StorageResult<Vec<CentreId>> {
    const SQL: &str = "
        select centre_id
        from receptionist_centre
        where account_id = $1
        order by centre_id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(CentreId).collect())
}

/// Replaces the centres at whose desks an account works.
pub async fn set_centres(tx: &mut Tx, account: AccountId, centres: &[CentreId]) -> StorageResult<()> {
    const CLEAR: &str = "
        delete from receptionist_centre
        where account_id = $1";
    const ADD: &str = "
        insert into receptionist_centre (account_id, centre_id)
        values ($1, $2)
        on conflict do nothing";
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(account.0).execute(c).await.map(drop))?;
    for centre in centres {
        on!(&mut **tx, c => sqlx::query(ADD).bind(account.0).bind(centre.0).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Since when patients have been present, for a centre's visits that start in `from..to` and are not over.
pub async fn arrivals(
    conn: &mut Conn,
    centre: CentreId,
    from: Timestamp,
    to: Timestamp,
) -> StorageResult<Vec<(AppointmentId, Timestamp)>> {
    const SQL: &str = "
        select a.id, min(e.at)
        from appointment a
        join appointment_event e on e.appointment_id = a.id
        where a.centre_id = $1
        and a.centre_id > 0
        and a.starts_at >= $2
        and a.starts_at < $3
        and a.status in ('arrived', 'checked-in')
        and e.to_status in ('arrived', 'checked-in')
        group by a.id
        order by min(e.at), a.id";
    let rows: Vec<(i64, i64)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(centre.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|(id, since)| {
            let since = Timestamp::from_second(since);
            Ok((AppointmentId(id), since.map_err(StorageError::inconsistent("appointment_event", "at", id))?))
        })
        .collect()
}

/// The telephone numbers of the patients whose visits to a centre start in `from..to`.
pub async fn phones(
    conn: &mut Conn,
    centre: CentreId,
    from: Timestamp,
    to: Timestamp,
) -> StorageResult<HashMap<PatientId, String>> {
    const SQL: &str = "
        select distinct a.patient_id, p.phone
        from appointment a
        join account p on p.id = a.patient_id
        where a.centre_id = $1
        and a.centre_id > 0
        and a.starts_at >= $2
        and a.starts_at < $3
        and p.phone <> ''";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(centre.0)
        .bind(from.as_second())
        .bind(to.as_second())
        .fetch_all(c)
        .await)?;
    Ok(rows.into_iter().map(|(id, phone)| (PatientId(id), phone)).collect())
}

/// The telephone number of an account; empty if there is none.
pub async fn phone_of(conn: &mut Conn, account: AccountId) -> StorageResult<String> {
    const SQL: &str = "
        select phone
        from account
        where id = $1";
    let phone: Option<String> = on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).fetch_optional(c).await)?;
    Ok(phone.unwrap_or_default())
}

/// The text typed to look a patient up, interpreted in each possible way.
#[derive(Clone, Debug, Default)]
pub struct Sought {
    /// Prefixes of words in the name, or the whole number.
    pub text: String,
    /// A date of birth.
    pub born: Option<Date>,
    /// The end of a telephone number, digits only.
    pub phone: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    full_name: String,
    number: String,
    date_of_birth: Option<String>,
}

/// Active patients other than `me` by name, number, date of birth or telephone number.
pub async fn find_patients(conn: &mut Conn, me: AccountId, sought: &Sought, limit: i64) -> StorageResult<Vec<Listed>> {
    const SQL: &str = concat!(
        "
        select p.id, a.full_name, p.number, p.date_of_birth
        from patient p
        join account a on a.id = p.id
        where a.status = 'active'
        and p.id <> $1
        and p.id in (",
        accounts_named!("$2", "$7", "$8", "$9", "$10", "$11"),
        "
            union
            select id
            from patient
            where lower(number) = $3
            union
            select id
            from patient
            where $4 <> ''
            and date_of_birth = $4
            union
            select id
            from account
            where $5 <> ''
            and replace(replace(replace(replace(replace(phone, ' ', ''), '-', ''), '(', ''), ')', ''), '.', '') like $5
        )
        order by a.full_name, p.id
        limit $6"
    );
    let is_name = sought.phone.is_none() && sought.born.is_none();
    let [first, first_end, second, second_end, third, third_end] =
        name::bounds(if is_name { &sought.text } else { "" });
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL)
        .bind(me.0)
        .bind(first)
        .bind(sought.text.trim().to_lowercase())
        .bind(sought.born.map(|born| born.to_string()).unwrap_or_default())
        .bind(sought.phone.as_ref().map(|digits| format!("%{digits}")).unwrap_or_default())
        .bind(limit)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end)
        .fetch_all(c)
        .await)?;
    let listed = |row: Row| Listed {
        id: PatientId(row.id),
        name: row.full_name,
        number: row.number,
        date_of_birth: row.date_of_birth,
        is_known: true,
        last: None,
        next: None,
    };
    Ok(rows.into_iter().map(listed).collect())
}

/// Stores the data that makes an account a patient, as far as the desk asks for it.
pub async fn insert_patient(tx: &mut Tx, id: AccountId, number: &str, born: Date) -> StorageResult<()> {
    const SQL: &str = "
        insert into patient (id, number, date_of_birth)
        values ($1, $2, $3)";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(number.to_owned())
        .bind(born.to_string())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Whether a centre exists.
pub async fn centre_exists(conn: &mut Conn, id: CentreId) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from centre
        where id = $1";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_one(c).await)?;
    Ok(count > 0)
}
