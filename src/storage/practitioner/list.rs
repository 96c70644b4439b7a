//! The administrators' list of practitioners, whether or not their accounts are active.

use crate::{
    domain::{
        account::normalise_identifier,
        ids::{CentreId, PractitionerId},
        ordering::{Edge, Order, PersonnelColumn},
        personnel::PersonnelStatus,
        text::{literal, search_key},
    },
    storage::{
        db::{Conn, on},
        error::{StorageError, StorageResult},
        name::{self, accounts_named},
    },
};

/// A practitioner in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The primary key in `practitioner`.
    pub id: PractitionerId,
    /// Full name.
    pub name: String,
    /// Email address.
    pub email: String,
    /// Profession.
    pub profession: String,
    /// Whether they can be booked.
    pub status: PersonnelStatus,
    /// The names of their centres, in order.
    pub centres: Vec<String>,
}

/// The practitioners found through an index, with a text in their email address, profession or expertise, or prefixes of words in
/// their name, filtered by profession, expertise, centre and status.
macro_rules! matching {
    ($select:literal, $way:literal, $rest:expr) => {
        concat!(
            "
        select ",
            $select,
            "
        from practitioner p
        join account a on a.id = p.id
        where ",
            $way,
            "
        and (a.id in (",
            accounts_named!("$1", "$2", "$3", "$4", "$5", "$6"),
            ")
        or lower(p.profession) like $7 escape '\\'
        or exists (
            select 1 from practitioner_expertise x where x.practitioner_id = p.id and lower(x.expertise) like $7 escape '\\'
        )
        or a.id in (select i.account_id from account_identifier i where i.kind = 'email' and i.value_norm like $7 escape '\\'))
        and ($8 = '' or p.profession = $8)
        and ($9 = '' or exists (
            select 1 from practitioner_expertise h where h.practitioner_id = p.id and h.expertise = $9
        ))
        and ($10 = 0 or exists (select 1 from affiliation f where f.practitioner_id = p.id and f.centre_id = $10))
        and ($11 = '' or $11 = case
            when a.status <> 'active' then 'inactive'
            when p.accepting_bookings then 'taking'
            else 'not_taking'
        end)",
            $rest
        )
    };
}

/// Forwards and backwards, from the row with the key `$12`, whose values are `$13` and `$14`; with the key 0, from the first.
macro_rules! rows_by {
    ($way:literal, $key:literal, $from:literal) => {
        [rows_by!($way, $key, $from, ">", ""), rows_by!($way, $key, $from, "<", " desc")]
    };
    ($way:literal, $key:literal, $from:literal, $follows:literal, $direction:literal) => {
        matching!(
            "p.id, a.full_name, a.email, p.profession, a.status, p.accepting_bookings",
            $way,
            concat!(
                "
        and ($12 = 0 or (",
                $key,
                ", a.search_name, p.id) ",
                $follows,
                " (",
                $from,
                ", $14, $12))
        order by ",
                $key,
                $direction,
                ", a.search_name",
                $direction,
                ", p.id",
                $direction,
                "
        limit $15"
            )
        )
    };
}

/// By each column. The empty text beside the name forces a sort: by the column alone, SQLite would rather walk all accounts in its
/// order. Those who take bookings come first, and those whose accounts are deactivated last.
macro_rules! sorted_by {
    ($by:expr, $way:literal) => {
        match $by {
            PersonnelColumn::Name => rows_by!($way, "a.search_name || ''", "$13"),
            PersonnelColumn::Profession => rows_by!($way, "lower(p.profession)", "lower($13)"),
            PersonnelColumn::Status => rows_by!(
                $way,
                "case when a.status <> 'active' then '2' when p.accepting_bookings then '0' else '1' end",
                "$13"
            ),
        }
    };
}

/// The filter of the list.
#[derive(Clone, Debug, Default)]
pub struct PersonnelFilter {
    /// Only those with this text in their email address, profession or expertise, or with these prefixes of words in their name.
    pub text: String,
    /// Only those of this profession; empty for any.
    pub profession: String,
    /// Only those with this area of expertise; empty for any.
    pub expertise: String,
    /// Only those who work there.
    pub centre: Option<CentreId>,
    /// Only those with this status.
    pub status: Option<PersonnelStatus>,
    /// The sort order.
    pub order: Order<PersonnelColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<PractitionerId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<(String, String)>,
    /// How many to return.
    pub limit: i64,
}

/// The index by which they are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By area of expertise.
    Expertise,
    /// By profession.
    Profession,
    /// By centre.
    Centre,
    /// That of accounts that are switched off.
    Inactive,
    /// That of those who take no bookings.
    NotTaking,
    /// All of them, of whom most take bookings.
    All,
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 6] =
        [Self::Expertise, Self::Profession, Self::Centre, Self::Inactive, Self::NotTaking, Self::All];

    fn of(filter: &PersonnelFilter) -> Self {
        match filter {
            PersonnelFilter { expertise, .. } if !expertise.is_empty() => Self::Expertise,
            PersonnelFilter { profession, .. } if !profession.is_empty() => Self::Profession,
            PersonnelFilter { centre: Some(_), .. } => Self::Centre,
            PersonnelFilter { status: Some(PersonnelStatus::Inactive), .. } => Self::Inactive,
            PersonnelFilter { status: Some(PersonnelStatus::NotTaking), .. } => Self::NotTaking,
            _ => Self::All,
        }
    }

    /// The SQL for a page, forwards and backwards.
    #[must_use]
    pub fn rows(self, by: PersonnelColumn) -> [&'static str; 2] {
        match self {
            Self::Expertise => {
                sorted_by!(
                    by,
                    "p.id in (select w.practitioner_id from practitioner_expertise w where w.expertise = $9)"
                )
            }
            Self::Profession => sorted_by!(by, "p.profession = $8"),
            Self::Centre => {
                sorted_by!(by, "p.id in (select w.practitioner_id from affiliation w where w.centre_id = $10)")
            }
            Self::Inactive => sorted_by!(by, "a.status = 'inactive'"),
            Self::NotTaking => sorted_by!(by, "not p.accepting_bookings"),
            Self::All => sorted_by!(by, "p.id > 0"),
        }
    }

    /// The SQL that counts them.
    #[must_use]
    pub fn count(self) -> &'static str {
        match self {
            Self::Expertise => matching!(
                "count(*)",
                "p.id in (select w.practitioner_id from practitioner_expertise w where w.expertise = $9)",
                ""
            ),
            Self::Profession => matching!("count(*)", "p.profession = $8", ""),
            Self::Centre => matching!(
                "count(*)",
                "p.id in (select w.practitioner_id from affiliation w where w.centre_id = $10)",
                ""
            ),
            Self::Inactive => matching!("count(*)", "a.status = 'inactive'", ""),
            Self::NotTaking => matching!("count(*)", "not p.accepting_bookings", ""),
            Self::All => matching!("count(*)", "p.id > 0", ""),
        }
    }
}

/// A page of practitioners, with the total number. A page that ends before a row is read backwards from there, and returned in that
/// order. There are few enough to sort.
pub async fn page(conn: &mut Conn, filter: &PersonnelFilter) -> StorageResult<(Vec<Listed>, i64)> {
    type Row = (i64, String, String, String, String, bool);
    let (row, value, key) = start(conn, filter).await?;
    let way = Way::of(filter);
    let descending = filter.order.descending != filter.edge.is_backwards();
    let [forwards, backwards] = way.rows(filter.order.by);
    let sql = if descending { backwards } else { forwards };
    let [first, first_end, second, second_end, third, third_end] = name::bounds(&filter.text);
    let typed = format!("%{}%", literal(&normalise_identifier(&filter.text)));
    let centre = filter.centre.map_or(0, |id| id.0);
    let status = filter.status.map_or("", PersonnelStatus::as_str);
    let rows: Vec<Row> = on!(&mut *conn, c => sqlx::query_as(sql)
        .bind(first.clone())
        .bind(first_end.clone())
        .bind(second.clone())
        .bind(second_end.clone())
        .bind(third.clone())
        .bind(third_end.clone())
        .bind(typed.clone())
        .bind(filter.profession.clone())
        .bind(filter.expertise.clone())
        .bind(centre)
        .bind(status)
        .bind(row)
        .bind(value)
        .bind(key)
        .bind(filter.limit)
        .fetch_all(c)
        .await)?;
    let total: i64 = on!(&mut *conn, c => sqlx::query_scalar(way.count())
        .bind(first)
        .bind(first_end)
        .bind(second)
        .bind(second_end)
        .bind(third)
        .bind(third_end)
        .bind(typed)
        .bind(filter.profession.clone())
        .bind(filter.expertise.clone())
        .bind(centre)
        .bind(status)
        .fetch_one(c)
        .await)?;
    let mut found = Vec::with_capacity(rows.len());
    for (id, name, email, profession, status, accepting) in rows {
        let status = status.parse().map_err(StorageError::inconsistent("account", "status", id))?;
        let id = PractitionerId(id);
        let status = PersonnelStatus::of(status, accepting);
        found.push(Listed { centres: centres_of(conn, id).await?, id, name, email, profession, status });
    }
    Ok((found, total))
}

/// What the page follows: the key of a row, and its sort key; the key 0 for the start.
async fn start(conn: &mut Conn, filter: &PersonnelFilter) -> StorageResult<(i64, String, String)> {
    macro_rules! values {
        ($value:literal) => {
            concat!(
                "select ",
                $value,
                ", a.search_name from practitioner p join account a on a.id = p.id where p.id = $1"
            )
        };
    }
    let of_row = match filter.order.by {
        PersonnelColumn::Name => values!("a.search_name"),
        PersonnelColumn::Profession => values!("p.profession"),
        PersonnelColumn::Status => {
            values!("case when a.status <> 'active' then '2' when p.accepting_bookings then '0' else '1' end")
        }
    };
    let Some(id) = filter.edge.row() else { return Ok(Default::default()) };
    let from: Option<(String, String)> = match &filter.place {
        Some(place) => Some(place.clone()),
        None => on!(conn, c => sqlx::query_as(of_row).bind(id.0).fetch_optional(c).await)?,
    };
    Ok(from.map_or_else(Default::default, |(value, key)| (id.0, value, key)))
}

/// A practitioner's sort key in a list with this order, followed by their name.
#[must_use]
pub fn place_of(one: &Listed, by: PersonnelColumn) -> (String, String) {
    let name = search_key(&one.name);
    let value = match by {
        PersonnelColumn::Name => name.clone(),
        PersonnelColumn::Profession => one.profession.clone(),
        PersonnelColumn::Status => match one.status {
            PersonnelStatus::Taking => "0",
            PersonnelStatus::NotTaking => "1",
            PersonnelStatus::Inactive => "2",
        }
        .to_owned(),
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
