//! The demo clinic's ratings, and their totals.

use sqlx::QueryBuilder;

use super::{ROWS, patient_id, row_id};
use crate::{
    domain::seed::{SeedPlan, SeedRating, SeedSubject},
    storage::{
        db::{Tx, on},
        error::StorageResult,
        word,
    },
};

/// Stores them in the order in which they were given.
pub(super) async fn insert(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    const TOTALS: &str = "
        insert into rating_total (practitioner_id, centre_id, ratings, stars, version)
        select practitioner_id, centre_id, count(*), cast(sum(stars) as bigint), 1
        from rating
        group by practitioner_id, centre_id";
    const WRITTEN: &str = "select id, review from rating where review <> ''";
    let rows = &plan.ratings;
    insert_all!(
        tx,
        "rating (patient_id, practitioner_id, centre_id, stars, review, rated_at)",
        rows,
        rating => [
            patient_id(plan, rating.patient),
            practitioner(rating),
            centre(rating),
            i64::from(rating.stars),
            rating.review,
            rating.rated_at.as_second(),
        ]
    );
    let written: Vec<(i64, String)> = on!(&mut **tx, c => sqlx::query_as(WRITTEN).fetch_all(c).await)?;
    let words = written.iter().flat_map(|(id, review)| word::words(review).into_iter().map(move |word| (word, *id)));
    let words: Vec<(String, i64)> = words.collect();
    insert_all!(tx, "rating_word (word, rating_id)", words, (word, id) => [word.as_str(), *id]);
    on!(&mut **tx, c => sqlx::query(TOTALS).execute(c).await.map(drop))?;
    tx.run("update rating_version set version = 1").await
}

fn practitioner(rating: &SeedRating) -> Option<i64> {
    match rating.of {
        SeedSubject::Practitioner(place) => Some(row_id(place)),
        SeedSubject::Centre(_) => None,
    }
}

fn centre(rating: &SeedRating) -> Option<i64> {
    match rating.of {
        SeedSubject::Practitioner(_) => None,
        SeedSubject::Centre(place) => Some(row_id(place)),
    }
}
