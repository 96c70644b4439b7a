//! Stores a whole demo clinic, many rows per statement. For an empty database only: rows are numbered by their index in the plan,
//! from 1; people are numbered with practitioners first, then patients, then the administrator and the other staff.

use jiff::civil::{Date, Time};
use sqlx::QueryBuilder;

use super::{
    account,
    db::{Conn, Tx, on},
    error::StorageResult,
    name, word,
};
use crate::domain::{
    account::{IdentifierKind, Role},
    patient::Gender,
    person_name::NameParts,
    phone::Country,
    seed::{DEMO_ADMINISTRATOR, DEMO_AUDITOR, DEMO_MANAGER, DEMO_RECEPTIONIST, SeedPlan},
    text::search_key,
    time::iso_weekday,
};

/// Rows per statement: even for the widest table well under the 32,766 values that SQLite accepts.
const ROWS: usize = 500;

/// Inserts the rows of a slice in as few statements as possible.
macro_rules! insert_all {
    ($tx:ident, $into:literal, $rows:expr, $row:pat => [$($value:expr),+ $(,)?]) => {
        for chunk in $rows.chunks(ROWS) {
            on!(&mut **$tx, c => {
                let mut query = QueryBuilder::new(concat!("insert into ", $into, " "));
                query.push_values(chunk, |mut values, $row| {
                    $(values.push_bind($value);)+
                });
                query.build().execute(c).await.map(drop)
            })?;
        }
    };
}

mod appointments;
pub mod notices;
mod ratings;
mod services;
mod waiting;

/// Stores the clinic, whose directory already has its version; everyone has the same password hash (argon2, PHC form). `now` is in
/// UTC seconds.
pub async fn insert(tx: &mut Tx, plan: &SeedPlan, password_hash: &str, now: i64) -> StorageResult<()> {
    insert_accounts(tx, plan, password_hash, now).await?;
    insert_patients(tx, plan).await?;
    insert_practitioners(tx, plan).await?;
    insert_directory(tx, plan).await?;
    insert_closures(tx, plan, now).await?;
    insert_desks(tx, plan).await?;
    services::insert(tx, plan).await?;
    appointments::insert(tx, plan).await?;
    ratings::insert(tx, plan).await?;
    waiting::insert(tx, plan, now).await?;
    follow_given_numbers(tx).await
}

/// Counts what was stored, so that the planner knows the size of the tables from the first query on.
pub async fn count(tx: &mut Tx) -> StorageResult<()> {
    tx.run("analyze").await
}

/// Whether the database contains anything that a demo clinic would mix with.
pub async fn is_empty(conn: &mut Conn) -> StorageResult<bool> {
    const SQL: &str = "
        select (select count(*) from (select id from account limit 1) a)
            + (select count(*) from (select id from centre limit 1) c)";
    let found: i64 = on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?;
    Ok(found == 0)
}

/// Whether any demo staff account can sign in. Anyone may register with an address at `demo.example`, but only as a patient.
pub async fn has_demo_staff(conn: &mut Conn) -> StorageResult<bool> {
    const SQL: &str = "
        select count(*)
        from account a
        join account_role r on r.account_id = a.id
        where a.email like '%@demo.example'
        and a.status = 'active'
        and r.role <> 'patient'";
    let found: i64 = on!(conn, c => sqlx::query_scalar(SQL).fetch_one(c).await)?;
    Ok(found > 0)
}

/// The staff besides the practitioners, in the order of their numbers.
const STAFF: [(Role, &str, &str); 4] = [
    (Role::Administrator, DEMO_ADMINISTRATOR, "Demo Administrator"),
    (Role::Receptionist, DEMO_RECEPTIONIST, "Demo Receptionist"),
    (Role::Manager, DEMO_MANAGER, "Demo Manager"),
    (Role::Auditor, DEMO_AUDITOR, "Demo Auditor"),
];

fn row_id(place: usize) -> i64 {
    place as i64 + 1
}

fn patient_id(plan: &SeedPlan, place: usize) -> i64 {
    row_id(plan.practitioners.len() + place)
}

fn number(phone: &str) -> String {
    Country::default().number(phone).unwrap_or_default()
}

async fn insert_accounts(tx: &mut Tx, plan: &SeedPlan, password_hash: &str, now: i64) -> StorageResult<()> {
    struct Row<'a> {
        id: i64,
        role: Role,
        email: &'a str,
        full_name: &'a str,
        phone: &'a str,
        /// Their second sign-in name.
        number: Option<(IdentifierKind, &'a str)>,
        created_at: i64,
    }
    let practitioners = plan.practitioners.iter().map(|person| {
        (Role::Practitioner, &person.account, IdentifierKind::ProviderNumber, person.provider_number.as_str())
    });
    let patients = plan
        .patients
        .iter()
        .map(|person| (Role::Patient, &person.account, IdentifierKind::Medicare, person.medicare.as_str()));
    let mut rows: Vec<Row<'_>> = practitioners
        .chain(patients)
        .enumerate()
        .map(|(place, (role, account, kind, number))| Row {
            id: row_id(place),
            role,
            email: &account.email,
            full_name: &account.full_name,
            phone: &account.phone,
            number: Some((kind, number)),
            created_at: account.created_at.as_second(),
        })
        .collect();
    for (role, email, full_name) in STAFF {
        let id = row_id(rows.len());
        rows.push(Row { id, role, email, full_name, phone: "", number: None, created_at: now });
    }
    insert_all!(
        tx,
        "account (id, email, full_name, phone, password_hash, created_at, search_name, given_name, family_name,
            phone_number)",
        rows,
        row => [
            row.id,
            row.email,
            row.full_name,
            row.phone,
            password_hash,
            row.created_at,
            search_key(row.full_name),
            NameParts::of(row.full_name).given,
            NameParts::of(row.full_name).family,
            number(row.phone),
        ]
    );
    let words = rows.iter().flat_map(|row| {
        let words = account::words_of(row.full_name, row.email, row.phone, &number(row.phone));
        words.into_iter().map(|word| (word, row.id))
    });
    let words: Vec<(String, i64)> = words.collect();
    insert_all!(tx, "account_word (word, account_id)", words, (word, id) => [word.as_str(), *id]);
    let words: Vec<(String, i64)> =
        rows.iter().flat_map(|row| name::words(row.full_name).into_iter().map(|word| (word, row.id))).collect();
    insert_all!(tx, "name_word (word, account_id)", words, (word, id) => [word.as_str(), *id]);
    insert_all!(tx, "account_role (account_id, role)", rows, row => [row.id, row.role.as_str()]);
    let emails = rows.iter().map(|row| (IdentifierKind::Email, row.email.to_owned(), row.id));
    let numbers = rows.iter().filter_map(|row| row.number.map(|(kind, number)| (kind, number.to_lowercase(), row.id)));
    let identifiers: Vec<(IdentifierKind, String, i64)> = emails.chain(numbers).collect();
    insert_all!(
        tx,
        "account_identifier (kind, value_norm, account_id)",
        identifiers,
        (kind, value_norm, id) => [kind.as_str(), value_norm.as_str(), *id]
    );
    Ok(())
}

async fn insert_patients(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    let rows: Vec<_> = plan.patients.iter().enumerate().collect();
    insert_all!(
        tx,
        "patient (id, number, date_of_birth, gender, blood_group, address, medicare, emergency_name, emergency_phone)",
        rows,
        (place, patient) => [
            patient_id(plan, *place),
            patient.number.as_str(),
            patient.date_of_birth.to_string(),
            patient.gender.map(|gender| gender.as_str()),
            patient.blood_group,
            patient.address.as_str(),
            patient.medicare.as_str(),
            patient.emergency_name.as_str(),
            patient.emergency_phone.as_str(),
        ]
    );
    Ok(())
}

async fn insert_practitioners(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    let rows: Vec<_> = plan.practitioners.iter().enumerate().collect();
    insert_all!(
        tx,
        "practitioner (id, profession, provider_number, qualifications, bio, experience_years, languages, fee_cents, \
         currency, accepting_bookings, requires_referral, gender)",
        rows,
        (place, practitioner) => [
            row_id(*place),
            practitioner.profession,
            practitioner.provider_number.as_str(),
            practitioner.qualifications,
            practitioner.bio.as_str(),
            practitioner.experience_years,
            practitioner.languages.as_str(),
            practitioner.fee_cents,
            practitioner.currency,
            practitioner.accepting_bookings,
            practitioner.requires_referral,
            practitioner.account.gender.map(Gender::as_str),
        ]
    );
    let expertise: Vec<(i64, &str)> = rows
        .iter()
        .flat_map(|(place, practitioner)| practitioner.expertise.iter().map(|field| (row_id(*place), *field)))
        .collect();
    insert_all!(
        tx,
        "practitioner_expertise (practitioner_id, expertise)",
        expertise,
        (id, expertise) => [*id, *expertise]
    );
    Ok(())
}

async fn insert_directory(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    let centres: Vec<_> = plan.centres.iter().enumerate().collect();
    insert_all!(
        tx,
        "centre (id, kind, name, abn, suburb, address, phone, time_zone)",
        centres,
        (place, centre) => [
            row_id(*place),
            centre.kind.as_str(),
            centre.name.as_str(),
            centre.abn.as_str(),
            centre.suburb,
            centre.address.as_str(),
            centre.phone.as_str(),
            centre.zone.name(),
        ]
    );
    let words = plan
        .centres
        .iter()
        .enumerate()
        .flat_map(|(place, centre)| word::words(&centre.name).into_iter().map(move |word| (word, row_id(place))));
    let words: Vec<(String, i64)> = words.collect();
    insert_all!(tx, "centre_word (word, centre_id)", words, (word, id) => [word.as_str(), *id]);
    let affiliations: Vec<_> = plan
        .practitioners
        .iter()
        .enumerate()
        .flat_map(|(place, practitioner)| practitioner.affiliations.iter().map(move |work| (place, work)))
        .enumerate()
        .collect();
    insert_all!(
        tx,
        "affiliation (id, practitioner_id, centre_id)",
        affiliations,
        (place, (practitioner, work)) => [row_id(*place), row_id(*practitioner), row_id(work.centre)]
    );
    let hours: Vec<_> = affiliations
        .iter()
        .flat_map(|(place, (_, work))| work.hours.iter().map(|window| (row_id(*place), window)))
        .collect();
    insert_all!(
        tx,
        "weekly_hours (affiliation_id, weekday, starts_minute, ends_minute)",
        hours,
        (affiliation, window) => [
            *affiliation,
            iso_weekday(window.weekday()),
            i64::from(window.starts().minutes()),
            i64::from(window.ends().minutes()),
        ]
    );
    Ok(())
}

/// Each closure lasts from one midnight to the next, in its centre's local time.
async fn insert_closures(tx: &mut Tx, plan: &SeedPlan, now: i64) -> StorageResult<()> {
    let midnight = |date: Date| date.to_datetime(Time::midnight()).to_string();
    insert_all!(
        tx,
        "closure (centre_id, starts, ends, name, created_at)",
        plan.closures,
        closure => [
            closure.centre.map(row_id),
            midnight(closure.date),
            midnight(closure.date.tomorrow().unwrap_or(Date::MAX)),
            closure.name,
            now,
        ]
    );
    Ok(())
}

/// The receptionist works at the first practitioner's main centre.
async fn insert_desks(tx: &mut Tx, plan: &SeedPlan) -> StorageResult<()> {
    let receptionist = patient_id(plan, plan.patients.len() + 1);
    let works = plan.practitioners.first().and_then(|first| first.affiliations.first());
    let works: Vec<_> = works.into_iter().collect();
    insert_all!(
        tx,
        "receptionist_centre (account_id, centre_id)",
        works,
        work => [receptionist, row_id(work.centre)]
    );
    Ok(())
}

/// PostgreSQL numbers new rows by a sequence, which ignores explicitly given numbers. SQLite needs no such update.
async fn follow_given_numbers(tx: &mut Tx) -> StorageResult<()> {
    if matches!(**tx, Conn::Postgres(_)) {
        for sql in [
            "select setval(pg_get_serial_sequence('account', 'id'), (select max(id) from account))",
            "select setval(pg_get_serial_sequence('centre', 'id'), (select max(id) from centre))",
            "select setval(pg_get_serial_sequence('affiliation', 'id'), (select max(id) from affiliation))",
            "select setval(pg_get_serial_sequence('room', 'id'), (select max(id) from room))",
            "select setval(pg_get_serial_sequence('healthcare_service', 'id'), (select max(id) from healthcare_service))",
            "select setval(pg_get_serial_sequence('appointment', 'id'), (select max(id) from appointment))",
            "select setval(pg_get_serial_sequence('group_session', 'id'), (select max(id) from group_session))",
        ] {
            tx.run(sql).await?;
        }
    }
    Ok(())
}
