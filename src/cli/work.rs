//! `consulta work`.

use consulta::{
    server::{housekeeping, listen::Limits},
    service::refusals,
};

use super::{
    AnyError,
    open::{self, LONGEST_CLOSE},
    process,
};

/// Brings the schema up to date, then does the background work of servers that leave it to others.
pub async fn run() -> Result<(), AnyError> {
    let config = open::config()?;
    process::check_divided(&config)?;
    let services = process::services(&config).await?;
    process::announce(&config, &services).await?;
    let worker = tokio::spawn(housekeeping::run(services.clone()));
    println!("Consulta is working.");
    process::asked_to_stop().await;
    tracing::info!("stopping");
    services.live.end();
    process::end_within(Limits::default().drain + LONGEST_CLOSE);
    // The current work ends first.
    worker.await?;
    refusals::settle(&services).await?;
    open::close(&services).await;
    Ok(())
}
