//! This process's copy of every subject's average, for search results and profiles.
//!
//! It is kept beside the directory, not in it: a change to the directory blocks bookings while it is made; a rating does not.
//! Averages have a version of their own, the storage keeps count and sum for each subject, and a copy older than a second asks for
//! the totals that are newer: one index look-up, which usually finds nothing. In the process that stores a rating, the result is
//! visible immediately; the others follow within a second. Each search result costs one map look-up.

use std::{collections::HashMap, sync::Arc};

use crate::{
    domain::rating::{Average, Subject},
    service::{
        Outcome, Services,
        clock::Clock,
        versioned::{Source, Versioned},
    },
    storage::{db::Db, rating},
};

/// Every average at one moment.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    version: i64,
    averages: HashMap<Subject, Average>,
}

impl Totals {
    /// The average rating of a subject.
    #[must_use]
    pub fn of(&self, subject: Subject) -> Average {
        self.averages.get(&subject).copied().unwrap_or_default()
    }
}

/// The cache that keeps the copy.
pub type TotalsCache = Versioned<AllTotals>;

/// The totals of a database.
#[derive(Debug)]
pub struct AllTotals(Db);

impl Versioned<AllTotals> {
    /// An empty source for a copy of what is in a database; nothing has been read yet.
    #[must_use]
    pub fn of(db: &Db, clock: &Clock) -> Self {
        Self::new(AllTotals(db.clone()), clock.clone())
    }
}

impl Source for AllTotals {
    type Kept = Totals;
    type News = Vec<(i64, Subject, Average)>;

    async fn look(&self, kept: Option<&Totals>) -> Outcome<Option<Self::News>> {
        let known = kept.map_or(0, |kept| kept.version);
        let newer = rating::totals_since(&mut self.0.read().await?, known).await?;
        Ok((kept.is_none() || !newer.is_empty()).then_some(newer))
    }

    async fn take_in(&self, kept: Option<Arc<Totals>>, news: Self::News) -> Outcome<Totals> {
        let mut totals = kept.map(|kept| Totals::clone(&kept)).unwrap_or_default();
        for (version, subject, average) in news {
            totals.version = totals.version.max(version);
            totals.averages.insert(subject, average);
        }
        Ok(totals)
    }
}

impl Services {
    /// Every average, at most a second old.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn averages(&self) -> Outcome<Arc<Totals>> {
        self.ratings.get().await
    }
}
