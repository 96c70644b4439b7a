//! A database's description of its own tables, for code that handles all of them alike: counting, copying. Only these statements
//! are assembled at run time, from names that the migrations gave.

use std::{collections::BTreeMap, str::FromStr};

use sqlx::{
    AssertSqlSafe,
    postgres::PgPoolOptions,
    sqlite::{SqliteConnectOptions, SqlitePoolOptions},
};

use super::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
};

/// The type of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Whole numbers of 64 bits.
    Integer,
    /// Text.
    Text,
    /// Yes or no.
    Boolean,
    /// Bytes.
    Bytes,
    /// Floating-point numbers of 64 bits.
    Real,
}

impl Kind {
    fn of(declared: &str) -> Option<Self> {
        Some(match declared {
            "integer" | "bigint" => Self::Integer,
            "text" => Self::Text,
            "boolean" => Self::Boolean,
            "blob" | "bytea" => Self::Bytes,
            "real" | "double precision" => Self::Real,
            _ => return None,
        })
    }
}

/// A table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// The table's name, as the migrations gave it.
    pub name: String,
    /// Its columns, by name.
    pub columns: Vec<(String, Kind)>,
    /// The columns of its primary key, in order.
    pub key: Vec<String>,
}

/// Opens a connection to a database without creating or migrating anything. `fixed` is for a file that no one writes to.
pub async fn connect(url: &str, fixed: bool) -> StorageResult<Conn> {
    if !url.starts_with("sqlite:") {
        return Ok(Conn::Postgres(PgPoolOptions::new().max_connections(1).connect(url).await?.acquire().await?));
    }
    let file = SqliteConnectOptions::from_str(url)?.create_if_missing(false).foreign_keys(true).read_only(fixed);
    Ok(Conn::Sqlite(SqlitePoolOptions::new().max_connections(1).connect_with(file).await?.acquire().await?))
}

/// Closes a connection, and returns once it is closed.
pub async fn close(conn: Conn) -> StorageResult<()> {
    match conn {
        Conn::Sqlite(c) => c.close().await?,
        Conn::Postgres(c) => c.close().await?,
    }
    Ok(())
}

/// All our tables, each after those that it refers to.
pub async fn tables(conn: &mut Conn) -> StorageResult<Vec<Table>> {
    let mut left = BTreeMap::new();
    for (table, column, declared) in columns(conn).await? {
        let kind = Kind::of(&declared)
            .ok_or_else(|| StorageError::NotStored(format!("{table}.{column} is a {declared}, which is not known")))?;
        let table = left.entry(table.clone()).or_insert(Table { name: table, columns: Vec::new(), key: Vec::new() });
        table.columns.push((column, kind));
    }
    // The two databases may list them in different orders.
    left.values_mut().for_each(|table: &mut Table| table.columns.sort_by(|one, other| one.0.cmp(&other.0)));
    for (table, column) in keys(conn).await? {
        if let Some(table) = left.get_mut(&table) {
            table.key.push(column);
        }
    }
    let references = references(conn).await?;
    let mut ordered: Vec<Table> = Vec::new();
    while !left.is_empty() {
        let waits = |name: &str| {
            references.iter().any(|(from, to)| from == name && to != name && left.contains_key(to.as_str()))
        };
        let next: Vec<String> = left.keys().filter(|name| !waits(name)).cloned().collect();
        if next.is_empty() {
            return Err(StorageError::NotStored("tables refer to one another in a circle".to_owned()));
        }
        ordered.extend(next.iter().filter_map(|name| left.remove(name)));
    }
    Ok(ordered)
}

/// Table, column, and declared type.
async fn columns(conn: &mut Conn) -> StorageResult<Vec<(String, String, String)>> {
    const SQLITE: &str = "
        select m.name, c.name, lower(c.type)
        from sqlite_master m
        join pragma_table_info(m.name) c
        where m.type = 'table'
        and m.name not like 'sqlite\\_%' escape '\\'
        and m.name not like '\\_sqlx%' escape '\\'
        order by m.name, c.cid";
    const POSTGRES: &str = "
        select c.table_name::text, c.column_name::text, c.data_type::text
        from information_schema.columns c
        join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
        where c.table_schema = 'public'
        and t.table_type = 'BASE TABLE'
        and c.table_name not like '\\_sqlx%'
        order by c.table_name, c.ordinal_position";
    Ok(match conn {
        Conn::Sqlite(c) => sqlx::query_as(SQLITE).fetch_all(&mut **c).await?,
        Conn::Postgres(c) => sqlx::query_as(POSTGRES).fetch_all(&mut **c).await?,
    })
}

/// Table, and a column of its primary key.
async fn keys(conn: &mut Conn) -> StorageResult<Vec<(String, String)>> {
    const SQLITE: &str = "
        select m.name, c.name
        from sqlite_master m
        join pragma_table_info(m.name) c
        where m.type = 'table'
        and c.pk > 0
        order by m.name, c.pk";
    const POSTGRES: &str = "
        select t.relname::text, a.attname::text
        from pg_index i
        join pg_class t on t.oid = i.indrelid
        cross join lateral unnest(i.indkey::int2[]) with ordinality as k (number, place)
        join pg_attribute a on a.attrelid = t.oid and a.attnum = k.number
        where i.indisprimary
        and t.relnamespace = 'public'::regnamespace
        order by t.relname, k.place";
    Ok(match conn {
        Conn::Sqlite(c) => sqlx::query_as(SQLITE).fetch_all(&mut **c).await?,
        Conn::Postgres(c) => sqlx::query_as(POSTGRES).fetch_all(&mut **c).await?,
    })
}

/// Pairs of a table and one that it refers to.
async fn references(conn: &mut Conn) -> StorageResult<Vec<(String, String)>> {
    const SQLITE: &str = "
        select m.name, f.\"table\"
        from sqlite_master m
        join pragma_foreign_key_list(m.name) f
        where m.type = 'table'";
    const POSTGRES: &str = "
        select t.relname::text, f.relname::text
        from pg_constraint c
        join pg_class t on t.oid = c.conrelid
        join pg_class f on f.oid = c.confrelid
        where c.contype = 'f'
        and t.relnamespace = 'public'::regnamespace";
    Ok(match conn {
        Conn::Sqlite(c) => sqlx::query_as(SQLITE).fetch_all(&mut **c).await?,
        Conn::Postgres(c) => sqlx::query_as(POSTGRES).fetch_all(&mut **c).await?,
    })
}

/// How many rows each table has.
pub async fn counts(conn: &mut Conn) -> StorageResult<BTreeMap<String, i64>> {
    let mut counts = BTreeMap::new();
    for table in tables(conn).await? {
        let sql = format!("select count(*) from \"{}\"", table.name);
        let count: i64 = on!(&mut *conn, c => sqlx::query_scalar(AssertSqlSafe(sql)).fetch_one(c).await)?;
        counts.insert(table.name, count);
    }
    Ok(counts)
}

/// The last migration applied to this database; `None` if it has none of ours.
pub async fn level(conn: &mut Conn) -> StorageResult<Option<i64>> {
    const SQLITE: &str = "select count(*) from sqlite_master where name = '_sqlx_migrations'";
    const POSTGRES: &str =
        "select count(*) from pg_tables where schemaname = 'public' and tablename = '_sqlx_migrations'";
    const LAST: &str = "select max(version) from _sqlx_migrations where success";
    let has: i64 = match &mut *conn {
        Conn::Sqlite(c) => sqlx::query_scalar(SQLITE).fetch_one(&mut **c).await?,
        Conn::Postgres(c) => sqlx::query_scalar(POSTGRES).fetch_one(&mut **c).await?,
    };
    if has == 0 {
        return Ok(None);
    }
    Ok(on!(conn, c => sqlx::query_scalar(LAST).fetch_one(c).await)?)
}

/// This program's last migration, which is the same for both databases.
#[must_use]
pub fn newest_level() -> i64 {
    sqlx::migrate!("../../migrations/sqlite").iter().map(|migration| migration.version).max().unwrap_or_default()
}

/// The size of the whole database in bytes.
pub async fn size(conn: &mut Conn) -> StorageResult<i64> {
    const SQLITE: &str = "select page_count * page_size from pragma_page_count(), pragma_page_size()";
    const POSTGRES: &str = "select pg_database_size(current_database())";
    Ok(match conn {
        Conn::Sqlite(c) => sqlx::query_scalar(SQLITE).fetch_one(&mut **c).await?,
        Conn::Postgres(c) => sqlx::query_scalar(POSTGRES).fetch_one(&mut **c).await?,
    })
}

/// Runs a statement without arguments or rows: the beginning or the end of a transaction.
pub async fn run(conn: &mut Conn, sql: &'static str) -> StorageResult<()> {
    on!(conn, c => sqlx::raw_sql(sql).execute(c).await.map(drop))?;
    Ok(())
}
