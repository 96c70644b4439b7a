//! What practitioners say about themselves: patients read it in the directory.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{
    By, Outcome, Services, as_practitioner,
    document::{MEGABYTE, refused},
    healthcare_service::announced,
    personnel,
};
use crate::{
    domain::{
        account::Actor, audit::Deed, directory::Changed, document::FileProblem, ids::PractitionerId, policy::Action,
        practitioner_form::OwnProfileForm, topic::Topic,
    },
    error::AppError,
    storage::{
        db::Tx,
        directory,
        files::new_key,
        photo,
        practitioner::{self as stored, Stored},
    },
};

/// Below which address photos lie.
pub const PHOTOS: &str = "/portraits";

/// The actor as a practitioner, with their key.
///
/// # Errors
/// Not allowed; not found.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<(PractitionerId, Stored)> {
    let (me, _) = as_practitioner(actor, Action::EditPresentation)?;
    let found = stored::find(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    Ok((me, found))
}

/// Stores what the actor says about themselves.
///
/// # Errors
/// Not allowed; not found; every invalid field.
pub async fn save(services: &Services, actor: &Actor, form: &OwnProfileForm) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let (phone, shown) = form.parse()?;
    services
        .change(by, (me, phone, shown), |tx, by, (me, phone, shown)| {
            Box::pin(async move {
                directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
                let before = stored::find(tx, *me).await?.ok_or(AppError::NotFound)?;
                let contact = personnel::Contact { name: &before.name, email: &before.email, phone };
                personnel::set_contact(tx, by, me.account(), contact).await?;
                stored::set_presentation(tx, *me, shown).await?;
                did(tx, by, Deed::PractitionerSaveProfile, *me).await
            })
        })
        .await?;
    announced(services, vec![me]).await;
    Ok(())
}

/// How many millions of bytes a photo may have that is sent here.
///
/// # Errors
/// Not allowed; not found.
pub async fn may_send_photo(services: &Services, actor: &Actor) -> Outcome<u16> {
    own(services, actor).await?;
    Ok(services.directory().await?.settings.document_megabytes)
}

/// Gives the actor a photo: a small square cut from the middle of the picture, without anything else that was in its file. Must not
/// be dropped halfway; whatever a crash leaves behind, the sweep of documents' files finds.
///
/// # Errors
/// Not allowed; not found; why the file is not taken.
pub async fn set_photo(services: &Services, actor: &Actor, file: Vec<u8>) -> Outcome<()> {
    let most = may_send_photo(services, actor).await?;
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    if file.is_empty() {
        return Err(refused(FileProblem::Missing).into());
    }
    if file.len() > usize::from(most) * MEGABYTE {
        return Err(refused(FileProblem::TooLarge(most)).into());
    }
    let picture: Bytes = services.checker.portrait(file.into()).await?.map_err(refused)?;
    let name = format!("{}.jpg", hex::encode(Sha256::digest(&picture)));
    let key = new_key();
    // The file first: a row never points at nothing.
    services.files.put(&key, picture).await?;
    let stored = services.change(by, (me, name, key.clone()), |tx, by, (me, name, key)| {
        Box::pin(async move {
            directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
            photo::put(tx, *me, name, key, &format!("{PHOTOS}/{name}"), by.second()).await?;
            did(tx, by, Deed::PractitionerChangePhoto, *me).await
        })
    });
    if let Err(failure) = stored.await {
        // Where the row may be there all the same, the sweep decides.
        if failure.is_undone()
            && let Err(e) = services.files.delete(&key).await
        {
            tracing::warn!(error = %e, "a file that belongs to nothing is left for the sweep");
        }
        return Err(failure);
    }
    announced(services, vec![me]).await;
    Ok(())
}

/// Takes the actor's photo away. A drawn face is shown instead.
///
/// # Errors
/// Not allowed; not found.
pub async fn remove_photo(services: &Services, actor: &Actor) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    services
        .change(by, me, |tx, by, me| {
            Box::pin(async move {
                directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
                stored::find(tx, *me).await?.ok_or(AppError::NotFound)?;
                photo::delete(tx, *me).await?;
                did(tx, by, Deed::PractitionerRemovePhoto, *me).await
            })
        })
        .await?;
    announced(services, vec![me]).await;
    Ok(())
}

/// The key of the photo with this name, which only someone who was shown the photo knows.
///
/// # Errors
/// The storage's failure.
pub async fn photo_key(services: &Services, name: &str) -> Outcome<Option<String>> {
    if !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '.') {
        return Ok(None);
    }
    Ok(photo::key(&mut services.db.read().await?, name).await?)
}

async fn did(tx: &mut Tx, by: &By, deed: Deed, me: PractitionerId) -> Outcome<()> {
    tx.changed(Topic::Calendar(me.account()));
    by.did(tx, deed, me);
    Ok(())
}
