//! What practitioners say about themselves: patients read it in the directory.

use bytes::Bytes;
use sha2::{Digest, Sha256};

use super::{
    Failure, Outcome, Services, as_practitioner,
    document::{MEGABYTE, refused},
    healthcare_service::announced,
    personnel,
};
use crate::{
    domain::{
        account::Actor,
        directory::Changed,
        document::FileProblem,
        ids::PractitionerId,
        policy::{Action, Basis},
        practitioner_form::OwnProfileForm,
        topic::Topic,
    },
    error::AppError,
    storage::{
        audit::{self, AuditEvent},
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
    let (me, basis) = as_practitioner(actor, Action::EditPresentation)?;
    let (phone, shown) = form.parse()?;
    let input = ((actor.clone(), me, basis), phone, shown, services.clock.now().as_second());
    services
        .db
        .write(input, |tx, ((actor, me, basis), phone, shown, now)| {
            Box::pin(async move {
                directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
                let before = stored::find(tx, *me).await?.ok_or(AppError::NotFound)?;
                let contact = personnel::Contact { name: &before.name, email: &before.email, phone };
                personnel::set_contact(tx, actor, me.account(), contact, *now).await?;
                stored::set_presentation(tx, *me, shown).await?;
                record(tx, (actor, *me, *basis), "practitioner.save_profile", *now).await
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
    let (me, basis) = as_practitioner(actor, Action::EditPresentation)?;
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
    let input = ((actor.clone(), me, basis), name, key.clone(), services.clock.now().as_second());
    let stored = services.db.write(input, |tx, (who, name, key, now)| {
        Box::pin(async move {
            let (actor, me, basis) = who;
            directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
            photo::put(tx, *me, name, key, &format!("{PHOTOS}/{name}"), *now).await?;
            record(tx, (actor, *me, *basis), "practitioner.change_photo", *now).await
        })
    });
    if let Err(failure) = stored.await {
        if let Err(e) = services.files.delete(&key).await {
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
    let (me, basis) = as_practitioner(actor, Action::EditPresentation)?;
    let input = ((actor.clone(), me, basis), services.clock.now().as_second());
    services
        .db
        .write(input, |tx, ((actor, me, basis), now)| {
            Box::pin(async move {
                directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
                stored::find(tx, *me).await?.ok_or(AppError::NotFound)?;
                photo::delete(tx, *me).await?;
                record(tx, (actor, *me, *basis), "practitioner.remove_photo", *now).await
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

async fn record(
    tx: &mut Tx,
    (actor, me, basis): (&Actor, PractitionerId, Basis),
    action: &'static str,
    at: i64,
) -> Outcome<()> {
    tx.changed(Topic::Calendar(me.account()));
    audit::record(tx, &AuditEvent::done(at, actor, action, "practitioner").to(me.0).on(basis));
    Ok::<_, Failure>(())
}
