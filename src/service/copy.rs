//! Copies a clinic from one database to another, of either kind. The source is only read, as of a single moment.

use std::{collections::BTreeMap, path::Path};

use super::{Failure, Outcome};
use crate::storage::{
    backup,
    db::{Conn, Db},
    open::Opening,
    schema,
    transfer::{self, Content},
};

/// Copies everything from one database URL to another, which must be empty; its tables are created.
///
/// # Errors
/// If the source has another version, the target is not empty, or what arrived differs from what was sent. The target is then still
/// empty.
pub async fn copy(from: &str, to: &str) -> Outcome<BTreeMap<String, Content>> {
    if from == to {
        return Err(Failure::Fault("--from and --to name the same database".into()));
    }
    let mut source = schema::connect(from, false).await?;
    let (level, ours) = (schema::level(&mut source).await?, schema::newest_level());
    if level != Some(ours) {
        let level = level.map_or_else(|| "none of ours".to_owned(), |level| level.to_string());
        return Err(Failure::Fault(format!(
            "the source's last migration is {level}, and this version's is {ours}: run `consulta migrate` on it with this version first"
        )));
    }
    // Before the target is touched: opening it would migrate its schema.
    Db::open_with(to, Opening::default()).await?.close().await;
    let mut target = schema::connect(to, false).await?;
    if schema::counts(&mut target).await? != fresh().await? {
        return Err(Failure::Fault("the target is not empty: nothing was copied".into()));
    }
    begin(&mut source, true).await?;
    begin(&mut target, false).await?;
    let copied = transfer::copy(&mut source, &mut target).await;
    run(&mut source, "rollback").await?;
    match copied {
        Ok(copied) => {
            run(&mut target, "commit").await?;
            Ok(copied)
        }
        Err(e) => {
            run(&mut target, "rollback").await?;
            Err(e.into())
        }
    }
}

/// The row counts of an unused database.
async fn fresh() -> Outcome<BTreeMap<String, i64>> {
    let folder = tempfile::tempdir().map_err(|e| Failure::Fault(e.to_string()))?;
    let file = folder.path().join("fresh.sqlite");
    let url = format!("sqlite:{}", file.display());
    Db::open_with(&url, Opening::default()).await?.close().await;
    counts(&file).await
}

async fn counts(file: &Path) -> Outcome<BTreeMap<String, i64>> {
    Ok(schema::counts(&mut backup::open_file(file).await?).await?)
}

async fn begin(conn: &mut Conn, only_read: bool) -> Outcome<()> {
    let sql = match (&*conn, only_read) {
        (Conn::Sqlite(_), true) => "begin",
        (Conn::Sqlite(_), false) => "begin immediate",
        (Conn::Postgres(_), true) => "begin isolation level repeatable read read only",
        (Conn::Postgres(_), false) => "begin",
    };
    run(conn, sql).await
}

async fn run(conn: &mut Conn, sql: &'static str) -> Outcome<()> {
    Ok(schema::run(conn, sql).await?)
}
