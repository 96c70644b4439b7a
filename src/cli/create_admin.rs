//! `consulta create-admin`.

use consulta::service::account;
use rustix::termios::{LocalModes, OptionalActions, tcgetattr, tcsetattr};

use super::{AnyError, open};

/// Whom to create.
#[derive(clap::Args)]
pub struct Args {
    /// Email address to sign in with
    #[arg(long)]
    email: String,
    /// Full name
    #[arg(long)]
    name: String,
}

/// Creates an administrator.
pub async fn run(Args { email, name }: Args) -> Result<(), AnyError> {
    let services = open::ready().await?;
    eprintln!("Password for {email}:");
    account::create_admin(&services, &email, &name, &secret_line()?).await?;
    println!("{email} can sign in as an administrator.");
    open::close(&services).await;
    Ok(())
}

/// Reads a line from standard input, without echoing it if that is a terminal.
fn secret_line() -> std::io::Result<String> {
    let stdin = std::io::stdin();
    let shown = tcgetattr(&stdin).ok();
    if let Some(mut hidden) = shown.clone() {
        hidden.local_modes.remove(LocalModes::ECHO);
        tcsetattr(&stdin, OptionalActions::Drain, &hidden)?;
    }
    let mut line = String::new();
    let read = stdin.read_line(&mut line);
    if let Some(shown) = shown {
        tcsetattr(&stdin, OptionalActions::Drain, &shown)?;
        eprintln!();
    }
    read?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}
