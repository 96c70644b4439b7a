//! What someone last saw before they change it: a change bound to that is made only if the current state is the same once no one
//! else can change it.

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

/// Locks the thing with this key, and reads its current state.
pub(super) type Find<K, T> = for<'t> fn(&'t mut Tx, K) -> BoxFuture<'t, Outcome<T>>;

/// A state that someone saw.
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
    /// The state found by this key, if it is the one that was seen.
    pub(super) fn of<K, T, S>(id: K, find: Find<K, T>, is_same: S) -> Self
    where
        K: Copy + Send + Sync + 'static,
        T: Send + 'static,
        S: Fn(&T) -> bool + Send + Sync + 'static,
    {
        Self(Arc::new(Found { id, find, is_same }))
    }

    /// Makes a change that is refused as [`AppError::Overtaken`] if the state has changed.
    pub async fn bind<F: Future>(self, change: F) -> F::Output {
        SEEN.scope(self, change).await
    }

    /// What the current change is bound to.
    pub(super) fn current() -> Option<Self> {
        SEEN.try_with(Self::clone).ok()
    }

    /// Refuses the change if the state differs.
    ///
    /// # Errors
    /// [`AppError::Overtaken`]; that it does not exist.
    pub(super) async fn stands(&self, tx: &mut Tx) -> Outcome<()> {
        if self.0.is_the_same(tx).await? { Ok(()) } else { Err(AppError::Overtaken.into()) }
    }
}

/// Locks the directory, and accounts that may be in it, against changes by others. A caller who also checks whether someone still
/// administers the clinic does so first.
///
/// # Errors
/// A storage failure.
pub(super) async fn hold_directory(tx: &mut Tx) -> Outcome<()> {
    lock::administrators(tx).await?;
    Ok(lock::directory(tx).await?)
}
