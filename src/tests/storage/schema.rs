//! The two sets of migrations result in the same schema.

use std::collections::BTreeSet;

use consulta::storage::{
    db::{Conn, Db},
    error::StorageError,
};

use crate::support::{TestDb, on_both};

/// Each column as (table, column, whether it must have a value, whether it is text).
type Columns = BTreeSet<(String, String, bool, bool)>;

async fn sqlite_columns(db: &Db) -> Columns {
    let Db::Sqlite { readers, .. } = db else { unreachable!("opened as SQLite") };
    let rows: Vec<(String, String, i64, i64, String)> = sqlx::query_as(
        "select m.name, c.name, c.\"notnull\", c.pk, lower(c.type)
        from sqlite_master m
        join pragma_table_info(m.name) c
        where m.type = 'table'
        and m.name not like 'sqlite_%'
        and m.name not like '_sqlx%'",
    )
    .fetch_all(readers)
    .await
    .expect("the schema");
    rows.into_iter()
        .map(|(table, column, not_null, key, kind)| (table, column, not_null == 1 || key > 0, kind == "text"))
        .collect()
}

async fn postgres_columns(db: &Db) -> Columns {
    let Db::Postgres(pool, _) = db else { unreachable!("opened as PostgreSQL") };
    let rows: Vec<(String, String, String, String)> = sqlx::query_as(
        "select table_name::text, column_name::text, is_nullable::text, data_type::text
        from information_schema.columns
        where table_schema = 'public'
        and table_name not like '\\_sqlx%'",
    )
    .fetch_all(pool)
    .await
    .expect("the schema");
    rows.into_iter().map(|(table, column, nullable, kind)| (table, column, nullable == "NO", kind == "text")).collect()
}

#[tokio::test]
async fn both_databases_have_the_same_tables_and_columns() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);

    let (ours, theirs) = (sqlite_columns(&sqlite.db).await, postgres_columns(&postgres.db).await);

    assert!(ours.len() > 80, "only {} columns were found", ours.len());
    assert_eq!(ours.difference(&theirs).collect::<Vec<_>>(), Vec::<&(String, String, bool, bool)>::new());
    assert_eq!(theirs.difference(&ours).collect::<Vec<_>>(), Vec::<&(String, String, bool, bool)>::new());
}

#[tokio::test]
async fn both_databases_keep_the_same_from_being_changed() {
    let (sqlite, postgres) = (TestDb::sqlite().await, TestDb::postgres().await);
    let Db::Sqlite { readers, .. } = &sqlite.db else { unreachable!("opened as SQLite") };
    let Db::Postgres(pool, _) = &postgres.db else { unreachable!("opened as PostgreSQL") };

    let ours: Vec<String> = sqlx::query_scalar("select name from sqlite_master where type = 'trigger' order by name")
        .fetch_all(readers)
        .await
        .expect("names");
    let theirs: Vec<String> =
        sqlx::query_scalar("select tgname::text from pg_trigger where not tgisinternal order by 1")
            .fetch_all(pool)
            .await
            .expect("names");

    assert!(ours.len() > 15, "{ours:?}");
    assert_eq!(ours, theirs);
}

#[test]
fn every_migration_exists_for_both_under_the_same_name() {
    let names = |folder: &str| -> BTreeSet<_> {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(folder);
        std::fs::read_dir(path).expect("a folder").map(|file| file.expect("a file").file_name()).collect()
    };
    assert_eq!(names("sqlite"), names("postgres"));
    assert!(!names("sqlite").is_empty());
}

on_both! {
    async fn a_database_of_a_newer_version_is_refused_by_name(test) {
        let work: consulta::storage::db::Work<(), (), StorageError> = |tx, ()| {
            Box::pin(async move {
                const NEWER: &str = "
                    insert into _sqlx_migrations (version, description, success, checksum, execution_time)
                    values (9999, 'of the future', true, '', 0)";
                match &mut **tx {
                    Conn::Sqlite(c) => sqlx::query(NEWER).execute(&mut **c).await?.rows_affected(),
                    Conn::Postgres(c) => sqlx::query(NEWER).execute(&mut **c).await?.rows_affected(),
                };
                Ok(())
            })
        };
        test.db.write((), work).await.expect("stored");

        let refused = Db::open(&test.url).await.expect_err("it is newer").to_string();

        assert!(refused.contains("newer version") && refused.contains("9999"), "{refused}");
    }
}

on_both! {
    async fn s1_20_what_is_kept_as_metadata_is_json_on_both_databases(test) {
        const VALUES: [&str; 3] = ["'{}'", "'[]'", "'{'"];
        let clinic = crate::support::Clinic::new(test).await;
        let doctor = clinic.practitioner("Ann Doctor").await;
        let patient = clinic.patient("Pat Ient").await;
        let request = clinic.request(doctor, crate::support::at("10:00"));
        consulta::service::booking::book(&clinic.services, &patient, request).await.expect("booked");

        let mut taken = Vec::new();
        for value in VALUES {
            let input = format!("update appointment set metadata = {value}");
            let done = clinic.services.db.write(input, |tx, sql| {
                Box::pin(async move {
                    match &mut **tx {
                        Conn::Sqlite(c) => sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut **c).await.map(drop)?,
                        Conn::Postgres(c) => sqlx::query(sqlx::AssertSqlSafe(sql.clone())).execute(&mut **c).await.map(drop)?,
                    }
                    Ok::<_, StorageError>(())
                })
            });
            taken.push(done.await.is_ok());
        }

        assert_eq!(taken, [true, false, false], "only an object");
    }
}
