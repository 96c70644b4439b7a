//! What someone saw of something before they change it: a change that is bound to it is made only if it looks the same once no one else can
//! change it.

use std::sync::Arc;

use futures::future::BoxFuture;

use super::Outcome;
use crate::{
    error::AppError,
    storage::{db::Tx, lock},
};

tokio::task_local! {
    static SEEN: Seen;
}

/// Locks what has this key, and finds how it looks.
pub(super) type Find<K, T> = for<'t> fn(&'t mut Tx, K) -> BoxFuture<'t, Outcome<T>>;

/// How something looked to someone.
#[derive(Clone)]
pub struct Seen(Arc<dyn Look>);

trait Look: Send + Sync {
    fn is_the_same<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Outcome<bool>>;
}

struct Found<K, T, S> {
    id: K,
    find: Find<K, T>,
    is_same: S,
}

impl<K, T, S> Look for Found<K, T, S>
where
    K: Copy + Send + Sync,
    T: Send,
    S: Fn(&T) -> bool + Send + Sync,
{
    fn is_the_same<'t>(&'t self, tx: &'t mut Tx) -> BoxFuture<'t, Outcome<bool>> {
        Box::pin(async move {
            let found = (self.find)(tx, self.id).await?;
            Ok((self.is_same)(&found))
        })
    }
}

impl Seen {
    /// What is found by this key, if it is what was seen.
    pub(super) fn of<K, T, S>(id: K, find: Find<K, T>, is_same: S) -> Self
    where
        K: Copy + Send + Sync + 'static,
        T: Send + 'static,
        S: Fn(&T) -> bool + Send + Sync + 'static,
    {
        Self(Arc::new(Found { id, find, is_same }))
    }

    /// Makes a change that is refused as [`AppError::Overtaken`] if it no longer looks so.
    pub async fn bind<F: Future>(self, change: F) -> F::Output {
        SEEN.scope(self, change).await
    }

    /// What the change is bound to that is being made.
    pub(super) fn current() -> Option<Self> {
        SEEN.try_with(Self::clone).ok()
    }

    /// Refuses what is bound to something else.
    ///
    /// # Errors
    /// [`AppError::Overtaken`]; that it is not there.
    pub(super) async fn stands(&self, tx: &mut Tx) -> Outcome<()> {
        if self.0.is_the_same(tx).await? { Ok(()) } else { Err(AppError::Overtaken.into()) }
    }
}

/// Lets no one else change the directory, or an account that may be in it. Whoever also asks whether someone still administers the clinic
/// does so first.
///
/// # Errors
/// The storage's failure.
pub(super) async fn hold_directory(tx: &mut Tx) -> Outcome<()> {
    lock::administrators(tx).await?;
    Ok(lock::directory(tx).await?)
}
