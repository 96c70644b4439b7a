//! Texts folded for searching: without case, accents and punctuation.

use std::cmp::Reverse;

use super::{
    db::{Db, on},
    error::{StorageError, StorageResult},
};
use crate::domain::text::search_key;

/// Rows that an older version stored without folded text: the SQL that finds some of them with their source text, and the SQL that
/// stores it.
const KEPT: [[&str; 2]; 2] = [
    [
        "
        select id, full_name
        from application
        where search_name = ''
        and full_name <> ''
        and id > $1
        order by id
        limit 500",
        "update application set search_name = $2 where id = $1 and search_name = ''",
    ],
    [
        "
        select id, name || ' ' || email || ' ' || message
        from contact_message
        where folded = ''
        and id > $1
        order by id
        limit 500",
        "update contact_message set folded = $2 where id = $1 and folded = ''",
    ],
];

/// LIKE patterns for folded texts with words that begin with the typed ones, of which the longest count; unused ones are empty.
pub(super) fn patterns(typed: &str) -> [String; 3] {
    let key = search_key(typed);
    let mut words: Vec<&str> = key.split_whitespace().collect();
    words.sort_by_key(|word| Reverse(word.len()));
    [0, 1, 2].map(|place| words.get(place).map(|word| format!("% {word}%")).unwrap_or_default())
}

/// Fills in what is missing. Safe to run in any number of processes at once.
///
/// # Errors
/// A failure of the storage.
pub(super) async fn fill(db: &Db) -> StorageResult<()> {
    for [find, store] in KEPT {
        let mut last = 0_i64;
        loop {
            let mut conn = db.read().await?;
            let found: Vec<(i64, String)> = on!(&mut conn, c => sqlx::query_as(find).bind(last).fetch_all(c).await)?;
            drop(conn);
            let Some((id, _)) = found.last() else { break };
            last = *id;
            let fill = db.write((store, found), |tx, (store, found)| {
                Box::pin(async move {
                    for (id, text) in found {
                        let key = search_key(text);
                        on!(&mut **tx, c => sqlx::query(*store).bind(*id).bind(key).execute(c).await.map(drop))?;
                    }
                    Ok::<_, StorageError>(())
                })
            });
            fill.await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::patterns;

    #[test]
    fn typed_words_begin_words_of_a_text_and_are_no_patterns_themselves() {
        assert_eq!(patterns(" Zo\u{eb} O'Bri"), ["% obri%", "% zoe%", ""]);
        assert_eq!(patterns("%_"), ["", "", ""]);
    }
}
