//! A patient closes their account.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::appointment::AppointmentView;
use crate::error::AppError;

/// What the page shows before an account is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClosingView {
    /// What would be cancelled, soonest first.
    pub coming: Vec<AppointmentView>,
    /// Whether the reader may close the account themselves: people who work here may not.
    pub may_close: bool,
}

/// What closing the reader's account would cancel.
#[server(endpoint = "closing", input = server_fn::codec::GetUrl)]
pub async fn closing() -> Result<ClosingView, AppError> {
    let (services, actor) = super::context::request()?;
    let (coming, may_close) = crate::service::account::before_closing(&services, &actor).await?;
    let coming = super::convert::appointment::appointments(&services, &actor, coming).await?;
    Ok(ClosingView { coming, may_close })
}

/// Closes the reader's account, and signs them out.
#[server(endpoint = "close_account")]
pub async fn close_account(#[server(default)] current_password: String) -> Result<(), AppError> {
    let (services, actor) = super::context::request()?;
    let address = super::context::identity().address;
    crate::service::account::close(&services, &actor, &current_password, &address).await?;
    crate::server::session::close().await?;
    super::context::have_browser_forget();
    super::context::redirect("/sign-in?closed=1");
    Ok(())
}
