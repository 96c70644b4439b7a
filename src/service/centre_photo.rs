//! Centres' photos, which administrators choose. A centre without one is shown as a drawing.

use super::{
    By, Outcome, Services, authorise,
    photo::{Of, settled, write},
};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        directory::Changed,
        ids::CentreId,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::{db::Tx, directory, photo},
};

/// The maximum size of an uploaded photo, in millions of bytes.
///
/// # Errors
/// Not allowed; a storage failure.
pub async fn may_send(services: &Services, actor: &Actor) -> Outcome<u16> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    Ok(services.directory().await?.settings.document_megabytes)
}

/// Gives a centre a photo, replacing any other. This future must not be dropped halfway.
///
/// # Errors
/// Not allowed; not found; why the file is refused.
pub async fn choose(services: &Services, actor: &Actor, id: CentreId, file: Vec<u8>) -> Outcome<()> {
    let most = may_send(services, actor).await?;
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    // Before any work is spent on the picture.
    services.directory().await?.centre(id).ok_or(AppError::NotFound)?;
    let new = write(services, Of::Place, file, most).await?;
    let stored = services.change(by, (id, new.clone()), |tx, by, (id, new)| {
        Box::pin(async move {
            find(tx, *id).await?;
            photo::put_of_centre(tx, *id, new, by.second()).await?;
            by.did(tx, Deed::CentreChangePhoto, *id);
            Ok(())
        })
    });
    let stored = stored.await;
    settled(services, &new, stored).await
}

/// Removes a centre's photo.
///
/// # Errors
/// Not allowed; not found.
pub async fn remove(services: &Services, actor: &Actor, id: CentreId) -> Outcome<()> {
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    services
        .change(by, id, |tx, by: &By, id| {
            Box::pin(async move {
                find(tx, *id).await?;
                photo::delete_of_centre(tx, *id).await?;
                by.did(tx, Deed::CentreRemovePhoto, *id);
                Ok(())
            })
        })
        .await
}

/// Records that the centre changes, if it exists.
async fn find(tx: &mut Tx, id: CentreId) -> Outcome<()> {
    directory::changed(tx, &[Changed::Centre(id)]).await?;
    directory::centre(tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(())
}
