//! Requests on the waiting list.

use jiff::{Timestamp, civil::Date};

use crate::domain::{
    ids::{AppointmentId, CentreId, PatientId, PractitionerId, ServiceId, WaitlistEntryId},
    time::WallMinute,
    topic::Topic,
    waitlist::{EntryStatus, Times, Urgency, Weekdays, Whom, Wish},
};
use crate::storage::{
    db::{Conn, Tx, on},
    error::{StorageError, StorageResult},
    hold::Freed,
    second::Second,
};

/// A request, and its patient.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The primary key in `waitlist_entry`.
    pub id: WaitlistEntryId,
    /// Who is waiting.
    pub patient: PatientId,
    /// The patient's full name.
    pub patient_name: String,
    /// What for.
    pub wish: Wish,
    /// The appointment to be brought forward, if any.
    pub instead_of: Option<AppointmentId>,
    /// The zone of that appointment's centre.
    pub before_zone: Option<String>,
    /// How urgent it is.
    pub urgency: Urgency,
    /// Its status.
    pub status: EntryStatus,
    /// When the wait began.
    pub created_at: Timestamp,
    /// The state that it was last matched against.
    pub matched: Matched,
}

/// The directory version and the time at which a request was last matched against what can be booked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Matched {
    /// The directory's version.
    pub version: i64,
    /// UTC seconds.
    pub at: i64,
}

#[derive(sqlx::FromRow)]
struct EntryRow {
    id: i64,
    patient_id: i64,
    patient_name: String,
    practitioner_id: Option<i64>,
    profession: Option<String>,
    centre_id: Option<i64>,
    service_id: Option<i64>,
    appointment_id: Option<i64>,
    weekdays: i64,
    from_minute: i64,
    until_minute: i64,
    latest_on: Option<String>,
    urgency: i64,
    status: String,
    #[sqlx(try_from = "Second")]
    created_at: Timestamp,
    before: Option<i64>,
    before_zone: Option<String>,
    matched_version: i64,
    matched_at: i64,
}

impl TryFrom<EntryRow> for Entry {
    type Error = StorageError;

    fn try_from(row: EntryRow) -> StorageResult<Self> {
        let bad = |column| StorageError::Inconsistent { table: "waitlist_entry", column, id: row.id };
        let whom = match (row.practitioner_id, row.profession) {
            (Some(id), _) => Whom::Practitioner(PractitionerId(id)),
            (None, Some(name)) => Whom::Profession(name),
            (None, None) => return Err(bad("profession")),
        };
        let latest_on: Option<Result<Date, _>> = row.latest_on.as_deref().map(str::parse);
        let before = row.before.map(Timestamp::from_second);
        Ok(Self {
            id: WaitlistEntryId(row.id),
            patient: PatientId(row.patient_id),
            patient_name: row.patient_name,
            wish: Wish {
                whom,
                centre: row.centre_id.map(CentreId),
                service: row.service_id.map(ServiceId),
                times: Times {
                    weekdays: Weekdays::from_bits(row.weekdays).ok_or_else(|| bad("weekdays"))?,
                    from: WallMinute::new(row.from_minute).map_err(|_| bad("from_minute"))?,
                    until: WallMinute::new(row.until_minute).map_err(|_| bad("until_minute"))?,
                    latest_on: latest_on.transpose().map_err(|_| bad("latest_on"))?,
                },
                before: before.transpose().map_err(|_| bad("appointment_id"))?,
            },
            instead_of: row.appointment_id.map(AppointmentId),
            before_zone: row.before_zone,
            urgency: Urgency::from_number(row.urgency).ok_or_else(|| bad("urgency"))?,
            status: row.status.parse().map_err(|()| bad("status"))?,
            created_at: row.created_at,
            matched: Matched { version: row.matched_version, at: row.matched_at },
        })
    }
}

/// The columns and joins of an [`Entry`], before the query's condition.
macro_rules! select_entry {
    ($rest:literal) => {
        concat!(
            "
        select e.id, e.patient_id, p.full_name as patient_name, e.practitioner_id, e.profession, e.centre_id,
            e.service_id, e.appointment_id, e.weekdays, e.from_minute, e.until_minute, e.latest_on, e.urgency,
            e.status, e.created_at, a.starts_at as before, c.time_zone as before_zone, e.matched_version, e.matched_at
        from waitlist_entry e
        join account p on p.id = e.patient_id
        left join appointment a on a.id = e.appointment_id
        left join centre c on c.id = a.centre_id",
            $rest
        )
    };
}

pub mod list;
pub mod unmatched;

fn convert(rows: Vec<EntryRow>) -> StorageResult<Vec<Entry>> {
    rows.into_iter().map(Entry::try_from).collect()
}

/// A new request.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Who is waiting.
    pub patient: PatientId,
    /// What the patient wants; `before` is taken from the appointment.
    pub wish: Wish,
    /// The appointment to be brought forward, if any.
    pub instead_of: Option<AppointmentId>,
    /// UTC seconds.
    pub created_at: i64,
    /// The directory version at which the patient chose to wait.
    pub version: i64,
}

/// Stores a request.
pub async fn insert(tx: &mut Tx, new: &NewEntry) -> StorageResult<WaitlistEntryId> {
    const SQL: &str = "
        insert into waitlist_entry
            (patient_id, practitioner_id, profession, centre_id, service_id, appointment_id, weekdays, from_minute,
            until_minute, latest_on, created_at, matched_at, matched_version)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
        returning id";
    let NewEntry { patient, wish, instead_of, created_at, version } = new;
    let (practitioner, profession) = match &wish.whom {
        Whom::Practitioner(id) => (Some(id.0), None),
        Whom::Profession(name) => (None, Some(name.clone())),
    };
    let times = &wish.times;
    let id: i64 = on!(&mut **tx, c => sqlx::query_scalar(SQL)
        .bind(patient.0)
        .bind(practitioner)
        .bind(profession)
        .bind(wish.centre.map(|id| id.0))
        .bind(wish.service.map(|id| id.0))
        .bind(instead_of.map(|id| id.0))
        .bind(times.weekdays.bits())
        .bind(i64::from(times.from.minutes()))
        .bind(i64::from(times.until.minutes()))
        .bind(times.latest_on.map(|date| date.to_string()))
        .bind(*created_at)
        .bind(*version)
        .fetch_one(c)
        .await)?;
    tx.changed(Topic::Waitlist);
    Ok(WaitlistEntryId(id))
}

/// A request, looked up through its patient: to anyone else it does not exist.
pub async fn find_of_patient(conn: &mut Conn, id: WaitlistEntryId, patient: PatientId) -> StorageResult<Option<Entry>> {
    const SQL: &str = select_entry!(
        "
        where e.id = $1
        and e.patient_id = $2"
    );
    let row: Option<EntryRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).bind(patient.0).fetch_optional(c).await)?;
    row.map(Entry::try_from).transpose()
}

/// A request, with no restriction on the reader: for use cases that have already consulted the policy.
pub async fn find(conn: &mut Conn, id: WaitlistEntryId) -> StorageResult<Option<Entry>> {
    const SQL: &str = select_entry!(
        "
        where e.id = $1"
    );
    let row: Option<EntryRow> = on!(conn, c => sqlx::query_as(SQL).bind(id.0).fetch_optional(c).await)?;
    row.map(Entry::try_from).transpose()
}

/// A patient's requests: those still waiting, then the latest others.
pub async fn of_patient(conn: &mut Conn, patient: PatientId) -> StorageResult<Vec<Entry>> {
    const SQL: &str = select_entry!(
        "
        where e.patient_id = $1
        order by case when e.status = 'waiting' then 0 else 1 end, e.id desc
        limit 30"
    );
    convert(on!(conn, c => sqlx::query_as(SQL).bind(patient.0).fetch_all(c).await)?)
}

/// How many requests of a patient are still waiting.
pub async fn count_waiting(conn: &mut Conn, patient: PatientId) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from waitlist_entry
        where patient_id = $1
        and status = 'waiting'";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(patient.0).fetch_one(c).await)?)
}

/// The waiting requests that a freed time could match, judging by practitioner and place. Those with an open offer, or that were
/// ever offered any part of this time, are left out.
pub async fn candidates(conn: &mut Conn, freed: &Freed, profession: &str) -> StorageResult<Vec<Entry>> {
    const SQL: &str = select_entry!(
        "
        where e.status = 'waiting'
        and (e.practitioner_id = $1 or (e.practitioner_id is null and e.profession = $2))
        and (e.centre_id is null or e.centre_id = $3)
        and p.status = 'active'
        and not exists (select 1 from waitlist_offer o where o.entry_id = e.id and o.status = 'open')
        and not exists (
            select 1
            from waitlist_offer o
            join waitlist_entry asked on asked.id = o.entry_id
            where asked.patient_id = e.patient_id
            and o.practitioner_id = $1
            and o.starts_at < $5
            and o.ends_at > $4
        )"
    );
    convert(on!(conn, c => sqlx::query_as(SQL)
        .bind(freed.practitioner.0)
        .bind(profession.to_owned())
        .bind(freed.centre.0)
        .bind(freed.slot.starts_at.as_second())
        .bind(freed.slot.ends_at.as_second())
        .fetch_all(c)
        .await)?)
}

/// The waiting requests that a practitioner could meet, most urgent first.
pub async fn concerning(
    conn: &mut Conn,
    practitioner: PractitionerId,
    profession: &str,
    limit: i64,
) -> StorageResult<Vec<Entry>> {
    const SQL: &str = select_entry!(
        "
        where e.status = 'waiting'
        and (e.practitioner_id = $1 or (e.practitioner_id is null and e.profession = $2))
        and (e.centre_id is null or exists (
            select 1 from affiliation f where f.practitioner_id = $1 and f.centre_id = e.centre_id
        ))
        order by e.urgency desc, e.created_at, e.id
        limit $3"
    );
    convert(on!(conn, c => sqlx::query_as(SQL)
        .bind(practitioner.0)
        .bind(profession.to_owned())
        .bind(limit)
        .fetch_all(c)
        .await)?)
}

/// How many of these there are.
pub async fn count_concerning(conn: &mut Conn, practitioner: PractitionerId, profession: &str) -> StorageResult<i64> {
    const SQL: &str = "
        select count(*)
        from waitlist_entry e
        where e.status = 'waiting'
        and (e.practitioner_id = $1 or (e.practitioner_id is null and e.profession = $2))
        and (e.centre_id is null or exists (
            select 1 from affiliation f where f.practitioner_id = $1 and f.centre_id = e.centre_id
        ))";
    Ok(on!(conn, c => sqlx::query_scalar(SQL).bind(practitioner.0).bind(profession.to_owned()).fetch_one(c).await)?)
}

/// Whether a request is still waiting; if so, it stays that way until the transaction ends.
pub async fn is_waiting(tx: &mut Tx, id: WaitlistEntryId) -> StorageResult<bool> {
    set_status(tx, id, EntryStatus::Waiting).await
}

/// Moves a waiting request to another status; false if it is no longer waiting.
pub async fn set_status(tx: &mut Tx, id: WaitlistEntryId, to: EntryStatus) -> StorageResult<bool> {
    const SQL: &str = "
        update waitlist_entry
        set status = $2
        where id = $1
        and status = 'waiting'";
    let moved = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(to.as_str())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    if to != EntryStatus::Waiting {
        tx.changed(Topic::Waitlist);
    }
    Ok(moved == 1)
}

/// Sets how urgent a request is; false if it is no longer waiting.
pub async fn set_urgency(tx: &mut Tx, id: WaitlistEntryId, urgency: Urgency) -> StorageResult<bool> {
    const SQL: &str = "
        update waitlist_entry
        set urgency = $2
        where id = $1
        and status = 'waiting'";
    let changed = on!(&mut **tx, c => sqlx::query(SQL)
        .bind(id.0)
        .bind(urgency.number())
        .execute(c)
        .await
        .map(|done| done.rows_affected()))?;
    tx.changed(Topic::Waitlist);
    Ok(changed == 1)
}

/// Waiting requests that can no longer be met and have no open offer: their last date is before `date`, or the appointment to be
/// brought forward has begun by `now` (UTC seconds) or is no longer booked.
pub async fn lapsed(conn: &mut Conn, date: Date, now: i64) -> StorageResult<Vec<WaitlistEntryId>> {
    const SQL: &str = "
        select e.id
        from waitlist_entry e
        left join appointment a on a.id = e.appointment_id
        where e.status = 'waiting'
        and (e.latest_on < $1 or a.starts_at <= $2 or a.status not in ('pending', 'booked'))
        and not exists (select 1 from waitlist_offer o where o.entry_id = e.id and o.status = 'open')
        limit 1000";
    let ids: Vec<i64> = on!(conn, c => sqlx::query_scalar(SQL).bind(date.to_string()).bind(now).fetch_all(c).await)?;
    Ok(ids.into_iter().map(WaitlistEntryId).collect())
}
