//! `consulta serve`.

use std::{sync::Arc, time::Duration};

use consulta::{
    request::{AppState, origin::Own},
    server::{
        assets,
        config::Config,
        housekeeping,
        listen::{self, Limits},
        metrics,
        router::router,
    },
    service::{
        Services, audit,
        clock::Clock,
        document::FileChecker,
        mail::{self, Mailer},
        passkey::Site,
        push::{self, Pusher},
        refusals, seed,
    },
    storage::files::Files,
};
use leptos::config::LeptosOptions;

use super::{
    AnyError,
    open::{self, LONGEST_CLOSE},
};

/// Brings the schema up to date, then serves.
pub async fn run() -> Result<(), AnyError> {
    let config = open::config()?;
    let services = open::services(&config, Clock::System).await?;
    let place = &config.documents;
    let refuse = |e| format!("documents cannot be stored in {place} (CONSULTA_DOCUMENTS): {e}");
    let files = Files::open(place).map_err(refuse)?;
    files.check().await.map_err(refuse)?;
    let checker = FileChecker::default().scanned_by(config.scanner.clone());
    let mail = config.mail.clone().map(Mailer::new).transpose();
    let mail = mail.map_err(|e| format!("email cannot be sent: {e}"))?;
    // Without it everything else works: news is on the bell, too.
    let push = config.push.clone().and_then(|push| {
        Pusher::new(push).inspect_err(|e| tracing::warn!(error = %e, "push messages cannot be sent")).ok()
    });
    // On this machine browsers take passkeys for the name localhost, and for no address.
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
    if config.is_exposed() && seed::has_demo_staff(&services).await? {
        return Err("this database has demo accounts, and anyone can look up their password: it is served only \
            on a loopback CONSULTA_ADDR, without CONSULTA_PUBLIC_URL and without CONSULTA_TRUST_PROXY. Start your own clinic with an \
            empty database"
            .into());
    }
    serve(config, services.clone()).await?;
    open::close(&services).await;
    Ok(())
}

async fn serve(config: Config, services: Arc<Services>) -> Result<(), AnyError> {
    let leptos = LeptosOptions::builder()
        .output_name("consulta")
        .site_root(config.site_root.to_string_lossy().into_owned())
        .site_addr(config.addr)
        .hash_files(true)
        .build();
    assets::check(&leptos)?;
    for warning in config.warnings() {
        tracing::warn!("{warning}");
    }
    let state = AppState {
        services: services.clone(),
        leptos,
        trust_proxy: config.trust_proxy,
        tls: config.tls(),
        secure_cookies: config.secure_cookies(),
        own: Own::of(config.public_url.as_deref()),
    };
    mail::announce(&services).await?;
    push::announce(&services).await?;
    let worker = tokio::spawn(housekeeping::run(services.clone()));
    if let Some(addr) = config.metrics {
        let listener = tokio::net::TcpListener::bind(addr).await?;
        println!("Figures for Prometheus are at http://{}/metrics", listener.local_addr()?);
        metrics::serve(listener, services.clone())?;
    }
    let listener = tokio::net::TcpListener::bind(config.addr).await?;
    println!("Consulta is running at http://{}", listener.local_addr()?);
    let limits = Limits::default();
    let end_by = limits.drain + LONGEST_CLOSE;
    listen::serve(listener, router(state), limits, asked_to_stop(), || {
        services.live.end();
        end_within(end_by);
    })
    .await;
    // What is under way ends first.
    worker.await?;
    refusals::settle(&services).await?;
    Ok(())
}

/// Ends the process after this time at the latest, whatever is still running.
fn end_within(limit: Duration) {
    std::thread::spawn(move || {
        std::thread::sleep(limit);
        eprintln!("consulta: some work did not finish in time; stopped anyway");
        std::process::exit(1);
    });
}

/// Completes on Ctrl-C or SIGTERM.
async fn asked_to_stop() {
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
