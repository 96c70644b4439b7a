//! `consulta reset-code`.

use consulta::service::reset_code;

use super::{AnyError, no_one, open};

/// For whom.
#[derive(clap::Args)]
pub struct Args {
    /// Email address they sign in with
    #[arg(long)]
    email: String,
}

/// Prints a one-time code.
pub async fn run(Args { email }: Args) -> Result<(), AnyError> {
    let services = open::ready().await?;
    let told = format!("no one signs in with {email}");
    let made = reset_code::issue_here(&services, &email).await.map_err(|failure| no_one(told, failure))?;
    println!("One-time code for {}: {}. It works once and is valid for a day.", made.name, made.code);
    open::close(&services).await;
    Ok(())
}
