//! How most subcommands begin and end.

use std::{sync::Arc, time::Duration};

use consulta::{
    server::config::Config,
    service::{Services, audit, clock::Clock},
    storage::{db::Db, open::Opening},
};

use super::AnyError;

/// How long to wait for the database to close on shutdown.
pub const LONGEST_CLOSE: Duration = Duration::from_secs(3);

/// The configuration, from the environment.
pub fn config() -> Result<Config, AnyError> {
    Ok(Config::read(|name| std::env::var(name).ok())?)
}

/// The configured database, with its schema up to date.
pub async fn database(config: &Config) -> Result<Db, AnyError> {
    let opening = Opening {
        key: config.audit_key.key()?,
        patience: config.database_wait,
        direct: config.database_direct_url.clone(),
    };
    Ok(Db::open_with(&config.database_url, opening).await?)
}

/// The use cases over that database, with a clock.
pub async fn services(config: &Config, clock: Clock) -> Result<Services, AnyError> {
    Ok(Services::new(database(config).await?, clock))
}

/// The same for a command that needs nothing else: the audit's key is checked, and documents are out of reach.
pub async fn ready() -> Result<Arc<Services>, AnyError> {
    let services = services(&config()?, Clock::System).await?;
    audit::begin_key(&services, false).await?;
    Ok(Arc::new(services))
}

/// Closes the database. A request whose client has gone may still hold a connection.
pub async fn close(services: &Services) {
    drop(tokio::time::timeout(LONGEST_CLOSE, services.db.close()).await);
}
