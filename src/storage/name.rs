//! Finds people by prefixes of the words in their names. The words have a table of their own, whose index serves both databases;
//! `account.search_name` holds the whole name.

use std::{cmp::Reverse, collections::BTreeSet};

use sqlx::QueryBuilder;

use super::{
    db::{Conn, Db, Tx, on},
    error::{StorageError, StorageResult},
};
use crate::domain::{
    ids::AccountId,
    text::{search_key, sought_key},
};

/// Selects the `account_id` of everyone whose name has a word in each of three ranges, given by six placeholders: see [`Prefixes`].
macro_rules! accounts_named {
    ($a:literal, $b:literal, $c:literal, $d:literal, $e:literal, $f:literal) => {
        concat!(
            "select first.account_id
            from name_word first
            where first.word >= ",
            $a,
            " and first.word < ",
            $b,
            "
            and exists (
                select 1
                from name_word second
                where second.account_id = first.account_id
                and second.word >= ",
            $c,
            " and second.word < ",
            $d,
            "
            )
            and exists (
                select 1
                from name_word third
                where third.account_id = first.account_id
                and third.word >= ",
            $e,
            " and third.word < ",
            $f,
            "
            )"
        )
    };
}
pub(crate) use accounts_named;

/// Conditions that an account, or another row, has a word in each of some ranges, in a table of words. A range that begins with nothing is
/// no condition.
macro_rules! and_has_words {
    ($table:literal, $account:literal, $($from:literal .. $until:literal),+) => {
        and_has_words!($table, "account_id" = $account, $($from .. $until),+)
    };
    ($table:literal, $key:literal = $row:literal, $($from:literal .. $until:literal),+) => {
        concat!($("
        and (", $from, " = '' or exists (
            select 1
            from ", $table, " w
            where w.", $key, " = ", $row, "
            and w.word >= ", $from, "
            and w.word < ", $until, "
        ))"),+)
    };
}
pub(crate) use and_has_words;

/// The SQL of [`find`]; public so that tests can check its query plan.
pub const FIND: &str = concat!(
    "select distinct found.account_id
    from (",
    accounts_named!("$1", "$2", "$3", "$4", "$5", "$6"),
    ") found
    limit $7"
);

/// How many words are stored with one statement.
const AT_ONCE: usize = 2_000;

/// How many typed words are searched for: the longest, as the most selective.
const WORDS: usize = 3;

/// A typed text as ranges of words: one for each typed prefix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prefixes([(String, String); WORDS]);

impl Prefixes {
    /// The ranges; `None` if nothing searchable was typed.
    #[must_use]
    pub fn of(typed: &str) -> Option<Self> {
        let key = sought_key(typed);
        let mut typed: Vec<&str> = key.split_whitespace().collect();
        typed.sort_by_key(|word| Reverse(word.len()));
        let longest = *typed.first()?;
        // Missing words repeat the longest, which changes nothing.
        let range = |place: usize| {
            let word = typed.get(place).copied().unwrap_or(longest);
            (word.to_owned(), format!("{word}{}", char::MAX))
        };
        Some(Self([range(0), range(1), range(2)]))
    }

    /// The six bounds in the order of the placeholders: three pairs of from (inclusive) and to (exclusive).
    #[must_use]
    pub fn bounds(&self) -> [String; 2 * WORDS] {
        let [(a, b), (c, d), (e, f)] = self.0.clone();
        [a, b, c, d, e, f]
    }
}

/// At most `limit` accounts whose names match each typed word by prefix, unordered; none if nothing was typed.
pub async fn find(conn: &mut Conn, typed: &str, limit: i64) -> StorageResult<Vec<AccountId>> {
    let Some(prefixes) = Prefixes::of(typed) else { return Ok(Vec::new()) };
    let [a, b, c, d, e, f] = prefixes.bounds();
    let ids: Vec<i64> = on!(conn, conn => sqlx::query_scalar(FIND)
        .bind(a)
        .bind(b)
        .bind(c)
        .bind(d)
        .bind(e)
        .bind(f)
        .bind(limit)
        .fetch_all(conn)
        .await)?;
    Ok(ids.into_iter().map(AccountId).collect())
}

/// The bounds of a typed text; all empty if it is blank.
#[must_use]
pub fn bounds(typed: &str) -> [String; 2 * WORDS] {
    Prefixes::of(typed).as_ref().map(Prefixes::bounds).unwrap_or_default()
}

/// Replaces the stored words of an account's name.
pub async fn put(tx: &mut Tx, id: AccountId, full_name: &str) -> StorageResult<()> {
    const FORGET: &str = "delete from name_word where account_id = $1";
    on!(&mut **tx, c => sqlx::query(FORGET).bind(id.0).execute(c).await.map(drop))?;
    add(tx, id, full_name).await
}

/// Stores the words of an account that has none yet.
pub async fn add(tx: &mut Tx, id: AccountId, full_name: &str) -> StorageResult<()> {
    const SQL: &str = "
        insert into name_word (word, account_id)
        values ($1, $2)
        on conflict do nothing";
    for word in words(full_name) {
        on!(&mut **tx, c => sqlx::query(SQL).bind(word).bind(id.0).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// The words that find a name: `Mary O'Hara` is found by `mary`, `ohara` and `hara`.
pub(super) fn words(full_name: &str) -> BTreeSet<String> {
    let parts = full_name.split(|c: char| !c.is_alphanumeric()).filter(|part| part.chars().count() > 1);
    let parts: Vec<String> = parts.map(search_key).collect();
    let whole = search_key(full_name);
    let parts = parts.iter().flat_map(|part| part.split_whitespace());
    whole.split_whitespace().chain(parts).map(ToOwned::to_owned).collect()
}

/// Stores the words of names that an older version stored without them. Safe to run in any number of processes at once.
///
/// # Errors
/// A failure of the storage.
pub(super) async fn fill(db: &Db) -> StorageResult<()> {
    const SQL: &str = "
        select id, full_name
        from account
        where id > $1
        and full_name <> ''
        and not exists (
            select 1
            from name_word
            where account_id = account.id
        )
        order by id
        limit 500";
    let mut last = 0_i64;
    loop {
        let mut conn = db.read().await?;
        let found: Vec<(i64, String)> = on!(&mut conn, c => sqlx::query_as(SQL).bind(last).fetch_all(c).await)?;
        drop(conn);
        let Some((id, _)) = found.last() else { return Ok(()) };
        last = *id;
        let filled = db.write(found, |tx, found| {
            Box::pin(async move {
                let words = found.iter().flat_map(|(id, name)| words(name).into_iter().map(|word| (word, *id)));
                let words: Vec<(String, i64)> = words.collect();
                for some in words.chunks(AT_ONCE) {
                    on!(&mut **tx, c => {
                        let mut query = QueryBuilder::new("insert into name_word (word, account_id) ");
                        query.push_values(some, |mut values, (word, id)| {
                            values.push_bind(word.as_str()).push_bind(*id);
                        });
                        query.push(" on conflict do nothing");
                        query.build().execute(c).await.map(drop)
                    })?;
                }
                Ok::<_, StorageError>(())
            })
        });
        filled.await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_becomes_ranges_of_its_longest_words() {
        let ranges = Prefixes::of(" Jo Ångström ").expect("something typed").bounds();

        assert_eq!(ranges[0], "angstrom");
        assert!("angstromer" < ranges[1].as_str() && "angstron" > ranges[1].as_str());
        assert_eq!([ranges[2].as_str(), ranges[4].as_str()], ["jo", "angstrom"]);
        assert_eq!(Prefixes::of("  "), None);
        assert_eq!(Prefixes::of("%").expect("something typed").bounds()[0], "%");
    }

    #[test]
    fn a_name_is_found_by_what_follows_its_apostrophe_too() {
        let all: Vec<String> = words("Mary O'Hara").into_iter().collect();

        assert_eq!(all, ["hara", "mary", "ohara"]);
    }

    #[test]
    fn nothing_typed_has_no_bounds() {
        assert!(bounds(" ").iter().all(String::is_empty));
        assert_eq!(bounds("Ann Le")[..3], ["ann", "ann\u{10ffff}", "le"]);
    }
}
