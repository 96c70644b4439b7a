//! The list of letters in a large clinic: each filter uses an index.

use consulta::storage::{
    db::Db,
    delivery::list::{Way, rows},
};

use crate::support::TestDb;

/// 50,000 letters: most are sent, about appointments and by email.
const LETTERS: &str = "
    set session_replication_role = replica;
    insert into push_subscription
        (id, account_id, endpoint, host, p256dh, auth, session_hash, device_hash, user_agent, created_at, seen_at)
    values (1, 1, 'https://push.example/1', 'push.example', '', '', '', '', '', 1, 1);
    insert into delivery (account_id, purpose, topic, status, created_at, due_at, subscription_id)
    select 1 + n % 5000, case when n % 500 = 0 then 'reset' else 'notice' end,
        case when n % 500 <> 0 then 'appointments' end, case when n % 400 = 0 then 'dead' else 'sent' end,
        1700000000 + n * 60, 1700000000 + n * 60, case when n % 300 = 0 then 1 end
    from generate_series(1, 50000) as n;
    analyze delivery";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_letters_reads_no_whole_table_on_postgresql() {
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(LETTERS).execute(pool).await.expect("stored");

    for way in Way::WALKED {
        let word = |of: Way, word: &'static str| if way == of { word } else { "" };
        for sql in rows(way) {
            let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")))
                .bind(0_i64)
                .bind(0_i64)
                .bind(i64::MIN)
                .bind(i64::MAX)
                .bind(word(Way::Kind, "reset"))
                .bind(word(Way::State, "dead"))
                .bind(word(Way::Channel, "push"))
                .bind(26_i64)
                .fetch_all(pool)
                .await
                .expect("a plan");

            assert!(!plan.iter().any(|step| step.contains("Seq Scan on delivery")), "{way:?}: {plan:#?}");
        }
    }
}

#[tokio::test]
async fn on_sqlite_someones_letters_are_found_by_their_name_s_words_and_their_account() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("opened as SQLite") };
    for sql in rows(Way::Person) {
        let explained = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(readers).await.expect("a plan");
        assert!(plan.iter().any(|step| step.3.contains("INDEX delivery_account")), "{sql}\n{plan:#?}");
        assert!(!plan.iter().any(|step| step.3 == "SCAN d" || step.3 == "SCAN first"), "{sql}\n{plan:#?}");
    }
}

#[tokio::test]
async fn on_sqlite_letters_are_walked_in_their_order_and_nothing_is_sorted() {
    let test = TestDb::sqlite().await;
    let Db::Sqlite { readers, .. } = &test.db else { unreachable!("opened as SQLite") };
    for sql in Way::WALKED.into_iter().flat_map(rows) {
        let explained = sqlx::AssertSqlSafe(format!("explain query plan {sql}"));
        let plan: Vec<(i64, i64, i64, String)> = sqlx::query_as(explained).fetch_all(readers).await.expect("a plan");
        assert!(plan.first().expect("a step").3.contains("INDEX delivery_"), "{sql}\n{plan:#?}");
        assert!(!plan.iter().any(|step| step.3.contains("TEMP B-TREE")), "{sql}\n{plan:#?}");
    }
}
