//! From use cases' results to what `server_fns::account_invitation` returns.

use super::{
    admin::day,
    application,
    sign_in::{keep_name, keep_typed, typed},
    time_view::ago,
};
use crate::{
    domain::{
        account::{Actor, Role},
        application::ApplicationForm,
        invite_form::InviteForm,
        patient::{RegistrationForm, Required},
    },
    error::AppError,
    request::{context, session},
    service::{Services, account, account_invitation},
    storage::account_invitation::AccountInvitation,
    views::account_invitation::{InviteRowView, InviteState, InvitedView, InvitesView},
};

/// Under which the session keeps a form that was refused, and a link until it is shown.
const REFUSED: &str = "refused_invite";
const LINK: &str = "account_invitation_link";

pub async fn list(services: &Services, actor: &Actor) -> Result<InvitesView, AppError> {
    let (found, is_possible) = account_invitation::list(services, actor).await?;
    let now = services.clock.now();
    let row = |one: AccountInvitation| InviteRowView {
        state: match (one.used_at, one.revoked_at) {
            (Some(_), _) => InviteState::Used,
            (None, Some(_)) => InviteState::Revoked,
            (None, None) if one.is_open(now.as_second()) => InviteState::Open,
            (None, None) => InviteState::Over,
        },
        id: one.id.0,
        role: one.role,
        name: one.full_name,
        email: one.email,
        inviter: one.inviter,
        made: ago(one.created_at, now),
        ends: day(one.expires_at),
    };
    Ok(InvitesView {
        rows: found.into_iter().map(row).collect(),
        is_possible,
        form: session::take_once(REFUSED).await.unwrap_or_else(InviteForm::usual),
        link: session::take_once(LINK).await,
    })
}

pub async fn invite(services: &Services, actor: &Actor, form: &InviteForm) -> Result<(), AppError> {
    let made = account_invitation::invite(services, actor, form).await.map_err(AppError::from);
    if matches!(made, Err(AppError::Invalid(_))) && context::is_plain_form() {
        session::show_once(REFUSED, form).await?;
    }
    session::show_once(LINK, &format!("/invited/{}", made?)).await
}

pub async fn seen(services: &Services, actor: &Actor, token: &str) -> Result<InvitedView, AppError> {
    let found = account_invitation::look(services, token).await?;
    let required = Required::from(&services.directory().await?.settings);
    let join = application::form(services, actor).await?;
    let form = match (found.role, typed().await) {
        (Role::Patient, Some(typed)) => typed,
        _ => RegistrationForm {
            name: found.full_name.clone(),
            email: found.email.clone(),
            ..RegistrationForm::default()
        },
    };
    let application = match join.form {
        blank if blank == ApplicationForm::default() => {
            ApplicationForm { name: found.full_name, email: found.email, ..blank }
        }
        typed => typed,
    };
    let (professions, centres) = (join.professions, join.centres);
    Ok(InvitedView { role: found.role, inviter: found.inviter, required, form, application, professions, centres })
}

pub async fn register(services: &Services, token: &str, form: &RegistrationForm) -> Result<(), AppError> {
    let address = context::identity().address;
    let registered = account::register_invited(services, token, form, &address).await.map_err(AppError::from);
    if context::is_plain_form() && account::may_keep_typed(services, &address) {
        match registered {
            Ok(()) => {
                let directory = services.directory().await?;
                keep_name(&form.sign_in_name(&directory.settings.login_identifiers)).await?;
            }
            Err(_) => keep_typed(form).await?,
        }
    }
    registered
}
