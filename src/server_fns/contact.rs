//! A visitor writes to the clinic.

use leptos::prelude::*;

use crate::error::AppError;

/// Keeps a message for the administrators.
#[server(endpoint = "contact")]
pub async fn send_message(name: String, email: String, message: String) -> Result<(), AppError> {
    let services = super::context::services()?;
    let address = super::context::identity().address;
    crate::service::contact::send(&services, &name, &email, &message, &address).await?;
    super::context::redirect("/contact?sent=1");
    Ok(())
}
