//! One's own account: what its owner is called, how they are reached and what they sign in with.

use leptos::prelude::*;

use crate::{domain::details_form::DetailsForm, error::AppError, views::details::DetailsView};

/// The reader's own details.
#[server(endpoint = "own_details", input = server_fn::codec::GetUrl)]
pub async fn own_details() -> Result<DetailsView, AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::details::view(&services, &actor).await
}

/// Stores them. The password is needed where what the reader signs in with changes.
#[server(endpoint = "save_details")]
pub async fn save_details(
    #[server(default)] form: DetailsForm,
    #[server(default)] current_password: String,
) -> Result<(), AppError> {
    let (services, actor) = crate::request::context::request()?;
    super::convert::details::save(&services, &actor, form, &current_password).await?;
    crate::request::context::redirect("/account?details=1");
    Ok(())
}
