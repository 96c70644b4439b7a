//! Who looks at the page: what the header needs to know.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::{domain::account::Role, error::AppError};

/// The reader of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// Their account; `None` for a visitor.
    pub account: Option<ViewerAccount>,
    /// Whether visitors may make an account.
    pub registration_open: bool,
}

/// The account of somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ViewerAccount {
    /// Their key, which also chooses the colour of the drawn avatar.
    pub id: i64,
    /// Full name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// What they may act as.
    pub roles: Vec<Role>,
    /// Notices not read.
    pub unread: i64,
    /// Whether someone shares their record with them, or wants to.
    pub shared: bool,
    /// Messages not read.
    pub unread_messages: i64,
    /// How long they stay signed in without using a page, in seconds.
    pub idle_seconds: i64,
    /// Whether they have just signed in.
    pub is_welcome: bool,
    /// Whether they must choose a new password first.
    pub must_change_password: bool,
    /// Whether signing in takes a second step.
    pub second_factor: bool,
}

impl Viewer {
    /// How the forms of their pages name them: the key of their account, or `visitor`.
    #[must_use]
    pub fn reader(&self) -> String {
        self.account.as_ref().map_or_else(|| "visitor".to_owned(), |account| account.id.to_string())
    }

    /// Whether the reader may act as this.
    #[must_use]
    pub fn is(&self, role: Role) -> bool {
        self.account.as_ref().is_some_and(|account| account.roles.contains(&role))
    }
}

/// Who looks at the page.
#[server(name = GetViewer, endpoint = "viewer", input = server_fn::codec::GetUrl)]
pub async fn viewer() -> Result<Viewer, AppError> {
    use super::context;
    use crate::{
        domain::settings::Registration,
        service::{invitation, message, notice},
    };

    let services = context::services()?;
    let identity = context::identity();
    let mut viewer = Viewer {
        registration_open: services.directory().await?.settings.registration == Registration::Open,
        account: None,
    };
    let owner = identity.owner();
    if let Some(account) = identity.account {
        viewer.account = Some(ViewerAccount {
            unread: notice::count_unread(&services, &owner).await?,
            shared: invitation::concerns(&services, &owner).await?,
            unread_messages: message::count_unread(&services, &owner).await?,
            is_welcome: super::convert::sign_in::is_welcome().await,
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
