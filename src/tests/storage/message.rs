//! Messages in a large clinic: the queries of every page use indexes.

use consulta::storage::{db::Db, message::COUNT_UNREAD};

use crate::support::TestDb;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_count_of_what_is_unread_reads_no_whole_table_on_postgresql() {
    // Without their people: only the plan is looked at.
    const MANY: &str = "
        set session_replication_role = replica;
        insert into thread (patient_id, practitioner_id, created_at, last_id)
        select n, 1000000 + n % 100, 1, n from generate_series(1, 20000) as n;
        insert into message (thread_id, author_id, body, folded, created_at, intent)
        select id, practitioner_id, 'x', 'x', 1, id::text from thread;
        analyze";
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(MANY).execute(pool).await.expect("stored");

    let sql = sqlx::AssertSqlSafe(format!("explain {COUNT_UNREAD}"));
    let plan: Vec<String> = sqlx::query_scalar(sql).bind(5_i64).bind(9_i64).fetch_all(pool).await.expect("a plan");

    // What has been read is still empty here.
    let whole = ["Seq Scan on thread", "Seq Scan on message m"];
    assert!(!plan.iter().any(|step| whole.iter().any(|table| step.contains(table))), "{plan:#?}");
}
