//! Copies whole tables from one database to another, of either kind, with sums to compare the copies by.

use std::{collections::BTreeMap, fmt};

use futures::TryStreamExt;
use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, QueryBuilder, Row};

use super::{
    db::{Conn, on},
    error::{StorageError, StorageResult},
    schema::{Kind, Table, tables},
};

/// The most values in one statement; SQLite allows 32,766.
const MOST_VALUES: usize = 16_000;
/// The most rows in memory at a time.
const MOST_ROWS: usize = 500;

/// A value of any column.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Integer(Option<i64>),
    Text(Option<String>),
    Boolean(Option<bool>),
    Bytes(Option<Vec<u8>>),
    Real(Option<f64>),
}

/// The content of a table: the number of rows, and a sum of their hashes, which does not depend on their order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// How many rows.
    pub rows: u64,
    sum: [u64; 4],
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows, {:016x}", self.rows, self.sum[0])
    }
}

impl Content {
    fn add(&mut self, row: &[Value]) {
        let mut hasher = Sha256::new();
        let mut part = |tag: u8, bytes: Option<&[u8]>| {
            let length = bytes.map_or(u64::MAX, |bytes| bytes.len() as u64);
            hasher.update([tag]);
            hasher.update(length.to_be_bytes());
            hasher.update(bytes.unwrap_or_default());
        };
        for value in row {
            match value {
                Value::Integer(value) => part(1, value.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice)),
                Value::Text(value) => part(2, value.as_deref().map(str::as_bytes)),
                Value::Boolean(value) => {
                    part(3, value.map(|value| [u8::from(value)]).as_ref().map(<[u8; 1]>::as_slice))
                }
                Value::Bytes(value) => part(4, value.as_deref()),
                Value::Real(value) => part(5, value.map(f64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice)),
            }
        }
        let hash = hasher.finalize();
        for (sum, lane) in self.sum.iter_mut().zip(hash.chunks_exact(8)) {
            *sum = sum.wrapping_add(u64::from_be_bytes(lane.try_into().unwrap_or_default()));
        }
        self.rows += 1;
    }
}

/// Copies every table. The target's tables are emptied first; the caller has made sure that they hold nothing of value. `target` is
/// in a transaction, which the caller ends.
///
/// # Errors
/// If the two have different tables, or the target, read back, differs from the source.
pub async fn copy(source: &mut Conn, target: &mut Conn) -> StorageResult<BTreeMap<String, Content>> {
    let (ours, theirs) = (tables(source).await?, tables(target).await?);
    for table in theirs.iter().rev() {
        let sql = format!("delete from \"{}\"", table.name);
        on!(&mut *target, c => sqlx::query(AssertSqlSafe(sql)).execute(c).await.map(drop))?;
    }
    let mut copied = BTreeMap::new();
    for table in &ours {
        let there = theirs.iter().find(|there| there.name == table.name);
        if !there.is_some_and(|there| table.columns == there.columns) {
            return Err(StorageError::NotStored(format!("the two databases disagree about the table {}", table.name)));
        }
        let was = copy_table(source, target, table).await?;
        follow_numbers(target, table).await?;
        let is = content(target, table).await?;
        if was != is {
            let name = &table.name;
            return Err(StorageError::NotStored(format!("{name} is not what it was: {is} instead of {was}")));
        }
        copied.insert(table.name.clone(), is);
    }
    Ok(copied)
}

/// The content of every table.
pub async fn contents(conn: &mut Conn) -> StorageResult<BTreeMap<String, Content>> {
    let mut all = BTreeMap::new();
    for table in tables(conn).await? {
        let found = content(conn, &table).await?;
        all.insert(table.name, found);
    }
    Ok(all)
}

/// The values of a row, in the order of the table's columns; for either database.
macro_rules! values {
    ($table:expr, $row:expr) => {{
        let mut values = Vec::with_capacity($table.columns.len());
        for (place, (_, kind)) in $table.columns.iter().enumerate() {
            values.push(match kind {
                Kind::Integer => Value::Integer($row.try_get(place)?),
                Kind::Text => Value::Text($row.try_get(place)?),
                Kind::Boolean => Value::Boolean($row.try_get(place)?),
                Kind::Bytes => Value::Bytes($row.try_get(place)?),
                Kind::Real => Value::Real($row.try_get(place)?),
            });
        }
        values
    }};
}

fn names<'a>(columns: impl Iterator<Item = &'a String>) -> String {
    columns.map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// In the order of the key: a row may refer to an earlier one of its own table.
fn select(table: &Table) -> String {
    let columns = names(table.columns.iter().map(|(name, _)| name));
    let order = if table.key.is_empty() { "1".to_owned() } else { names(table.key.iter()) };
    format!("select {columns} from \"{}\" order by {order}", table.name)
}

async fn content(conn: &mut Conn, table: &Table) -> StorageResult<Content> {
    let mut content = Content::default();
    on!(conn, c => {
        let mut rows = sqlx::query(AssertSqlSafe(select(table))).fetch(c);
        while let Some(row) = rows.try_next().await? {
            content.add(&values!(table, row));
        }
    });
    Ok(content)
}

async fn copy_table(source: &mut Conn, target: &mut Conn, table: &Table) -> StorageResult<Content> {
    let at_once = (MOST_VALUES / table.columns.len().max(1)).clamp(1, MOST_ROWS);
    let mut content = Content::default();
    let mut waiting = Vec::with_capacity(at_once);
    on!(source, c => {
        let mut rows = sqlx::query(AssertSqlSafe(select(table))).fetch(c);
        while let Some(row) = rows.try_next().await? {
            let row = values!(table, row);
            content.add(&row);
            waiting.push(row);
            if waiting.len() == at_once {
                insert(target, table, std::mem::take(&mut waiting)).await?;
            }
        }
    });
    insert(target, table, waiting).await?;
    Ok(content)
}

async fn insert(target: &mut Conn, table: &Table, rows: Vec<Vec<Value>>) -> StorageResult<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let columns = names(table.columns.iter().map(|(name, _)| name));
    on!(target, c => {
        let mut query = QueryBuilder::new(format!("insert into \"{}\" ({columns}) ", table.name));
        query.push_values(rows, |mut row, values| {
            for value in values {
                match value {
                    Value::Integer(value) => row.push_bind(value),
                    Value::Text(value) => row.push_bind(value),
                    Value::Boolean(value) => row.push_bind(value),
                    Value::Bytes(value) => row.push_bind(value),
                    Value::Real(value) => row.push_bind(value),
                };
            }
        });
        query.build().execute(c).await.map(drop)
    })?;
    Ok(())
}

/// PostgreSQL numbers rows by its own sequences, which must continue after the copied numbers.
async fn follow_numbers(target: &mut Conn, table: &Table) -> StorageResult<()> {
    const COUNTED: &str = "
        select column_name::text
        from information_schema.columns
        where table_schema = 'public'
        and table_name = $1
        and is_identity = 'YES'";
    let Conn::Postgres(c) = target else { return Ok(()) };
    let counted: Vec<String> = sqlx::query_scalar(COUNTED).bind(&table.name).fetch_all(&mut **c).await?;
    for column in counted {
        let table = &table.name;
        let sql = format!(
            "select setval(pg_get_serial_sequence('\"{table}\"', '{column}'), coalesce(max(\"{column}\"), 0) + 1, false)
            from \"{table}\""
        );
        sqlx::query(AssertSqlSafe(sql)).execute(&mut **c).await?;
    }
    Ok(())
}
