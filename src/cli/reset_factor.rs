//! `consulta reset-factor`.

use consulta::service::second_factor;

use super::{AnyError, open};

/// For whom.
#[derive(clap::Args)]
pub struct Args {
    /// Email address of their account
    #[arg(long)]
    email: String,
}

/// Turns someone's two-step sign-in off.
pub async fn run(Args { email }: Args) -> Result<(), AnyError> {
    let services = open::ready().await?;
    println!("Two-step sign-in is off for {}.", second_factor::reset_here(&services, &email).await?);
    open::close(&services).await;
    Ok(())
}
