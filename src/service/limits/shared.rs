//! Tries at secrets. Where several processes may serve one database, each would allow as many as the limit says, and so the tries that
//! fail are counted in the database too. One that is right costs a read there and writes nothing.

use super::{Key, Reserved};
use crate::{
    error::AppError,
    service::{Failure, Outcome, Services},
    storage::limit::{self, Bucket},
};

/// A try, for which places are taken in this process's buckets. When this is dropped they stay taken.
#[derive(Debug)]
pub(in crate::service) struct Tried<'a> {
    services: &'a Services,
    reserved: Reserved<'a>,
    shared: Vec<Bucket>,
}

impl Tried<'_> {
    /// The try was right, or not judged.
    pub fn give_back(self) {
        self.reserved.give_back();
    }

    /// The try was wrong: it counts in every process.
    pub async fn count(self) -> Outcome<()> {
        if self.shared.is_empty() {
            return Ok(());
        }
        let input = (self.shared, self.services.clock.now().as_millisecond());
        let work = self.services.db.write(input, |tx, (shared, now)| {
            Box::pin(async move { Ok::<_, Failure>(limit::count(tx, shared, *now).await?) })
        });
        work.await
    }
}

/// Begins a try, if there is a place left for it in each bucket, here and in the database.
///
/// # Errors
/// [`AppError::TooManyAttempts`] with the seconds until a try is available.
pub(in crate::service) async fn attempt<'a>(services: &'a Services, keys: &[Key<'_>]) -> Outcome<Tried<'a>> {
    let reserved = services.limits.reserve(keys)?;
    if !limit::is_shared(&services.db) {
        return Ok(Tried { services, reserved, shared: Vec::new() });
    }
    let now = services.clock.now().as_millisecond();
    let shared: Vec<Bucket> = keys.iter().map(|key| bucket(services, *key)).collect();
    match limit::wait(&mut services.db.read().await?, &shared, now).await? {
        0 => Ok(Tried { services, reserved, shared }),
        wait => {
            reserved.give_back();
            services.limits.count_refusal(keys, keys.first().map_or("", |key| key.action()));
            Err(AppError::TooManyAttempts(wait.div_ceil(1_000)).into())
        }
    }
}

/// What is typed as a name, and from where, is kept as a keyed hash only.
fn bucket(services: &Services, key: Key<'_>) -> Bucket {
    let (_, quota) = key.rule();
    let milliseconds = |length: std::time::Duration| i64::try_from(length.as_millis()).unwrap_or(i64::MAX);
    Bucket {
        key: services.db.audit_key().digest(&format!("limit {key:?}")),
        period: milliseconds(quota.period()),
        most: milliseconds(quota.most()),
    }
}
