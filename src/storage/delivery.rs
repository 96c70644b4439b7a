//! Letters and push messages to be sent: each is queued in the transaction of its cause, taken by one sender at a time, and settled once.

mod desk;

use std::str::FromStr;

use jiff::Timestamp;

pub use self::desk::{Listed, count_by_status, send_again, sweep, unsent};
use super::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    notice_preference, setting,
};
use crate::domain::{
    ids::{AccountId, AccountInvitationId, ApplicationId, ContactEventId, SubscriptionId},
    notice::{Channel, NoticeKind, Topic},
};

/// What a letter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It tells of a notice.
    Notice,
    /// It has a link to a new password.
    Reset,
    /// It has a link that shows whose the address is.
    Verify,
    /// An administrator tries out whether letters arrive.
    Test,
    /// It invites someone who has no account yet.
    Invitation,
    /// It answers someone who wrote to the clinic.
    Answer,
    /// It tells an applicant what became of their application.
    Application,
}

impl Purpose {
    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Reset => "reset",
            Self::Verify => "verify",
            Self::Test => "test",
            Self::Invitation => "invitation",
            Self::Answer => "answer",
            Self::Application => "application",
        }
    }
}

impl FromStr for Purpose {
    type Err = ();

    fn from_str(s: &str) -> Result<Self, ()> {
        let all = [
            Self::Notice,
            Self::Reset,
            Self::Verify,
            Self::Test,
            Self::Invitation,
            Self::Answer,
            Self::Application,
        ];
        all.into_iter().find(|one| one.as_str() == s).ok_or(())
    }
}

/// A letter or a push message that a sender has taken.
#[derive(Clone, Debug)]
pub struct Taken {
    /// Its key.
    pub id: i64,
    /// To whom.
    pub account: AccountId,
    /// What it is for.
    pub purpose: Purpose,
    /// The notice that it tells of.
    pub notice: Option<i64>,
    /// The invitation that it brings.
    pub invitation: Option<AccountInvitationId>,
    /// The answer to a message to the clinic that it brings.
    pub answer: Option<ContactEventId>,
    /// The application that it is about.
    pub application: Option<ApplicationId>,
    /// The device that it goes to; `None` for a letter.
    pub subscription: Option<SubscriptionId>,
    /// When it was queued, UTC seconds.
    pub created_at: i64,
    /// How often it was taken, this time included.
    pub tries: i64,
}

/// What became of a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It was handed over.
    Sent,
    /// There is no need for it any more.
    Skipped,
    /// It is tried again at this instant (UTC seconds), for this reason.
    Later(i64, String),
    /// It cannot be sent, for this reason.
    Dead(String),
}

#[derive(sqlx::FromRow)]
struct TakenRow {
    id: i64,
    account_id: i64,
    purpose: String,
    notice_id: Option<i64>,
    invitation_id: Option<i64>,
    contact_event_id: Option<i64>,
    application_id: Option<i64>,
    subscription_id: Option<i64>,
    created_at: i64,
    tries: i64,
}

/// Says whether letters are written at all.
pub async fn set_enabled(tx: &mut Tx, enabled: bool) -> StorageResult<()> {
    const SQL: &str = "update mail_state set enabled = $1 where id = 1";
    on!(&mut **tx, c => sqlx::query(SQL).bind(enabled).execute(c).await.map(drop))?;
    Ok(())
}

/// Queues the letters and push messages about notices that were just written, for those who want them; in someone's quiet hours, for
/// when these end. News that no one can turn off goes to every device.
pub(super) async fn queue_notices(tx: &mut Tx, ids: &[i64], kind: NoticeKind, at: i64) -> StorageResult<()> {
    const LETTERS: &str = "
        insert into delivery (account_id, purpose, notice_id, created_at, due_at)
        select n.account_id, 'notice', n.id, $2, $5
        from notice n
        join account a on a.id = n.account_id
        where n.id = $1
        and a.status = 'active'
        and exists (select 1 from mail_state where enabled)
        and coalesce(
            (
                select p.wanted
                from notice_preference p
                where p.account_id = n.account_id
                and p.topic = $3
                and p.channel = 'email'
            ),
            $4
        )";
    const PUSHES: &str = "
        insert into delivery (account_id, purpose, notice_id, subscription_id, created_at, due_at)
        select n.account_id, 'notice', n.id, s.id, $2, $4
        from notice n
        join account a on a.id = n.account_id
        join push_subscription s on s.account_id = n.account_id
        where n.id = $1
        and a.status = 'active'
        and exists (select 1 from push_key where enabled)
        and not exists (
            select 1
            from notice_preference p
            where p.account_id = n.account_id
            and p.topic = $3
            and p.channel = 'push'
            and not p.wanted
        )";
    let topic = kind.topic();
    let by_default = topic.is_mailed_by_default(&setting::current(tx).await?);
    for id in ids {
        let due = due(tx, *id, topic, at).await?;
        on!(&mut **tx, c => sqlx::query(LETTERS)
            .bind(*id)
            .bind(at)
            .bind(topic.as_str())
            .bind(by_default)
            .bind(due)
            .execute(c)
            .await
            .map(drop))?;
        on!(&mut **tx, c => sqlx::query(PUSHES)
            .bind(*id)
            .bind(at)
            .bind(topic.as_str())
            .bind(due)
            .execute(c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// When the letter about a notice is due, and the push message; UTC seconds.
async fn due(tx: &mut Tx, notice: i64, topic: Topic, at: i64) -> StorageResult<i64> {
    const SQL: &str = "
        select n.account_id, n.starts_at
        from notice n
        join quiet_hours q on q.account_id = n.account_id
        where n.id = $1";
    let found: Option<(i64, Option<i64>)> =
        on!(&mut **tx, c => sqlx::query_as(SQL).bind(notice).fetch_optional(c).await)?;
    let Some((account, starts_at)) = found else { return Ok(at) };
    let Some(hours) = notice_preference::quiet_hours(tx, AccountId(account)).await? else { return Ok(at) };
    let instant = |second: i64| Timestamp::from_second(second).ok();
    let due = instant(at).map(|now| hours.due(topic, starts_at.and_then(instant), now));
    Ok(due.map_or(at, Timestamp::as_second))
}

/// Queues a letter to an account, unless letters are not written, or one like it was queued since an instant (UTC seconds).
pub async fn queue(tx: &mut Tx, account: AccountId, purpose: Purpose, at: i64, unless_since: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, created_at, due_at)
        select $1, $2, $3, $3
        from mail_state
        where enabled
        and not exists (
            select 1
            from delivery
            where account_id = $1
            and purpose = $2
            and created_at > $4
        )";
    on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(purpose.as_str())
        .bind(at)
        .bind(unless_since)
        .execute(c)
        .await
        .map(drop))?;
    Ok(())
}

/// Queues the letter that brings an invitation, in the name of whoever invites, unless letters are not written.
pub async fn queue_invitation(
    tx: &mut Tx,
    inviter: AccountId,
    invitation: AccountInvitationId,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, invitation_id, created_at, due_at)
        select $1, 'invitation', $2, $3, $3
        from mail_state
        where enabled";
    on!(&mut **tx, c => sqlx::query(SQL).bind(inviter.0).bind(invitation.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// Queues the letter that brings an answer to someone who wrote to the clinic, in the name of whoever answers; false if letters are not
/// written.
pub async fn queue_answer(tx: &mut Tx, author: AccountId, answer: ContactEventId, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, contact_event_id, created_at, due_at)
        select $1, 'answer', $2, $3, $3
        from mail_state
        where enabled";
    let queued = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(author.0)
        .bind(answer.0)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(queued == 1)
}

/// Queues the letter that tells an applicant what became of their application, in the name of whoever did it, unless letters are not
/// written.
pub async fn queue_application(tx: &mut Tx, by: AccountId, application: ApplicationId, at: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, application_id, created_at, due_at)
        select $1, 'application', $2, $3, $3
        from mail_state
        where enabled";
    on!(&mut **tx, c => sqlx::query(SQL).bind(by.0).bind(application.0).bind(at).execute(c).await.map(drop))?;
    Ok(())
}

/// Whether anything could be sent by a channel now.
pub async fn any_due(conn: &mut Conn, channel: Channel, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        select id
        from delivery
        where status = 'queued'
        and due_at <= $1
        and taken_until <= $1
        and (subscription_id is null) = $2
        limit 1";
    let is_letter = channel == Channel::Email;
    let found: Option<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(now).bind(is_letter).fetch_optional(c).await)?;
    Ok(found.is_some())
}

/// Takes letters that are due, for a sender and until an instant; after that, another sender may take them.
pub async fn take(tx: &mut Tx, by: &str, times: (i64, i64), limit: i64) -> StorageResult<Vec<Taken>> {
    take_by(tx, Channel::Email, by, times, limit).await
}

/// Takes push messages that are due in the same way.
pub async fn take_pushes(tx: &mut Tx, by: &str, times: (i64, i64), limit: i64) -> StorageResult<Vec<Taken>> {
    take_by(tx, Channel::Push, by, times, limit).await
}

async fn take_by(
    tx: &mut Tx,
    channel: Channel,
    by: &str,
    (now, until): (i64, i64),
    limit: i64,
) -> StorageResult<Vec<Taken>> {
    // The one statement that differs: SQLite has one writer, and PostgreSQL's senders pass over each other's letters.
    macro_rules! take {
        ($lock:literal) => {
            concat!(
                "
        with due as materialized (
            select id
            from delivery
            where status = 'queued'
            and due_at <= $2
            and taken_until <= $2
            and (subscription_id is null) = $5
            order by due_at, id
            limit $4",
                $lock,
                "
        )
        update delivery
        set taken_by = $1, taken_until = $3, tries = tries + 1
        where id in (select id from due)
        returning id, account_id, purpose, notice_id, invitation_id, contact_event_id, application_id,
            subscription_id, created_at, tries"
            )
        };
    }
    let sql: &'static str = match &**tx {
        Conn::Sqlite(_) => take!(""),
        Conn::Postgres(_) => take!("\n            for update skip locked"),
    };
    let rows: Vec<TakenRow> = on!(&mut **tx, c => sqlx::query_as(sql)
        .bind(by.to_owned())
        .bind(now)
        .bind(until)
        .bind(limit)
        .bind(channel == Channel::Email)
        .fetch_all(c)
        .await)?;
    rows.into_iter()
        .map(|row| {
            Ok(Taken {
                id: row.id,
                account: AccountId(row.account_id),
                purpose: row.purpose.parse().map_err(StorageError::inconsistent("delivery", "purpose", row.id))?,
                notice: row.notice_id,
                invitation: row.invitation_id.map(AccountInvitationId),
                answer: row.contact_event_id.map(ContactEventId),
                application: row.application_id.map(ApplicationId),
                subscription: row.subscription_id.map(SubscriptionId),
                created_at: row.created_at,
                tries: row.tries,
            })
        })
        .collect()
}

/// Writes down what became of a letter; false if another sender has taken it in the meantime.
pub async fn settle(tx: &mut Tx, id: i64, by: &str, settled: &Settled, now: i64) -> StorageResult<bool> {
    const SQL: &str = "
        update delivery
        set status = $3, due_at = $4, error = $5, done_at = $6, taken_by = '', taken_until = 0
        where id = $1
        and taken_by = $2
        and status = 'queued'";
    let (status, due_at, error, done_at) = match settled {
        Settled::Sent => ("sent", now, "", Some(now)),
        Settled::Skipped => ("skipped", now, "", Some(now)),
        Settled::Later(due_at, error) => ("queued", *due_at, error.as_str(), None),
        Settled::Dead(error) => ("dead", now, error.as_str(), Some(now)),
    };
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id)
        .bind(by.to_owned())
        .bind(status)
        .bind(due_at)
        .bind(error.to_owned())
        .bind(done_at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    Ok(changed == 1)
}
