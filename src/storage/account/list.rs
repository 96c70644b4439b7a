//! The list of accounts, page by page. Each query uses the index that leads to the fewest rows.

use super::{
    row::{Account, AccountRow},
    words::{FoundBy, bounds, few_with, typed},
};
use crate::{
    domain::{
        account::{AccountStatus, Role},
        ids::AccountId,
        ordering::{AccountColumn, Edge, Order},
        text::search_key,
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        name::and_has_words,
        word::FEW,
    },
};

/// Before and after any account, in UTC seconds: such a limit is none, which the statements say, so that it is not planned for.
const EVER: i64 = 1 << 60;

/// How many matches are counted; above it, only the fact that there are more is known.
pub const MOST_COUNTED: i64 = 1_000;

/// Which accounts a list shows.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// Prefixes of words in the name, email address or phone number; empty for all.
    pub text: String,
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only those with this status.
    pub status: Option<AccountStatus>,
    /// Only those added at or after this (UTC seconds).
    pub from: Option<i64>,
    /// Only those added before this.
    pub until: Option<i64>,
    /// The sort order.
    pub order: Order<AccountColumn>,
    /// Where the page begins or ends.
    pub edge: Edge<AccountId>,
    /// The sort key of the edge row when it was read; its current one if `None`.
    pub place: Option<(String, AccountId)>,
    /// How many to return.
    pub limit: i64,
}

/// The index by which rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a word of a name, address or number.
    Word,
    /// By a role.
    Role,
    /// By the time of adding.
    Added,
    /// Those that are inactive.
    Inactive,
    /// All, in order.
    All,
}

macro_rules! matching {
    ($key:literal, $from:literal, $until:literal) => {
        concat!(
            "
        from account a
        where ",
            $key,
            and_has_words!("account_word", "a.id", "$1".."$2", "$3".."$4", "$5".."$6"),
            "
        and ($7 = '' or exists (
            select 1
            from account_role r
            where r.account_id = a.id
            and r.role = $7
        ))
        and ($8 = '' or a.status = $8)
        and (",
            $from,
            " < 0 or a.created_at >= ",
            $from,
            ")
        and (",
            $until,
            " > 9999999999 or a.created_at < ",
            $until,
            ")"
        )
    };
}

macro_rules! rows_one_way {
    ($key:literal, $by:literal, $from:literal, $follows:literal, $way:literal) => {
        concat!(
            "
        select a.id, a.email, a.full_name, a.given_name, a.family_name, a.phone, a.status, a.must_change_password,
            a.created_at, a.closed_at, a.is_waiting, a.language,
            exists (
                select 1
                from second_factor f
                where f.account_id = a.id
                and f.confirmed_at is not null
            ) as second_factor,
            exists (
                select 1
                from passkey k
                where k.account_id = a.id
            ) as has_passkey,
            (select string_agg(r.role, ',') from account_role r where r.account_id = a.id) as roles",
            matching!($key, "$12", "$13"),
            "
        and (",
            $by,
            ", a.id) ",
            $follows,
            " (",
            $from,
            ", $10)
        order by ",
            $by,
            $way,
            ", a.id",
            $way,
            "
        limit $11"
        )
    };
}

/// Forwards and backwards.
macro_rules! rows_by {
    ($key:literal, $by:literal, $from:literal) => {
        [rows_one_way!($key, $by, $from, ">", ""), rows_one_way!($key, $by, $from, "<", " desc")]
    };
}

macro_rules! count_by {
    ($key:literal) => {
        concat!(
            "
        select count(*)
        from (
            select a.id",
            matching!($key, "$10", "$11"),
            "
            limit $9
        ) as found"
        )
    };
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 5] = [Self::Word, Self::Role, Self::Added, Self::Inactive, Self::All];

    /// The SQL for a page, forwards and backwards. The empty text beside the sort column forces a sort where few rows match: by the
    /// column alone, SQLite would rather walk all accounts in its order.
    #[must_use]
    pub fn rows(self, by: AccountColumn) -> [&'static str; 2] {
        macro_rules! sorted {
            ($key:literal) => {
                match by {
                    AccountColumn::Name => rows_by!($key, "a.search_name || ''", "$9"),
                    AccountColumn::Email => rows_by!($key, "a.email || ''", "$9"),
                    AccountColumn::Added => rows_by!($key, "a.created_at + 0", "cast($9 as bigint)"),
                }
            };
        }
        macro_rules! walked {
            ($key:literal) => {
                match by {
                    AccountColumn::Name => rows_by!($key, "a.search_name", "$9"),
                    AccountColumn::Email => rows_by!($key, "a.email", "$9"),
                    AccountColumn::Added => rows_by!($key, "a.created_at", "cast($9 as bigint)"),
                }
            };
        }
        match self {
            Self::Word => {
                sorted!("a.id in (select d.account_id from account_word d where d.word >= $1 and d.word < $2)")
            }
            Self::Role => sorted!("a.id in (select d.account_id from account_role d where d.role = $7)"),
            // This index is already in the order in which they were added.
            Self::Added if by == AccountColumn::Added => walked!("a.created_at >= $12 and a.created_at < $13"),
            Self::Added => sorted!("a.created_at >= $12 and a.created_at < $13"),
            Self::Inactive => walked!("a.status = 'inactive'"),
            Self::All => walked!("a.id > 0"),
        }
    }

    /// The SQL that counts them.
    #[must_use]
    pub fn count(self) -> &'static str {
        match self {
            Self::Word => {
                count_by!("a.id in (select d.account_id from account_word d where d.word >= $1 and d.word < $2)")
            }
            Self::Role => count_by!("a.id in (select d.account_id from account_role d where d.role = $7)"),
            Self::Added => count_by!("a.created_at >= $10 and a.created_at < $11"),
            Self::Inactive => count_by!("a.status = 'inactive'"),
            Self::All => count_by!("a.id > 0"),
        }
    }
}

/// A page of accounts with the number of matches, counted up to [`MOST_COUNTED`]. A page that ends before a row is read backwards
/// from there, and returned in that order.
pub async fn list(conn: &mut Conn, filter: &AccountFilter) -> StorageResult<(Vec<Account>, i64)> {
    let mut words = typed(&filter.text);
    let way = way(conn, &mut words, filter).await?;
    let descending = filter.order.descending != filter.edge.is_backwards();
    let (key, id) = match (&filter.place, filter.edge.row()) {
        (Some((key, id)), _) => (key.clone(), id.0),
        (None, row) => start(conn, filter.order.by, row, descending).await?,
    };
    let [forwards, backwards] = way.rows(filter.order.by);
    let sql = if descending { backwards } else { forwards };
    let [first, second, third] = bounds(&words);
    let role = filter.role.map_or("", Role::as_str);
    let status = filter.status.map_or("", AccountStatus::as_str);
    let (from, until) = (filter.from.unwrap_or(-EVER), filter.until.unwrap_or(EVER));
    let rows: Vec<AccountRow> = on!(&mut *conn, c => sqlx::query_as(sql)
        .bind(first.0.clone())
        .bind(first.1.clone())
        .bind(second.0.clone())
        .bind(second.1.clone())
        .bind(third.0.clone())
        .bind(third.1.clone())
        .bind(role)
        .bind(status)
        .bind(key)
        .bind(id)
        .bind(filter.limit)
        .bind(from)
        .bind(until)
        .fetch_all(c)
        .await)?;
    let count = on!(conn, c => sqlx::query_scalar(way.count())
        .bind(first.0)
        .bind(first.1)
        .bind(second.0)
        .bind(second.1)
        .bind(third.0)
        .bind(third.1)
        .bind(role)
        .bind(status)
        .bind(MOST_COUNTED + 1)
        .bind(from)
        .bind(until)
        .fetch_one(c)
        .await)?;
    let accounts: StorageResult<Vec<Account>> = rows.into_iter().map(Account::try_from).collect();
    Ok((accounts?, count))
}

/// An account's place in a list with this order: the same accounts follow it even if it changes before they are read.
#[must_use]
pub fn place_of(account: &Account, by: AccountColumn) -> (String, AccountId) {
    let key = match by {
        AccountColumn::Name => search_key(&account.full_name),
        AccountColumn::Email => account.email.clone(),
        AccountColumn::Added => account.created_at.as_second().to_string(),
    };
    (key, account.id)
}

/// What the page follows: the account, or a place before all of them.
async fn start(
    conn: &mut Conn,
    by: AccountColumn,
    row: Option<AccountId>,
    descending: bool,
) -> StorageResult<(String, i64)> {
    let [of_row, last] = match by {
        AccountColumn::Name => {
            ["select search_name, id from account where id = $1", "select coalesce(max(search_name), '') from account"]
        }
        AccountColumn::Email => {
            ["select email, id from account where id = $1", "select coalesce(max(email), '') from account"]
        }
        AccountColumn::Added => [
            "select cast(created_at as text), id from account where id = $1",
            "select cast(coalesce(max(created_at), 0) as text) from account",
        ],
    };
    if let Some(row) = row {
        let found: Option<(String, i64)> =
            on!(&mut *conn, c => sqlx::query_as(of_row).bind(row.0).fetch_optional(c).await)?;
        if let Some(found) = found {
            return Ok(found);
        }
    }
    if descending {
        let last: String = on!(conn, c => sqlx::query_scalar(last).fetch_one(c).await)?;
        return Ok((last, i64::MAX));
    }
    let first = if by == AccountColumn::Added { i64::MIN.to_string() } else { String::new() };
    Ok((first, 0))
}

/// By what to go. A word that few have comes first by then: the statements look it up, and compare the others.
async fn way(conn: &mut Conn, words: &mut [String], filter: &AccountFilter) -> StorageResult<Way> {
    for place in 0..words.len() {
        if few_with(conn, FoundBy::Everything, &words[place], FEW).await? {
            words.swap(0, place);
            return Ok(Way::Word);
        }
    }
    if let Some(role) = filter.role
        && few_hold(conn, role).await?
    {
        return Ok(Way::Role);
    }
    if (filter.from.is_some() || filter.until.is_some())
        && (filter.order.by == AccountColumn::Added || few_added(conn, filter).await?)
    {
        return Ok(Way::Added);
    }
    Ok(if filter.status == Some(AccountStatus::Inactive) { Way::Inactive } else { Way::All })
}

async fn few_hold(conn: &mut Conn, role: Role) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from (
            select account_id
            from account_role
            where role = $1
            limit $2
        ) as found";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL).bind(role.as_str()).bind(FEW + 1).fetch_one(c).await)?;
    Ok(count <= FEW)
}

async fn few_added(conn: &mut Conn, filter: &AccountFilter) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from (
            select id
            from account
            where created_at >= $1
            and created_at < $2
            limit $3
        ) as found";
    let count: i64 = on!(conn, c => sqlx::query_scalar(SQL)
        .bind(filter.from.unwrap_or(-EVER))
        .bind(filter.until.unwrap_or(EVER))
        .bind(FEW + 1)
        .fetch_one(c)
        .await)?;
    Ok(count <= FEW)
}
