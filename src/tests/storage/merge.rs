//! What a merge, an erasure and an export do with every column that names a patient, a practitioner or an account.

use std::collections::BTreeSet;

use consulta::storage::{
    db::Conn,
    erasure::{ERASED, Fate as Left},
    export::{EXPORTED, Fate as Told},
    merge::{COLUMNS, Fate},
};

use crate::support::TestDb;

/// Every such column, from the schema.
const NAMED: &str = "
    select t.name, k.\"from\"
    from sqlite_master t
    join pragma_foreign_key_list(t.name) k
    where t.type = 'table'
    and k.\"table\" in ('account', 'patient', 'practitioner')";

#[tokio::test]
async fn no_column_that_names_someone_is_forgotten() {
    let test = TestDb::sqlite().await;
    let mut conn = test.db.read().await.expect("a connection");
    let Conn::Sqlite(c) = &mut conn else { panic!("SQLite") };

    let named: Vec<(String, String)> = sqlx::query_as(NAMED).fetch_all(&mut **c).await.expect("the schema");

    let named: BTreeSet<(String, String)> = named.into_iter().collect();
    let merged: Vec<_> = COLUMNS.iter().map(|(table, column, _)| (*table, *column)).collect();
    let erased: Vec<_> = ERASED.iter().map(|(table, column, _)| (*table, *column)).collect();
    let exported: Vec<_> = EXPORTED.iter().map(|(table, column, _)| (*table, *column)).collect();
    for (list, listed) in [
        ("storage/merge/columns.rs", merged),
        ("storage/erasure/columns.rs", erased),
        ("storage/export/columns.rs", exported),
    ] {
        let listed: Vec<(String, String)> =
            listed.into_iter().map(|(table, column)| (table.to_owned(), column.to_owned())).collect();
        let missing: Vec<_> = named.iter().filter(|column| !listed.contains(column)).collect();
        let unknown: Vec<_> = listed.iter().filter(|column| !named.contains(column)).collect();
        assert_eq!((missing, unknown), (Vec::new(), Vec::new()), "say in {list} what becomes of it");
        assert!(listed.is_sorted() && listed.len() == named.len(), "{list} has each once, in order");
    }
    assert!(ERASED.iter().all(|(.., fate)| !matches!(fate, Left::Stays(why) if why.is_empty())));
    assert!(EXPORTED.iter().all(|(.., fate)| !matches!(fate, Told::In(why) | Told::Left(why) if why.is_empty())));
    assert!(COLUMNS.iter().all(|(.., fate)| !matches!(fate, Fate::Stays(why) if why.is_empty())));
}
