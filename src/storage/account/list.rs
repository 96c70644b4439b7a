//! The list of accounts by name, page by page. Each question goes by the index that leads to the fewest rows.

use super::{
    row::{Account, AccountRow},
    words::{FoundBy, bounds, few_with, typed},
};
use crate::{
    domain::{
        account::{AccountStatus, Role},
        ids::AccountId,
    },
    storage::{
        db::{Conn, on},
        error::StorageResult,
        name::and_has_words,
    },
};

/// What leads to at most so many accounts is looked up and sorted. Of what leads to more, walking the names in order soon meets
/// a page.
const FEW: i64 = 2_000;

/// How many matches are counted; of more, only that there are more is known.
pub const MOST_COUNTED: i64 = 1_000;

/// Which accounts a list shows.
#[derive(Clone, Debug, Default)]
pub struct AccountFilter {
    /// How words of the name, the email address or the phone number begin; empty for all.
    pub text: String,
    /// Only those with this role.
    pub role: Option<Role>,
    /// Only those with this status.
    pub status: Option<AccountStatus>,
    /// Only those that follow this one.
    pub after: Option<AccountId>,
    /// Only those that follow this search name and key. Then `after` does not count: that one may have another name by now.
    pub place: Option<(String, AccountId)>,
    /// How many to return.
    pub limit: i64,
}

/// The index by which rows are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Those with a word.
    Word,
    /// Those of a role.
    Role,
    /// Those that are not active.
    Inactive,
    /// All, by name.
    Name,
}

macro_rules! matching {
    ($key:literal) => {
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
        and ($8 = '' or a.status = $8)"
        )
    };
}

macro_rules! rows_by {
    ($key:literal, $order:literal) => {
        concat!(
            "
        select a.id, a.email, a.full_name, a.given_name, a.family_name, a.phone, a.status, a.must_change_password,
            a.created_at, a.closed_at, a.is_waiting,
            exists (
                select 1
                from second_factor f
                where f.account_id = a.id
                and f.confirmed_at is not null
            ) as second_factor,
            (select string_agg(r.role, ',') from account_role r where r.account_id = a.id) as roles",
            matching!($key),
            "
        and (",
            $order,
            ", a.id) > ($9, $10)
        order by ",
            $order,
            ", a.id
        limit $11"
        )
    };
}

macro_rules! count_by {
    ($key:literal) => {
        concat!(
            "
        select count(*)
        from (
            select a.id",
            matching!($key),
            "
            limit $9
        ) as found"
        )
    };
}

impl Way {
    /// Every way.
    pub const ALL: [Self; 4] = [Self::Word, Self::Role, Self::Inactive, Self::Name];

    /// The statement for a page. Where few are found they are sorted, which the empty text beside the name says: by the name alone,
    /// SQLite would rather walk all names.
    #[must_use]
    pub fn rows(self) -> &'static str {
        match self {
            Self::Word => rows_by!(
                "a.id in (select d.account_id from account_word d where d.word >= $1 and d.word < $2)",
                "a.search_name || ''"
            ),
            Self::Role => {
                rows_by!("a.id in (select d.account_id from account_role d where d.role = $7)", "a.search_name || ''")
            }
            Self::Inactive => rows_by!("a.status = 'inactive'", "a.search_name"),
            Self::Name => rows_by!("a.id > 0", "a.search_name"),
        }
    }

    /// The statement that counts them.
    #[must_use]
    pub fn count(self) -> &'static str {
        match self {
            Self::Word => {
                count_by!("a.id in (select d.account_id from account_word d where d.word >= $1 and d.word < $2)")
            }
            Self::Role => count_by!("a.id in (select d.account_id from account_role d where d.role = $7)"),
            Self::Inactive => count_by!("a.status = 'inactive'"),
            Self::Name => count_by!("a.id > 0"),
        }
    }
}

/// A page of accounts by name, with how many match, of which more than [`MOST_COUNTED`] are not counted.
pub async fn list(conn: &mut Conn, filter: &AccountFilter) -> StorageResult<(Vec<Account>, i64)> {
    let words = typed(&filter.text);
    let way = way(conn, &words, filter).await?;
    let (name, id) = match &filter.place {
        Some((name, id)) => (name.clone(), id.0),
        None => start(conn, filter.after).await?,
    };
    let [first, second, third] = bounds(&words);
    let role = filter.role.map_or("", Role::as_str);
    let status = filter.status.map_or("", AccountStatus::as_str);
    let rows: Vec<AccountRow> = on!(&mut *conn, c => sqlx::query_as(way.rows())
        .bind(first.0.clone())
        .bind(first.1.clone())
        .bind(second.0.clone())
        .bind(second.1.clone())
        .bind(third.0.clone())
        .bind(third.1.clone())
        .bind(role)
        .bind(status)
        .bind(name)
        .bind(id)
        .bind(filter.limit)
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
        .fetch_one(c)
        .await)?;
    let accounts: StorageResult<Vec<Account>> = rows.into_iter().map(Account::try_from).collect();
    Ok((accounts?, count))
}

/// The name and the key after which the page begins.
async fn start(conn: &mut Conn, after: Option<AccountId>) -> StorageResult<(String, i64)> {
    const SQL: &str = "select search_name, id from account where id = $1";
    let Some(after) = after else { return Ok((String::new(), 0)) };
    let found: Option<(String, i64)> = on!(conn, c => sqlx::query_as(SQL).bind(after.0).fetch_optional(c).await)?;
    Ok(found.unwrap_or_default())
}

async fn way(conn: &mut Conn, words: &[String], filter: &AccountFilter) -> StorageResult<Way> {
    if let Some(word) = words.first()
        && few_with(conn, FoundBy::Everything, word, FEW).await?
    {
        return Ok(Way::Word);
    }
    if let Some(role) = filter.role
        && few_hold(conn, role).await?
    {
        return Ok(Way::Role);
    }
    Ok(if filter.status == Some(AccountStatus::Inactive) { Way::Inactive } else { Way::Name })
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
