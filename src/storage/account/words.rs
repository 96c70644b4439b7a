//! The words that find people in long lists: those of the name, the email address and the phone number. A search finds words by
//! prefix, so it can use an index.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;

use crate::{
    domain::{
        ids::AccountId,
        phone,
        text::{search_key, sought_key, tokens},
    },
    storage::{
        db::{Conn, Db, Tx, on},
        error::StorageResult,
    },
};

/// How many words are stored with one statement.
const AT_ONCE: usize = 2_000;
/// How many typed words count: the longest ones.
const MOST_TYPED: usize = 3;

/// The data that people can be found by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FoundBy {
    /// Their names.
    #[default]
    Name,
    /// Their names, email addresses and phone numbers.
    Everything,
}

impl FoundBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Name, Self::Everything];
}

/// The words of an account, including its phone number in normal form.
pub fn of_account(name: &str, email: &str, phone: &str, number: &str) -> BTreeSet<String> {
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    let mut words: BTreeSet<String> = tokens(name).into_iter().chain(tokens(email)).collect();
    // A name without letters is indexed as a whole.
    if tokens(name).is_empty() {
        words.insert(search_key(name));
    }
    words.insert(digits);
    words.extend(phone::beginnings(number));
    words.remove("");
    words
}

/// The typed words, longest first. A phone number counts as one word, however it is spaced.
pub fn typed(text: &str) -> Vec<String> {
    let is_number = |c: char| c.is_ascii_digit() || " ()+-./".contains(c);
    let digits = phone::sought(text);
    if !digits.is_empty() && text.chars().all(is_number) {
        return vec![digits];
    }
    let mut words = tokens(text);
    if words.is_empty() {
        words.extend(sought_key(text).split_whitespace().map(str::to_owned));
    }
    words.retain(|word| !word.is_empty());
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.truncate(MOST_TYPED);
    words
}

/// The bounds of each typed word, as `MOST_TYPED` pairs; missing ones are empty.
pub fn bounds(typed: &[String]) -> [(String, String); MOST_TYPED] {
    let bound = |word: &String| (word.clone(), format!("{word}\u{10ffff}"));
    [0, 1, 2].map(|place| typed.get(place).map(bound).unwrap_or_default())
}

/// Whether at most this many accounts have a word with this prefix.
pub async fn few_with(conn: &mut Conn, by: FoundBy, word: &str, most: i64) -> StorageResult<bool> {
    const NAMES: &str = "
        select count(*)
        from (
            select account_id
            from name_word
            where word >= $1
            and word < $2
            limit $3
        ) as found";
    const EVERYTHING: &str = "
        select count(*)
        from (
            select account_id
            from account_word
            where word >= $1
            and word < $2
            limit $3
        ) as found";
    let sql = match by {
        FoundBy::Name => NAMES,
        FoundBy::Everything => EVERYTHING,
    };
    let [(from, until), ..] = bounds(&[word.to_owned()]);
    let count: i64 = on!(conn, c => sqlx::query_scalar(sql).bind(from).bind(until).bind(most + 1).fetch_one(c).await)?;
    Ok(count <= most)
}

/// Replaces the indexed words of an account.
pub(super) async fn index(tx: &mut Tx, id: AccountId, (name, email, phone): (&str, &str, &str)) -> StorageResult<()> {
    const NUMBER: &str = "select phone_number from account where id = $1";
    const CLEAR: &str = "delete from account_word where account_id = $1";
    let number: String = on!(&mut **tx, c => sqlx::query_scalar(NUMBER).bind(id.0).fetch_one(c).await)?;
    on!(&mut **tx, c => sqlx::query(CLEAR).bind(id.0).execute(c).await.map(drop))?;
    let words: Vec<_> = of_account(name, email, phone, &number).into_iter().map(|word| (word, id.0)).collect();
    add(tx, &words).await
}

async fn add(tx: &mut Tx, words: &[(String, i64)]) -> StorageResult<()> {
    for some in words.chunks(AT_ONCE) {
        on!(&mut **tx, c => {
            let mut query = QueryBuilder::new("insert into account_word (word, account_id) ");
            query.push_values(some, |mut values, (word, id)| {
                values.push_bind(word.as_str()).push_bind(*id);
            });
            query.push(" on conflict do nothing");
            query.build().execute(c).await.map(drop)
        })?;
    }
    Ok(())
}

/// Fills in the words of accounts that an older version stored without them. Safe to run in any number of processes at once.
///
/// # Errors
/// A failure of the storage.
pub async fn fill_words(db: &Db) -> StorageResult<()> {
    const FIND: &str = "
        select a.id, a.full_name, a.email, a.phone, a.phone_number
        from account a
        where a.id > $1
        and not exists (
            select 1
            from account_word w
            where w.account_id = a.id
        )
        order by a.id
        limit 500";
    let mut last = 0_i64;
    loop {
        let mut conn = db.read().await?;
        let found: Vec<(i64, String, String, String, String)> =
            on!(&mut conn, c => sqlx::query_as(FIND).bind(last).fetch_all(c).await)?;
        drop(conn);
        let Some((id, ..)) = found.last() else { return Ok(()) };
        last = *id;
        let fill = db.write(found, |tx, found| {
            Box::pin(async move {
                let words = found.iter().flat_map(|(id, name, email, phone, number)| {
                    of_account(name, email, phone, number).into_iter().map(|word| (word, *id))
                });
                add(tx, &words.collect::<Vec<_>>()).await
            })
        });
        fill.await?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_found_by_name_address_and_number_however_these_are_typed() {
        let words = of_account("Zoë O'Brien", "zoe.b@example.org", "0491 570 156", "+61491570156");
        let named = words.iter().map(String::as_str).filter(|word| !word.starts_with(|c: char| c.is_ascii_digit()));
        assert_eq!(named.collect::<Vec<_>>(), ["b", "example", "obrien", "org", "zoe"]);
        assert!(["0491570156", "61491570156", "570156"].iter().all(|number| words.contains(*number)), "{words:?}");
        assert_eq!(typed(" (0491) 570-1"), ["04915701"]);
        assert_eq!(typed("ZOE o’bri"), ["obri", "zoe"]);
        assert_eq!(typed("zoe.b@exa"), ["zoe", "exa", "b"]);
        assert_eq!(typed(" % "), ["%"], "no one's, instead of everyone's");
        assert!(typed("  ").is_empty());
    }

    #[test]
    fn a_word_lies_between_its_bounds_with_all_that_begin_with_it() {
        let [(from, until), (none, _), _] = bounds(&["zo".to_owned()]);
        assert!(from.as_str() <= "zo" && "zo\u{1f600}z" < until.as_str() && "zp" > until.as_str());
        assert!(none.is_empty());
    }
}
