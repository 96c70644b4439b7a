//! What the database knows of the size of its tables, by which it chooses how to look things up. PostgreSQL counts by itself after a
//! minute or so, SQLite never; until then, a large table may be read as a whole.

use super::{
    db::{Conn, Db, on},
    error::StorageResult,
};

/// An SQLite file with fewer accounts is read quickly in any way.
const MANY: i64 = 1_000;

/// Counts what was never counted, such as tables that were just copied here or filled by a migration.
///
/// # Errors
/// A failure of the storage.
pub(super) async fn gather(db: &Db) -> StorageResult<()> {
    // Tables of a single page are left out: most of an empty database.
    const POSTGRES: &str = "
        do $$
        declare
            counted regclass;
        begin
            for counted in
                select oid
                from pg_class
                where relkind = 'r'
                and relnamespace = current_schema()::regnamespace
                and reltuples < 0
                and pg_relation_size(oid) > 8192
            loop
                execute format('analyze %s', counted);
            end loop;
        end
        $$";
    // Also what this connection has not asked for yet; only some rows of each table are looked at.
    const SQLITE: &str = "pragma optimize = 0x10002";
    const ACCOUNTS: &str = "
        select count(*)
        from (select id from account limit $1) as some";
    let mut conn = db.read().await?;
    if let Conn::Postgres(connection) = &mut conn {
        sqlx::raw_sql(POSTGRES).execute(&mut **connection).await?;
        return Ok(());
    }
    let accounts: i64 = on!(&mut conn, c => sqlx::query_scalar(ACCOUNTS).bind(MANY).fetch_one(c).await)?;
    drop(conn);
    if accounts == MANY {
        db.write((), |tx, ()| Box::pin(async move { tx.run(SQLITE).await })).await?;
    }
    Ok(())
}
