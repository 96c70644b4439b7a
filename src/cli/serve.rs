//! `consulta serve`.

use std::sync::Arc;

use consulta::{
    request::{AppState, origin::Own},
    server::{
        assets,
        config::Config,
        housekeeping,
        listen::{self, Limits},
        router::router,
    },
    service::{Services, refusals, seed},
};
use leptos::config::LeptosOptions;

use super::{
    AnyError,
    open::{self, LONGEST_CLOSE},
    process,
};

/// What it leaves to others.
#[derive(clap::Args)]
pub struct Args {
    /// Leave background work (reminders, email, backups) to "consulta work"; needs PostgreSQL
    #[arg(long)]
    no_work: bool,
}

/// Brings the schema up to date, then serves.
pub async fn run(Args { no_work }: Args) -> Result<(), AnyError> {
    let config = open::config()?;
    if no_work {
        process::check_divided(&config)?;
    }
    let services = process::services(&config).await?;
    if config.is_exposed() && seed::has_demo_staff(&services).await? {
        return Err("this database has demo accounts, and anyone can look up their password: it is served only \
            on a loopback CONSULTA_ADDR, without CONSULTA_PUBLIC_URL and without CONSULTA_TRUST_PROXY. Start your own clinic with an \
            empty database"
            .into());
    }
    serve(config, services.clone(), no_work).await?;
    open::close(&services).await;
    Ok(())
}

async fn serve(config: Config, services: Arc<Services>, no_work: bool) -> Result<(), AnyError> {
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
    process::announce(&config, &services).await?;
    let state = AppState {
        services: services.clone(),
        leptos,
        trust_proxy: config.trust_proxy,
        tls: config.tls(),
        secure_cookies: config.secure_cookies(),
        own: Own::of(config.public_url.as_deref()),
    };
    let worker = if no_work {
        tokio::spawn(housekeeping::run_own(services.clone()))
    } else {
        tokio::spawn(housekeeping::run(services.clone()))
    };
    let listener = tokio::net::TcpListener::bind(config.addr).await?;
    println!("Consulta is running at http://{}", listener.local_addr()?);
    let limits = Limits::default();
    let end_by = limits.drain + LONGEST_CLOSE;
    listen::serve(listener, router(state), limits, process::asked_to_stop(), || {
        services.live.end();
        process::end_within(end_by);
    })
    .await;
    // The current work ends first.
    worker.await?;
    refusals::settle(&services).await?;
    Ok(())
}
