//! Practitioners as administrators and they themselves edit them, whether or not their account is active.

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    hours,
    name::{self, accounts_named},
    practitioner_text, term,
};
use crate::domain::{
    account::{AccountStatus, normalise_identifier},
    ids::{AffiliationId, CentreId, PractitionerId},
    ordering::{Edge, Order, PersonnelColumn},
    patient::Gender,
    practitioner_form::Presentation,
    slot::WeeklyWindow,
    term::TermKind,
    text::search_key,
    time::Zone,
};

/// A practitioner in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Their key.
    pub id: PractitionerId,
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Profession.
    pub profession: String,
    /// Whether the account is active.
    pub status: AccountStatus,
    /// Whether they take new bookings.
    pub accepting: bool,
    /// The names of their centres, in order.
    pub centres: Vec<String>,
}

/// Those with a text in their email address, profession or expertise, or the beginnings of words of their name, and a condition.
macro_rules! with_text {
    ($select:literal, $rest:expr) => {
        concat!(
            "
        select ",
            $select,
            "
        from practitioner p
        join account a on a.id = p.id
        where (a.id in (",
            accounts_named!("$1", "$2", "$3", "$4", "$5", "$6"),
            ")
        or lower(p.profession) like $7
        or exists (
            select 1 from practitioner_expertise x where x.practitioner_id = p.id and lower(x.expertise) like $7
        )
        or a.id in (select i.account_id from account_identifier i where i.kind = 'email' and i.value_norm like $7))",
            $rest
        )
    };
}

/// Forwards and backwards, from the row with the key `$8`, whose values are `$9` and `$10`; with the key 0 from the first.
macro_rules! rows_by {
    ($key:literal, $from:literal) => {
        [rows_by!($key, $from, ">", ""), rows_by!($key, $from, "<", " desc")]
    };
    ($key:literal, $from:literal, $follows:literal, $way:literal) => {
        with_text!(
            "p.id, a.full_name, a.email, p.profession, a.status, p.accepting_bookings",
            concat!(
                "
        and ($8 = 0 or (",
                $key,
                ", a.search_name, p.id) ",
                $follows,
                " (",
                $from,
                ", $10, $8))
        order by ",
                $key,
                $way,
                ", a.search_name",
                $way,
                ", p.id",
                $way,
                "
        limit $11"
            )
        )
    };
}

/// What a row is sorted by: the statement for its values, and those for the rows.
macro_rules! sorted_by {
    ($key:literal) => {
        sorted_by!($key, $key, "$9")
    };
    ($key:literal, $value:literal, $from:literal) => {
        (
            concat!(
                "
        select ",
                $value,
                ", a.search_name
        from practitioner p
        join account a on a.id = p.id
        where p.id = $1"
            ),
            rows_by!($key, $from),
        )
    };
}

/// Which practitioners a list shows.
#[derive(Clone, Debug, Default)]
pub struct PersonnelFilter {
    /// Those with this text in their email address, profession or expertise, or the beginnings of words of their name.
    pub text: String,
    /// How they are sorted.
    pub order: Order<PersonnelColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<PractitionerId>,
    /// Where the row of the edge stood when it was read; without it, where it stands by now.
    pub place: Option<(String, String)>,
    /// How many to return.
    pub limit: i64,
}

/// A page of practitioners, with the total number. A page that ends before a row is read backwards from there, and is in that order.
/// There are few enough to be sorted.
pub async fn list(conn: &mut Conn, filter: &PersonnelFilter) -> StorageResult<(Vec<Listed>, i64)> {
    const COUNT: &str = with_text!("count(*)", "");
    type Row = (i64, String, String, String, String, bool);
    let (of_row, [forwards, backwards]) = match filter.order.by {
        PersonnelColumn::Name => sorted_by!("a.search_name"),
        PersonnelColumn::Profession => sorted_by!("lower(p.profession)", "p.profession", "lower($9)"),
        // Those who take bookings, then the others, then those whose accounts are switched off.
        PersonnelColumn::Status => {
            sorted_by!("case when a.status <> 'active' then '2' when p.accepting_bookings then '0' else '1' end")
        }
    };
    let descending = filter.order.descending != filter.edge.is_backwards();
    let sql = if descending { backwards } else { forwards };
    let row = filter.edge.row().map_or(0, |id| id.0);
    let from: Option<(String, String)> = match &filter.place {
        Some(place) => Some(place.clone()),
        None => on!(&mut *conn, c => sqlx::query_as(of_row).bind(row).fetch_optional(c).await)?,
    };
    let (row, (value, key)) = from.map_or_else(Default::default, |from| (row, from));
    let [first, first_end, second, second_end, third, third_end] = name::bounds(&filter.text);
    let typed = format!("%{}%", normalise_identifier(&filter.text).replace(['%', '_', '\\'], ""));
    let rows: Vec<Row> = on!(&mut *conn, c => sqlx::query_as(sql)
        .bind(first.clone())
        .bind(first_end.clone())
        .bind(second.clone())
        .bind(second_end.clone())
        .bind(third.clone())
        .bind(third_end.clone())
        .bind(typed.clone())
        .bind(row)
        .bind(value)
        .bind(key)
        .bind(filter.limit)
        .fetch_all(c)
        .await)?;
    let total: i64 = on!(&mut *conn, c => sqlx::query_scalar(COUNT)
        .bind(first)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end)
        .bind(typed)
        .fetch_one(c)
        .await)?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, name, email, profession, status, accepting) in rows {
        let status = status.parse().map_err(StorageError::inconsistent("account", "status", id))?;
        let id = PractitionerId(id);
        found.push(Listed { centres: centres_of(conn, id).await?, id, name, email, profession, status, accepting });
    }
    Ok((found, total))
}

/// Where a practitioner stands in a list that is sorted that way, and by their name among those who stand there.
#[must_use]
pub fn place_of(one: &Listed, by: PersonnelColumn) -> (String, String) {
    let name = search_key(&one.name);
    let value = match by {
        PersonnelColumn::Name => name.clone(),
        PersonnelColumn::Profession => one.profession.clone(),
        PersonnelColumn::Status if one.status != AccountStatus::Active => "2".to_owned(),
        PersonnelColumn::Status => if one.accepting { "0" } else { "1" }.to_owned(),
    };
    (value, name)
}

async fn centres_of(conn: &mut Conn, id: PractitionerId) -> StorageResult<Vec<String>> {
    const SQL: &str = "
        select c.name
        from affiliation f
        join centre c on c.id = f.centre_id
        where f.practitioner_id = $1
        order by c.name";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(id.0).fetch_all(c).await)?)
}

/// A practitioner with everything that can be edited.
#[derive(Clone, Debug)]
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
    /// Number under which they are registered; may be empty.
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

/// Stores what patients read about a practitioner.
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
    /// Its key.
    pub id: AffiliationId,
    /// Where.
    pub centre: CentreId,
    /// What the place is called.
    pub name: String,
    /// The zone of its clocks.
    pub zone: Zone,
    /// The hours of every week.
    pub weekly: Vec<WeeklyWindow>,
}

/// Where a practitioner works, by the centres' names.
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

/// Ends a practitioner's work at a centre, with the hours that they had there.
pub async fn end_work(tx: &mut Tx, id: AffiliationId) -> StorageResult<()> {
    const WEEKLY: &str = "delete from weekly_hours where affiliation_id = $1";
    const DATED: &str = "delete from dated_hours where affiliation_id = $1";
    const WORK: &str = "delete from affiliation where id = $1";
    for sql in [WEEKLY, DATED, WORK] {
        on!(&mut **tx, c => sqlx::query(sql).bind(id.0).execute(c).await.map(drop))?;
    }
    Ok(())
}
