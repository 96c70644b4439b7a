//! Centres, and what depends on each.

use std::collections::HashMap;

use super::{
    db::{Conn, Tx, on},
    error::StorageResult,
    word,
};
use crate::domain::{
    centre_form::CentreDraft,
    ids::{CentreId, PractitionerId},
};

/// Whether another centre has this name, and whether another has this business number.
pub async fn taken(conn: &mut Conn, id: Option<CentreId>, draft: &CentreDraft) -> StorageResult<(bool, bool)> {
    const SQL: &str = "
        select name, abn
        from centre
        where id <> $1
        and (name = $2 or abn = $3)";
    let others: Vec<(String, String)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(id.map_or(0, |id| id.0))
        .bind(draft.name.clone())
        .bind(draft.abn.clone())
        .fetch_all(c)
        .await)?;
    Ok((others.iter().any(|(name, _)| *name == draft.name), others.iter().any(|(_, abn)| *abn == draft.abn)))
}

/// Stores a centre, or a new one without `id`. Its name and business number must be free. `None` if there is no such centre.
pub async fn put(tx: &mut Tx, id: Option<CentreId>, draft: &CentreDraft) -> StorageResult<Option<CentreId>> {
    const INSERT: &str = "
        insert into centre (kind, name, abn, suburb, address, phone, time_zone)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id";
    const UPDATE: &str = "
        update centre
        set kind = $1, name = $2, abn = $3, suburb = $4, address = $5, phone = $6, time_zone = $7
        where id = $8
        returning id";
    let stored: Option<i64> = on!(&mut **tx, c => {
        let query = sqlx::query_scalar(if id.is_some() { UPDATE } else { INSERT })
            .bind(draft.kind.as_str())
            .bind(draft.name.clone())
            .bind(draft.abn.clone())
            .bind(draft.suburb.clone())
            .bind(draft.address.clone())
            .bind(draft.phone.clone())
            .bind(draft.zone.name().to_owned());
        match id {
            Some(id) => query.bind(id.0).fetch_optional(c).await,
            None => query.fetch_optional(c).await,
        }
    })?;
    if let Some(id) = stored {
        word::put(tx, &word::CENTRES, id, &draft.name).await?;
    }
    Ok(stored.map(CentreId))
}

/// Who works at a centre, including people whose account is not active.
pub async fn practitioners(conn: &mut Conn, id: CentreId) -> StorageResult<Vec<PractitionerId>> {
    const SQL: &str = "
        select practitioner_id
        from affiliation
        where centre_id = $1
        order by practitioner_id";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PractitionerId).collect())
}

/// How many appointments from `now` on (UTC seconds) hold time at each centre; centres without any are left out.
pub async fn coming(conn: &mut Conn, now: i64) -> StorageResult<HashMap<CentreId, i64>> {
    const SQL: &str = "
        select centre_id, count(*)
        from appointment
        where starts_at >= $1
        and status in ('pending', 'booked', 'arrived', 'checked-in')
        group by centre_id";
    let rows: Vec<(i64, i64)> = on!(conn, c => sqlx::query_as(SQL).bind(now).fetch_all(c).await)?;
    Ok(rows.into_iter().map(|(id, count)| (CentreId(id), count)).collect())
}

/// The first appointments from `now` on (UTC seconds) that hold time at a centre: their starts (UTC seconds) and practitioners.
pub async fn booked(conn: &mut Conn, id: CentreId, now: i64, limit: i64) -> StorageResult<Vec<(i64, String)>> {
    const SQL: &str = "
        select p.starts_at, a.full_name
        from appointment p
        join account a on a.id = p.practitioner_id
        where p.centre_id = $1
        and p.starts_at >= $2
        and p.status in ('pending', 'booked', 'arrived', 'checked-in')
        order by p.starts_at, p.id
        limit $3";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(now).bind(limit).fetch_all(c).await)?)
}
