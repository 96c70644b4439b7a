//! Ratings: one row for each patient and subject, and for each subject the count and sum of its rows.

mod answer;
pub mod list;

pub use self::answer::{NewAnswer, set_answer};

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::{MaybeSecond, Second},
    word,
};
use crate::domain::{
    appointment::Status,
    ids::{AccountId, CentreId, PatientId, PractitionerId, RatingId},
    rating::{Average, NewRating, ReviewStatus, Stars, Subject},
};

/// A rating as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rating {
    /// The primary key in `rating`.
    pub id: RatingId,
    /// The practitioner or centre.
    pub of: Subject,
    /// How many stars.
    pub stars: Stars,
    /// What the patient wrote; may be empty.
    pub review: String,
    /// When the stars were given.
    pub rated_at: Timestamp,
    /// Why an administrator has hidden the review.
    pub hidden: Option<String>,
    /// What was answered.
    pub answer: Option<Answer>,
}

impl Rating {
    /// The state of the review.
    #[must_use]
    pub fn status(&self) -> ReviewStatus {
        ReviewStatus::of(self.hidden.is_some(), self.answer.is_some())
    }
}

/// The answer of a practitioner or a centre to a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The text; empty if it was removed.
    pub text: String,
    /// When it was first given.
    pub at: Timestamp,
}

#[derive(sqlx::FromRow)]
struct RatingRow {
    id: i64,
    practitioner_id: Option<i64>,
    centre_id: Option<i64>,
    stars: i64,
    review: String,
    #[sqlx(try_from = "Second")]
    rated_at: Timestamp,
    hidden_at: Option<i64>,
    hidden_reason: String,
    answer: String,
    #[sqlx(try_from = "MaybeSecond")]
    answered_at: Option<Timestamp>,
}

fn rating(row: RatingRow) -> StorageResult<Rating> {
    let odd = |column| StorageError::Inconsistent { table: "rating", column, id: row.id };
    Ok(Rating {
        id: RatingId(row.id),
        of: subject(row.practitioner_id, row.centre_id).ok_or_else(|| odd("centre_id"))?,
        stars: Stars::new(row.stars).ok_or_else(|| odd("stars"))?,
        review: row.review,
        rated_at: row.rated_at,
        hidden: row.hidden_at.map(|_| row.hidden_reason),
        answer: row.answered_at.map(|at| Answer { text: row.answer, at }),
    })
}

/// A subject's keys in its two columns.
fn columns(subject: Subject) -> (Option<i64>, Option<i64>) {
    match subject {
        Subject::Practitioner(id) => (Some(id.0), None),
        Subject::Centre(id) => (None, Some(id.0)),
    }
}

fn subject(practitioner: Option<i64>, centre: Option<i64>) -> Option<Subject> {
    let practitioner = practitioner.map(|id| Subject::Practitioner(PractitionerId(id)));
    practitioner.or_else(|| centre.map(|id| Subject::Centre(CentreId(id))))
}

/// The distinct statuses of a patient's appointments with a practitioner or at a centre.
pub async fn standings(conn: &mut Conn, patient: PatientId, of: Subject) -> StorageResult<Vec<Status>> {
    const SQL: &str = "
        select status, min(id)
        from appointment
        where patient_id = $1
        and (practitioner_id = $2 or centre_id = $3)
        group by status";
    let (practitioner, centre) = columns(of);
    let rows: Vec<(String, i64)> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(practitioner)
        .bind(centre)
        .fetch_all(c)
        .await)?;
    let status = |(word, id): (String, i64)| {
        word.parse().map_err(|()| StorageError::Inconsistent { table: "appointment", column: "status", id })
    };
    rows.into_iter().map(status).collect()
}

/// A patient's rating of a subject.
pub async fn of_patient(conn: &mut Conn, patient: PatientId, of: Subject) -> StorageResult<Option<Rating>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where patient_id = $1
        and (practitioner_id = $2 or centre_id = $3)";
    let (practitioner, centre) = columns(of);
    let row: Option<RatingRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(patient.0)
        .bind(practitioner)
        .bind(centre)
        .fetch_optional(c)
        .await)?;
    row.map(rating).transpose()
}

/// A rating.
pub async fn find(conn: &mut Conn, id: RatingId) -> StorageResult<Option<Rating>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where id = $1";
    let row: Option<RatingRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(rating).transpose()
}

/// The name of the person who hid a review, and when.
pub async fn hiding(conn: &mut Conn, id: RatingId) -> StorageResult<Option<(String, Timestamp)>> {
    const SQL: &str = "
        select a.full_name, r.hidden_at
        from rating r
        join account a on a.id = r.hidden_by
        where r.id = $1";
    let row: Option<(String, i64)> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    let at = |at| {
        Timestamp::from_second(at).map_err(|_| StorageError::Inconsistent {
            table: "rating",
            column: "hidden_at",
            id: id.0,
        })
    };
    row.map(|(name, hidden_at)| Ok((name, at(hidden_at)?))).transpose()
}

/// Ratings with text, latest first: `limit` of them after skipping `offset`; hidden ones only if `with_hidden`.
pub async fn reviews(
    conn: &mut Conn,
    of: Subject,
    with_hidden: bool,
    (limit, offset): (i64, i64),
) -> StorageResult<Vec<Rating>> {
    macro_rules! written_about {
        ($subject:literal) => {
            concat!(
                "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where ",
                $subject,
                " = $1
        and review <> ''
        and (hidden_at is null or $2)
        order by rated_at desc, id desc
        limit $3
        offset $4"
            )
        };
    }
    // A single statement for both would sort every rating ever written; each of these two stops after the last row that it needs.
    let (sql, id) = match of {
        Subject::Practitioner(id) => (written_about!("practitioner_id"), id.0),
        Subject::Centre(id) => (written_about!("centre_id"), id.0),
    };
    let rows: Vec<RatingRow> = on!(conn, c => sqlx::query_as(sql)
        .bind(id)
        .bind(with_hidden)
        .bind(limit)
        .bind(offset)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(rating).collect()
}

/// The latest ratings with four or five stars whose text is neither hidden nor too short or long to be quoted.
pub async fn praise(conn: &mut Conn, limit: i64) -> StorageResult<Vec<Rating>> {
    const SQL: &str = "
        select id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_reason, answer, answered_at
        from rating
        where review <> ''
        and hidden_at is null
        and stars >= 4
        and length(review) between 30 and 280
        order by rated_at desc, id desc
        limit $1";
    let rows: Vec<RatingRow> = on!(conn, c => sqlx::query_as(SQL).bind(limit).fetch_all(c).await)?;
    rows.into_iter().map(rating).collect()
}

/// Begins a change to ratings: no one else can begin one until the transaction ends. Returns the version to pass to [`retotal`].
pub async fn begin(tx: &mut Tx) -> StorageResult<i64> {
    const SQL: &str = "
        update rating_version
        set version = version + 1
        where id = 1
        returning version";
    Ok(on!(&mut **tx, c => sqlx::query_scalar(SQL).fetch_one(c).await)?)
}

/// Adds a patient's first rating of a subject.
pub async fn insert(tx: &mut Tx, patient: PatientId, of: Subject, new: &NewRating, at: i64) -> StorageResult<RatingId> {
    const SQL: &str = "
        insert into rating (patient_id, practitioner_id, centre_id, stars, review, rated_at)
        values ($1, $2, $3, $4, $5, $6)
        returning id";
    let (practitioner, centre) = columns(of);
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(patient.0)
        .bind(practitioner)
        .bind(centre)
        .bind(i64::from(new.stars.count()))
        .bind(&new.review)
        .bind(at)
        .fetch_one(c)
        .await)?;
    word::put(tx, &word::REVIEWS, id, &new.review).await?;
    Ok(RatingId(id))
}

/// Replaces a rating. If the text is unchanged, it stays hidden and keeps its answer.
pub async fn replace(tx: &mut Tx, id: RatingId, new: &NewRating, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        update rating
        set stars = $2,
            review = $3,
            rated_at = $4,
            hidden_at = case when review = $3 then hidden_at end,
            hidden_by = case when review = $3 then hidden_by end,
            hidden_reason = case when review = $3 then hidden_reason else '' end,
            answer = case when review = $3 then answer else '' end,
            answered_at = case when review = $3 then answered_at end,
            answered_by = case when review = $3 then answered_by end
        where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(i64::from(new.stars.count()))
        .bind(&new.review)
        .bind(at)
        .execute(c)
        .await
        .map(drop))?;
    word::put(tx, &word::REVIEWS, id.0, &new.review).await
}

/// The subjects that a patient has rated: the key of the practitioner or of the centre.
pub async fn subjects_of(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<(Option<i64>, Option<i64>)>> {
    const SQL: &str = "
        select practitioner_id, centre_id
        from rating
        where patient_id = $1
        order by id";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?)
}

/// Removes a rating.
pub async fn delete(tx: &mut Tx, id: RatingId) -> StorageResult<()> {
    const SQL: &str = "delete from rating where id = $1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(drop))?;
    Ok(())
}

/// Recounts a subject's ratings, as part of the change with this version.
pub async fn retotal(tx: &mut Tx, of: Subject, version: i64) -> StorageResult<()> {
    const UPDATE: &str = "
        update rating_total
        set version = $3,
            ratings = (select count(*) from rating r where r.practitioner_id = $1 or r.centre_id = $2),
            stars = (
                select cast(coalesce(sum(r.stars), 0) as bigint)
                from rating r
                where r.practitioner_id = $1 or r.centre_id = $2
            )
        where practitioner_id = $1
        or centre_id = $2";
    const INSERT: &str = "
        insert into rating_total (practitioner_id, centre_id, version, ratings, stars)
        select cast($1 as bigint), cast($2 as bigint), cast($3 as bigint), count(*),
            cast(coalesce(sum(r.stars), 0) as bigint)
        from rating r
        where r.practitioner_id = $1
        or r.centre_id = $2";
    let (practitioner, centre) = columns(of);
    for sql in [UPDATE, INSERT] {
        let done = on!(&mut **tx, c => sqlx::query(sql)
            .bind(practitioner)
            .bind(centre)
            .bind(version)
            .execute(c)
            .await
            .map(|done| done.rows_affected()))?;
        if done > 0 {
            break;
        }
    }
    Ok(())
}

/// The totals that have changed since a version, each with its own version; 0 precedes them all.
pub async fn totals_since(conn: &mut Conn, version: i64) -> StorageResult<Vec<(i64, Subject, Average)>> {
    const SQL: &str = "
        select version, practitioner_id, centre_id, ratings, stars
        from rating_total
        where version > $1";
    type Row = (i64, Option<i64>, Option<i64>, i64, i64);
    let rows: Vec<Row> = on!(conn, c => sqlx::query_as(SQL).bind(version).fetch_all(c).await)?;
    let total = |(version, practitioner, centre, ratings, stars): Row| {
        let id = practitioner.or(centre).unwrap_or_default();
        let odd = |column| StorageError::Inconsistent { table: "rating_total", column, id };
        let ratings = u32::try_from(ratings).map_err(|_| odd("ratings"))?;
        let stars = u32::try_from(stars).map_err(|_| odd("stars"))?;
        Ok((version, subject(practitioner, centre).ok_or_else(|| odd("centre_id"))?, Average { ratings, stars }))
    };
    rows.into_iter().map(total).collect()
}

/// Hides the review that a patient wrote at `rated_at`. False if it is already hidden, or has changed since.
pub async fn hide(
    tx: &mut Tx,
    id: RatingId,
    rated_at: Timestamp,
    (by, reason): (AccountId, &str),
    at: i64,
) -> StorageResult<bool> {
    const SQL: &str = "
        update rating
        set hidden_at = $4, hidden_by = $3, hidden_reason = $5
        where id = $1
        and rated_at = $2
        and review <> ''
        and hidden_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(rated_at.as_second())
        .bind(by.0)
        .bind(at)
        .bind(reason.to_owned())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}

/// Shows a review again. False if it is not hidden.
pub async fn show(tx: &mut Tx, id: RatingId) -> StorageResult<bool> {
    const SQL: &str = "
        update rating
        set hidden_at = null, hidden_by = null, hidden_reason = ''
        where id = $1
        and hidden_at is not null";
    let done = on!(&mut **tx, c => sqlx::query(SQL).bind(id.0).execute(c).await.map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
