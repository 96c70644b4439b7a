//! The language in which somebody reads the site.

use super::{By, Outcome, Services, authorise};
use crate::{
    domain::{
        account::Actor,
        audit::Deed,
        language::Language,
        policy::{Action, Resource},
    },
    error::AppError,
    storage::account,
};

/// Stores the actor's choice with their account, so that it follows them to every browser.
///
/// # Errors
/// Not signed in; a language that the clinic does not offer; the storage's failure.
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
