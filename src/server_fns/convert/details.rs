//! From someone's own account to what `server_fns::details` returns, and back.

use crate::{
    domain::{
        account::{Actor, IdentifierKind},
        details_form::DetailsForm,
        sign_in_name::NamesForm,
    },
    error::AppError,
    request::{context, session},
    service::{Services, details},
    views::details::DetailsView,
};

/// Under which the session keeps a form that was refused, for the page that shows it again.
const REFUSED: &str = "refused_details";

pub async fn view(services: &Services, actor: &Actor) -> Result<DetailsView, AppError> {
    let (account, names) = details::own(services, actor).await?;
    let stored = DetailsForm {
        name: account.full_name,
        parts: account.parts,
        email: account.email,
        phone: account.phone,
        names: names_form(&names),
    };
    let typed: Option<DetailsForm> = session::take_once(REFUSED).await;
    Ok(DetailsView {
        form: typed.unwrap_or(stored),
        sign_in_with: services.directory().await?.settings.login_identifiers.clone(),
    })
}

/// The form in which these names stand. Numbers are shown in capitals.
pub fn names_form(names: &[(IdentifierKind, String)]) -> NamesForm {
    NamesForm {
        username: one(names, IdentifierKind::Username),
        national_id: one(names, IdentifierKind::NationalId).to_uppercase(),
    }
}

/// The name of a kind; empty if there is none.
pub fn one(names: &[(IdentifierKind, String)], kind: IdentifierKind) -> String {
    names.iter().find(|(of, _)| *of == kind).map(|(_, name)| name.clone()).unwrap_or_default()
}

pub async fn save(services: &Services, actor: &Actor, form: DetailsForm, password: &str) -> Result<(), AppError> {
    let address = context::identity().address;
    let saved = details::save(services, actor, &form, password, &address).await.map_err(AppError::from);
    if matches!(saved, Err(AppError::Invalid(_) | AppError::Overtaken)) && context::is_plain_form() {
        session::show_once(REFUSED, &form).await?;
    }
    saved
}
