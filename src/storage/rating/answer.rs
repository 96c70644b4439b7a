//! Answers to reviews.

use jiff::Timestamp;

use super::super::{
    db::{Tx, on},
    error::StorageResult,
};
use crate::domain::ids::{AccountId, RatingId};

/// A new answer.
#[derive(Clone, Copy, Debug)]
pub struct NewAnswer<'a> {
    /// When the review was written.
    pub rated_at: Timestamp,
    /// When the current answer was first given, if there is one.
    pub before: Option<Timestamp>,
    /// The text; an empty one removes the answer.
    pub text: &'a str,
    /// When it was first answered.
    pub at: Timestamp,
    /// Who answers.
    pub by: AccountId,
}

/// Stores the answer to a review. False if the review, or its answer, has changed since.
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
        .bind(new.rated_at.as_second())
        .bind(new.before.map_or(0, Timestamp::as_second))
        .bind(new.text.to_owned())
        .bind(new.by.0)
        .bind(new.at.as_second())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
