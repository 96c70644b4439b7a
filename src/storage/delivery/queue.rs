//! Letters and push messages, queued in the transaction that causes them.

use jiff::Timestamp;

use super::purpose::Purpose;
use crate::{
    domain::{
        ids::{AccountId, AccountInvitationId, ApplicationId, ContactEventId},
        notice::{NoticeKind, Topic},
        topic,
    },
    storage::{
        db::{Tx, on},
        error::StorageResult,
        notice_preference, setting,
    },
};

/// Refreshes open lists of letters, if any were queued.
fn announce(tx: &mut Tx, queued: u64) {
    if queued > 0 {
        tx.changed(topic::Topic::Letters);
    }
}

/// How the reader of a new notice wants to hear of it.
#[derive(sqlx::FromRow)]
struct Reader {
    account_id: i64,
    starts_at: Option<i64>,
    has_quiet_hours: bool,
    /// Whether the clinic sends letters at all.
    is_mailed: bool,
    /// Their choice, if they made one.
    wants_letters: Option<bool>,
    /// Whether any of their devices is to show it.
    is_pushed: bool,
}

impl Reader {
    /// Asks once, for all channels. No one, if the account is not active.
    async fn of(tx: &mut Tx, notice: i64, topic: Topic) -> StorageResult<Option<Self>> {
        const SQL: &str = "
            select n.account_id, n.starts_at,
                exists (select 1 from quiet_hours q where q.account_id = n.account_id) as has_quiet_hours,
                exists (select 1 from mail_state where enabled) as is_mailed,
                (
                    select p.wanted
                    from notice_preference p
                    where p.account_id = n.account_id
                    and p.topic = $2
                    and p.channel = 'email'
                ) as wants_letters,
                exists (select 1 from push_subscription s where s.account_id = n.account_id)
                and exists (select 1 from push_key where enabled)
                and not exists (
                    select 1
                    from notice_preference p
                    where p.account_id = n.account_id
                    and p.topic = $2
                    and p.channel = 'push'
                    and not p.wanted
                ) as is_pushed
            from notice n
            join account a on a.id = n.account_id
            where n.id = $1
            and a.status = 'active'";
        Ok(on!(&mut **tx, c => sqlx::query_as(SQL).bind(notice).bind(topic.as_str()).fetch_optional(c).await)?)
    }

    async fn gets_a_letter(&self, tx: &mut Tx, topic: Topic) -> StorageResult<bool> {
        match self.wants_letters {
            _ if !self.is_mailed => Ok(false),
            Some(wanted) => Ok(wanted),
            None => Ok(topic.is_mailed_by_default(&setting::current(tx).await?)),
        }
    }

    /// When a letter or a push message is due, UTC seconds.
    async fn due(&self, tx: &mut Tx, topic: Topic, at: i64) -> StorageResult<i64> {
        if !self.has_quiet_hours {
            return Ok(at);
        }
        let hours = notice_preference::quiet_hours(tx, AccountId(self.account_id)).await?;
        let instant = |second: i64| Timestamp::from_second(second).ok();
        let due = hours.zip(instant(at)).map(|(hours, now)| hours.due(topic, self.starts_at.and_then(instant), now));
        Ok(due.map_or(at, Timestamp::as_second))
    }
}

/// Queues the letters and push messages about a new notice, if its reader wants them; during quiet hours, for when these end. News
/// that cannot be turned off goes to every device.
pub(in crate::storage) async fn queue_notice(tx: &mut Tx, id: i64, kind: NoticeKind, at: i64) -> StorageResult<()> {
    let topic = kind.topic();
    let Some(reader) = Reader::of(tx, id, topic).await? else { return Ok(()) };
    let gets_a_letter = reader.gets_a_letter(tx, topic).await?;
    if !gets_a_letter && !reader.is_pushed {
        return Ok(());
    }
    let due = reader.due(tx, topic, at).await?;
    let about = News { notice: id, account: reader.account_id, topic, at, due };
    if gets_a_letter {
        letter(tx, about).await?;
    }
    if reader.is_pushed {
        pushes(tx, about).await?;
    }
    Ok(())
}

/// Queues only the letter about a new notice, if its reader wants letters on this topic; returns whether they do.
pub(in crate::storage) async fn queue_letter(tx: &mut Tx, id: i64, topic: Topic, at: i64) -> StorageResult<bool> {
    let Some(reader) = Reader::of(tx, id, topic).await? else { return Ok(false) };
    if !reader.gets_a_letter(tx, topic).await? {
        return Ok(false);
    }
    let due = reader.due(tx, topic, at).await?;
    letter(tx, News { notice: id, account: reader.account_id, topic, at, due }).await?;
    Ok(true)
}

/// What is queued about a notice.
#[derive(Clone, Copy)]
struct News {
    notice: i64,
    account: i64,
    topic: Topic,
    at: i64,
    due: i64,
}

async fn letter(tx: &mut Tx, about: News) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, topic, notice_id, created_at, due_at)
        values ($1, 'notice', $2, $3, $4, $5)";
    put(tx, SQL, about).await
}

async fn pushes(tx: &mut Tx, about: News) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, topic, notice_id, subscription_id, created_at, due_at)
        select s.account_id, 'notice', $2, $3, s.id, $4, $5
        from push_subscription s
        where s.account_id = $1";
    put(tx, SQL, about).await
}

/// Queues what a statement makes of this news, `$1` to `$5`.
async fn put(tx: &mut Tx, sql: &'static str, about: News) -> StorageResult<()> {
    let queued = on!(&mut **tx, c => sqlx::query(sql)
        .bind(about.account)
        .bind(about.topic.as_str())
        .bind(about.notice)
        .bind(about.at)
        .bind(about.due)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    announce(tx, queued);
    Ok(())
}

/// Queues a letter to an account, unless letters are turned off, or the same was queued since an instant (UTC seconds).
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
    let queued = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(purpose.as_str())
        .bind(at)
        .bind(unless_since)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    announce(tx, queued);
    Ok(())
}

/// Queues a letter for an account to another address than its own, unless letters are turned off.
pub async fn queue_to(
    tx: &mut Tx,
    account: AccountId,
    (purpose, notice): (Purpose, Option<(i64, Topic)>),
    address: &str,
    at: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, topic, notice_id, to_address, created_at, due_at)
        select $1, $2, $3, $4, $5, $6, $6
        from mail_state
        where enabled";
    let queued = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(account.0)
        .bind(purpose.as_str())
        .bind(notice.map(|(_, topic)| topic.as_str()))
        .bind(notice.map(|(id, _)| id))
        .bind(address.to_owned())
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    announce(tx, queued);
    Ok(())
}

/// The subject of a letter whose recipient may have no account.
#[derive(Clone, Copy, Debug)]
pub enum About {
    /// It carries an invitation.
    Invitation(AccountInvitationId),
    /// It carries an answer to someone who wrote to the clinic.
    Answer(ContactEventId),
    /// It tells an applicant how their application was decided.
    Application(ApplicationId),
}

/// Queues such a letter on behalf of the person who causes it; false if letters are turned off.
pub async fn queue_about(tx: &mut Tx, by: AccountId, about: About, at: i64) -> StorageResult<bool> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, invitation_id, contact_event_id, application_id, created_at, due_at)
        select $1, $2, $3, $4, $5, $6, $6
        from mail_state
        where enabled";
    let (purpose, [invitation, answer, application]) = match about {
        About::Invitation(id) => (Purpose::Invitation, [Some(id.0), None, None]),
        About::Answer(id) => (Purpose::Answer, [None, Some(id.0), None]),
        About::Application(id) => (Purpose::Application, [None, None, Some(id.0)]),
    };
    let queued = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(by.0)
        .bind(purpose.as_str())
        .bind(invitation)
        .bind(answer)
        .bind(application)
        .bind(at)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    announce(tx, queued);
    Ok(queued == 1)
}

/// Queues the letter that confirms receipt of an application, unless letters are turned off, or another application from the same
/// address arrived since an instant (UTC seconds): anyone can send them, with any address.
pub async fn queue_receipt(tx: &mut Tx, application: ApplicationId, at: i64, unless_since: i64) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (purpose, application_id, created_at, due_at)
        select 'application', a.id, $2, $2
        from application a
        where a.id = $1
        and exists (select 1 from mail_state where enabled)
        and not exists (
            select 1
            from application o
            where lower(o.email) = lower(a.email)
            and o.id <> a.id
            and o.created_at > $3
        )";
    let queued = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(application.0)
        .bind(at)
        .bind(unless_since)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    announce(tx, queued);
    Ok(())
}

/// Queues the letter that tells an address, on the patient's behalf, that a patient wants to share a record with its owner, unless
/// letters are turned off, or the same was queued since an instant (UTC seconds): patients can name any address.
pub async fn queue_sharing(
    tx: &mut Tx,
    patient: AccountId,
    address: &str,
    at: i64,
    unless_since: i64,
) -> StorageResult<()> {
    const SQL: &str = "
        insert into delivery (account_id, purpose, to_address, created_at, due_at)
        select $1, 'sharing', $2, $3, $3
        from mail_state
        where enabled
        and not exists (
            select 1
            from delivery
            where purpose = 'sharing'
            and to_address = $2
            and created_at > $4
        )";
    let queued = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(patient.0)
        .bind(address.to_owned())
        .bind(at)
        .bind(unless_since)
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    announce(tx, queued);
    Ok(())
}
