//! Closing a patient's own account.

use leptos::prelude::*;

use crate::{error::AppError, views::closing::ClosingView};

/// What closing the reader's account would cancel.
#[server(endpoint = "closing", input = server_fn::codec::GetUrl)]
pub async fn closing() -> Result<ClosingView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    let (coming, may_close) = crate::service::account::before_closing(&services, &actor).await?;
    let coming = crate::service::appointment::seen_all(&services, &actor, coming).await?;
    let coming = super::convert::appointment::appointments(coming);
    Ok(ClosingView { coming, may_close })
}

/// Closes the reader's account, and signs them out.
#[server(endpoint = "close_account")]
pub async fn close_account(#[server(default)] current_password: String) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    let address = crate::request::context::identity().address;
    crate::service::account::close(&services, &actor, &current_password, &address).await?;
    crate::request::session::close().await?;
    crate::request::context::have_browser_forget();
    crate::request::context::redirect("/sign-in?closed=1");
    Ok(())
}
