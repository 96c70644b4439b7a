//! `consulta audit`.

use clap::Subcommand;
use consulta::service::{audit, clock::Clock, upkeep};

use super::{AnyError, open};

/// What to do with the audit.
#[derive(Subcommand)]
pub enum What {
    /// Continue with a new key after the old one was lost; rows signed with the lost key can no longer be verified
    Rekey,
    /// Verify the whole chain; fails if it is broken
    Verify {
        /// A hash printed by an earlier run, which must still be in the chain
        #[arg(long)]
        expect: Option<String>,
    },
}

/// Does it.
pub async fn run(what: What) -> Result<(), AnyError> {
    let services = open::services(&open::config()?, Clock::System).await?;
    audit::begin_key(&services, matches!(what, What::Rekey)).await?;
    match what {
        What::Verify { expect } => {
            let found = audit::verify(&services, expect.as_deref()).await?;
            println!("{found}");
            upkeep::note_audit(&services, &found).await?;
            if !found.stands() {
                return Err("the audit was tampered with or damaged".into());
            }
        }
        What::Rekey => println!("The audit now uses this key."),
    }
    open::close(&services).await;
    Ok(())
}
