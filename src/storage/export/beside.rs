//! The data held about a person apart from their record or work: their files, requests on the waiting list, notices and sessions.

use jiff::Timestamp;
use sqlx::FromRow;

use crate::{
    domain::ids::AccountId,
    storage::{
        db::{Conn, on},
        error::StorageResult,
        second::{MaybeSecond, Second},
    },
};

/// A file.
#[derive(Clone, Debug, FromRow)]
pub struct HeldFile {
    /// `documents`, `messages`, `photo` or `application`.
    pub folder: String,
    /// Its key there.
    pub id: i64,
    /// Its file name.
    pub name: String,
    /// Where it lies.
    pub storage_key: String,
}

/// A request on the waiting list.
#[derive(Clone, Debug, FromRow)]
pub struct Wait {
    /// The practitioner, or the profession.
    pub whom: String,
    /// The centre; `None` for any.
    pub centre: Option<String>,
    /// The last suitable day.
    pub latest_on: Option<String>,
    /// How it stands.
    pub status: String,
    /// When it began.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// A notice.
#[derive(Clone, Debug, FromRow)]
pub struct Told {
    /// Its kind.
    pub kind: String,
    /// The appointment that it is about.
    pub appointment: Option<i64>,
    /// The subject of an announcement; empty otherwise.
    pub subject: String,
    /// What it wrote.
    pub text: String,
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// When it was read.
    #[sqlx(try_from = "MaybeSecond")]
    pub read_at: Option<Timestamp>,
}

/// A browser session.
#[derive(Clone, Debug, FromRow)]
pub struct Device {
    /// The browser's description of itself.
    pub program: String,
    /// When it began.
    #[sqlx(try_from = "Second")]
    pub since: Timestamp,
    /// When it was last used.
    #[sqlx(try_from = "Second")]
    pub last_seen: Timestamp,
}

/// A record that someone shares, or shared, with them.
#[derive(Clone, Debug, FromRow)]
pub struct Entrusted {
    /// The name of the person they act for.
    pub whose: String,
    /// How far.
    pub scope: String,
    /// When it began.
    #[sqlx(try_from = "Second")]
    pub since: Timestamp,
    /// When it ends.
    #[sqlx(try_from = "Second")]
    pub until: Timestamp,
    /// When it was ended early.
    #[sqlx(try_from = "MaybeSecond")]
    pub ended_at: Option<Timestamp>,
}

/// An unsent draft.
#[derive(Clone, Debug, FromRow)]
pub struct Unsent {
    /// To whom.
    pub with: String,
    /// What it says.
    pub text: String,
    /// When they wrote it.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// Quiet hours, in their time zone.
#[derive(Clone, Debug, FromRow)]
pub struct QuietHours {
    /// The minute of the day at which they begin.
    pub from_minute: i64,
    /// Until which.
    pub until_minute: i64,
    /// The zone.
    pub time_zone: String,
}

/// An application to work here.
#[derive(Clone, Debug, FromRow)]
pub struct Applied {
    /// How it stands.
    pub status: String,
    /// Name.
    pub full_name: String,
    /// Email address.
    pub email: String,
    /// Telephone number.
    pub phone: String,
    /// Profession.
    pub profession: String,
    /// Expertise.
    pub expertise: String,
    /// Languages.
    pub languages: String,
    /// Provider number.
    pub provider_number: String,
    /// Licence number.
    pub licence_number: String,
    /// The username that they asked for.
    pub username: String,
    /// National ID.
    pub national_id: String,
    /// Qualifications.
    pub qualifications: String,
    /// What they wrote.
    pub about: String,
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// Something they have, with the time since when.
#[derive(Clone, Debug, FromRow)]
pub struct Since {
    /// What it is called.
    pub name: String,
    /// When it began.
    #[sqlx(try_from = "Second")]
    pub since: Timestamp,
}

/// All of that.
#[derive(Clone, Debug)]
pub struct Beside {
    /// Documents, files of sent messages, photos, and files of an application.
    pub files: Vec<HeldFile>,
    /// Their requests on the waiting list, current and past.
    pub waits: Vec<Wait>,
    /// Their notices, in order.
    pub told: Vec<Told>,
    /// Their sessions.
    pub devices: Vec<Device>,
    /// The records that others share with them.
    pub entrusted: Vec<Entrusted>,
    /// Their choices of email topics, and whether each is wanted.
    pub emails: Vec<(String, bool)>,
    /// The same for push messages.
    pub pushes: Vec<(String, bool)>,
    /// The browsers that get these, and since when.
    pub push_devices: Vec<Since>,
    /// The names of their passkeys, and since when they have them.
    pub passkeys: Vec<Since>,
    /// The names of their tokens and app passwords, and since when they have them.
    pub tokens: Vec<Since>,
    /// Applications.
    pub applications: Vec<Applied>,
    /// Their unsent drafts.
    pub unsent: Vec<Unsent>,
    /// Their quiet hours.
    pub quiet_hours: Option<QuietHours>,
    /// Since when their calendar has a secret address.
    pub calendar_since: Option<Timestamp>,
    /// The apps allowed to read their record, and since when.
    pub apps: Vec<Since>,
}

/// Reads it.
pub async fn beside(conn: &mut Conn, account: AccountId) -> StorageResult<Beside> {
    const FILES: &str = "
        select 'documents' as folder, d.entry_id as id, d.name, d.storage_key
        from entry e
        join document d on d.entry_id = e.id
        where e.patient_id = $1
        union all
        select 'messages', f.id, f.name, f.storage_key
        from thread t
        join message_attachment f on f.thread_id = t.id
        where t.patient_id = $1
        and (f.message_id is not null or f.author_id = $1)
        union all
        select 'photo', p.practitioner_id, p.name, p.storage_key
        from practitioner_photo p
        where p.practitioner_id = $1
        union all
        select 'application', d.id, d.name, d.storage_key
        from application a
        join application_document d on d.application_id = a.id
        where a.account_id = $1
        or a.applicant_id = $1
        order by 1, 2";
    const WAITS: &str = "
        select coalesce(d.full_name, w.profession, '') as whom, c.name as centre, w.latest_on, w.status, w.created_at as at
        from waitlist_entry w
        left join account d on d.id = w.practitioner_id
        left join centre c on c.id = w.centre_id
        where w.patient_id = $1
        order by w.id";
    const TOLD: &str = "
        select n.kind, n.appointment_id as appointment, coalesce(w.subject, '') as subject, coalesce(w.text, '') as text,
            n.created_at as at, n.read_at
        from notice n
        left join announcement w on w.id = n.announcement_id
        where n.account_id = $1
        order by n.id";
    const DEVICES: &str = "
        select user_agent as program, created_at as since, last_seen_at as last_seen
        from session
        where account_id = $1
        order by created_at";
    const ENTRUSTED: &str = "
        select a.full_name as whose, p.scope, p.since, p.until, p.ended_at
        from proxy p
        join account a on a.id = p.patient_id
        where p.account_id = $1
        order by p.id";
    const EMAILS: &str = "
        select topic, wanted
        from notice_preference
        where account_id = $1
        and channel = 'email'
        order by topic";
    const PUSHES: &str = "
        select topic, wanted
        from notice_preference
        where account_id = $1
        and channel = 'push'
        order by topic";
    const PUSH_DEVICES: &str = "
        select user_agent as name, created_at as since
        from push_subscription
        where account_id = $1
        order by id";
    const PASSKEYS: &str = "
        select name, created_at as since
        from passkey
        where account_id = $1
        order by id";
    const TOKENS: &str = "
        select name, created_at as since
        from personal_token
        where account_id = $1
        order by id";
    const APPLICATIONS: &str = "
        select status, full_name, email, phone, profession, expertise, languages, provider_number, licence_number, username,
            national_id, qualifications, about, created_at as at
        from application
        where account_id = $1
        or applicant_id = $1
        order by id";
    const UNSENT: &str = "
        select d.full_name as \"with\", m.body as text, m.updated_at as at
        from message_draft m
        join thread t on t.id = m.thread_id
        join account d on d.id = t.practitioner_id
        where m.account_id = $1
        and t.practitioner_id <> $1
        order by t.id";
    const QUIET_HOURS: &str = "
        select from_minute, until_minute, time_zone
        from quiet_hours
        where account_id = $1";
    const CALENDAR_SINCE: &str = "
        select created_at
        from calendar_feed
        where account_id = $1";
    const APPS: &str = "
        select app.name, g.given_at as since
        from app_grant g
        join app on app.id = g.app_id
        where g.patient_id = $1
        order by g.id";
    let id = account.0;
    let calendar_since: Option<Second> =
        on!(&mut *conn, c => sqlx::query_scalar(CALENDAR_SINCE).bind(id).fetch_optional(c).await)?;
    Ok(Beside {
        files: on!(&mut *conn, c => sqlx::query_as(FILES).bind(id).fetch_all(c).await)?,
        waits: on!(&mut *conn, c => sqlx::query_as(WAITS).bind(id).fetch_all(c).await)?,
        told: on!(&mut *conn, c => sqlx::query_as(TOLD).bind(id).fetch_all(c).await)?,
        devices: on!(&mut *conn, c => sqlx::query_as(DEVICES).bind(id).fetch_all(c).await)?,
        entrusted: on!(&mut *conn, c => sqlx::query_as(ENTRUSTED).bind(id).fetch_all(c).await)?,
        emails: on!(&mut *conn, c => sqlx::query_as(EMAILS).bind(id).fetch_all(c).await)?,
        pushes: on!(&mut *conn, c => sqlx::query_as(PUSHES).bind(id).fetch_all(c).await)?,
        push_devices: on!(&mut *conn, c => sqlx::query_as(PUSH_DEVICES).bind(id).fetch_all(c).await)?,
        passkeys: on!(&mut *conn, c => sqlx::query_as(PASSKEYS).bind(id).fetch_all(c).await)?,
        tokens: on!(&mut *conn, c => sqlx::query_as(TOKENS).bind(id).fetch_all(c).await)?,
        applications: on!(&mut *conn, c => sqlx::query_as(APPLICATIONS).bind(id).fetch_all(c).await)?,
        unsent: on!(&mut *conn, c => sqlx::query_as(UNSENT).bind(id).fetch_all(c).await)?,
        quiet_hours: on!(&mut *conn, c => sqlx::query_as(QUIET_HOURS).bind(id).fetch_optional(c).await)?,
        calendar_since: calendar_since.map(Timestamp::from),
        apps: on!(conn, c => sqlx::query_as(APPS).bind(id).fetch_all(c).await)?,
    })
}
