//! Test databases: each is a copy of a migrated template.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicUsize, Ordering},
};

use consulta::storage::{
    db::{Conn, Db},
    random,
};
use sqlx::{Connection, PgConnection};

/// A fresh database, deleted after the test.
pub struct TestDb {
    pub db: Db,
    pub url: String,
    _folder: Option<tempfile::TempDir>,
}

impl TestDb {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("test.db");
        std::fs::copy(sqlite_template().await, &file).expect("copied");
        let url = format!("sqlite:{}", file.display());
        let db = Db::open(&url).await.expect("a new database file");
        Self { db, url, _folder: Some(folder) }
    }

    pub async fn postgres() -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let server = std::env::var("CONSULTA_TEST_POSTGRES")
            .expect("CONSULTA_TEST_POSTGRES names a server: run make test, or scripts/with-postgres cargo nextest run");
        // The system gives a process's number again.
        let name = format!("test_{}_{}", random::hex::<8>(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let mut admin = PgConnection::connect(&format!("{server}postgres")).await.expect("the test server answers");
        let template = postgres_template(&server, &mut admin).await;
        run_on(&mut admin, format!("create database {name} template {template}")).await;
        admin.close().await.expect("closed");
        let url = format!("{server}{name}");
        let db = Db::open(&url).await.expect("a new database");
        Self { db, url, _folder: None }
    }

    /// The first column of the only row of a query.
    pub async fn count(&self, sql: &'static str) -> i64 {
        match &mut self.db.read().await.expect("a connection") {
            Conn::Sqlite(c) => sqlx::query_scalar(sql).fetch_one(&mut **c).await.expect("an answer"),
            Conn::Postgres(c) => sqlx::query_scalar(sql).fetch_one(&mut **c).await.expect("an answer"),
        }
    }
}

/// The template file that every test copies, with the schema of these migrations: made by the first test to need it. Migrating
/// takes ten times as long as copying.
async fn sqlite_template() -> PathBuf {
    let kept = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let template = kept.join(format!("template_{:x}.db", schema_hash("sqlite")));
    if !template.exists() {
        // Tests that start together each make one: it is complete when it gets its name.
        let folder = tempfile::tempdir_in(kept).expect("a temporary folder");
        let made = folder.path().join("made.db");
        Db::open(&format!("sqlite:{}", made.display())).await.expect("a new database file").close().await;
        assert!(!folder.path().join("made.db-wal").exists(), "all of it is in the file");
        std::fs::rename(made, &template).expect("renamed");
    }
    template
}

/// The template database on this server that every test copies, with the schema of these migrations: made by the first test to need
/// it. Migrating takes ten times as long as copying.
async fn postgres_template(server: &str, admin: &mut PgConnection) -> String {
    let name = format!("template_{:x}", schema_hash("postgres"));
    sqlx::query("select pg_advisory_lock(1)").execute(&mut *admin).await.expect("the lock");
    let is_made: bool =
        sqlx::query_scalar("select exists (select 1 from pg_database where datname = $1 and datistemplate)")
            .bind(name.clone())
            .fetch_one(&mut *admin)
            .await
            .expect("an answer");
    if !is_made {
        // One that was begun and not finished is begun again.
        run_on(admin, format!("drop database if exists {name}")).await;
        run_on(admin, format!("create database {name}")).await;
        Db::open(&format!("{server}{name}")).await.expect("a new database").close().await;
        run_on(admin, format!("alter database {name} is_template true")).await;
    }
    sqlx::query("select pg_advisory_unlock(1)").execute(&mut *admin).await.expect("unlocked");
    name
}

fn schema_hash(database: &str) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(database);
    let files = std::fs::read_dir(folder).expect("the migrations").map(|file| file.expect("a file").path());
    let mut files: Vec<_> = files.map(|file| std::fs::read(file).expect("a migration")).collect();
    files.sort_unstable();
    let mut hasher = DefaultHasher::new();
    files.hash(&mut hasher);
    hasher.finish()
}

async fn run_on(admin: &mut PgConnection, sql: String) {
    sqlx::query(sqlx::AssertSqlSafe(sql)).execute(admin).await.expect("done");
}
