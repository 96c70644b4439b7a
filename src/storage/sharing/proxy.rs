//! Proxies: people who may read a patient's record for them, and book for them.

use jiff::Timestamp;

use crate::{
    domain::{
        access::ProxyScope,
        ids::{AccountId, PatientId, ProxyId},
    },
    storage::{
        db::{Conn, Tx, on},
        error::{StorageError, StorageResult},
        second::Second,
    },
};

/// A current proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// The primary key in `proxy`.
    pub id: ProxyId,
    /// The patient whose record it is.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// Who is trusted.
    pub account: AccountId,
    /// The full name of the account that is trusted.
    pub account_name: String,
    /// The scope.
    pub scope: ProxyScope,
    /// Whether they may also book for the patient.
    pub books: bool,
    /// Their relation to the patient; may be empty.
    pub relation: String,
    /// When it ends.
    pub until: Timestamp,
}

#[derive(sqlx::FromRow)]
struct ProxyRow {
    id: i64,
    patient_id: i64,
    patient_name: String,
    account_id: i64,
    account_name: String,
    scope: String,
    books: bool,
    relation: String,
    #[sqlx(try_from = "Second")]
    until: Timestamp,
}

/// The current proxies that an account gave as a patient, and those given to it.
pub async fn proxies_of(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Vec<Proxy>> {
    const SQL: &str = "
        select proxy.id, patient_id, patient.full_name as patient_name, account_id, trusted.full_name as account_name,
        scope, books, relation, until
        from proxy
        join account patient on patient.id = patient_id
        join account trusted on trusted.id = account_id
        where (patient_id = $1 or account_id = $1)
        and ended_at is null
        and until > $2
        order by proxy.id";
    let rows: Vec<ProxyRow> = on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(now).fetch_all(c).await)?;
    rows.into_iter()
        .map(|row| {
            let odd = StorageError::Inconsistent { table: "proxy", column: "scope", id: row.id };
            Ok(Proxy {
                id: ProxyId(row.id),
                patient: PatientId(row.patient_id),
                patient_name: row.patient_name,
                account: AccountId(row.account_id),
                account_name: row.account_name,
                scope: row.scope.parse().map_err(|()| odd)?,
                books: row.books,
                relation: row.relation,
                until: row.until,
            })
        })
        .collect()
}

/// Makes an account a patient's proxy, replacing any earlier proxy.
pub async fn begin_proxy(
    tx: &mut Tx,
    patient: PatientId,
    account: AccountId,
    (scope, books, relation): (ProxyScope, bool, &str),
    (since, until): (i64, i64),
) -> StorageResult<ProxyId> {
    const END: &str = "
        update proxy
        set ended_at = $3
        where patient_id = $1
        and account_id = $2
        and ended_at is null";
    const INSERT: &str = "
        insert into proxy (patient_id, account_id, scope, books, relation, since, until)
        values ($1, $2, $3, $4, $5, $6, $7)
        returning id";
    on!(&mut **tx, c => sqlx::query(END).bind(patient.0).bind(account.0).bind(since).execute(c).await.map(drop))?;
    let id = on!(&mut **tx, c => sqlx::query_scalar(INSERT)
        .bind(patient.0)
        .bind(account.0)
        .bind(scope.as_str())
        .bind(books)
        .bind(relation)
        .bind(since)
        .bind(until)
        .fetch_one(c)
        .await)?;
    Ok(ProxyId(id))
}

/// Ends a proxy, at the request of its patient or its holder. Returns both; `None` if it is not theirs.
pub async fn end_proxy(
    tx: &mut Tx,
    id: ProxyId,
    by: AccountId,
    at: i64,
) -> StorageResult<Option<(PatientId, AccountId)>> {
    const SQL: &str = "
        update proxy
        set ended_at = $3
        where id = $1
        and (patient_id = $2 or account_id = $2)
        and ended_at is null
        returning patient_id, account_id";
    let ended: Option<(i64, i64)> =
        on!(&mut **tx, c => sqlx::query_as(SQL).bind(id.0).bind(by.0).bind(at).fetch_optional(c).await)?;
    Ok(ended.map(|(patient, account)| (PatientId(patient), AccountId(account))))
}

/// Ends every proxy that an account gave as a patient, until the account is reopened, and every one given to it, for good. Returns
/// the patient and the holder of each.
pub async fn end_proxies_by_closing(
    tx: &mut Tx,
    account: AccountId,
    at: i64,
) -> StorageResult<Vec<(PatientId, AccountId)>> {
    const SQL: &str = "
        update proxy
        set ended_at = $2, ended_by_closing = (patient_id = $1)
        where (patient_id = $1 or account_id = $1)
        and ended_at is null
        and until > $2
        returning patient_id, account_id";
    let ended: Vec<(i64, i64)> = on!(&mut **tx, c => sqlx::query_as(SQL).bind(account.0).bind(at).fetch_all(c).await)?;
    Ok(ended.into_iter().map(|(patient, holder)| (PatientId(patient), AccountId(holder))).collect())
}

/// Restores proxies that ended because this patient closed their account, if their time is not over.
pub async fn resume_proxies(tx: &mut Tx, patient: PatientId, now: i64) -> StorageResult<()> {
    const SQL: &str = "
        update proxy
        set ended_at = case when until > $2 then null else ended_at end, ended_by_closing = false
        where patient_id = $1
        and ended_by_closing";
    on!(&mut **tx, c => sqlx::query(SQL).bind(patient.0).bind(now).execute(c).await.map(drop))?;
    Ok(())
}
