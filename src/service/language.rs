//! The language in which a user reads the site and receives messages.

use super::{By, Outcome, Services, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        ids::AccountId,
        language::{Language, negotiate},
        policy::{Action, Resource},
        settings::Settings,
    },
    error::AppError,
    storage::account,
    words::{self, Reader},
};

/// How someone reads their messages: in their chosen language where the clinic offers it, else in the clinic's first.
#[must_use]
pub fn reader(settings: &Settings, chosen: Option<Language>) -> Reader {
    Reader { language: negotiate(&settings.languages, chosen, None, ""), time_style: settings.time_style }
}

/// Like `reader`, for an account.
///
/// # Errors
/// A storage failure.
pub async fn reader_of(services: &Services, account: AccountId) -> Outcome<Reader> {
    let found = account::find(&mut services.db.read().await?, account).await?;
    Ok(reader(&services.directory().await?.settings, found.and_then(|found| found.language)))
}

/// The language of the current request's sender; `None` where the clinic has only one, so that it reveals nothing about them.
#[must_use]
pub(super) fn of_request(settings: &Settings) -> Option<Language> {
    let read = words::language();
    (settings.languages.len() > 1 && settings.languages.contains(&read)).then_some(read)
}

/// Stores the actor's choice with their account, so that it applies in every browser.
///
/// # Errors
/// Not signed in; a language that the clinic does not offer; a storage failure.
pub async fn choose(services: &Services, actor: &Actor, language: Language) -> Outcome<()> {
    let Actor::Account { id, .. } = actor else { return Err(AppError::NotSignedIn.into()) };
    let basis = authorise(actor, Action::UseOwnAccount, Resource::Account(*id))?;
    if !services.directory().await?.settings.languages.contains(&language) {
        return Err(AppError::BadRequest.into());
    }
    let work = services.change(By::now(services, actor).on(basis), (*id, language), |tx, by, (me, language)| {
        Box::pin(async move {
            account::set_language(tx, *me, *language).await?;
            by.did(tx, Deed::AccountChooseLanguage, *me);
            Ok(())
        })
    });
    work.await
}
