//! The clinic's texts on its public pages: administrators change them, every version is kept, and an earlier one can be restored.

use super::{Outcome, Services, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::{Deed, Subject, Thing},
        content::Edition,
        directory::Changed,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{directory, page_text},
};

pub use crate::storage::page_text::Version;

/// The number of versions of a text that its page shows.
const VERSIONS: i64 = 20;

/// The latest version of every text that was ever changed, in every language.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn all(services: &Services, actor: &Actor) -> Outcome<Vec<Version>> {
    authorise(actor, Action::ManageContent, Resource::Clinic)?;
    Ok(page_text::latest(&mut services.db.read().await?).await?)
}

/// The latest versions of a text, newest first.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn versions(services: &Services, actor: &Actor, edition: impl Into<Edition>) -> Outcome<Vec<Version>> {
    authorise(actor, Action::ManageContent, Resource::Clinic)?;
    Ok(page_text::versions(&mut services.db.read().await?, edition.into(), VERSIONS).await?)
}

/// A text as it would be stored.
///
/// # Errors
/// Not allowed; that it is too long.
pub fn preview(actor: &Actor, edition: impl Into<Edition>, text: &str) -> Outcome<String> {
    authorise(actor, Action::ManageContent, Resource::Clinic)?;
    Ok(edition.into().place.parse(text)?)
}

/// Changes a text whose version the actor saw; 0 where there was none. An empty text falls back to the one for all languages, or
/// else to the shipped one.
///
/// # Errors
/// Not allowed; that the site is not available in its language; that it is too long; that someone else has changed it since
/// ([`AppError::Overtaken`]).
pub async fn save(
    services: &Services,
    actor: &Actor,
    edition: impl Into<Edition>,
    text: &str,
    seen: i64,
) -> Outcome<()> {
    let edition = edition.into();
    let text = preview(actor, edition, text)?;
    let languages = &services.directory().await?.settings.languages;
    if edition.language.is_some_and(|language| !languages.contains(&language)) {
        return Err(AppError::NotFound.into());
    }
    write(services, actor, edition, Wanted::Text(text, seen)).await
}

/// Restores an earlier version.
///
/// # Errors
/// Not allowed; that this text has no such version.
pub async fn restore(services: &Services, actor: &Actor, edition: impl Into<Edition>, version: i64) -> Outcome<()> {
    write(services, actor, edition.into(), Wanted::Version(version)).await
}

enum Wanted {
    /// This text, replacing the version that was seen.
    Text(String, i64),
    /// The text of an earlier version.
    Version(i64),
}

async fn write(services: &Services, actor: &Actor, edition: Edition, wanted: Wanted) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageContent, Resource::Clinic)?;
    let work = services.change(by, (edition, wanted), |tx, by, (edition, wanted)| {
        Box::pin(async move {
            // First, so that of two simultaneous changes the second starts from the first.
            directory::changed(tx, &[Changed::Settings]).await?;
            let latest = page_text::versions(tx, *edition, 1).await?.into_iter().next();
            let shown = latest.as_ref().map_or(0, |version| version.id);
            let (text, deed) = match wanted {
                Wanted::Text(_, seen) if *seen != shown => return Err(AppError::Overtaken.into()),
                Wanted::Text(text, _) => (text.clone(), Deed::ContentSave),
                Wanted::Version(id) => {
                    let text = page_text::body(tx, *edition, *id).await?.ok_or(AppError::NotFound)?;
                    (text, Deed::ContentRestore)
                }
            };
            if text != latest.map(|version| version.body).unwrap_or_default() {
                page_text::insert(tx, *edition, &text, by.actor.id(), by.second()).await?;
                by.did(tx, deed, Subject::any(Thing::PageText).part(&edition.part()));
            }
            Ok(())
        })
    });
    work.await
}
