//! Invitations by which patients share their record with the owner of an email address.

use jiff::Timestamp;

use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    second::Second,
};
use crate::domain::{
    access::ProxyScope,
    ids::{AccountId, InvitationId, PatientId},
};

/// How many seconds an invitation stays open.
pub const LASTS: i64 = 30 * 24 * 3_600;

/// A new invitation.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// The patient whose record it is.
    pub patient: PatientId,
    /// The address, normalised like sign-in names.
    pub email: String,
    /// The scope.
    pub scope: ProxyScope,
    /// Whether the person may also book for the patient.
    pub books: bool,
    /// Their relation to the patient; may be empty.
    pub relation: String,
    /// Until when the record would be shared.
    pub until: Timestamp,
    /// The digest of the code that accounts newer than the invitation need.
    pub code_hash: String,
    /// Now, UTC seconds.
    pub created_at: i64,
}

/// An invitation waiting for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// The primary key in `proxy_invitation`.
    pub id: InvitationId,
    /// The patient whose record it is.
    pub patient: PatientId,
    /// The patient's name.
    pub patient_name: String,
    /// The invited address.
    pub email: String,
    /// The scope.
    pub scope: ProxyScope,
    /// Whether the person may also book for the patient.
    pub books: bool,
    /// Their relation to the patient; may be empty.
    pub relation: String,
    /// When it ends.
    pub until: Timestamp,
    /// The digest of the code, if the invited account is newer than the invitation.
    pub needs_code: Option<String>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: i64,
    patient_id: i64,
    patient_name: String,
    email: String,
    scope: String,
    books: bool,
    relation: String,
    #[sqlx(try_from = "Second")]
    until: Timestamp,
    needs_code: Option<String>,
}

fn invitation(row: Row) -> StorageResult<Invitation> {
    let odd = StorageError::Inconsistent { table: "proxy_invitation", column: "scope", id: row.id };
    Ok(Invitation {
        id: InvitationId(row.id),
        patient: PatientId(row.patient_id),
        patient_name: row.patient_name,
        email: row.email,
        scope: row.scope.parse().map_err(|()| odd)?,
        books: row.books,
        relation: row.relation,
        until: row.until,
        needs_code: row.needs_code,
    })
}

/// Invites an address, replacing any earlier offer to it.
pub async fn put(tx: &mut Tx, new: &NewInvitation) -> StorageResult<InvitationId> {
    const END: &str = "
        update proxy_invitation
        set answered_at = $3
        where patient_id = $1
        and email = $2
        and answered_at is null";
    const INSERT: &str = "
        insert into proxy_invitation (patient_id, email, scope, books, relation, until, code_hash, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        returning id";
    on!(&mut **tx, c => sqlx::query(END)
        .bind(new.patient.0)
        .bind(&new.email)
        .bind(new.created_at)
        .execute(c)
        .await
        .map(drop))?;
    let id = on!(&mut **tx, c => sqlx::query_scalar(INSERT)
        .bind(new.patient.0)
        .bind(&new.email)
        .bind(new.scope.as_str())
        .bind(new.books)
        .bind(&new.relation)
        .bind(new.until.as_second())
        .bind(&new.code_hash)
        .bind(new.created_at)
        .fetch_one(c)
        .await)?;
    Ok(InvitationId(id))
}

/// How many invitations a patient has made since this instant, and when the first of them was made.
pub async fn count_since(conn: &mut Conn, patient: PatientId, since: i64) -> StorageResult<(i64, Option<i64>)> {
    const SQL: &str = "
        select count(*), min(created_at)
        from proxy_invitation
        where patient_id = $1
        and created_at > $2";
    Ok(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(since).fetch_one(c).await)?)
}

/// A patient's open invitations.
pub async fn of_patient(conn: &mut Conn, patient: PatientId, now: i64) -> StorageResult<Vec<Invitation>> {
    const SQL: &str = "
        select proxy_invitation.id, patient_id, full_name as patient_name, proxy_invitation.email, scope, books, relation,
        until, cast(null as text) as needs_code
        from proxy_invitation
        join account on account.id = patient_id
        where patient_id = $1
        and answered_at is null
        and until > $2
        and proxy_invitation.created_at > $3
        order by proxy_invitation.id";
    let rows: Vec<Row> =
        on!(conn, c => sqlx::query_as(SQL).bind(patient.0).bind(now).bind(now - LASTS).fetch_all(c).await)?;
    rows.into_iter().map(invitation).collect()
}

/// Whether someone shares their record with an account, or has invited it to see one.
pub async fn concerns(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        select
            (select count(*) from proxy where account_id = $1 and ended_at is null and until > $2)
            + (
                select count(*)
                from account_identifier
                join proxy_invitation on proxy_invitation.email = value_norm
                where account_identifier.account_id = $1
                and kind = 'email'
                and patient_id <> $1
                and answered_at is null
                and until > $2
                and proxy_invitation.created_at > $3
            )";
    let count: i64 =
        on!(conn, c => sqlx::query_scalar(SQL).bind(account.0).bind(now).bind(now - LASTS).fetch_one(c).await)?;
    Ok(count > 0)
}

/// The open invitations to the address with which an account signs in.
pub async fn to_account(conn: &mut Conn, account: AccountId, now: i64) -> StorageResult<Vec<Invitation>> {
    const SQL: &str = "
        select proxy_invitation.id, patient_id, patient.full_name as patient_name, proxy_invitation.email, scope, books,
        relation, until,
        case when invited.created_at > proxy_invitation.created_at then code_hash end as needs_code
        from account invited
        join account_identifier on account_identifier.account_id = invited.id and kind = 'email'
        join proxy_invitation on proxy_invitation.email = value_norm
        join account patient on patient.id = patient_id
        where invited.id = $1
        and patient_id <> $1
        and answered_at is null
        and until > $2
        and proxy_invitation.created_at > $3
        order by proxy_invitation.id";
    let rows: Vec<Row> =
        on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(now).bind(now - LASTS).fetch_all(c).await)?;
    rows.into_iter().map(invitation).collect()
}

/// Closes an open invitation. False if it was already closed.
pub async fn close(tx: &mut Tx, id: InvitationId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update proxy_invitation
        set answered_at = $2
        where id = $1
        and answered_at is null";
    let done = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(done == 1)
}
