//! Lists and reports in a large clinic: each query uses an index.

mod filters;
mod sqlite;

use consulta::{
    domain::ordering::{AccountColumn, Columns},
    storage::{
        account::{self, FoundBy},
        appointment,
        db::Db,
        figures::{BY_WEEK, By, CANCELLED, Part, first_visits},
    },
};
use sqlx::PgPool;

use crate::support::TestDb;

/// 100,000 people and 200,000 appointments over four years. Without related rows: only query plans are checked.
async fn large(test: &TestDb) -> &PgPool {
    const MANY: &str = "
        set session_replication_role = replica;
        insert into account (id, email, full_name, phone, status, created_at, search_name)
        select n, n || '@example.org', 'Name ' || n, '', case when n % 100 = 0 then 'inactive' else 'active' end, n,
            'name ' || lpad(n::text, 6, '0')
        from generate_series(1, 100000) as n;
        insert into account_word (word, account_id)
        select 'name', n from generate_series(1, 100000) as n
        union all
        select 'w' || lpad(n::text, 6, '0'), n from generate_series(1, 100000) as n;
        insert into name_word (word, account_id)
        select word, account_id from account_word;
        insert into account_role (account_id, role)
        select n, case when n % 1000 = 0 then 'practitioner' else 'patient' end from generate_series(1, 100000) as n;
        insert into appointment
            (practitioner_id, patient_id, centre_id, starts_at, ends_at, status, booked_by, idempotency_key, created_at, service_id)
        select 1000 * (1 + n % 100), 1 + n % 99999, 1 + n % 20, 1700000000 + n * 600, 1700001800 + n * 600,
            case when n % 500 = 0 then 'noshow' when n % 10 = 0 then 'cancelled' else 'fulfilled' end,
            1, n::text, 1, 1 + n % 50
        from generate_series(1, 200000) as n";
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(MANY).execute(pool).await.expect("stored");
    for table in [
        "vacuum analyze account",
        "vacuum analyze account_word",
        "vacuum analyze name_word",
        "vacuum analyze account_role",
        "vacuum analyze appointment",
    ] {
        sqlx::query(sqlx::AssertSqlSafe(table.to_owned())).execute(pool).await.expect("analysed");
    }
    pool
}

/// The filters of the list of users, alone and combined: words, role and status.
const FILTERS: [(account::Way, [&str; 4]); 10] = [
    (account::Way::Word, ["w0042", "w0042\u{10ffff}", "", ""]),
    (account::Way::Word, ["w0042", "w0042\u{10ffff}", "practitioner", "active"]),
    (account::Way::Role, ["", "", "practitioner", ""]),
    (account::Way::Role, ["", "", "practitioner", "inactive"]),
    (account::Way::Added, ["", "", "", ""]),
    (account::Way::Added, ["", "", "patient", "active"]),
    (account::Way::Inactive, ["", "", "", "inactive"]),
    (account::Way::Inactive, ["", "", "patient", "inactive"]),
    (account::Way::All, ["", "", "", ""]),
    (account::Way::All, ["", "", "patient", "active"]),
];

/// The period in which people were added: a thousand of them, if it selects the index.
fn added(way: account::Way) -> (i64, i64) {
    if way == account::Way::Added { (50_000, 51_000) } else { (-(1 << 60), 1 << 60) }
}

fn reads_a_whole_table(plan: &[String]) -> bool {
    let whole =
        ["Seq Scan on account ", "Seq Scan on account_word", "Seq Scan on name_word", "Seq Scan on appointment "];
    plan.iter().any(|step| whole.iter().any(|table| step.contains(table)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_lists_of_users_and_appointments_read_no_whole_table_on_postgresql() {
    let test = TestDb::postgres().await;
    let pool = large(&test).await;
    let mut wrong = Vec::new();

    let all = FILTERS.iter().flat_map(|filter| AccountColumn::ALL.iter().map(move |by| (*filter, *by)));
    for ((way, [word, until, role, status]), by, descending) in
        all.flat_map(|(filter, by)| [(filter, by, false), (filter, by, true)])
    {
        // As the first page of such a list is requested.
        let start = match (by, descending) {
            (AccountColumn::Added, true) => "100000",
            (AccountColumn::Added, false) => "-1",
            (AccountColumn::Name, true) => "name 100000",
            (AccountColumn::Email, true) => "99999@example.org",
            (_, false) => "",
        };
        let (first, last) = added(way);
        let sql = sqlx::AssertSqlSafe(format!("explain {}", way.rows(by)[usize::from(descending)]));
        let plan: Vec<String> = sqlx::query_scalar(sql)
            .bind(word)
            .bind(until)
            .bind("")
            .bind("")
            .bind("")
            .bind("")
            .bind(role)
            .bind(status)
            .bind(start)
            .bind(0_i64)
            .bind(26_i64)
            .bind(first)
            .bind(last)
            .fetch_all(pool)
            .await
            .expect("a plan");
        if reads_a_whole_table(&plan) {
            wrong.push(format!("{way:?}, {role} {status}, by {by:?}, {descending}: {plan:#?}"));
        }
    }
    // No more rows are counted than a page states: the first of the table.
    let few =
        FILTERS.iter().filter(|(way, _)| matches!(way, account::Way::Word | account::Way::Role | account::Way::Added));
    for (way, [word, until, role, status]) in few {
        let (first, last) = added(*way);
        let sql = sqlx::AssertSqlSafe(format!("explain {}", way.count()));
        let plan: Vec<String> = sqlx::query_scalar(sql)
            .bind(*word)
            .bind(*until)
            .bind("")
            .bind("")
            .bind("")
            .bind("")
            .bind(*role)
            .bind(*status)
            .bind(1_001_i64)
            .bind(first)
            .bind(last)
            .fetch_all(pool)
            .await
            .expect("a plan");
        if reads_a_whole_table(&plan) {
            wrong.push(format!("{way:?}, {role} {status}, counted: {plan:#?}"));
        }
    }
    for found_by in FoundBy::ALL {
        let starts = [("", -(1_i64 << 60), 0), ("name 100000", 1_i64 << 60, i64::MAX)];
        let asked = appointment::by_patient(found_by).into_iter().zip(starts);
        for ((sql, (name, at, person)), first) in asked.flat_map(|one| [0_i64, 1].map(|first| (one, first))) {
            let sql = sqlx::AssertSqlSafe(format!("explain {sql}"));
            let plan: Vec<String> = sqlx::query_scalar(sql)
                .bind(-(1_i64 << 60))
                .bind(1_i64 << 60)
                .bind("")
                .bind(0_i64)
                .bind(0_i64)
                .bind(0_i64)
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind(first)
                .bind(0_i64)
                .bind(0_i64)
                .bind(0_i64)
                .bind(at)
                .bind(0_i64)
                .bind(26_i64)
                .bind(name)
                .bind(person)
                .fetch_all(pool)
                .await
                .expect("a plan");
            if reads_a_whole_table(&plan) {
                wrong.push(format!("by patients, {found_by:?}: {plan:#?}"));
            }
        }
    }
    for (way, by) in appointment::Way::ALL.into_iter().flat_map(|way| FoundBy::ALL.map(|by| (way, by))) {
        use appointment::Way;
        let (word, until) = if way == Way::Patient { ("w0042", "w0042\u{10ffff}") } else { ("", "") };
        let key = |of: Way, key: i64| if way == of { key } else { 0 };
        let [soonest, latest, _] = way.sql(by);
        let both = [(soonest, -(1_i64 << 60)), (latest, 1_i64 << 60)];
        // All, and then only first visits.
        for ((sql, start), first) in both.into_iter().flat_map(|one| [0_i64, 1].map(|first| (one, first))) {
            let sql = sqlx::AssertSqlSafe(format!("explain {sql}"));
            let plan: Vec<String> = sqlx::query_scalar(sql)
                .bind(-(1_i64 << 60))
                .bind(1_i64 << 60)
                .bind(match way {
                    Way::Status => "noshow",
                    Way::Cancelled => "cancelled",
                    _ => "",
                })
                .bind(key(Way::Centre, 7))
                .bind(key(Way::Practitioner, 7_000))
                .bind(if way == Way::Standard { -1 } else { key(Way::Service, 7) })
                .bind(word)
                .bind(until)
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind(first)
                .bind(key(Way::Practitioner, 7_000))
                .bind(key(Way::Centre, 7))
                .bind(0_i64)
                .bind(start)
                .bind(0_i64)
                .bind(26_i64)
                .fetch_all(pool)
                .await
                .expect("a plan");
            let by_another = way == Way::Standard && !plan.iter().any(|step| step.contains("appointment_standard"));
            if reads_a_whole_table(&plan) || by_another {
                wrong.push(format!("{way:?}, {by:?}: {plan:#?}"));
            }
        }
    }

    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn figures_of_twelve_weeks_read_no_whole_table_on_postgresql() {
    let test = TestDb::postgres().await;
    let pool = large(&test).await;
    let (from, until) = (1_760_000_000_i64, 1_760_000_000_i64 + 84 * 86_400);

    let parts = By::ALL.into_iter().flat_map(|by| Part::ALL.map(|part| (by, part)));
    let counted = parts.flat_map(|(by, part)| by.sql(part).into_iter().map(move |sql| (sql, part)));
    for (all, part) in counted.chain([(CANCELLED, Part::All)]) {
        let key = |of: Part, key: i64| if part == of { key } else { 0 };
        let service = key(Part::Service, 7) - key(Part::Standard, 1);
        let plan = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {all}")));
        let plan =
            plan.bind(from).bind(until).bind(key(Part::Practitioner, 7_000)).bind(key(Part::Centre, 7)).bind(service);
        let plan = if all == CANCELLED { plan.bind(until - 42 * 86_400) } else { plan };
        let plan: Vec<String> = plan.fetch_all(pool).await.expect("a plan");

        assert!(!reads_a_whole_table(&plan), "{all}: {plan:#?}");
    }
    // First visits are counted of a part of the clinic.
    for all in BY_WEEK.into_iter().chain([first_visits(Part::Practitioner)]) {
        let sql = sqlx::AssertSqlSafe(format!("explain {all}"));
        let plan: Vec<String> = sqlx::query_scalar(sql)
            .bind(from)
            .bind(until)
            .bind(7_000_i64)
            .bind(0_i64)
            .bind(0_i64)
            .bind(from)
            .bind(until)
            .bind(36_000_i64)
            .bind(until)
            .bind(36_000_i64)
            .bind(until)
            .bind(36_000_i64)
            .bind(36_000_i64)
            .fetch_all(pool)
            .await
            .expect("a plan");

        assert!(!reads_a_whole_table(&plan), "{all}: {plan:#?}");
    }
}
