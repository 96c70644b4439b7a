//! Practitioners as administrators and they themselves edit them, whether or not their account is active.

pub mod list;

use std::collections::BTreeMap;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    hours, practitioner_text, term,
};
use crate::domain::{
    account::AccountStatus,
    ids::{AffiliationId, CentreId, PractitionerId},
    patient::Gender,
    practitioner_form::Presentation,
    slot::WeeklyWindow,
    term::TermKind,
    time::Zone,
};

/// A practitioner with everything that can be edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Whether the account is active.
    pub status: AccountStatus,
    /// Profession.
    pub profession: String,
    /// Registration number with insurers; may be empty.
    pub provider_number: String,
    /// What patients read.
    pub presentation: Presentation,
    /// Address of a photo on this server.
    pub photo: Option<String>,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// Whether they are seen on referral only.
    pub by_referral: bool,
}

#[derive(sqlx::FromRow)]
struct StoredRow {
    full_name: String,
    email: String,
    phone: String,
    status: String,
    profession: String,
    provider_number: String,
    qualifications: String,
    experience_years: i64,
    languages: String,
    fee_cents: Option<i64>,
    gender: Option<String>,
    bio: String,
    photo: Option<String>,
    accepting_bookings: bool,
    requires_referral: bool,
}

/// One practitioner.
pub async fn find(conn: &mut Conn, id: PractitionerId) -> StorageResult<Option<Stored>> {
    const SQL: &str = "
        select a.full_name, a.email, a.phone, a.status, p.profession, coalesce(p.provider_number, '') as provider_number,
            p.qualifications, p.experience_years, p.languages, p.fee_cents, p.gender, p.bio, p.photo,
            p.accepting_bookings, p.requires_referral
        from practitioner p
        join account a on a.id = p.id
        where p.id = $1";
    const EXPERTISE: &str = "
        select expertise
        from practitioner_expertise
        where practitioner_id = $1
        order by expertise";
    let row: Option<StoredRow> = on!(&mut *conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    let Some(row) = row else { return Ok(None) };
    let expertise = on!(&mut *conn, c => sqlx::query_scalar(EXPERTISE).bind(id.0).fetch_all(c).await)?;
    let bios = practitioner_text::of(conn, id).await?;
    Ok(Some(Stored {
        status: row.status.parse().map_err(StorageError::inconsistent("account", "status", id.0))?,
        name: row.full_name,
        email: row.email,
        phone: row.phone,
        profession: row.profession,
        provider_number: row.provider_number,
        presentation: Presentation {
            expertise,
            qualifications: row.qualifications,
            experience_years: u8::try_from(row.experience_years).unwrap_or(u8::MAX),
            languages: row.languages,
            fee_cents: row.fee_cents,
            gender: row.gender.as_deref().and_then(Gender::parse),
            bio: row.bio,
            bios: Some(bios),
        },
        photo: row.photo,
        accepting: row.accepting_bookings,
        by_referral: row.requires_referral,
    }))
}

/// The numbers by which others know a practitioner; either may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbers {
    /// Registration number with insurers.
    pub provider_number: String,
    /// Licence number, as it is compared.
    pub licence_number: String,
}

/// The numbers of a practitioner, or of all.
pub async fn numbers(
    conn: &mut Conn,
    only: Option<PractitionerId>,
) -> StorageResult<BTreeMap<PractitionerId, Numbers>> {
    const SQL: &str = "
        select p.id, coalesce(p.provider_number, '') as provider_number,
            coalesce((
                select min(i.value_norm)
                from account_identifier i
                where i.account_id = p.id
                and i.kind = 'licence_number'
            ), '') as licence_number
        from practitioner p
        where $1 = 0
        or p.id = $1";
    let only = only.map_or(0, |id| id.0);
    let rows: Vec<(i64, String, String)> = on!(conn, c => sqlx::query_as(SQL).bind(only).fetch_all(c).await)?;
    let numbers =
        |(id, provider_number, licence_number)| (PractitionerId(id), Numbers { provider_number, licence_number });
    Ok(rows.into_iter().map(numbers).collect())
}

/// Stores a practitioner's public profile.
pub async fn set_presentation(tx: &mut Tx, id: PractitionerId, shown: &Presentation) -> StorageResult<()> {
    const SQL: &str = "
        update practitioner
        set qualifications = $2, experience_years = $3, languages = $4, fee_cents = $5, bio = $6, gender = $7
        where id = $1";
    const CLEAR: &str = "delete from practitioner_expertise where practitioner_id = $1";
    const ADD: &str = "
        insert into practitioner_expertise (practitioner_id, expertise)
        values ($1, $2)
        on conflict do nothing";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(shown.qualifications.clone())
        .bind(i64::from(shown.experience_years))
        .bind(shown.languages.clone())
        .bind(shown.fee_cents)
        .bind(shown.bio.clone())
        .bind(shown.gender.map(Gender::as_str))
        .execute(c)
        .await
        .map(drop))?;
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(id.0).execute(c).await.map(drop))?;
    for expertise in &shown.expertise {
        let expertise = term::current(tx, TermKind::Expertise, expertise).await?;
        on!(&mut **tx, c => sqlx::query(ADD).bind(id.0).bind(expertise.clone()).execute(c).await.map(drop))?;
    }
    match &shown.bios {
        Some(bios) => practitioner_text::set(tx, id, bios).await,
        None => Ok(()),
    }
}

/// A practitioner's work at one centre.
#[derive(Clone, Debug)]
pub struct Work {
    /// The primary key in `affiliation`.
    pub id: AffiliationId,
    /// The centre they work at.
    pub centre: CentreId,
    /// The centre's name.
    pub name: String,
    /// Its time zone.
    pub zone: Zone,
    /// The weekly hours.
    pub weekly: Vec<WeeklyWindow>,
}

/// A practitioner's affiliations, by the centres' names.
pub async fn work(conn: &mut Conn, id: PractitionerId) -> StorageResult<Vec<Work>> {
    const SQL: &str = "
        select f.id, f.centre_id, c.name, c.time_zone
        from affiliation f
        join centre c on c.id = f.centre_id
        where f.practitioner_id = $1
        order by c.name";
    let rows: Vec<(i64, i64, String, String)> =
        on!(&mut *conn, c => sqlx::query_as(SQL).bind(id.0).fetch_all(c).await)?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, centre, name, zone) in rows {
        let zone = Zone::parse(&zone).map_err(StorageError::inconsistent("centre", "time_zone", centre))?;
        let weekly = hours::of_affiliation(conn, AffiliationId(id)).await?;
        found.push(Work { id: AffiliationId(id), centre: CentreId(centre), name, zone, weekly });
    }
    Ok(found)
}

/// Ends a practitioner's affiliation, with the hours that they had there.
pub async fn end_work(tx: &mut Tx, id: AffiliationId) -> StorageResult<()> {
    const WEEKLY: &str = "delete from weekly_hours where affiliation_id = $1";
    const DATED: &str = "delete from dated_hours where affiliation_id = $1";
    const WORK: &str = "delete from affiliation where id = $1";
    for sql in [WEEKLY, DATED, WORK] {
        on!(&mut **tx, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
    }
    Ok(())
}
