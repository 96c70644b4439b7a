//! This process's copy of the public directory, indexed for search: a [`Versioned`] copy, of which a change replaces only what it
//! concerns. Everything in it is shared between one copy and the next, unless it has changed.

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

/// Where the copy is kept.
pub type DirectoryCache = Versioned<FromDatabase>;

impl Services {
    /// The directory, for anyone who may read it.
    ///
    /// # Errors
    /// [`crate::error::AppError::NotSignedIn`] if it is for members only; the storage's failure.
    pub async fn directory_for(&self, actor: &Actor) -> Outcome<Arc<Directory>> {
        let directory = self.directory().await?;
        authorise(actor, Action::ReadDirectory, Resource::Directory(directory.settings.directory))?;
        Ok(directory)
    }

    /// The directory, for the use cases' own look-ups.
    ///
    /// # Errors
    /// The storage's failure.
    pub async fn directory(&self) -> Outcome<Arc<Directory>> {
        self.directory.get().await
    }

    /// Has this process look at once whether the directory has changed elsewhere: whoever reads from now on sees it.
    pub async fn directory_changed(&self) {
        self.directory.renew().await;
    }
}
