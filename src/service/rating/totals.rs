//! This process's copy of every subject's average, for search results and profiles.
//!
//! It is kept beside the directory, not in it: a change of the directory makes every process read all of it again, and blocks
//! bookings meanwhile. A rating does neither. Averages have a version of their own, the storage keeps count and sum for each
//! subject, and a copy older than a second asks for the totals that are newer: one index look-up, which usually finds nothing.
//! Whoever rates sees the result immediately in this process; the others follow within a second. Each search result costs one map
//! look-up.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use arc_swap::ArcSwap;
use tokio::sync::Mutex;

use super::super::{Outcome, Services};
use crate::{
    domain::rating::{Average, Subject},
    storage::{db::Db, rating},
};

const TRUSTED_FOR_MS: u64 = 1_000;

/// Every average at one moment.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    version: i64,
    averages: HashMap<Subject, Average>,
}

impl Totals {
    /// What all patients think of a subject.
    #[must_use]
    pub fn of(&self, subject: Subject) -> Average {
        self.averages.get(&subject).copied().unwrap_or_default()
    }
}

/// Where the copy is kept.
#[derive(Debug)]
pub struct TotalsCache {
    current: ArcSwap<Totals>,
    started: Instant,
    /// Until when, in milliseconds after `started`, the copy is used without checking.
    fresh_until: AtomicU64,
    refreshing: Mutex<()>,
}

impl Default for TotalsCache {
    fn default() -> Self {
        Self {
            current: ArcSwap::default(),
            started: Instant::now(),
            fresh_until: AtomicU64::new(0),
            refreshing: Mutex::new(()),
        }
    }
}

impl TotalsCache {
    fn elapsed(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    fn fresh(&self) -> Option<Arc<Totals>> {
        (self.elapsed() < self.fresh_until.load(Ordering::Acquire)).then(|| self.current.load_full())
    }

    async fn get(&self, db: &Db) -> Outcome<Arc<Totals>> {
        if let Some(totals) = self.fresh() {
            return Ok(totals);
        }
        let _one_at_a_time = self.refreshing.lock().await;
        match self.fresh() {
            Some(totals) => Ok(totals),
            None => self.read_on(db).await,
        }
    }

    /// Reads what has changed, after a change made here. If this fails, the next reader makes up for it.
    pub(super) async fn renew(&self, db: &Db) {
        let _one_at_a_time = self.refreshing.lock().await;
        if let Err(error) = self.read_on(db).await {
            self.fresh_until.store(0, Ordering::Release);
            tracing::warn!(%error, "could not read the new averages straight away");
        }
    }

    async fn read_on(&self, db: &Db) -> Outcome<Arc<Totals>> {
        let looked_at = self.elapsed();
        let known = self.current.load_full();
        let changed = rating::totals_since(&mut db.read().await?, known.version).await?;
        let totals = if changed.is_empty() {
            known
        } else {
            let mut totals = Totals::clone(&known);
            for (version, subject, average) in changed {
                totals.version = totals.version.max(version);
                totals.averages.insert(subject, average);
            }
            Arc::new(totals)
        };
        self.current.store(totals.clone());
        self.fresh_until.store(looked_at + TRUSTED_FOR_MS, Ordering::Release);
        Ok(totals)
    }
}

impl Services {
    /// Every average, at most a second old.
    ///
    /// # Errors
    /// The storage's failure.
    pub async fn averages(&self) -> Outcome<Arc<Totals>> {
        self.ratings.get(&self.db).await
    }
}
