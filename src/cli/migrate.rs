//! `consulta migrate`.

use super::{AnyError, open};

/// Brings the schema up to date.
pub async fn run() -> Result<(), AnyError> {
    let services = open::ready().await?;
    println!("The schema is up to date.");
    open::close(&services).await;
    Ok(())
}
