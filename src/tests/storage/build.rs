//! SQLite as it is built into the program: `.cargo/config.toml` says why.

use consulta::storage::db::Db;

use crate::support::TestDb;

#[tokio::test]
async fn sqlite_keeps_its_plans_and_counts_no_memory() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("opened as SQLite") };

    let built: (bool, bool) = sqlx::query_as(
        "select sqlite_compileoption_used('ENABLE_QPSG'), sqlite_compileoption_used('DEFAULT_MEMSTATUS=0')",
    )
    .fetch_one(readers)
    .await
    .expect("how it was built");

    assert_eq!(built, (true, true));
}
