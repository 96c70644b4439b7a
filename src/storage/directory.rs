//! The public directory: its version, the scope of each change, and reading it as a whole or in part.

mod people;

pub use self::people::{Person, people, person, practitioners};

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    lock,
};
use crate::domain::{
    directory::{Centre, Changed},
    ids::{AccountId, CentreId},
    photo::PLACES,
    time::Zone,
    topic::Topic,
};

/// How many versions are tracked. A process that has missed more reads the whole directory again.
const KEPT: i64 = 1_000;
/// The most parts of a change that are recorded. With more, processes read the whole directory again, and bookings would wait while
/// the parts are recorded.
const MOST_NAMED: usize = 1_000;

/// The version, which increases with every change to the directory.
pub async fn version(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select version from directory_version where id = 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// The same, and whether an account is active.
pub async fn version_and_standing(conn: &mut Conn, account: AccountId) -> StorageResult<(i64, bool)> {
    const SQL: &str = "
        select version, exists (select 1 from account where id = $1 and status = 'active')
        from directory_version
        where id = 1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(account.0).fetch_one(c).await)?)
}

/// Records a change to the directory, waiting until no transaction that relies on the directory is in progress. Unless [`name`]
/// narrows the change down in the same transaction, every process reads the whole directory again.
pub async fn bump_version(tx: &mut Tx) -> StorageResult<()> {
    bump(tx).await?;
    tx.changed(Topic::Directory);
    Ok(())
}

async fn bump(tx: &mut Tx) -> StorageResult<()> {
    const SQL: &str = "update directory_version set version = version + 1 where id = 1";
    const FORGET: &str = "
        delete from directory_change
        where version <= (select version from directory_version where id = 1) - $1";
    lock::directory(tx).await?;
    on!(&mut **tx, c => sqlx::query(SQL).execute(c).await.map(drop))?;
    on!(&mut **tx, c => sqlx::query(FORGET).bind(KEPT).execute(c).await.map(drop))?;
    tx.versions.push(Vec::new());
    Ok(())
}

/// Narrows the last change recorded in this transaction to these parts.
pub async fn name(tx: &mut Tx, changed: &[Changed]) -> StorageResult<()> {
    const SQL: &str = "
        insert into directory_change (version, kind, id)
        select version, $1, $2
        from directory_version
        where directory_version.id = 1
        on conflict (version, kind, id) do nothing";
    for one in changed {
        let (kind, id) = one.to_row();
        on!(&mut **tx, c => sqlx::query(SQL).bind(kind).bind(id).execute(c).await.map(drop))?;
    }
    if let Some(last) = tx.versions.last_mut() {
        last.extend_from_slice(changed);
    }
    Ok(())
}

/// Records a change to the directory with its parts, unless there are very many.
pub async fn changed(tx: &mut Tx, changed: &[Changed]) -> StorageResult<()> {
    bump(tx).await?;
    if is_seen(tx, changed).await? {
        tx.changed(Topic::Directory);
    }
    if changed.len() > MOST_NAMED {
        return Ok(());
    }
    name(tx, changed).await
}

/// Whether anyone sees these changes, or others named later: false if all are about accounts that are not practitioners'.
async fn is_seen(conn: &mut Conn, changed: &[Changed]) -> StorageResult<bool> {
    const SQL: &str = "select id from practitioner where id = $1";
    for one in changed {
        let Changed::Practitioner(id) = one else { return Ok(true) };
        let found: Option<i64> = on!(&mut *conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_optional(c).await)?;
        if found.is_some() {
            return Ok(true);
        }
    }
    Ok(changed.is_empty())
}

/// What changed after version `known` up to version `now`; `None` if that could be anything.
pub async fn changes(conn: &mut Conn, known: i64, now: i64) -> StorageResult<Option<Vec<Changed>>> {
    const SQL: &str = "
        select version, kind, id
        from directory_change
        where version > $1
        and version <= $2
        order by version, kind, id";
    if !(0..=KEPT).contains(&(now - known)) {
        return Ok(None);
    }
    let rows: Vec<(i64, String, i64)> = on!(conn, c => sqlx::query_as(SQL).bind(known).bind(now).fetch_all(c).await)?;
    let mut named = known;
    let mut changes = Vec::new();
    for (version, kind, id) in rows {
        // A version has no row, or a newer program named a part that this one does not know.
        let (true, Some(one)) = (version <= named + 1, Changed::from_row(&kind, id)) else { return Ok(None) };
        named = version;
        changes.push(one);
    }
    Ok((named == now).then_some(changes))
}

#[derive(sqlx::FromRow)]
struct CentreRow {
    id: i64,
    kind: String,
    name: String,
    abn: String,
    suburb: String,
    address: String,
    phone: String,
    time_zone: String,
    photo: Option<String>,
}

impl TryFrom<CentreRow> for Centre {
    type Error = StorageError;

    fn try_from(row: CentreRow) -> StorageResult<Self> {
        Ok(Self {
            id: CentreId(row.id),
            kind: row.kind.parse().map_err(StorageError::inconsistent("centre", "kind", row.id))?,
            name: row.name,
            abn: row.abn,
            suburb: row.suburb,
            address: row.address,
            phone: row.phone,
            zone: Zone::parse(&row.time_zone).map_err(StorageError::inconsistent("centre", "time_zone", row.id))?,
            photo: row.photo.map(|name| format!("{PLACES}/{name}")),
        })
    }
}

/// Every centre, by name.
pub async fn centres(conn: &mut Conn) -> StorageResult<Vec<Centre>> {
    const SQL: &str = "
        select c.id, c.kind, c.name, c.abn, c.suburb, c.address, c.phone, c.time_zone, p.name as photo
        from centre c
        left join centre_photo p on p.centre_id = c.id
        order by c.name";
    let rows: Vec<CentreRow> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    rows.into_iter().map(TryInto::try_into).collect()
}

/// One centre.
pub async fn centre(conn: &mut Conn, id: CentreId) -> StorageResult<Option<Centre>> {
    const SQL: &str = "
        select c.id, c.kind, c.name, c.abn, c.suburb, c.address, c.phone, c.time_zone, p.name as photo
        from centre c
        left join centre_photo p on p.centre_id = c.id
        where c.id = $1";
    let row: Option<CentreRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(TryInto::try_into).transpose()
}
