//! What serving and working processes share: how they start, and how they end.

use std::{sync::Arc, time::Duration};

use consulta::{
    server::{config::Config, metrics},
    service::{
        Services, audit,
        clock::Clock,
        document::FileChecker,
        mail::{self, Mailer},
        passkey::Site,
        push::{self, Pusher},
    },
    storage::files::Files,
};

use super::{AnyError, open};

/// Refuses to split serving and working between processes over a SQLite file: neither would learn of the other's changes.
pub fn check_divided(config: &Config) -> Result<(), AnyError> {
    if config.database_url.starts_with("sqlite:") {
        return Err("with SQLite, one process serves and works: run consulta serve alone, or use PostgreSQL".into());
    }
    Ok(())
}

/// The use cases, with everything that they reach beyond the database.
pub async fn services(config: &Config) -> Result<Arc<Services>, AnyError> {
    let services = open::services(config, Clock::System).await?;
    let place = &config.documents;
    let refuse = |e| format!("documents cannot be stored in {place} (CONSULTA_DOCUMENTS): {e}");
    let files = Files::open(place).map_err(refuse)?;
    files.check().await.map_err(refuse)?;
    let checker = FileChecker::default().scanned_by(config.scanner.clone());
    let mail = config.mail.clone().map(Mailer::new).transpose();
    let mail = mail.map_err(|e| format!("email cannot be sent: {e}"))?;
    // Everything else works without it: news is also behind the bell.
    let push = config.push.clone().and_then(|push| {
        Pusher::new(push).inspect_err(|e| tracing::warn!(error = %e, "push messages cannot be sent")).ok()
    });
    // On this machine browsers accept passkeys for the name localhost, but for no IP address.
    let local = config.addr.ip().is_loopback().then(|| format!("http://localhost:{}", config.addr.port()));
    let site = config.public_url.clone().or(local).and_then(|url| Site::of(&url));
    let services = services
        .with_files(files)
        .with_checker(checker)
        .with_upkeep(config.upkeep())
        .with_setup(config.setup())
        .with_mail(mail)
        .with_push(push)
        .with_site(site);
    services.checker.try_out().await.map_err(|e| format!("patients' files cannot be checked on this machine: {e}"))?;
    let services = Arc::new(services);
    audit::begin_key(&services, false).await?;
    Ok(services)
}

/// Records which messages are sent at all, and serves metrics if configured.
pub async fn announce(config: &Config, services: &Arc<Services>) -> Result<(), AnyError> {
    mail::announce(services).await?;
    push::announce(services).await?;
    if let Some(addr) = config.metrics {
        let listener = tokio::net::TcpListener::bind(addr).await?;
        println!("Figures for Prometheus are at http://{}/metrics", listener.local_addr()?);
        metrics::serve(listener, services.clone())?;
    }
    Ok(())
}

/// Completes on Ctrl-C or SIGTERM.
pub async fn asked_to_stop() {
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminate => {}
    }
}

/// Ends the process after this time at the latest, whatever is still running.
pub fn end_within(limit: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        eprintln!("consulta: some work did not finish in time; stopped anyway");
        std::process::exit(1);
    });
}
