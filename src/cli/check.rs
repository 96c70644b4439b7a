//! `consulta check`.

use std::process::ExitCode;

use consulta::{
    server::config::Config,
    service::{
        Services,
        checkup::{self, Finding, Level},
        clock::Clock,
    },
    storage::{db::Db, files::Files, open::Opening},
};
use serde::Serialize;

use super::{AnyError, open};

/// How to say it.
#[derive(clap::Args)]
pub struct Args {
    /// Print JSON, for programs
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report<'a> {
    worst: Level,
    findings: &'a [Finding],
}

/// Runs every check and exits with the worst result. Nothing is created or migrated.
pub async fn run(Args { json }: Args) -> Result<ExitCode, AnyError> {
    let findings = match open::config() {
        Ok(config) => look(&config).await,
        Err(e) => vec![Finding::danger("Variables", e.to_string(), "")],
    };
    let worst = findings.iter().map(|finding| finding.level).max().unwrap_or(Level::Good);
    if json {
        println!("{}", serde_json::to_string_pretty(&Report { worst, findings: &findings })?);
    } else {
        print(&findings, worst);
    }
    Ok(match worst {
        Level::Good | Level::Note => ExitCode::SUCCESS,
        Level::Check => ExitCode::from(1),
        Level::Danger => ExitCode::from(2),
    })
}

fn print(findings: &[Finding], worst: Level) {
    for Finding { area, level, said, advice, .. } in findings {
        println!("{:<7} {area}: {said}", level.word());
        if !advice.is_empty() {
            println!("        {advice}");
        }
    }
    println!();
    println!(
        "{}",
        match worst {
            Level::Good | Level::Note => "Nothing needs to be done.",
            Level::Check => "Something needs checking.",
            Level::Danger => "Something is dangerous and needs fixing now.",
        }
    );
}

async fn look(config: &Config) -> Vec<Finding> {
    let before = checkup::without_database(&config.setup(), &config.upkeep());
    let found = match checkup::unusable(&config.database_url).await {
        None => within(config).await,
        Some(finding) => Err(finding),
    };
    match found {
        Ok(found) => with_mended(found, before),
        Err(finding) => std::iter::once(finding).chain(before).collect(),
    }
}

/// Opening the database or the documents first takes away other accounts' access, as a server does; that they had access until then
/// is worth reporting.
fn with_mended(mut found: Vec<Finding>, before: Vec<Finding>) -> Vec<Finding> {
    let is_still_there = |one: &Finding, found: &[Finding]| found.iter().any(|other| other.said == one.said);
    let mended: Vec<Finding> =
        before.into_iter().filter(|one| one.level == Level::Danger && !is_still_there(one, &found)).collect();
    found.extend(mended.into_iter().map(|one| {
        let advice = "This was fixed just now. Find out who could have read it.";
        Finding { level: Level::Check, advice: advice.to_owned(), ..one }
    }));
    found
}

/// The findings with the database, which exists and has this program's schema.
async fn within(config: &Config) -> Result<Vec<Finding>, Finding> {
    let place = &config.documents;
    let files = Files::open(place);
    let files = files.map_err(|e| Finding::danger("Documents", format!("Can't be stored in {place}: {e}"), ""))?;
    let key = config.audit_key.existing().map_err(|e| Finding::danger("The audit's key", e, ""))?;
    let opening =
        Opening { key: key.unwrap_or_default(), direct: config.database_direct_url.clone(), ..Opening::default() };
    let unreadable = |e: String| Finding::danger("Database", format!("It can't be read: {e}"), "");
    let db = Db::open_with(&config.database_url, opening).await.map_err(|e| unreadable(e.to_string()))?;
    let services =
        Services::new(db, Clock::System).with_files(files).with_upkeep(config.upkeep()).with_setup(config.setup());
    let found = checkup::look(&services).await.map_err(|e| unreadable(e.to_string()));
    open::close(&services).await;
    found
}
