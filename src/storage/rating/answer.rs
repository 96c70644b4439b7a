//! Answers to reviews.

use super::super::{
    db::{Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, RatingId};

/// An answer to be stored.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// When the review was written, UTC seconds.
    pub rated_at: i64,
    /// When it was first answered before, UTC seconds.
    pub before: Option<i64>,
    /// What it says; nothing removes it.
    pub text: &'a str,
    /// When it was first answered, UTC seconds.
    pub at: i64,
    /// Who answers.
    pub by: AccountId,
}

/// Stores the answer to a review. False if that, or its answer, has changed since.
pub async fn set_answer(tx: &mut Tx, id: RatingId, new: NewAnswer<'_>) -> StorageResult<bool> {
    const SQL: &str = "
        update rating
        set answer = $4, answered_by = $5, answered_at = $6
        where id = $1
        and rated_at = $2
        and review <> ''
        and hidden_at is null
        and coalesce(answered_at, 0) = $3";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(new.rated_at)
        .bind(new.before.unwrap_or(0))
        .bind(new.text.to_owned())
        .bind(new.by.0)
        .bind(new.at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
