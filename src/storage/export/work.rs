//! The data held about someone because they work here: their profile, places and hours of work, bookings and actions. Nothing in it
//! names a patient.

use std::collections::BTreeMap;

use jiff::Timestamp;
use sqlx::FromRow;

use crate::{
    domain::ids::AccountId,
    storage::{
        db::{Conn, on},
        error::StorageResult,
        second::Second,
    },
};

/// A practitioner's own and the clinic's details about them.
#[derive(Clone, Debug, FromRow)]
pub struct Profile {
    /// Profession.
    pub profession: String,
    /// Provider number.
    pub provider_number: Option<String>,
    /// Qualifications.
    pub qualifications: String,
    /// Biography.
    pub bio: String,
    /// Years of experience.
    pub experience_years: i64,
    /// Languages.
    pub languages: String,
    /// Gender.
    pub gender: Option<String>,
    /// Fee, in hundredths.
    pub fee_cents: Option<i64>,
    /// Its currency.
    pub currency: String,
    /// Whether they take new bookings.
    pub accepting_bookings: bool,
}

/// Hours at a centre, weekly or on one date.
#[derive(Clone, Debug, FromRow)]
pub struct Hours {
    /// The name of the centre.
    pub centre: String,
    /// The weekday, with Monday as 1; `None` for a date.
    pub weekday: Option<i64>,
    /// The date, or the first day on which weekly hours apply.
    pub since: Option<String>,
    /// The last day on which weekly hours apply.
    pub until: Option<String>,
    /// The minute of the day at which they start.
    pub starts_minute: i64,
    /// Until this one.
    pub ends_minute: i64,
}

/// Time off.
#[derive(Clone, Debug, FromRow)]
pub struct Closure {
    /// The start, in the centre's local time.
    pub starts: String,
    /// When it ends.
    pub ends: String,
    /// The closure's name; may be empty.
    pub name: String,
}

/// An appointment, without its patient.
#[derive(Clone, Debug, FromRow)]
pub struct Worked {
    /// The primary key of the row.
    pub id: i64,
    /// From when.
    #[sqlx(try_from = "Second")]
    pub starts_at: Timestamp,
    /// When it ends.
    #[sqlx(try_from = "Second")]
    pub ends_at: Timestamp,
    /// The name of the centre.
    pub centre: String,
    /// The kind of visit; `None` for the standard one.
    pub service: Option<String>,
    /// Its status.
    pub status: String,
}

/// A review of them, as everyone sees it.
#[derive(Clone, Debug, FromRow)]
pub struct Received {
    /// 1 to 5.
    pub stars: i64,
    /// What was written.
    pub review: String,
    /// The answer; may be empty.
    pub answer: String,
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
}

/// An action of theirs, as the audit records it.
#[derive(Clone, Debug, FromRow)]
pub struct Done {
    /// When this happened.
    #[sqlx(try_from = "Second")]
    pub at: Timestamp,
    /// The stored word of the deed.
    pub action: String,
    /// The kind of thing it was done to.
    pub entity: String,
    /// How it ended.
    pub outcome: String,
    /// How often.
    pub times: i64,
}

/// All of that.
#[derive(Clone, Debug)]
pub struct Work {
    /// A practitioner's profile.
    pub profile: Option<Profile>,
    /// Their biographies in further languages, by the languages' tags.
    pub biographies: BTreeMap<String, String>,
    /// Their areas of expertise.
    pub expertise: Vec<String>,
    /// The centres at which they see patients.
    pub centres: Vec<String>,
    /// The centres at whose desks they work.
    pub desks: Vec<String>,
    /// Hours.
    pub hours: Vec<Hours>,
    /// Time off.
    pub closures: Vec<Closure>,
    /// Appointments, the latest first.
    pub appointments: Vec<Worked>,
    /// Reviews that are not hidden.
    pub reviews: Vec<Received>,
    /// Their quick replies and away notice.
    pub replies: Vec<String>,
    /// Their actions, latest first.
    pub done: Vec<Done>,
}

/// Reads it, with at most `most` of their actions.
pub async fn work(conn: &mut Conn, account: AccountId, most: i64) -> StorageResult<Work> {
    const PROFILE: &str = "
        select profession, provider_number, qualifications, bio, experience_years, languages, gender, fee_cents, currency,
            accepting_bookings
        from practitioner
        where id = $1";
    const EXPERTISE: &str = "
        select expertise
        from practitioner_expertise
        where practitioner_id = $1
        order by expertise";
    const BIOGRAPHIES: &str = "
        select language, bio
        from practitioner_text
        where practitioner_id = $1";
    const CENTRES: &str = "
        select c.name
        from affiliation f
        join centre c on c.id = f.centre_id
        where f.practitioner_id = $1
        order by c.name";
    const DESKS: &str = "
        select c.name
        from receptionist_centre r
        join centre c on c.id = r.centre_id
        where r.account_id = $1
        order by c.name";
    const HOURS: &str = "
        select c.name as centre, w.weekday, w.valid_from as since, w.valid_until as until, w.starts_minute, w.ends_minute
        from affiliation f
        join centre c on c.id = f.centre_id
        join weekly_hours w on w.affiliation_id = f.id
        where f.practitioner_id = $1
        union all
        select c.name, null, d.date, null, d.starts_minute, d.ends_minute
        from affiliation f
        join centre c on c.id = f.centre_id
        join dated_hours d on d.affiliation_id = f.id
        where f.practitioner_id = $1
        order by 1, 2, 3, 5";
    const CLOSURES: &str = "
        select starts, ends, name
        from closure
        where practitioner_id = $1
        order by starts, id";
    const APPOINTMENTS: &str = "
        select a.id, a.starts_at, a.ends_at, c.name as centre, s.name as service, a.status
        from appointment a
        join centre c on c.id = a.centre_id
        left join healthcare_service s on s.id = a.service_id
        where a.practitioner_id = $1
        order by a.starts_at desc, a.id desc";
    const REVIEWS: &str = "
        select stars, review, answer, rated_at as at
        from rating
        where practitioner_id = $1
        and hidden_at is null
        order by id";
    const REPLIES: &str = "
        select body
        from quick_reply
        where practitioner_id = $1
        union all
        select body
        from away_message
        where practitioner_id = $1";
    const DONE: &str = "
        select at, action, entity, outcome, times
        from audit_event
        where actor_id = $1
        order by at desc, seq desc
        limit $2";
    let id = account.0;
    let biographies: Vec<(String, String)> =
        on!(&mut *conn, c => sqlx::query_as(BIOGRAPHIES).bind(id).fetch_all(c).await)?;
    Ok(Work {
        biographies: biographies.into_iter().collect(),
        profile: on!(&mut *conn, c => sqlx::query_as(PROFILE).bind(id).fetch_optional(c).await)?,
        expertise: on!(&mut *conn, c => sqlx::query_scalar(EXPERTISE).bind(id).fetch_all(c).await)?,
        centres: on!(&mut *conn, c => sqlx::query_scalar(CENTRES).bind(id).fetch_all(c).await)?,
        desks: on!(&mut *conn, c => sqlx::query_scalar(DESKS).bind(id).fetch_all(c).await)?,
        hours: on!(&mut *conn, c => sqlx::query_as(HOURS).bind(id).fetch_all(c).await)?,
        closures: on!(&mut *conn, c => sqlx::query_as(CLOSURES).bind(id).fetch_all(c).await)?,
        appointments: on!(&mut *conn, c => sqlx::query_as(APPOINTMENTS).bind(id).fetch_all(c).await)?,
        reviews: on!(&mut *conn, c => sqlx::query_as(REVIEWS).bind(id).fetch_all(c).await)?,
        replies: on!(&mut *conn, c => sqlx::query_scalar(REPLIES).bind(id).fetch_all(c).await)?,
        done: on!(conn, c => sqlx::query_as(DONE).bind(id).bind(most).fetch_all(c).await)?,
    })
}
