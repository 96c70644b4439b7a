//! Stores an import: each row is found by the key that the files use, created if it is missing and updated if it differs. What
//! people manage themselves (password, hours, bio) is left alone once it exists.

use super::{
    account,
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    hours, term, word,
};
use crate::domain::{
    account::IdentifierKind,
    directory::CentreKind,
    ids::{AccountId, AffiliationId, CentreId},
    import::Change,
    slot::WeeklyWindow,
    term::TermKind,
    time::Zone,
};

/// A centre as given in the files.
#[derive(Debug)]
pub struct CentreRow<'a> {
    /// Hospital or medical centre.
    pub kind: CentreKind,
    /// Australian Business Number: the key.
    pub abn: &'a str,
    /// The centre's name, as in the file.
    pub name: &'a str,
    /// Telephone number.
    pub phone: &'a str,
    /// Suburb.
    pub suburb: &'a str,
    /// IANA zone, used when the centre is new.
    pub time_zone: &'a str,
}

/// A centre after storing.
#[derive(Clone, Debug)]
pub struct StoredCentre {
    /// The primary key in `centre`.
    pub id: CentreId,
    /// Its zone; if it already existed, the one it had.
    pub zone: Zone,
}

/// Whether another centre, with a different ABN, has this name.
pub async fn centre_name_is_taken(conn: &mut Conn, name: &str, abn: &str) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from centre
        where name = $1
        and abn <> $2";
    let found: Option<i64> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(name.to_owned()).bind(abn.to_owned()).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Creates or updates the centre with this ABN. Its name must be free.
pub async fn put_centre(tx: &mut Tx, centre: &CentreRow<'_>) -> StorageResult<(StoredCentre, Change)> {
    const ADD: &str = "
        insert into centre (kind, name, abn, suburb, phone, time_zone)
        values ($1, $2, $3, $4, $5, $6)
        on conflict (abn) do nothing";
    const CHANGE: &str = "
        update centre
        set kind = $2, name = $3, suburb = $4, phone = $5
        where abn = $1
        and (kind <> $2 or name <> $3 or suburb <> $4 or phone <> $5)";
    const FIND: &str = "select id, time_zone from centre where abn = $1";
    let added = on!(&mut **tx, c => sqlx::query(ADD)
        .bind(centre.kind.as_str())
        .bind(centre.name.to_owned())
        .bind(centre.abn.to_owned())
        .bind(centre.suburb.to_owned())
        .bind(centre.phone.to_owned())
        .bind(centre.time_zone.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    let changed = on!(&mut **tx, c => sqlx::query(CHANGE)
        .bind(centre.abn.to_owned())
        .bind(centre.kind.as_str())
        .bind(centre.name.to_owned())
        .bind(centre.suburb.to_owned())
        .bind(centre.phone.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    let (id, zone): (i64, String) =
        on!(&mut **tx, c => sqlx::query_as(FIND).bind(centre.abn.to_owned()).fetch_one(c).await)?;
    let zone = Zone::parse(&zone).map_err(StorageError::inconsistent("centre", "time_zone", id))?;
    word::put(tx, &word::CENTRES, id, centre.name).await?;
    Ok((StoredCentre { id: CentreId(id), zone }, change(added, changed)))
}

/// Sets an account's name and telephone number.
pub async fn put_person(tx: &mut Tx, id: AccountId, full_name: &str, phone: &str) -> StorageResult<Change> {
    let changed = account::set_names(tx, id, full_name, phone).await?;
    Ok(change(0, changed.into()))
}

/// Removes an account's other sign-in names of this kind.
pub async fn drop_other_identifiers(
    tx: &mut Tx,
    id: AccountId,
    kind: IdentifierKind,
    value_norm: &str,
) -> StorageResult<()> {
    const SQL: &str = "
        delete from account_identifier
        where account_id = $1
        and kind = $2
        and value_norm <> $3";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(kind.as_str())
        .bind(value_norm.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Makes an account a practitioner, or updates the details that the files give about one.
pub async fn put_practitioner(
    tx: &mut Tx,
    id: AccountId,
    profession: &str,
    provider_number: &str,
) -> StorageResult<Change> {
    const ADD: &str = "
        insert into practitioner (id, profession, provider_number)
        values ($1, $2, $3)
        on conflict (id) do nothing";
    const CHANGE: &str = "
        update practitioner
        set profession = $2, provider_number = $3
        where id = $1
        and (profession <> $2 or provider_number is distinct from $3)";
    let profession = term::current(tx, TermKind::Profession, profession).await?;
    let mut affected = [0; 2];
    for (sql, affected) in [ADD, CHANGE].into_iter().zip(&mut affected) {
        *affected = on!(&mut **tx, c => sqlx::query(sql)
            .bind(id.0)
            .bind(profession.clone())
            .bind(provider_number.to_owned())
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
    }
    Ok(change(affected[0], affected[1]))
}

/// Adds an area of expertise, keeping the others.
pub async fn add_expertise(tx: &mut Tx, id: AccountId, expertise: &str) -> StorageResult<Change> {
    const SQL: &str = "
        insert into practitioner_expertise (practitioner_id, expertise)
        values ($1, $2)
        on conflict do nothing";
    let expertise = term::current(tx, TermKind::Expertise, expertise).await?;
    let added = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(expertise.clone())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(change(0, added))
}

/// Makes an account a patient with this number, or updates a patient's Medicare number.
pub async fn put_patient(tx: &mut Tx, id: AccountId, number: &str, medicare: &str) -> StorageResult<Change> {
    const ADD: &str = "
        insert into patient (id, number, medicare)
        values ($1, $2, $3)
        on conflict (id) do nothing";
    const CHANGE: &str = "
        update patient
        set medicare = $2
        where id = $1
        and medicare is distinct from $2";
    let added = on!(&mut **tx, c => sqlx::query(ADD)
        .bind(id.0)
        .bind(number.to_owned())
        .bind(medicare.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    let changed = on!(&mut **tx, c => sqlx::query(CHANGE)
        .bind(id.0)
        .bind(medicare.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(change(added, changed))
}

/// Adds a practitioner's affiliation with a centre; `None` if it exists already.
pub async fn add_affiliation(
    tx: &mut Tx,
    practitioner: AccountId,
    centre: CentreId,
) -> StorageResult<Option<AffiliationId>> {
    const SQL: &str = "
        insert into affiliation (practitioner_id, centre_id)
        values ($1, $2)
        on conflict (practitioner_id, centre_id) do nothing
        returning id";
    let id: Option<i64> =
        on!(&mut **tx, c => sqlx::query_scalar(SQL).bind(practitioner.0).bind(centre.0).fetch_optional(c).await)?;
    Ok(id.map(AffiliationId))
}

/// A practitioner's hours at every centre, each with its time zone.
pub async fn hours_everywhere(
    conn: &mut Conn,
    practitioner: AccountId,
) -> StorageResult<Vec<(Zone, Vec<WeeklyWindow>)>> {
    const SQL: &str = "
        select f.id, c.id, c.time_zone
        from affiliation f
        join centre c on c.id = f.centre_id
        where f.practitioner_id = $1
        order by f.id";
    let rows: Vec<(i64, i64, String)> =
        on!(&mut *conn, c => sqlx::query_as(SQL).bind(practitioner.0).fetch_all(c).await)?;
    let mut everywhere = Vec::with_capacity(rows.len());
    for (affiliation, centre, zone) in rows {
        let zone = Zone::parse(&zone).map_err(StorageError::inconsistent("centre", "time_zone", centre))?;
        everywhere.push((zone, hours::of_affiliation(conn, AffiliationId(affiliation)).await?));
    }
    Ok(everywhere)
}

fn change(added: u64, changed: u64) -> Change {
    match (added, changed) {
        (0, 0) => Change::Unchanged,
        (0, _) => Change::Updated,
        _ => Change::Created,
    }
}
