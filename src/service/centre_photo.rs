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

/// How many millions of bytes a photo may have that is sent here.
///
/// # Errors
/// Not allowed; the storage's failure.
pub async fn may_send(services: &Services, actor: &Actor) -> Outcome<u16> {
    authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    Ok(services.directory().await?.settings.document_megabytes)
}

/// Gives a centre a photo, in place of any other. Must not be dropped halfway.
///
/// # Errors
/// Not allowed; not found; why the file is not taken.
pub async fn choose(services: &Services, actor: &Actor, id: CentreId, file: Vec<u8>) -> Outcome<()> {
    let most = may_send(services, actor).await?;
    let by = services.authorise(actor, Action::ManageDirectory, Resource::Clinic)?;
    // Before the picture costs anything.
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

/// Takes a centre's photo away.
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

/// Notes that the centre changes, if there is one.
async fn find(tx: &mut Tx, id: CentreId) -> Outcome<()> {
    directory::changed(tx, &[Changed::Centre(id)]).await?;
    directory::centre(tx, id).await?.ok_or(AppError::NotFound)?;
    Ok(())
}
