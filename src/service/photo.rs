//! Photos of practitioners and centres: how their files are made and written. Anyone who was shown a photo's address may see it.

use sha2::{Digest, Sha256};

use super::{
    Failure, Outcome, Services,
    document::{MEGABYTE, refused},
};
use crate::{
    domain::{document::FileProblem, photo},
    storage::{
        files::new_key,
        photo::{self as stored, NewPhoto},
    },
};

/// The subject of a photo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// A person.
    Person,
    /// A place.
    Place,
}

/// Crops a photo from the middle of a picture, without anything else from its file, and writes its files first, so that a row never
/// points at nothing. This future must not be dropped halfway; the sweep of document files finds whatever a crash leaves behind.
///
/// # Errors
/// Why the file is refused, such as that it exceeds the maximum size in millions of bytes.
pub(super) async fn write(services: &Services, of: Of, file: Vec<u8>, most: u16) -> Outcome<NewPhoto> {
    if file.is_empty() {
        return Err(refused(FileProblem::Missing).into());
    }
    if file.len() > usize::from(most) * MEGABYTE {
        return Err(refused(FileProblem::TooLarge(most)).into());
    }
    let picture = match of {
        Of::Person => services.checker.portrait(file.into()).await?,
        Of::Place => services.checker.place(file.into()).await?,
    };
    let picture = picture.map_err(refused)?;
    let new = NewPhoto {
        name: format!("{}.jpg", hex::encode(Sha256::digest(&picture.large))),
        key: new_key(),
        small_key: new_key(),
    };
    services.files.put(&new.key, picture.large).await?;
    services.files.put(&new.small_key, picture.small).await?;
    Ok(new)
}

/// The result of a change that shows a photo. If nothing has changed, its files are deleted.
pub(super) async fn settled<T>(services: &Services, new: &NewPhoto, done: Outcome<T>) -> Outcome<T> {
    // If the row may exist despite the error, the sweep decides.
    if done.as_ref().is_err_and(Failure::is_undone) {
        for key in [&new.key, &new.small_key] {
            if let Err(e) = services.files.delete(key).await {
                tracing::warn!(error = %e, "a file that belongs to nothing is left for the sweep");
            }
        }
    }
    done
}

/// The key of the file with this name, which only someone who was shown the photo knows.
///
/// # Errors
/// A storage failure.
pub async fn key(services: &Services, file: &str) -> Outcome<Option<String>> {
    let Some((name, is_small)) = photo::parse(file) else { return Ok(None) };
    Ok(stored::key(&mut services.db.read().await?, &name, is_small).await?)
}
