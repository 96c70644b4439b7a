//! The public directory, read as a whole: it is small, and every process keeps a copy until the version changes.

use std::collections::HashMap;

use jiff::civil::Date;

use super::{
    closure,
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    healthcare_service, hours, lock,
};
use crate::domain::{
    closure::StoredClosure,
    directory::{Affiliation, Centre, Practitioner},
    ids::{AffiliationId, CentreId, PractitionerId},
    patient::Gender,
    slot::Availability,
    time::Zone,
    topic::Topic,
};

/// The version, which grows with every change of the directory.
pub async fn version(conn: &mut Conn) -> StorageResult<i64> {
    const SQL: &str = "select version from directory_version where id = 1";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Records that the directory has changed, and has every copy of it read again. It waits until no transaction that relies on the
/// directory is under way.
pub async fn bump_version(tx: &mut Tx) -> StorageResult<()> {
    const SQL: &str = "update directory_version set version = version + 1 where id = 1";
    lock::directory(tx).await?;
    on!(&mut **tx, c => sqlx::query(SQL).execute(c).await.map(drop))?;
    tx.changed(Topic::Directory);
    Ok(())
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
}

/// Every centre, by name.
pub async fn centres(conn: &mut Conn) -> StorageResult<Vec<Centre>> {
    const SQL: &str = "
        select id, kind, name, abn, suburb, address, phone, time_zone
        from centre
        order by name";
    let rows: Vec<CentreRow> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Centre {
                id: CentreId(row.id),
                kind: row.kind.parse().map_err(StorageError::inconsistent("centre", "kind", row.id))?,
                name: row.name,
                abn: row.abn,
                suburb: row.suburb,
                address: row.address,
                phone: row.phone,
                zone: Zone::parse(&row.time_zone).map_err(StorageError::inconsistent("centre", "time_zone", row.id))?,
            })
        })
        .collect()
}

#[derive(sqlx::FromRow)]
struct PractitionerRow {
    id: i64,
    full_name: String,
    profession: String,
    qualifications: String,
    bio: String,
    experience_years: i64,
    languages: String,
    photo: Option<String>,
    fee_cents: Option<i64>,
    currency: String,
    gender: Option<String>,
    accepting_bookings: bool,
    requires_referral: bool,
}

/// Every practitioner with an active account, by name, with their expertise, services, centres and hours (of single dates and
/// closures, only those that are not over on `from`).
pub async fn practitioners(conn: &mut Conn, from: Date) -> StorageResult<Vec<Practitioner>> {
    const SQL: &str = "
        select p.id, a.full_name, p.profession, p.qualifications, p.bio, p.experience_years, p.languages, p.photo,
            p.fee_cents, p.currency, p.gender, p.accepting_bookings, p.requires_referral
        from practitioner p
        join account a on a.id = p.id
        where a.status = 'active'
        order by a.full_name, p.id";
    let rows: Vec<PractitionerRow> = on!(&mut *conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let mut expertise = expertise(conn).await?;
    let mut affiliations = affiliations(conn, from).await?;
    let mut services = healthcare_service::offered(conn).await?;
    Ok(rows
        .into_iter()
        .map(|row| Practitioner {
            id: PractitionerId(row.id),
            name: row.full_name,
            profession: row.profession,
            expertise: expertise.remove(&row.id).unwrap_or_default(),
            qualifications: row.qualifications,
            bio: row.bio,
            experience_years: row.experience_years,
            languages: row.languages,
            photo: row.photo,
            gender: row.gender.as_deref().and_then(Gender::parse),
            fee: row.fee_cents.map(|cents| (cents, row.currency)),
            accepting: row.accepting_bookings,
            requires_referral: row.requires_referral,
            services: services.remove(&PractitionerId(row.id)).unwrap_or_default(),
            affiliations: affiliations.remove(&row.id).unwrap_or_default(),
        })
        .collect())
}

async fn expertise(conn: &mut Conn) -> StorageResult<HashMap<i64, Vec<String>>> {
    const SQL: &str = "
        select practitioner_id, expertise
        from practitioner_expertise
        order by practitioner_id, expertise";
    let rows: Vec<(i64, String)> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    Ok(grouped(rows))
}

async fn affiliations(conn: &mut Conn, from: Date) -> StorageResult<HashMap<i64, Vec<Affiliation>>> {
    const SQL: &str = "
        select f.practitioner_id, f.id, f.centre_id
        from affiliation f
        join centre c on c.id = f.centre_id
        order by f.practitioner_id, c.name";
    let rows: Vec<(i64, i64, i64)> = on!(&mut *conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let mut weekly = hours::all(conn).await?;
    let mut dated = hours::dated(conn, from).await?;
    let closures = closure::all(conn, from.at(0, 0, 0, 0)).await?;
    Ok(grouped(rows.into_iter().map(|(practitioner, id, centre)| {
        let (id, centre) = (AffiliationId(id), CentreId(centre));
        let concerns = |closure: &&StoredClosure| closure.concerns(PractitionerId(practitioner), centre);
        let hours = Availability {
            weekly: weekly.remove(&id).unwrap_or_default(),
            dated: dated.remove(&id).unwrap_or_default(),
            closures: closures.iter().filter(concerns).map(|closure| closure.times).collect(),
        };
        (practitioner, Affiliation { id, centre, hours })
    })))
}

/// Groups values by key, keeping their order.
pub(super) fn grouped<K: std::hash::Hash + Eq, V>(pairs: impl IntoIterator<Item = (K, V)>) -> HashMap<K, Vec<V>> {
    let mut groups: HashMap<K, Vec<V>> = HashMap::new();
    for (key, value) in pairs {
        groups.entry(key).or_default().push(value);
    }
    groups
}
