//! The clinic's logo: a picture that administrators choose, shown on every page.

use bytes::Bytes;
use futures::TryStreamExt;
use sha2::{Digest, Sha256};

use super::{
    Failure, Outcome, Services, authorise,
    document::{MEGABYTE, refused},
    setting,
};
use crate::{
    domain::{
        account::Actor,
        document::FileProblem,
        policy::{Action, Resource},
        settings::Group,
        theme::{Logo, Theme},
    },
    storage::{files::new_key, logo},
};

/// The maximum size of an uploaded logo, in millions of bytes.
///
/// # Errors
/// Not allowed.
pub fn may_send(actor: &Actor) -> Outcome<u16> {
    authorise(actor, Action::ManageSettings, Resource::Setting(Group::Appearance))?;
    Ok(Logo::MOST_MEGABYTES)
}

/// Sets the logo: the picture, scaled down and without anything else from its file. Earlier ones are kept, so that a change of
/// settings can be undone. This future must not be dropped halfway; the sweep of document files finds whatever a crash leaves
/// behind. Returns the previous settings.
///
/// # Errors
/// Not allowed; why the file is refused.
pub async fn choose(services: &Services, actor: &Actor, file: Vec<u8>) -> Outcome<setting::Rows> {
    let most = may_send(actor)?;
    if file.is_empty() {
        return Err(refused(FileProblem::Missing).into());
    }
    if file.len() > usize::from(most) * MEGABYTE {
        return Err(refused(FileProblem::TooLarge(most)).into());
    }
    let picture: Bytes = services.checker.logo(file.into()).await?.map_err(refused)?;
    let size = size(&picture).ok_or_else(|| Failure::Fault("a logo has no size".to_owned()))?;
    let shown = Logo::new(hex::encode(Sha256::digest(&picture)), size);
    if key(services, &shown.name()).await?.is_none() {
        let key = new_key();
        // The file first, so that a row never points at nothing.
        services.files.put(&key, picture).await?;
        let input = (shown.name(), key, services.clock.now().as_second());
        let stored = services.db.write(input, |tx, (name, key, at)| {
            Box::pin(async move { Ok::<_, Failure>(logo::insert(tx, name, key, *at).await?) })
        });
        stored.await?;
    }
    setting::show_logo(services, actor, Some(shown)).await
}

/// Removes the logo. Returns the previous settings.
///
/// # Errors
/// Not allowed.
pub async fn remove(services: &Services, actor: &Actor) -> Outcome<setting::Rows> {
    may_send(actor)?;
    setting::show_logo(services, actor, None).await
}

/// The storage key of the logo with this name.
///
/// # Errors
/// A storage failure.
pub async fn key(services: &Services, name: &str) -> Outcome<Option<String>> {
    if Logo::parse(name).is_none() {
        return Ok(None);
    }
    Ok(logo::key(&mut services.db.read().await?, name).await?)
}

/// The letterhead of the clinic's documents.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// The clinic's name.
    pub name: String,
    /// Its logo, with the file.
    pub logo: Option<(Logo, Bytes)>,
}

/// The clinic's current name and logo. A logo whose file cannot be read is left out.
///
/// # Errors
/// A storage failure.
pub async fn letterhead(services: &Services) -> Outcome<Letterhead> {
    let Theme { name, logo, .. } = services.directory().await?.settings.theme.clone();
    let Some(logo) = logo else { return Ok(Letterhead { name, logo: None }) };
    let Some(key) = key(services, &logo.name()).await? else { return Ok(Letterhead { name, logo: None }) };
    let read = async { services.files.read(&key, 0..u64::MAX).await?.try_collect::<Vec<Bytes>>().await };
    let file = read.await.inspect_err(|e| tracing::error!(error = %e, "the file of a logo could not be read"));
    Ok(Letterhead { name, logo: file.ok().map(|parts| (logo, parts.concat().into())) })
}

/// The width and height of a PNG, from its header.
fn size(png: &[u8]) -> Option<(u16, u16)> {
    let side = |from: usize| {
        let bytes: [u8; 4] = png.get(from..from + 4)?.try_into().ok()?;
        u16::try_from(u32::from_be_bytes(bytes)).ok()
    };
    Some((side(16)?, side(20)?))
}
