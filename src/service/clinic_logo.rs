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

/// How many millions of bytes a logo may have that is sent here.
///
/// # Errors
/// Not allowed.
pub fn may_send(actor: &Actor) -> Outcome<u16> {
    authorise(actor, Action::ManageSettings, Resource::Setting(Group::Appearance))?;
    Ok(Logo::MOST_MEGABYTES)
}

/// Shows a logo: the picture, made small and without anything else that was in its file. Earlier ones are kept, so that a change of
/// settings can be undone. Must not be dropped halfway; whatever a crash leaves behind, the sweep of documents' files finds. Returns
/// what was stored before of the settings.
///
/// # Errors
/// Not allowed; why the file is not taken.
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
        // The file first: a row never points at nothing.
        services.files.put(&key, picture).await?;
        let input = (shown.name(), key, services.clock.now().as_second());
        let stored = services.db.write(input, |tx, (name, key, at)| {
            Box::pin(async move { Ok::<_, Failure>(logo::insert(tx, name, key, *at).await?) })
        });
        stored.await?;
    }
    setting::show_logo(services, actor, Some(shown)).await
}

/// Shows no logo. Returns what was stored before of the settings.
///
/// # Errors
/// Not allowed.
pub async fn remove(services: &Services, actor: &Actor) -> Outcome<setting::Rows> {
    may_send(actor)?;
    setting::show_logo(services, actor, None).await
}

/// The key of the logo with this name.
///
/// # Errors
/// The storage's failure.
pub async fn key(services: &Services, name: &str) -> Outcome<Option<String>> {
    if Logo::parse(name).is_none() {
        return Ok(None);
    }
    Ok(logo::key(&mut services.db.read().await?, name).await?)
}

/// What stands at the head of a document of the clinic's.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// The clinic's name.
    pub name: String,
    /// Its logo, with the file.
    pub logo: Option<(Logo, Bytes)>,
}

/// The clinic's name and logo as they are now. A logo whose file cannot be read is left out.
///
/// # Errors
/// The storage's failure.
pub async fn letterhead(services: &Services) -> Outcome<Letterhead> {
    let Theme { name, logo, .. } = services.directory().await?.settings.theme.clone();
    let Some(logo) = logo else { return Ok(Letterhead { name, logo: None }) };
    let Some(key) = key(services, &logo.name()).await? else { return Ok(Letterhead { name, logo: None }) };
    let read = async { services.files.read(&key, 0..u64::MAX).await?.try_collect::<Vec<Bytes>>().await };
    let file = read.await.inspect_err(|e| tracing::error!(error = %e, "the file of a logo could not be read"));
    Ok(Letterhead { name, logo: file.ok().map(|parts| (logo, parts.concat().into())) })
}

/// Width and height of a PNG, as its header says them.
fn size(png: &[u8]) -> Option<(u16, u16)> {
    let side = |from: usize| {
        let bytes: [u8; 4] = png.get(from..from + 4)?.try_into().ok()?;
        u16::try_from(u32::from_be_bytes(bytes)).ok()
    };
    Some((side(16)?, side(20)?))
}
