//! Finding people by prefixes of their names, in a large clinic.

use consulta::storage::{
    db::Db,
    name::{FIND, Prefixes, find},
};

use crate::support::{Clinic, TestDb, on_both};

on_both! {
    async fn each_typed_word_begins_a_word_of_the_name_in_any_order(test) {
        let clinic = Clinic::new(test).await;
        let names = ["Anna Maria Jackson", "Jack Annandale", "Zoë O'Brien", "李小龍"].map(str::to_owned);
        let ids: Vec<_> = clinic.patients(&names).await.iter().filter_map(consulta::domain::account::Actor::id).collect();
        let mut conn = clinic.test.db.read().await.expect("a connection");

        for (typed, expected) in [
            ("ann jack", vec![0, 1]),
            ("JACKS ann", vec![0]),
            ("ackson", vec![]),
            ("zoe obri", vec![2]),
            ("李", vec![3]),
            ("nobody", vec![]),
            ("%", vec![]),
        ] {
            let mut found = find(&mut conn, typed, 10).await.expect("an answer");
            found.sort();
            assert_eq!(found, expected.into_iter().map(|place: usize| ids[place]).collect::<Vec<_>>(), "{typed}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn looking_for_a_name_reads_no_whole_table_on_postgresql() {
    // Without their people: only the plan is looked at.
    const MANY: &str = "
        set session_replication_role = replica;
        insert into name_word (word, account_id)
        select substr(md5((n % 5000)::text), 1, 8), n from generate_series(1, 50000) as n;
        analyze";
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(MANY).execute(pool).await.expect("stored");

    for typed in ["abcd", "abcd ef01 2345"] {
        let [a, b, c, d, e, f] = Prefixes::of(typed).expect("something typed").bounds();
        let sql = sqlx::AssertSqlSafe(format!("explain {FIND}"));
        let plan = sqlx::query_scalar(sql).bind(a).bind(b).bind(c).bind(d).bind(e).bind(f).bind(17_i64);
        let plan: Vec<String> = plan.fetch_all(pool).await.expect("a plan");

        assert!(!plan.iter().any(|step| step.contains("Seq Scan on name_word")), "{plan:#?}");
    }
}
