//! On PostgreSQL, everyday actions find their rows by an index, however many others there are. PostgreSQL itself counts sequential
//! scans, so every statement of these use cases is covered, including those added later.

use std::{collections::BTreeMap, time::Duration};

use consulta::{
    domain::{
        account::{Actor, Password},
        ids::{PatientId, PractitionerId},
    },
    service::{
        Services, agenda,
        availability::{self, WeekQuery},
        booking, cancel,
        clock::Clock,
        message::{self, Sending},
        notice, reschedule,
        sign_in::{self, Attempt},
    },
    storage::db::Db,
};
use sqlx::{Connection, PgConnection};

use crate::support::{Clinic, PASSWORD, TestDb, at, email_of, monday_morning, practitioner_actor};

/// 50,000 people with as many appointments, notices and audit rows. Without related rows, which are not queried.
const MANY: &str = "
    set session_replication_role = replica;
    insert into account
        (id, email, full_name, phone, status, created_at, search_name, given_name, family_name)
    select 1000000 + n, n || '@many.example', 'Name ' || n, '', 'active', n, 'name ' || n, 'Name', n::text
    from generate_series(1, 50000) as n;
    insert into account_role (account_id, role)
    select 1000000 + n, 'patient' from generate_series(1, 50000) as n;
    insert into account_identifier (kind, value_norm, account_id)
    select 'email', n || '@many.example', 1000000 + n from generate_series(1, 50000) as n;
    insert into account_word (word, account_id)
    select 'name', 1000000 + n from generate_series(1, 50000) as n;
    insert into name_word (word, account_id)
    select 'name', 1000000 + n from generate_series(1, 50000) as n;
    insert into patient (id, number)
    select 1000000 + n, 'M-' || n from generate_series(1, 50000) as n;
    insert into appointment
        (id, practitioner_id, patient_id, centre_id, starts_at, ends_at, status, booked_by, idempotency_key, created_at)
    select 1000000 + n, 2000000 + n % 500, 1000000 + n, 1, 1700000000 + n * 600, 1700001800 + n * 600, 'fulfilled',
        1000000 + n, 'intent', 1
    from generate_series(1, 50000) as n;
    insert into appointment_event (appointment_id, to_status, at)
    select 1000000 + n, 'booked', n from generate_series(1, 50000) as n;
    insert into claim (resource_id, cell, appointment_id)
    select 2000000 + n % 500, n, 1000000 + n from generate_series(1, 50000) as n;
    insert into notice (account_id, kind, appointment_id, created_at)
    select 1000000 + n, 'appointment.booked', 1000000 + n, n from generate_series(1, 50000) as n;
    insert into audit_event (seq, at, actor_id, action, entity, entity_id, outcome, patient_id)
    select 1000000 + n, n, 1000000 + n, 'appointment.book', 'appointment', 1000000 + n, 'done', 1000000 + n
    from generate_series(1, 50000) as n;
    analyze";

/// How often each large table has been scanned so far. Waits until every other connection is closed, because each reports its
/// counts when it ends.
async fn whole_reads(url: &str) -> BTreeMap<String, i64> {
    const OTHERS: &str = "
        select count(*)
        from pg_stat_activity
        where datname = current_database()
        and pid <> pg_backend_pid()
        and backend_type = 'client backend'";
    const READS: &str = "
        select t.relname::text, coalesce(t.seq_scan, 0)
        from pg_stat_user_tables t
        join pg_class c on c.oid = t.relid
        where c.reltuples > 10000";
    let mut admin = PgConnection::connect(url).await.expect("the test server answers");
    while sqlx::query_scalar::<_, i64>(OTHERS).fetch_one(&mut admin).await.expect("a count") > 0 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let rows: Vec<(String, i64)> = sqlx::query_as(READS).fetch_all(&mut admin).await.expect("counts");
    admin.close().await.expect("closed");
    rows.into_iter().collect()
}

/// The program after start-up, with the directory in memory.
async fn started(url: &str) -> Services {
    let services = Services::new(Db::open(url).await.expect("opened"), Clock::fixed(monday_morning()));
    services.directory_for(&Actor::Visitor).await.expect("a directory");
    services
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_everyday_use_case_reads_no_large_table_from_end_to_end() {
    let clinic = Clinic::new(TestDb::postgres().await).await;
    let doctor = clinic.practitioner("Ann Doctor").await;
    let patient = clinic.patient("Pat Ient").await;
    let pat = PatientId(patient.id().expect("an account").0);
    let url = clinic.test.url.clone();
    clinic.test.db.close().await;
    let mut admin = PgConnection::connect(&url).await.expect("the test server answers");
    sqlx::raw_sql(MANY).execute(&mut admin).await.expect("stored");
    admin.close().await.expect("closed");

    let before = whole_reads(&url).await;
    started(&url).await.db.close().await;
    let at_start = whole_reads(&url).await;
    let services = started(&url).await;
    a_day(&services, &clinic, (doctor, &patient, pat)).await;
    services.db.close().await;
    let after = whole_reads(&url).await;

    assert!(after.len() >= 8, "the tables are large: {after:?}");
    let since = |later: &BTreeMap<String, i64>, earlier: &BTreeMap<String, i64>| -> BTreeMap<String, i64> {
        later.iter().map(|(table, reads)| (table.clone(), reads - earlier.get(table).unwrap_or(&0))).collect()
    };
    // Start-up costs the same both times.
    let (idle, busy) = (since(&at_start, &before), since(&after, &at_start));
    let read: Vec<_> = busy.iter().filter(|(table, reads)| **reads > idle.get(*table).copied().unwrap_or(0)).collect();
    assert!(read.is_empty(), "read from end to end: {read:?}");
}

/// Signs in, looks for a time, books it, messages about it, moves it and cancels it.
async fn a_day(services: &Services, clinic: &Clinic, (doctor, patient, pat): (PractitionerId, &Actor, PatientId)) {
    let me = practitioner_actor(doctor);
    let (email, password) = (email_of("Pat Ient"), Password::attempt(PASSWORD));
    let attempt = Attempt { identifier: &email, password, address: "192.0.2.1", device: "" };
    sign_in::sign_in(services, attempt).await.expect("signed in");
    let directory = services.directory_for(patient).await.expect("a directory");
    let week = WeekQuery { practitioner: doctor, centre: clinic.centre, service: None, date: None, moving: None };
    availability::week(services, &directory, patient, week).await.expect("a week");
    let id = booking::book(services, patient, clinic.request(doctor, at("10:00"))).await.expect("booked");
    agenda::of_patient(services, patient, 1).await.expect("theirs");
    agenda::of_practitioner(services, &me, agenda::Span::Day, None).await.expect("a day");
    let thread = message::start(services, patient, pat, doctor).await.expect("begun");
    let sending = Sending { thread, text: "Hello".into(), intent: "intent-1".into() };
    let sent = message::send(services, patient, sending).await.expect("sent");
    message::open(services, &me, thread, None).await.expect("theirs");
    message::mark_read(services, &me, thread, sent).await.expect("theirs");
    reschedule::reschedule(services, patient, id, clinic.centre, at("14:00")).await.expect("moved");
    cancel::cancel(services, patient, id, "").await.expect("called off");
    notice::latest(services, &me).await.expect("theirs");
    notice::count_unread(services, &me).await.expect("a count");
    notice::mark_read(services, &me).await.expect("read");
}
