//! What the lists of the administration are filtered by, on PostgreSQL: each leads to its rows by an index.

use consulta::{
    domain::ordering::{
        ApplicationColumn, Columns, MessageColumn, PersonnelColumn, ReferralColumn, ReviewColumn, WaiterColumn,
    },
    storage::{application, contact, db::Db, practitioner, rating, referral, waitlist},
};

use crate::support::TestDb;

/// 50,000 reviews: of some thousand practitioners and twenty centres, a few hidden and a few answered, each with a word of its own.
const REVIEWS: &str = "
    set session_replication_role = replica;
    insert into rating
        (patient_id, practitioner_id, centre_id, stars, review, rated_at, hidden_at, hidden_by, answered_at)
    select n, case when n % 2 = 0 then 1 + n % 5000 end, case when n % 2 = 1 then 1 + n % 20 end, 1 + n % 5, 'Kind',
        1700000000 + n * 600, case when n % 500 = 0 then 1 end, case when n % 500 = 0 then 1 end,
        case when n % 300 = 0 then 1 end
    from generate_series(1, 50000) as n;
    insert into rating_word (word, rating_id)
    select 'w' || lpad(id::text, 6, '0'), id from rating
    union all
    select 'kind', id from rating;
    insert into name_word (word, account_id)
    select 'n' || lpad(n::text, 6, '0'), n from generate_series(1, 50000) as n;
    insert into centre_word (word, centre_id)
    select 'c' || lpad(n::text, 6, '0'), n from generate_series(1, 20) as n;
    analyze rating;
    analyze rating_word;
    analyze centre_word;
    analyze name_word";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_reviews_reads_no_whole_table_on_postgresql() {
    use rating::list::Way;
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(REVIEWS).execute(pool).await.expect("stored");

    let ways = Way::WALKED.into_iter().chain([Way::Word]);
    for (way, by) in ways.flat_map(|way| ReviewColumn::ALL.iter().map(move |by| (way, *by))) {
        let (word, until) = if way == Way::Word { ("w00042", "w00042\u{10ffff}") } else { ("", "") };
        let key = |of: Way, key: i64| if way == of { key } else { 0 };
        for sql in rating::list::rows_by(way, by) {
            let page = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")))
                .bind(0_i64)
                .bind(0_i64)
                .bind(i64::MIN)
                .bind(i64::MAX)
                .bind(if way == Way::Status { "hidden" } else { "" })
                .bind(key(Way::Practitioner, 7))
                .bind(key(Way::Centre, 8))
                .bind(21_i64)
                .bind(word)
                .bind(until)
                .bind(word)
                .bind(until)
                .bind(word)
                .bind(until);
            let page = match by {
                ReviewColumn::Written => page,
                ReviewColumn::Stars => page.bind(0_i64).bind(1_i64).bind(5_i64),
            };
            let plan: Vec<String> = page.fetch_all(pool).await.expect("a plan");

            let reads_all =
                |step: &String| step.contains("Seq Scan on rating") || step.contains("Seq Scan on name_word");
            assert!(!plan.iter().any(reads_all), "{way:?}, {by:?}: {plan:#?}");
        }
    }
}

/// 20,000 practitioners: of a thousand professions and as many areas of expertise, twenty at each of as many centres. A few are inactive
/// or take no bookings.
const PRACTITIONERS: &str = "
    set session_replication_role = replica;
    insert into account (id, email, full_name, phone, status, created_at, search_name)
    select n, n || '@example.org', 'Name ' || n, '', case when n % 1000 = 0 then 'inactive' else 'active' end, n,
        'name ' || lpad(n::text, 6, '0')
    from generate_series(1, 20000) as n;
    insert into practitioner (id, profession, accepting_bookings)
    select n, 'Profession ' || n % 1000, n % 1000 <> 1 from generate_series(1, 20000) as n;
    insert into practitioner_expertise (practitioner_id, expertise)
    select n, 'Expertise ' || n % 1000 from generate_series(1, 20000) as n;
    insert into affiliation (practitioner_id, centre_id)
    select n, 1 + n % 1000 from generate_series(1, 20000) as n;
    analyze account;
    analyze practitioner;
    analyze practitioner_expertise;
    analyze affiliation";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_list_of_practitioners_reads_not_all_of_them_on_postgresql() {
    use practitioner::list::Way;
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(PRACTITIONERS).execute(pool).await.expect("stored");

    let ways = Way::ALL.into_iter().filter(|way| *way != Way::All);
    for (way, by) in ways.flat_map(|way| PersonnelColumn::ALL.iter().map(move |by| (way, *by))) {
        for sql in way.rows(by) {
            let plan: Vec<String> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")))
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("")
                .bind("%%")
                .bind(if way == Way::Profession { "Profession 7" } else { "" })
                .bind(if way == Way::Expertise { "Expertise 7" } else { "" })
                .bind(if way == Way::Centre { 7_i64 } else { 0 })
                .bind(match way {
                    Way::Inactive => "inactive",
                    Way::NotTaking => "not_taking",
                    _ => "",
                })
                .bind(0_i64)
                .bind("")
                .bind("")
                .bind(26_i64)
                .fetch_all(pool)
                .await
                .expect("a plan");

            // The few inactive accounts come first. PostgreSQL then hashes the narrow rows of all practitioners: it charges the filters'
            // sub-plans anew for each look-up by key.
            let large = if way == Way::Inactive { "Seq Scan on account a" } else { "Seq Scan on practitioner p" };
            let reads_all = |step: &String| step.contains(large);
            assert!(!plan.iter().any(reads_all), "{way:?}, {by:?}: {plan:#?}");
        }
    }
}

/// 50,000 messages to the clinic: most are answered, a few wait and a few are someone's.
const MESSAGES: &str = "
    set session_replication_role = replica;
    insert into contact_message (name, email, message, created_at, standing, assigned_to)
    select 'Vi', 'vi@example.org', 'When?', 1700000000 + n * 600,
        case when n % 1000 = 0 then 'open' when n % 500 = 0 then 'assigned' else 'answered' end,
        case when n % 500 = 0 then 1 + n % 7 end
    from generate_series(1, 50000) as n;
    insert into contact_word (word, message_id)
    select 'w' || lpad(id::text, 6, '0'), id from contact_message;
    analyze contact_message;
    analyze contact_word";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_inbox_reads_no_whole_table_on_postgresql() {
    use contact::list::Way;
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(MESSAGES).execute(pool).await.expect("stored");

    for (way, standing, whose, word, until) in [
        (Way::Standing, "open", 0_i64, "", ""),
        (Way::Standing, "answered", 0, "", ""),
        (Way::Person, "assigned", 5, "", ""),
        (Way::Word, "answered", 0, "w00042", "w00042\u{10ffff}"),
    ] {
        for (by, sql) in MessageColumn::ALL.iter().flat_map(|by| contact::list::rows(way, *by).map(|sql| (*by, sql))) {
            let page = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")))
                .bind(0_i64)
                .bind(0_i64)
                .bind(standing)
                .bind(i64::MIN)
                .bind(i64::MAX)
                .bind(whose)
                .bind(26_i64)
                .bind(word)
                .bind(until)
                .bind(word)
                .bind(until)
                .bind(word)
                .bind(until);
            let page = if by == MessageColumn::Name { page.bind("") } else { page };
            let plan: Vec<String> = page.fetch_all(pool).await.expect("a plan");

            assert!(!plan.iter().any(|step| step.contains("Seq Scan on contact_")), "{way:?}, {standing}: {plan:#?}");
        }
    }
}

/// 50,000 people with a word of their own, each with a referral, a wait and an application.
const PEOPLE: &str = "
    set session_replication_role = replica;
    insert into account (id, email, full_name, phone, status, created_at, search_name)
    select n, n || '@example.org', 'Name ' || n, '', 'active', n, 'name ' || lpad(n::text, 6, '0')
    from generate_series(1, 50000) as n;
    insert into name_word (word, account_id)
    select 'w' || lpad(n::text, 6, '0'), n from generate_series(1, 50000) as n;
    insert into referral
        (entry_id, patient_id, referrer_id, appointment_id, to_practitioner_id, priority, letter, valid_until,
        visits_allowed, sent_at, intent)
    select n, n, 50001 - n, n, n, 'routine', 'Please see', n, 1, n, n::text from generate_series(1, 50000) as n;
    insert into waitlist_entry (patient_id, profession, created_at)
    select n, 'Dentist', n from generate_series(1, 50000) as n;
    insert into application
        (id, token_hash, status, full_name, email, phone, profession, expertise, languages, provider_number,
        licence_number, qualifications, about, created_at, changed_at)
    select n, n::text, 'received', 'Name ' || n, '', '', 'Dentist', '', '', '', '', '', '', n, n
    from generate_series(1, 50000) as n;
    insert into application_word (word, application_id)
    select 'w' || lpad(n::text, 6, '0'), n from generate_series(1, 50000) as n;
    analyze account;
    analyze name_word;
    analyze referral;
    analyze waitlist_entry;
    analyze application;
    analyze application_word";

/// What leads to one of these people.
const WORD: [&str; 6] =
    ["w000042", "w000042\u{10ffff}", "w000042", "w000042\u{10ffff}", "w000042", "w000042\u{10ffff}"];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_typed_leads_to_their_rows_of_each_list_on_postgresql() {
    let test = TestDb::postgres().await;
    let Db::Postgres(pool, _) = &test.db else { unreachable!("opened as PostgreSQL") };
    sqlx::raw_sql(PEOPLE).execute(pool).await.expect("stored");
    let mut plans: Vec<Vec<String>> = Vec::new();

    for by in ApplicationColumn::ALL {
        for sql in application::list::rows_by(application::list::Way::Name, *by) {
            let page = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")));
            let page = page.bind("").bind(0_i64).bind("0").bind(26_i64);
            let page = WORD.into_iter().fold(page, |page, bound| page.bind(bound));
            let page = page.bind("").bind(i64::MIN).bind(i64::MAX);
            plans.push(page.fetch_all(pool).await.expect("a plan"));
        }
    }
    for by in WaiterColumn::ALL {
        for sql in waitlist::WaiterWay::Person.rows(*by) {
            let page = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")));
            let page = page.bind(0_i64).bind(0_i64).bind(0_i64).bind(-1_i64).bind(i64::MIN).bind(i64::MAX);
            let page = WORD.into_iter().fold(page, |page, bound| page.bind(bound));
            let page = page.bind(0_i64).bind("0").bind(0_i64).bind(26_i64);
            plans.push(page.fetch_all(pool).await.expect("a plan"));
        }
    }
    for (place, way) in referral::list::Way::NAMED.into_iter().enumerate() {
        let both = |by| referral::list::rows_by(way, by).map(|sql| (by, sql));
        for (by, sql) in ReferralColumn::ALL.iter().copied().flat_map(both) {
            let names = [0, 1, 2].map(|of| if of == place { WORD } else { [""; 6] });
            let [[first, patient @ ..], others @ ..] = names;
            let page = sqlx::query_scalar(sqlx::AssertSqlSafe(format!("explain {sql}")));
            let page = page.bind(0_i64).bind(0_i64).bind(i64::MIN).bind(i64::MAX).bind("").bind(0_i64).bind("");
            let page = page.bind(first).bind(26_i64);
            let page =
                patient.into_iter().chain(others.into_iter().flatten()).fold(page, |page, bound| page.bind(bound));
            let page = page.bind("");
            let page = if matches!(by, ReferralColumn::Sent | ReferralColumn::Until) { page } else { page.bind("") };
            plans.push(page.fetch_all(pool).await.expect("a plan"));
        }
    }

    for plan in plans {
        let large = ["referral r", "waitlist_entry e", "application a", "name_word", "application_word"];
        let reads_all = |step: &String| large.iter().any(|table| step.contains(&format!("Seq Scan on {table}")));
        assert!(!plan.iter().any(reads_all), "{plan:#?}");
    }
}
