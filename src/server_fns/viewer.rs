//! The current user: what the header needs to know.

use leptos::prelude::*;

use super::answer::Text;
use crate::{
    error::AppError,
    views::viewer::{UnreadView, Viewer},
};

/// The current user.
#[server(name = GetViewer, endpoint = "viewer", input = server_fn::codec::GetUrl, output = Text)]
pub async fn viewer() -> Result<Viewer, AppError> {
    use crate::{
        domain::{content::Place, settings::Registration},
        request::context,
        service::invitation,
        views::viewer::ViewerAccount,
        words,
    };

    let services = context::services()?;
    let identity = context::identity();
    let directory = services.directory().await?;
    let mut viewer = Viewer {
        registration_open: directory.settings.registration == Registration::Open,
        notice: super::convert::content::blocks(directory.texts.of(Place::Notice, words::language())),
        languages: directory.settings.languages.clone(),
        account: None,
    };
    let owner = identity.owner();
    if let Some(account) = identity.account {
        viewer.account = Some(ViewerAccount {
            shared: invitation::concerns(&services, &owner).await?,
            is_welcome: crate::request::kept::sign_in::is_welcome().await,
            id: account.id.0,
            name: account.full_name,
            email: account.email,
            roles: account.roles,
            idle_seconds: context::idle().as_secs(),
            must_change_password: account.must_change_password,
            second_factor: account.second_factor,
        });
    }
    Ok(viewer)
}

/// The reader's unread items; none for a visitor.
#[server(name = GetUnread, endpoint = "unread", input = server_fn::codec::GetUrl, output = Text)]
pub async fn unread() -> Result<UnreadView, AppError> {
    use crate::{
        request::context,
        service::{contact, message, notice},
    };

    let identity = context::identity();
    if identity.account.is_none() {
        return Ok(UnreadView::default());
    }
    let (services, owner) = (context::services()?, identity.owner());
    Ok(UnreadView {
        notices: notice::count_unread(&services, &owner).await?,
        messages: message::count_unread(&services, &owner).await?,
        inbox: contact::count_waiting(&services, &owner).await?,
    })
}
