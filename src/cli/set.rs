//! `consulta set`.

use consulta::service::setting;

use super::{AnyError, open};

/// What to change.
#[derive(clap::Args)]
pub struct Args {
    /// Which setting, such as booking.confirmation
    key: String,
    /// Its new value, such as approval
    value: String,
}

/// Changes a setting of the clinic.
pub async fn run(Args { key, value }: Args) -> Result<(), AnyError> {
    let services = open::ready().await?;
    setting::set(&services, &key, &value).await?;
    println!("{key} is now {value}.");
    open::close(&services).await;
    Ok(())
}
