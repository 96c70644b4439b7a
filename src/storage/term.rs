//! Professions and areas of expertise as names shared by practitioners, applications, waiting-list requests and referrals, and
//! their former names.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::PractitionerId,
    term::{FormerNames, TermKind},
    text::fold,
};

/// A name that practitioners share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The kind of the name.
    pub kind: TermKind,
    /// The name.
    pub name: String,
    /// How many practitioners have it.
    pub practitioners: i64,
}

/// Every name, professions first, alphabetically.
pub async fn all(conn: &mut Conn) -> StorageResult<Vec<Term>> {
    const PROFESSIONS: &str = "
        select profession, count(*)
        from practitioner
        group by profession
        order by lower(profession), profession";
    const EXPERTISE: &str = "
        select expertise, count(*)
        from practitioner_expertise
        group by expertise
        order by lower(expertise), expertise";
    let mut found = Vec::new();
    for (kind, sql) in [(TermKind::Profession, PROFESSIONS), (TermKind::Expertise, EXPERTISE)] {
        let rows: Vec<(String, i64)> = on!(&mut *conn, c => sqlx::query_as(sql).fetch_all(c).await)?;
        found.extend(rows.into_iter().map(|(name, practitioners)| Term { kind, name, practitioners }));
    }
    Ok(found)
}

/// The practitioners with a name.
pub async fn holders(conn: &mut Conn, kind: TermKind, name: &str) -> StorageResult<Vec<PractitionerId>> {
    const PROFESSION: &str = "select id from practitioner where profession = $1 order by id";
    const EXPERTISE: &str =
        "select practitioner_id from practitioner_expertise where expertise = $1 order by practitioner_id";
    let sql = match kind {
        TermKind::Profession => PROFESSION,
        TermKind::Expertise => EXPERTISE,
    };
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(sql).bind(name.to_owned()).fetch_all(c).await)?;
    Ok(ids.into_iter().map(PractitionerId).collect())
}

/// Renames a term wherever it counts. Referrals follow only if they can still be used.
pub async fn rename(tx: &mut Tx, kind: TermKind, from: &str, to: &str) -> StorageResult<()> {
    const PROFESSION: &[&str] = &[
        "update practitioner set profession = $2 where profession = $1",
        "update waitlist_entry set profession = $2 where profession = $1",
        "update application set profession = $2 where profession = $1",
    ];
    const EXPERTISE: &[&str] = &[
        "insert into practitioner_expertise (practitioner_id, expertise)
        select practitioner_id, $2
        from practitioner_expertise
        where expertise = $1
        on conflict do nothing",
        "delete from practitioner_expertise where expertise = $1 and expertise <> $2",
        "update referral set to_field = $2 where to_field = $1 and status in ('sent', 'accepted')",
    ];
    let statements = match kind {
        TermKind::Profession => PROFESSION,
        TermKind::Expertise => EXPERTISE,
    };
    for sql in statements.iter().copied() {
        on!(&mut **tx, c => sqlx::query(sql).bind(from.to_owned()).bind(to.to_owned()).execute(c).await.map(drop))?;
    }
    match kind {
        TermKind::Profession => Ok(()),
        TermKind::Expertise => rename_in_applications(tx, from, to).await,
    }
}

/// Applications store their areas in one text.
async fn rename_in_applications(tx: &mut Tx, from: &str, to: &str) -> StorageResult<()> {
    const READ: &str =
        "select id, expertise from application where status in ('received', 'asked') and expertise <> ''";
    const WRITE: &str = "update application set expertise = $2 where id = $1";
    let rows: Vec<(i64, String)> = on!(&mut **tx, c => sqlx::query_as(READ).fetch_all(c).await)?;
    for (id, text) in rows.into_iter().filter(|(_, text)| text.split(", ").any(|area| area == from)) {
        let mut areas: Vec<&str> = Vec::new();
        for area in text.split(", ").map(|area| if area == from { to } else { area }) {
            if !areas.contains(&area) {
                areas.push(area);
            }
        }
        let text = areas.join(", ");
        on!(&mut **tx, c => sqlx::query(WRITE).bind(id).bind(text).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Records the former name of a term.
pub async fn remember(tx: &mut Tx, kind: TermKind, (from, to): (&str, &str), at: i64) -> StorageResult<()> {
    const FOLLOW: &str = "update former_term set term = $3 where kind = $1 and term = $2";
    const ADD: &str = "
        insert into former_term (kind, name_key, name, term, at)
        values ($1, $2, $3, $4, $5)
        on conflict (kind, name_key) do update
        set name = excluded.name, term = excluded.term, at = excluded.at";
    on!(&mut **tx, c => sqlx::query(FOLLOW)
        .bind(kind.as_str())
        .bind(from.to_owned())
        .bind(to.to_owned())
        .execute(c)
        .await
        .map(drop))?;
    // The new name is a current one again.
    forget(tx, kind, to).await?;
    if fold(from) == fold(to) {
        return Ok(());
    }
    on!(&mut **tx, c => sqlx::query(ADD)
        .bind(kind.as_str())
        .bind(fold(from))
        .bind(from.to_owned())
        .bind(to.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Records that a name is not a former name.
pub async fn forget(tx: &mut Tx, kind: TermKind, name: &str) -> StorageResult<()> {
    const SQL: &str = "delete from former_term where kind = $1 and name_key = $2";
    on!(&mut **tx, c => sqlx::query(SQL).bind(kind.as_str()).bind(fold(name)).execute(c).await.map(drop))?;
    Ok(())
}

/// Every former name.
pub async fn former(conn: &mut Conn) -> StorageResult<FormerNames> {
    const SQL: &str = "select kind, name, term from former_term order by kind, name_key";
    let rows: Vec<(String, String, String)> = on!(conn, c => sqlx::query_as(SQL).fetch_all(c).await)?;
    let read = |(kind, name, term): (String, String, String)| {
        let kind = kind.parse().map_err(StorageError::inconsistent("former_term", "kind", 0))?;
        Ok((kind, name, term))
    };
    Ok(FormerNames::new(rows.into_iter().map(read).collect::<StorageResult<_>>()?))
}

/// The current name of a term with this former name.
pub async fn current(conn: &mut Conn, kind: TermKind, name: &str) -> StorageResult<String> {
    const SQL: &str = "select term from former_term where kind = $1 and name_key = $2";
    let found: Option<String> =
        on!(conn, c => sqlx::query_scalar(SQL).bind(kind.as_str()).bind(fold(name)).fetch_optional(c).await)?;
    Ok(found.unwrap_or_else(|| name.to_owned()))
}
