//! Notices as they are read.

use jiff::Timestamp;

use crate::{
    domain::{
        ids::{AccountId, AppointmentId, EntryId, ThreadId},
        notice::{NoticeKind, Topic},
    },
    storage::{
        db::{Conn, on},
        error::{StorageError, StorageResult},
        second::{MaybeSecond, Second},
    },
};

/// A notice, with everything its text needs.
#[derive(Clone, Debug)]
pub struct Notice {
    /// The primary key of the row.
    pub id: i64,
    /// What happened.
    pub kind: NoticeKind,
    /// The appointment it is about.
    pub appointment_id: Option<AppointmentId>,
    /// The record entry it is about.
    pub entry_id: Option<EntryId>,
    /// The thread it is about.
    pub thread_id: Option<ThreadId>,
    /// The practitioner or field of a referral.
    pub referred_to: Option<String>,
    /// The appointment's start at that time, or the offered time.
    pub starts_at: Option<Timestamp>,
    /// The zone of the centre.
    pub time_zone: Option<String>,
    /// The patient's name.
    pub patient: Option<String>,
    /// Whether the reader is the patient whose record it is about.
    pub is_patient: bool,
    /// Whether it is about a patient for whom the reader books.
    pub of_entrusted: bool,
    /// The name of the appointment's or offer's practitioner, or of the entry's author; else of the person it is about.
    pub practitioner: Option<String>,
    /// Whether the reader is the appointment's practitioner.
    pub is_practitioner: bool,
    /// The person who did it; `None` if it was automatic.
    pub by: Option<String>,
    /// Whether that person is a clinic administrator.
    pub by_clinic: bool,
    /// The reason; may be empty.
    pub reason: String,
    /// The closed place, if it asks for another time because of a closure; empty otherwise.
    pub closed: String,
    /// The subject of an announcement; empty for other kinds, and once the announcement is deleted.
    pub subject: String,
    /// What it wrote.
    pub text: String,
    /// How many more appointments of its series it covers.
    pub more: i64,
    /// When it was written.
    pub created_at: Timestamp,
    /// Whether it has been read.
    pub read: bool,
    /// Whether it is a receipt: it tells its reader, by letter only, about what they did themselves.
    pub receipt: bool,
}

#[derive(sqlx::FromRow)]
struct NoticeRow {
    id: i64,
    kind: String,
    appointment_id: Option<i64>,
    entry_id: Option<i64>,
    thread_id: Option<i64>,
    referred_to: Option<String>,
    #[sqlx(try_from = "MaybeSecond")]
    starts_at: Option<Timestamp>,
    time_zone: Option<String>,
    patient: Option<String>,
    is_patient: bool,
    of_entrusted: bool,
    practitioner: Option<String>,
    is_practitioner: bool,
    done_by: Option<String>,
    by_clinic: bool,
    reason: String,
    closed: String,
    subject: String,
    text: String,
    more: i64,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    #[sqlx(try_from = "MaybeSecond")]
    read_at: Option<Timestamp>,
    receipt: bool,
}

/// The columns and joins of a [`Notice`] of the account `$1`, before the query's condition.
macro_rules! select_notice {
    ($rest:literal) => {
        concat!(
            "
        select n.id, n.kind, n.appointment_id, n.entry_id, n.thread_id, coalesce(t.full_name, r.to_field) as referred_to,
            coalesce(n.starts_at, a.starts_at, o.starts_at) as starts_at, coalesce(n.time_zone, c.time_zone) as time_zone,
            p.full_name as patient, coalesce($1 = n.patient_id, false) as is_patient,
            coalesce($1 not in (a.patient_id, a.practitioner_id), false) as of_entrusted,
            d.full_name as practitioner, coalesce($1 = a.practitioner_id, false) as is_practitioner,
            b.full_name as done_by,
            coalesce(n.by_id not in (a.patient_id, a.practitioner_id), false) and exists (
                select 1 from account_role where account_id = n.by_id and role = 'administrator'
            ) as by_clinic,
            n.reason, n.closed, coalesce(w.subject, '') as subject, coalesce(w.text, '') as text, n.more, n.created_at, n.read_at, n.receipt
        from notice n
        left join appointment a on a.id = n.appointment_id
        left join waitlist_offer o on o.id = n.offer_id
        left join centre c on c.id = coalesce(a.centre_id, o.centre_id)
        left join entry e on e.id = n.entry_id
        left join referral r on r.entry_id = n.entry_id
        left join account t on t.id = r.to_practitioner_id
        left join account p on p.id = coalesce(a.patient_id, n.patient_id)
        left join account b on b.id = n.by_id
        left join announcement w on w.id = n.announcement_id
        left join account d on d.id = coalesce(a.practitioner_id, o.practitioner_id, e.author_id, n.person_id)",
            $rest
        )
    };
}

impl TryFrom<NoticeRow> for Notice {
    type Error = StorageError;

    fn try_from(row: NoticeRow) -> StorageResult<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind.parse().map_err(StorageError::inconsistent("notice", "kind", row.id))?,
            appointment_id: row.appointment_id.map(AppointmentId),
            entry_id: row.entry_id.map(EntryId),
            thread_id: row.thread_id.map(ThreadId),
            referred_to: row.referred_to,
            starts_at: row.starts_at,
            time_zone: row.time_zone,
            patient: row.patient,
            is_patient: row.is_patient,
            of_entrusted: row.of_entrusted,
            practitioner: row.practitioner,
            is_practitioner: row.is_practitioner,
            by: row.done_by,
            by_clinic: row.by_clinic,
            reason: row.reason,
            closed: row.closed,
            subject: row.subject,
            text: row.text,
            more: row.more,
            created_at: row.created_at,
            read: row.read_at.is_some(),
            receipt: row.receipt,
        })
    }
}

/// The filter of the list.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoticeFilter {
    /// Only on this topic.
    pub topic: Option<Topic>,
    /// Only unread ones.
    pub unread: bool,
    /// Only those written before this one.
    pub before: Option<i64>,
    /// How many to return.
    pub limit: i64,
}

/// An account's latest matching notices, without receipts.
pub async fn latest(conn: &mut Conn, account: AccountId, filter: NoticeFilter) -> StorageResult<Vec<Notice>> {
    const SQL: &str = select_notice!(
        "
        where n.account_id = $1
        and not n.receipt
        and n.id < $2
        and ($3 = '' or $3 like '%,' || n.kind || ',%')
        and ($4 = 0 or n.read_at is null)
        order by n.id desc
        limit $5"
    );
    let rows: Vec<NoticeRow> = on!(conn, c => sqlx::query_as(SQL)
        .bind(account.0)
        .bind(filter.before.unwrap_or(i64::MAX))
        .bind(filter.topic.map(kinds).unwrap_or_default())
        .bind(i64::from(filter.unread))
        .bind(filter.limit)
        .fetch_all(c)
        .await)?;
    rows.into_iter().map(Notice::try_from).collect()
}

/// The kinds of a topic, separated by commas.
fn kinds(topic: Topic) -> String {
    let kinds = NoticeKind::ALL.iter().filter(|kind| kind.topic() == topic);
    kinds.fold(",".to_owned(), |all, kind| all + kind.as_str() + ",")
}

/// One notice of an account.
pub async fn find(conn: &mut Conn, account: AccountId, id: i64) -> StorageResult<Option<Notice>> {
    const SQL: &str = select_notice!(
        "
        where n.account_id = $1
        and n.id = $2"
    );
    let row: Option<NoticeRow> = on!(conn, c => sqlx::query_as(SQL).bind(account.0).bind(id).fetch_optional(c).await)?;
    row.map(Notice::try_from).transpose()
}
