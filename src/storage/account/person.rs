//! Derived personal data: telephone numbers in normal form, given and family names, and sign-in names.

use crate::{
    domain::{account::IdentifierKind, ids::AccountId, person_name::NameParts, settings::Settings},
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
        setting,
    },
};

/// The normal form of a telephone number, as read in the clinic's country; empty if it is invalid.
pub async fn phone_number(conn: &mut Conn, phone: &str) -> StorageResult<String> {
    if phone.is_empty() {
        return Ok(String::new());
    }
    let rows = setting::all(conn).await?;
    let settings = Settings::from_rows(rows.iter().map(|(key, value)| (key.as_str(), value.as_str())));
    let country = settings.map(|settings| settings.phone_country).unwrap_or_default();
    Ok(country.number(phone).unwrap_or_default())
}

/// Whether an account has this telephone number, however it is written.
pub async fn phone_is_taken(conn: &mut Conn, phone: &str) -> StorageResult<bool> {
    phone_is_anothers(conn, phone, AccountId(0)).await
}

/// Whether an account other than this one has this telephone number, however it is written.
pub async fn phone_is_anothers(conn: &mut Conn, phone: &str, but: AccountId) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from account
        where phone_number = $1
        and id <> $2";
    let number = phone_number(conn, phone).await?;
    if number.is_empty() {
        return Ok(false);
    }
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(number).bind(but.0).fetch_one(c).await)?;
    Ok(count > 0)
}

/// Sets the given and family name.
pub async fn set_name_parts(tx: &mut Tx, id: AccountId, parts: &NameParts) -> StorageResult<()> {
    const SQL: &str = "
        update account
        set given_name = $2, family_name = $3
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(parts.given.clone())
        .bind(parts.family.clone())
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// An account's sign-in names, in normal form.
pub async fn names(conn: &mut Conn, id: AccountId) -> StorageResult<Vec<(IdentifierKind, String)>> {
    const SQL: &str = "
        select kind, value_norm
        from account_identifier
        where account_id = $1
        order by kind, value_norm";
    let rows: Vec<(String, String)> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    let lacks = StorageError::Inconsistent { table: "account_identifier", column: "kind", id: id.0 };
    let names = rows.into_iter().map(|(kind, value)| Ok((kind.parse()?, value)));
    names.collect::<Result<_, ()>>().map_err(|()| lacks)
}
