//! The words of texts, in tables beside their rows: long lists find a row by how words of its text begin, without case, accents and
//! punctuation, and by an index.

use std::collections::BTreeSet;

use sqlx::QueryBuilder;

use super::{
    db::{Conn, Db, Tx, on},
    error::{StorageError, StorageResult},
    name,
};
use crate::domain::text::{search_key, sought_key};

/// So much of a word is kept: what is written without spaces is one word, and an index has no room for it.
const LONGEST: usize = 40;

/// What leads to at most so many rows is looked up and sorted. Of what leads to more, walking all rows in order soon meets a page.
pub(super) const FEW: i64 = 2_000;

/// Rows that are found by words, as the statements for these.
pub(super) struct Worded {
    /// Forgets those of a row.
    forget: &'static str,
    /// Begins to add some.
    add: &'static str,
    /// Finds rows without any, as an older version stored them.
    missing: &'static str,
    /// Keeps a row as it is until the transaction ends, and reads its text.
    hold: &'static str,
    /// Counts what a range of words leads to, up to a number.
    count: &'static str,
}

/// Applications, by the applicant's name.
pub(super) const APPLICATIONS: Worded = Worded {
    forget: "delete from application_word where application_id = $1",
    add: "insert into application_word (word, application_id) ",
    missing: "
        select a.id
        from application a
        where a.id > $1
        and not exists (select 1 from application_word w where w.application_id = a.id)
        order by a.id
        limit 500",
    hold: "update application set full_name = full_name where id = $1 returning full_name",
    count: "
        select count(*)
        from (
            select application_id
            from application_word
            where word >= $1
            and word < $2
            limit $3
        ) as found",
};

/// Messages to the clinic, by who wrote them and what they say.
pub(super) const MESSAGES: Worded = Worded {
    forget: "delete from contact_word where message_id = $1",
    add: "insert into contact_word (word, message_id) ",
    missing: "
        select m.id
        from contact_message m
        where m.id > $1
        and not exists (select 1 from contact_word w where w.message_id = m.id)
        order by m.id
        limit 500",
    hold: "
        update contact_message
        set message = message
        where id = $1
        returning name || ' ' || email || ' ' || message",
    count: "
        select count(*)
        from (
            select message_id
            from contact_word
            where word >= $1
            and word < $2
            limit $3
        ) as found",
};

/// Centres, by their names.
pub(super) const CENTRES: Worded = Worded {
    forget: "delete from centre_word where centre_id = $1",
    add: "insert into centre_word (word, centre_id) ",
    missing: "
        select c.id
        from centre c
        where c.id > $1
        and not exists (select 1 from centre_word w where w.centre_id = c.id)
        order by c.id
        limit 500",
    hold: "update centre set name = name where id = $1 returning name",
    count: "
        select count(*)
        from (
            select centre_id
            from centre_word
            where word >= $1
            and word < $2
            limit $3
        ) as found",
};

/// Reviews, by what they say; the words of the practitioner's or the centre's name lead to them as well.
pub(super) const REVIEWS: Worded = Worded {
    forget: "delete from rating_word where rating_id = $1",
    add: "insert into rating_word (word, rating_id) ",
    missing: "
        select r.id
        from rating r
        where r.id > $1
        and r.review <> ''
        and not exists (select 1 from rating_word w where w.rating_id = r.id)
        order by r.id
        limit 500",
    hold: "update rating set review = review where id = $1 returning review",
    count: "
        select count(*)
        from (
            select rating_id
            from rating_word
            where word >= $1
            and word < $2
            union all
            select r.id
            from name_word n
            join rating r on r.practitioner_id = n.account_id
            where n.word >= $1
            and n.word < $2
            union all
            select r.id
            from centre_word c
            join rating r on r.centre_id = c.centre_id
            where c.word >= $1
            and c.word < $2
            limit $3
        ) as found",
};

/// What was typed, as three ranges of words: see [`name::bounds`].
pub(super) fn bounds(typed: &str) -> [String; 6] {
    let typed: Vec<String> = parts(&sought_key(typed)).into_iter().collect();
    name::bounds(&typed.join(" "))
}

/// Whether something was typed that leads to few rows.
pub(super) async fn leads_to_few(conn: &mut Conn, rows: &Worded, bounds: &[String; 6]) -> StorageResult<bool> {
    let [from, until, ..] = bounds;
    if from.is_empty() {
        return Ok(false);
    }
    let count: i64 = on!(conn, c => sqlx::query_scalar(rows.count)
        .bind(from.clone())
        .bind(until.clone())
        .bind(FEW + 1)
        .fetch_one(c)
        .await)?;
    Ok(count <= FEW)
}

/// Stores the words of a text in place of those that its row had.
pub(super) async fn put(tx: &mut Tx, rows: &Worded, id: i64, text: &str) -> StorageResult<()> {
    on!(&mut **tx, c => sqlx::query(rows.forget).bind(id).execute(c).await.map(drop))?;
    let words = words(text);
    if words.is_empty() {
        return Ok(());
    }
    on!(&mut **tx, c => {
        let mut query = QueryBuilder::new(rows.add);
        query.push_values(&words, |mut values, word| {
            values.push_bind(word.as_str()).push_bind(id);
        });
        query.build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// Stores what is missing. Any number of processes may do so at once.
///
/// # Errors
/// A storage failure.
pub(super) async fn fill(db: &Db) -> StorageResult<()> {
    for rows in [&APPLICATIONS, &MESSAGES, &CENTRES, &REVIEWS] {
        let mut last = 0_i64;
        loop {
            let mut conn = db.read().await?;
            let found: Vec<i64> = on!(&mut conn, c => sqlx::query_scalar(rows.missing).bind(last).fetch_all(c).await)?;
            drop(conn);
            let Some(id) = found.last() else { break };
            last = *id;
            let fill = db.write((rows, found), |tx, (rows, found)| {
                Box::pin(async move {
                    for id in found {
                        let text: Option<String> =
                            on!(&mut **tx, c => sqlx::query_scalar(rows.hold).bind(*id).fetch_optional(c).await)?;
                        if let Some(text) = text {
                            put(tx, rows, *id, &text).await?;
                        }
                    }
                    Ok::<_, StorageError>(())
                })
            });
            fill.await?;
        }
    }
    Ok(())
}

/// The words of a text.
pub(super) fn words(text: &str) -> BTreeSet<String> {
    parts(&search_key(text))
}

fn parts(key: &str) -> BTreeSet<String> {
    key.split_whitespace().map(|word| word.chars().take(LONGEST).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_found_by_its_words_however_these_are_typed() {
        let found: Vec<String> = words("Zo\u{eb} O'Brien: kind, KIND!").into_iter().collect();

        assert_eq!(found, ["kind", "obrien", "zoe"]);
        assert_eq!(bounds(" O'Bri zo")[..3], ["obri", "obri\u{10ffff}", "zo"]);
        assert_eq!(bounds(" %_ ")[..2], ["%_", "%_\u{10ffff}"], "what no text has");
        assert!(bounds("  ").iter().all(String::is_empty));
    }

    #[test]
    fn what_is_written_without_spaces_is_found_by_how_it_begins() {
        let long = "\u{533b}".repeat(1_000);

        let kept = words(&long);

        assert!(kept.iter().all(|word| word.chars().count() == LONGEST) && kept.len() == 1);
        assert!(bounds(&long)[0] == *kept.first().expect("a word"));
    }
}
