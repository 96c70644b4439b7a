//! What practitioners say about themselves: patients read it in the directory.

use jiff::civil::date;

use super::{
    By, Outcome, Services, as_practitioner, personnel,
    photo::{self, Of},
    seen::{Seen, hold_directory},
};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        closure::SharedClosures,
        directory::{Changed, Practitioner},
        healthcare_service::VisitMode,
        ids::{PractitionerId, ServiceId},
        photo::PORTRAITS,
        policy::Action,
        practitioner_form::OwnProfileForm,
        topic::Topic,
    },
    error::AppError,
    storage::{
        db::Tx,
        directory, healthcare_service, photo as stored_photo,
        practitioner::{self as stored, Stored},
    },
};

/// The actor as a practitioner, with their key.
///
/// # Errors
/// Not allowed; not found.
pub async fn own(services: &Services, actor: &Actor) -> Outcome<(PractitionerId, Stored)> {
    let (me, _) = as_practitioner(actor, Action::EditPresentation)?;
    let found = stored::find(&mut services.db.read().await?, me).await?.ok_or(AppError::NotFound)?;
    Ok((me, found))
}

/// A practitioner as the caller last saw them in the directory, without closures.
#[must_use]
pub fn seen(id: PractitionerId, is_same: impl Fn(&Practitioner) -> bool + Send + Sync + 'static) -> Seen {
    Seen::of(id, |tx, id| Box::pin(in_directory(tx, id)), is_same)
}

async fn in_directory(tx: &mut Tx, id: PractitionerId) -> Outcome<Practitioner> {
    hold_directory(tx).await?;
    let found = directory::person(tx, id, date(1970, 1, 1), &SharedClosures::default()).await?;
    // The practitioner who was seen there has left it.
    let mut person = found.ok_or(AppError::Overtaken)?.practitioner;
    let settings = super::settings(tx).await?;
    if !settings.online_visits {
        let all = healthcare_service::services(tx, &settings).await?;
        let is_online =
            |offered: &ServiceId| all.iter().any(|(one, _)| one.id == Some(*offered) && one.mode == VisitMode::Online);
        person.services.retain(|offered| !is_online(offered));
    }
    Ok(person)
}

/// Stores what the actor says about themselves.
///
/// # Errors
/// Not allowed; not found; every invalid field.
pub async fn save(services: &Services, actor: &Actor, form: &OwnProfileForm) -> Outcome<()> {
    save_as_seen(services, actor, form, None).await
}

/// Like [`save`], only if they are still as `seen`, if given.
///
/// # Errors
/// The errors of [`save`]; that it has changed.
pub async fn save_as_seen(
    services: &Services,
    actor: &Actor,
    form: &OwnProfileForm,
    seen: Option<Stored>,
) -> Outcome<()> {
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let (phone, shown) = form.parse()?;
    services
        .change(by, (me, phone, shown, seen), |tx, by, (me, phone, shown, seen)| {
            Box::pin(async move {
                directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
                let before = stored::find(tx, *me).await?.ok_or(AppError::NotFound)?;
                if seen.as_ref().is_some_and(|seen| *seen != before) {
                    return Err(AppError::Overtaken.into());
                }
                let contact = personnel::Contact { name: &before.name, email: &before.email, phone };
                personnel::set_contact(tx, by, me.account(), contact).await?;
                stored::set_presentation(tx, *me, shown).await?;
                did(tx, by, Deed::PractitionerSaveProfile, *me).await
            })
        })
        .await
}

/// The maximum size of an uploaded photo, in millions of bytes.
///
/// # Errors
/// Not allowed; not found.
pub async fn may_send_photo(services: &Services, actor: &Actor) -> Outcome<u16> {
    own(services, actor).await?;
    Ok(services.directory().await?.settings.document_megabytes)
}

/// Gives the actor a photo, replacing any other. This future must not be dropped halfway.
///
/// # Errors
/// Not allowed; not found; why the file is refused.
pub async fn set_photo(services: &Services, actor: &Actor, file: Vec<u8>) -> Outcome<()> {
    let most = may_send_photo(services, actor).await?;
    let (me, by) = services.as_practitioner(actor, Action::EditPresentation)?;
    let new = photo::write(services, Of::Person, file, most).await?;
    let stored = services.change(by, (me, new.clone()), |tx, by, (me, new)| {
        Box::pin(async move {
            directory::changed(tx, &[Changed::Practitioner(*me)]).await?;
            stored_photo::put(tx, *me, new, &format!("{PORTRAITS}/{}", new.name), by.second()).await?;
            did(tx, by, Deed::PractitionerChangePhoto, *me).await
        })
    });
    let stored = stored.await;
    photo::settled(services, &new, stored).await
}

/// Removes the actor's photo. A drawn face is shown instead.
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
                stored_photo::delete(tx, *me).await?;
                did(tx, by, Deed::PractitionerRemovePhoto, *me).await
            })
        })
        .await
}

async fn did(tx: &mut Tx, by: &By, deed: Deed, me: PractitionerId) -> Outcome<()> {
    tx.changed(Topic::Calendar(me.account()));
    by.did(tx, deed, me);
    Ok(())
}
