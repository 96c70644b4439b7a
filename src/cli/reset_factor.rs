//! `consulta reset-factor`.

use consulta::service::second_factor;

use super::{AnyError, no_one, open};

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
    let told = format!("no one signs in with {email} and a second step");
    let name = second_factor::reset_here(&services, &email).await.map_err(|failure| no_one(told, failure))?;
    println!("Two-step sign-in is off for {name}.");
    open::close(&services).await;
    Ok(())
}
