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
    ids::PractitionerId,
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

    /// Has this process take in a change of the directory that was just committed: whoever reads from now on sees it.
    pub async fn directory_changed(&self) {
        self.directory.renew().await;
    }

    /// The same for a change of what is said of these practitioners, or without any, of something else: open pages are told once it is in
    /// the copy, unless it is of people who are not in the directory.
    pub(super) async fn directory_announced(&self, people: &[PractitionerId]) {
        let before = self.directory.latest();
        self.directory_changed().await;
        let after = self.directory.latest();
        let is_seen = |id: &PractitionerId| {
            [&before, &after].into_iter().flatten().any(|directory| directory.practitioner(*id).is_some())
        };
        if people.is_empty() || people.iter().any(is_seen) {
            self.live.directory_taken_in();
        }
    }
}
