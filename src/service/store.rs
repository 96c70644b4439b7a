//! The database, and this process's copies of what is in it. After a change, the copies are refreshed before the author is
//! answered, so that their next page shows it; then open pages are notified again, because the notification at the commit may have
//! reached them before that. Other processes refresh within a second, and their pages are notified again a little later.

use std::{collections::BTreeSet, ops::Deref, sync::Arc};

use super::{directory::DirectoryCache, rating::totals::TotalsCache};
use crate::{
    domain::{directory::Changed, topic::Topic},
    storage::{
        db::{Db, Told, Work},
        error::WriteError,
    },
};

/// What use cases read from and write to.
#[derive(Debug)]
pub struct Store {
    db: Db,
    directory: Arc<DirectoryCache>,
    ratings: Arc<TotalsCache>,
}

impl Deref for Store {
    type Target = Db;

    fn deref(&self) -> &Db {
        &self.db
    }
}

impl Store {
    /// A database, and the copies kept of it.
    pub(super) fn new(db: Db, directory: Arc<DirectoryCache>, ratings: Arc<TotalsCache>) -> Self {
        Self { db, directory, ratings }
    }

    /// Runs `work` in one transaction ([`Db::write`]), then refreshes the copies with what it has changed.
    ///
    /// # Errors
    /// The error of `work`, or the storage's own; in either case nothing is stored.
    pub async fn write<I, T, E>(&self, input: I, work: Work<I, T, E>) -> Result<T, E>
    where
        I: Send + Sync + 'static,
        T: Send + 'static,
        E: WriteError,
    {
        let written = self.db.write((input, work), |tx, (input, work)| {
            Box::pin(async move { work(tx, input).await.map(|made| (made, tx.told())) })
        });
        let (made, told) = written.await?;
        self.take_in(told).await;
        Ok(made)
    }

    async fn take_in(&self, Told { topics, directory }: Told) {
        let mut again = BTreeSet::new();
        if let Some(changed) = directory {
            self.directory.renew().await;
            again.extend(topics.iter().filter(|one| matches!(one, Topic::Directory | Topic::Calendar(_))));
            let copy = self.directory.latest();
            for one in changed {
                let Changed::Practitioner(id) = one else { continue };
                again.insert(Topic::Calendar(id.account()));
                if copy.as_ref().is_some_and(|copy| copy.practitioner(id).is_some()) {
                    again.insert(Topic::Directory);
                }
            }
        }
        let rated: Vec<Topic> = topics.into_iter().filter(|one| matches!(one, Topic::Reviews(_))).collect();
        if !rated.is_empty() {
            self.ratings.renew().await;
            again.extend(rated);
        }
        for topic in again {
            self.db.effects().tell_again(topic);
        }
    }
}
