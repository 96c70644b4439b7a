//! This process's copy of the public directory, indexed for search: a [`Versioned`] copy, in which a change replaces only what it
//! affects. Successive copies share everything that has not changed.

mod assemble;
mod choices;
mod copy;
mod documents;
mod source;

use std::sync::Arc;

pub(super) use self::choices::spoken;
pub use self::{
    choices::Choices,
    copy::{Directory, Offering},
    source::FromDatabase,
};
use super::{Outcome, Services, authorise, versioned::Versioned};
use crate::domain::{
    account::Actor,
    policy::{Action, Resource},
};

/// The cache that keeps the copy.
pub type DirectoryCache = Versioned<FromDatabase>;

impl Services {
    /// The directory, for anyone who may read it.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotSignedIn`] if it is for members only; a storage failure.
    pub async fn directory_for(&self, actor: &Actor) -> Outcome<Arc<Directory>> {
        let directory = self.directory().await?;
        authorise(actor, Action::ReadDirectory, Resource::Directory(directory.settings.directory))?;
        Ok(directory)
    }

    /// The directory, for the use cases' own look-ups.
    ///
    /// # Errors
    /// A storage failure.
    pub async fn directory(&self) -> Outcome<Arc<Directory>> {
        self.directory.get().await
    }

    /// Makes this process check at once whether the directory has changed elsewhere: every later read sees the change.
    pub async fn directory_changed(&self) {
        self.directory.renew().await;
    }
}
