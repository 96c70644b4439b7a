//! The patients that a practitioner can find.

use jiff::Timestamp;

use super::{
    access::{attended_at, by_others},
    db::{Conn, on},
    error::{StorageError, StorageResult},
    name::{self, accounts_named},
    second::MaybeSecond,
};
use crate::domain::{
    access::{OWN_WORD_LASTS, TreatingDays},
    appointment::EARLIEST_CHECK_IN,
    ids::{PatientId, PractitionerId},
    time::Zone,
};

/// In seconds.
const DAY: i64 = 24 * 3_600;

/// The filter of a search.
#[derive(Clone, Debug)]
pub struct PatientQuery {
    /// The practitioner.
    pub practitioner: PractitionerId,
    /// Prefixes of words in the name, or the whole number; empty for all.
    pub named: String,
    /// Whether to include patients whose record the practitioner cannot read.
    pub everybody: bool,
    /// Whether to find people who can be booked: those with an active account, and those booked with the practitioner before.
    pub to_book: bool,
    /// UTC seconds.
    pub now: i64,
    /// How long before and after a visit its practitioner counts as treating the patient.
    pub treating: TreatingDays,
    /// The name and key that the page follows or, in reverse, precedes.
    pub place: Option<(String, i64)>,
    /// Whether it is read in reverse.
    pub is_backwards: bool,
    /// The maximum number.
    pub limit: i64,
    /// How many to skip.
    pub offset: i64,
}

/// A patient with their visits to the practitioner.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// The primary key in `patient`.
    pub id: PatientId,
    /// Their full name.
    pub name: String,
    /// Their number at this clinic.
    pub number: String,
    /// `1980-02-29`, if known.
    pub date_of_birth: Option<String>,
    /// Whether the practitioner has a basis to read their record, other than having written in it.
    pub is_known: bool,
    /// When the latest visit that took place began, and its zone.
    pub last: Option<(Timestamp, Zone)>,
    /// The same for the next one.
    pub next: Option<(Timestamp, Zone)>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    name: String,
    number: String,
    date_of_birth: Option<String>,
    is_known: bool,
    #[sqlx(try_from = "MaybeSecond")]
    last_at: Option<Timestamp>,
    last_zone: Option<String>,
    #[sqlx(try_from = "MaybeSecond")]
    next_at: Option<Timestamp>,
    next_zone: Option<String>,
}

/// Patients by name. The rule for known patients is the one in `domain::access`.
pub async fn find(conn: &mut Conn, query: &PatientQuery) -> StorageResult<Vec<Listed>> {
    macro_rules! patients {
        ($only:literal) => {
            [patients!($only, ">", ""), patients!($only, "<", " desc")]
        };
        ($only:literal, $follows:literal, $way:literal) => {
            concat!(
                "
        with named as (
            ",
                accounts_named!("$4", "$13", "$14", "$15", "$16", "$17"),
                "
            union
            select id
            from patient
            where lower(number) = $5
        ),
        visit as (
            select patient_id, starts_at, ends_at, status, ",
                by_others!(),
                " as by_others, ",
                attended_at!(),
                " as attended_at
            from appointment
            where practitioner_id = $1
            and status in ('pending', 'booked', 'arrived', 'checked-in', 'fulfilled')
        ),
        known as (
            select patient_id
            from visit
            where starts_at <= $2 + $8
            and ends_at > $2 - $9
            and (
                by_others
                or exists (
                    select 1
                    from appointment
                    where appointment.patient_id = visit.patient_id
                    and practitioner_id = $1
                    and appointment.status in ('arrived', 'checked-in', 'fulfilled')
                    and appointment.starts_at < visit.starts_at
                    and appointment.ends_at > visit.starts_at - $9
                    and ",
                by_others!(),
                "
                )
            )
            union
            select patient_id
            from visit
            where status in ('arrived', 'checked-in', 'fulfilled')
            and attended_at between starts_at - $10 and ends_at
            and attended_at <= $2
            and ends_at > $2 - $11
            union
            select patient_id
            from care_relationship
            where practitioner_id = $1
            and since <= $2
            and (until is null or until > $2)
            and (ended_at is null or ended_at > $2)
            union
            select referral.patient_id
            from referral
            join entry on entry.id = referral.entry_id
            where to_practitioner_id = $1
            and status in ('sent', 'accepted')
            and retracted_at is null
            and sent_at <= $2
            and valid_until > $2
            except
            select patient_id
            from record_block
            where practitioner_id = $1
            union
            select patient_id
            from emergency_access
            where practitioner_id = $1
            and opened_at <= $2
            and ends_at > $2
        ),
        found as (
            select patient.id, account.full_name as name, patient.number, patient.date_of_birth,
            patient.id in (select patient_id from known) as is_known
            from patient
            join account on account.id = patient.id
            where (
                $3
                or patient.id in (select patient_id from known)
                or $12 and exists (
                    select 1
                    from appointment
                    where practitioner_id = $1
                    and patient_id = patient.id
                    and appointment.status not in ('cancelled', 'entered-in-error')
                )
            )
            and patient.id <> $1
            and (account.status = 'active' or not $12)
            ",
                $only,
                "
            and ($19 = 0 or (account.full_name, patient.id) ",
                $follows,
                " ($18, $19))
            order by account.full_name",
                $way,
                ", patient.id",
                $way,
                "
            limit $6 offset $7
        )
        select found.id, found.name, found.number, found.date_of_birth, found.is_known,
        last.starts_at as last_at, last_centre.time_zone as last_zone,
        next.starts_at as next_at, next_centre.time_zone as next_zone
        from found
        left join appointment last on last.id = (
            select id
            from appointment
            where patient_id = found.id
            and practitioner_id = $1
            and status = 'fulfilled'
            order by starts_at desc
            limit 1
        )
        left join centre last_centre on last_centre.id = last.centre_id
        left join appointment next on next.id = (
            select id
            from appointment
            where patient_id = found.id
            and practitioner_id = $1
            and status in ('pending', 'booked', 'arrived', 'checked-in')
            and ends_at > $2
            order by starts_at
            limit 1
        )
        left join centre next_centre on next_centre.id = next.centre_id
        order by found.name",
                $way,
                ", found.id",
                $way
            )
        };
    }
    const ALL: [&str; 2] = patients!("");
    const NAMED: [&str; 2] = patients!("and patient.id in (select account_id from named)");
    let number = query.named.trim().to_lowercase();
    let [first, first_end, second, second_end, third, third_end] = name::bounds(&query.named);
    let [forwards, backwards] = if first.is_empty() { ALL } else { NAMED };
    let sql = if query.is_backwards { backwards } else { forwards };
    let (name, id) = query.place.clone().unwrap_or_default();
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(sql)
        .bind(query.practitioner.0)
        .bind(query.now)
        .bind(query.everybody)
        .bind(first)
        .bind(number)
        .bind(query.limit)
        .bind(query.offset)
        .bind(i64::from(query.treating.before) * DAY)
        .bind(i64::from(query.treating.after) * DAY)
        .bind(EARLIEST_CHECK_IN.as_secs())
        .bind(OWN_WORD_LASTS.as_secs())
        .bind(query.to_book)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end)
        .bind(name)
        .bind(id)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(listed).collect()
}

fn listed(row: Row) -> StorageResult<Listed> {
    let visit = |at: Option<Timestamp>, zone: Option<String>| {
        let zone = zone.map(|zone| Zone::parse(&zone)).transpose();
        zone.map(|zone| at.zip(zone)).map_err(|_| StorageError::Inconsistent {
            table: "centre",
            column: "time_zone",
            id: row.id,
        })
    };
    Ok(Listed {
        id: PatientId(row.id),
        is_known: row.is_known,
        last: visit(row.last_at, row.last_zone)?,
        next: visit(row.next_at, row.next_zone)?,
        name: row.name,
        number: row.number,
        date_of_birth: row.date_of_birth,
    })
}
