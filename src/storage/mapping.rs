//! Care relationships and the clinic's patients, as programs list them.

use super::{
    db::{Conn, on},
    error::StorageResult,
    name::{Prefixes, accounts_named},
    sharing::{Relationship, RelationshipRow},
};
use crate::domain::{
    account::IdentifierKind,
    ids::{AccountId, PatientId, PractitionerId, RelationshipId},
};

/// The filter for relationships. At least one of the first three fields must match.
#[derive(Clone, Debug, Default)]
pub struct MappingQuery {
    /// Everyone's.
    pub everyones: bool,
    /// Those of this patient.
    pub own_patient: Option<PatientId>,
    /// Those of this practitioner.
    pub own_practitioner: Option<PractitionerId>,
    /// Only this one.
    pub id: Option<RelationshipId>,
    /// Only those of this patient.
    pub patient: Option<PatientId>,
    /// Only those with this practitioner.
    pub practitioner: Option<PractitionerId>,
    /// Only those that began at or after this instant, UTC seconds.
    pub from: Option<i64>,
    /// Only those that began before this instant.
    pub to: Option<i64>,
    /// Only those that follow this one in the list, given by its beginning (UTC seconds) and its key.
    pub after: Option<(i64, RelationshipId)>,
    /// Only those that precede this one; they are then read in reverse.
    pub before: Option<(i64, RelationshipId)>,
    /// Only those current at this instant.
    pub now: i64,
    /// The maximum number.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

// The plus keeps SQLite from walking an index of all of them.
macro_rules! select_relationship {
    ($whose:literal, $whose_referral:literal) => {
        [
            select_relationship!($whose, $whose_referral, "<", " desc"),
            select_relationship!($whose, $whose_referral, ">", ""),
        ]
    };
    ($whose:literal, $whose_referral:literal, $follows:literal, $way:literal) => {
        concat!(
            "
        with mapping as (
            select id, patient_id, practitioner_id, kind, source, since, until
            from care_relationship
            where +ended_at is null",
            $whose,
            "
            union all
            select -referral.entry_id, referral.patient_id, referral.to_practitioner_id, 'specialist_referral',
                'referral', referral.sent_at, referral.valid_until
            from referral
            join entry on entry.id = referral.entry_id
            where +referral.to_practitioner_id is not null
            and referral.status in ('sent', 'accepted')
            and entry.retracted_at is null",
            $whose_referral,
            "
        )
        select r.id, r.patient_id, p.full_name as patient_name, r.practitioner_id, d.full_name as practitioner_name,
            r.kind, r.source, r.since, r.until
        from mapping r
        join account p on p.id = r.patient_id
        join account d on d.id = r.practitioner_id
        where ($1 = 0 or r.id = $1)
        and ($2 = 0 or r.patient_id = $2)
        and ($3 = 0 or r.practitioner_id = $3)
        and r.since >= $4
        and r.since < $5
        and (r.until is null or r.until > $6)
        and (r.since ",
            $follows,
            " $7 or (r.since = $7 and r.id ",
            $follows,
            " $8))
        order by r.since",
            $way,
            ", r.id",
            $way,
            "
        limit $9 offset $10"
        )
    };
}

/// The SQL for one person's relationships, newest first, and in reverse.
pub const OF_SOMEONE: [&str; 2] = select_relationship!(
    "
            and (patient_id = $11 or practitioner_id = $12)",
    "
            and (referral.patient_id = $11 or referral.to_practitioner_id = $12)"
);

/// Current relationships, newest first. A current referral to a named practitioner counts as one, under the negative key of its
/// entry, though it opens no more of the record than a referral does.
pub async fn list(conn: &mut Conn, query: &MappingQuery) -> StorageResult<Vec<Relationship>> {
    const EVERYONES: [&str; 2] = select_relationship!("", "");
    let [forwards, backwards] = if query.everyones { EVERYONES } else { OF_SOMEONE };
    let sql = if query.before.is_some() { backwards } else { forwards };
    let edge = query.before.or(query.after).unwrap_or((i64::MAX, RelationshipId(0)));
    let rows: Vec<RelationshipRow> = on!(conn, c => {
        let asked = sqlx::query_as(sql)
            .bind(query.id.map_or(0, |id| id.0))
            .bind(query.patient.map_or(0, |id| id.0))
            .bind(query.practitioner.map_or(0, |id| id.0))
            .bind(query.from.unwrap_or(i64::MIN))
            .bind(query.to.unwrap_or(i64::MAX))
            .bind(query.now)
            .bind(edge.0)
            .bind(edge.1.0)
            .bind(query.limit)
            .bind(query.offset);
        let (theirs, with_them) = (query.own_patient.map_or(0, |id| id.0), query.own_practitioner.map_or(0, |id| id.0));
        let asked = if query.everyones { asked } else { asked.bind(theirs).bind(with_them) };
        asked.fetch_all(c).await
    })?;
    rows.into_iter().map(Relationship::try_from).collect()
}

/// A patient as administrators list them.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ListedPatient {
    /// The primary key of the row.
    pub id: i64,
    /// Their full name.
    pub name: String,
    /// The name that they are sorted by.
    pub search_name: String,
    /// Their number at this clinic.
    pub number: String,
    /// `1980-02-29`, if known.
    pub date_of_birth: Option<String>,
    /// Email address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// `active` or `inactive`.
    pub status: String,
}

/// The SQL for a page of patients, forwards and backwards: all, or those with such a name, or those whom a practitioner looks
/// after.
#[must_use]
pub fn select_patients(is_by_name: bool, is_of_practitioner: bool) -> [&'static str; 2] {
    macro_rules! select {
        ($only:expr) => {
            [select!($only, ">", ""), select!($only, "<", " desc")]
        };
        ($only:expr, $follows:literal, $way:literal) => {
            concat!(
                "
        select p.id, a.full_name as name, a.search_name, p.number, p.date_of_birth, a.email, a.phone, a.status
        from patient p
        join account a on a.id = p.id
        where ($4 = 0 or (a.search_name, a.id) ",
                $follows,
                " ($3, $4))",
                $only,
                "
        order by a.search_name",
                $way,
                ", a.id",
                $way,
                "
        limit $1 offset $2"
            )
        };
    }
    macro_rules! looked_after {
        () => {
            "
        and p.id in (
            select patient_id
            from care_relationship
            where practitioner_id = $5
            and ended_at is null
            and (until is null or until > $6)
        )"
        };
    }
    match (is_by_name, is_of_practitioner) {
        (false, false) => select!(""),
        (false, true) => select!(looked_after!()),
        (true, false) => select!(concat!(
            "
        and p.id in (",
            accounts_named!("$5", "$6", "$7", "$8", "$9", "$10"),
            ")"
        )),
        (true, true) => select!(concat!(
            looked_after!(),
            "
        and p.id in (",
            accounts_named!("$7", "$8", "$9", "$10", "$11", "$12"),
            ")"
        )),
    }
}

/// Patients by name: those whose names match each typed word by prefix and, if a practitioner is given, whom they look after. The
/// page starts after, or ends before, a sort name and a key.
pub async fn patients(
    conn: &mut Conn,
    named: &str,
    practitioner: Option<PractitionerId>,
    now: i64,
    (place, is_backwards): (Option<&(String, i64)>, bool),
    (limit, offset): (i64, i64),
) -> StorageResult<Vec<ListedPatient>> {
    let named = Prefixes::of(named);
    let [forwards, backwards] = select_patients(named.is_some(), practitioner.is_some());
    let sql = if is_backwards { backwards } else { forwards };
    let (name, id) = place.cloned().unwrap_or_default();
    Ok(on!(conn, c => {
        let page = sqlx::query_as(sql).bind(limit).bind(offset).bind(name).bind(id);
        let page = match practitioner {
            Some(practitioner) => page.bind(practitioner.0).bind(now),
            None => page,
        };
        let bounds = named.iter().flat_map(Prefixes::bounds);
        bounds.fold(page, |page, bound| page.bind(bound)).fetch_all(c).await
    })?)
}

/// One patient of that list.
pub async fn patient(conn: &mut Conn, id: PatientId) -> StorageResult<Option<ListedPatient>> {
    const SQL: &str = "
        select p.id, a.full_name as name, a.search_name, p.number, p.date_of_birth, a.email, a.phone, a.status
        from patient p
        join account a on a.id = p.id
        where p.id = $1";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?)
}

/// An account's sign-in name of one kind.
pub async fn identifier(conn: &mut Conn, id: AccountId, kind: IdentifierKind) -> StorageResult<Option<String>> {
    const SQL: &str = "
        select value_norm
        from account_identifier
        where account_id = $1
        and kind = $2";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).bind(kind.as_str()).fetch_optional(c).await)?)
}

/// The account with a sign-in name of one kind.
pub async fn account_of(conn: &mut Conn, kind: IdentifierKind, value_norm: &str) -> StorageResult<Option<AccountId>> {
    const SQL: &str = "
        select account_id
        from account_identifier
        where kind = $1
        and value_norm = $2";
    let id: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(kind.as_str())
        .bind(value_norm.to_owned())
        .fetch_optional(c)
        .await)?;
    Ok(id.map(AccountId))
}
