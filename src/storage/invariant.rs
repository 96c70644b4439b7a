//! The calendar's invariants, as queries: each row that they return is a violation.

use super::{
    db::{Conn, on},
    error::StorageResult,
};

/// An invariant: its name, and a query for the keys of rows that violate it. `$1` is the current instant in UTC seconds.
type Invariant = (&'static str, &'static str);

const INVARIANTS: [Invariant; 21] = [
    (
        "an appointment that holds its time has every cell of its patient",
        "select a.id from appointment a
        where a.status in ('pending', 'booked', 'arrived', 'checked-in')
        and (select count(*) from claim c where c.appointment_id = a.id and c.resource_id = a.patient_id)
            <> (a.ends_at - 1) / 300 - a.starts_at / 300 + 1",
    ),
    (
        "an appointment that holds its time has every cell of its practitioner, or a seat",
        "select a.id from appointment a
        where a.status in ('pending', 'booked', 'arrived', 'checked-in')
        and a.session_id is null
        and (
            select count(*) from claim c
            where c.appointment_id = a.id
            and c.resource_id = a.practitioner_id
            and c.cell between a.starts_at / 300 and (a.ends_at - 1) / 300
        ) <> (a.ends_at - 1) / 300 - a.starts_at / 300 + 1",
    ),
    (
        "a member of a group takes one time, and no hold more or less than it says",
        "select a.id from appointment a
        where a.session_id is not null and a.slots <> 1
        union all
        select h.id from hold h
        where (h.ends_at - h.starts_at) % h.slots <> 0",
    ),
    (
        "a cancelled appointment holds nothing",
        "select a.id from appointment a
        join claim c on c.appointment_id = a.id
        where a.status in ('cancelled', 'entered-in-error')",
    ),
    (
        "no one has two appointments at once except by a deliberate double-booking",
        "select x.id from appointment x
        join appointment y on y.practitioner_id = x.practitioner_id and y.id > x.id
            and y.starts_at < x.ends_at and x.starts_at < y.ends_at
        where x.status in ('pending', 'booked', 'arrived', 'checked-in')
        and y.status in ('pending', 'booked', 'arrived', 'checked-in')
        and not x.overbooked and not y.overbooked
        and (x.session_id is null or y.session_id is null or x.session_id <> y.session_id)",
    ),
    (
        "no patient is in two places at once",
        "select x.id from appointment x
        join appointment y on y.patient_id = x.patient_id and y.id > x.id
            and y.starts_at < x.ends_at and x.starts_at < y.ends_at
        where x.status in ('pending', 'booked', 'arrived', 'checked-in')
        and y.status in ('pending', 'booked', 'arrived', 'checked-in')",
    ),
    (
        "only a double-booking is in another lane than the first",
        "select c.cell from claim c
        join appointment a on a.id = c.appointment_id
        where c.lane > 0 and not a.overbooked",
    ),
    (
        "a group has as many seats taken as members and open offers, and no more than it has seats",
        "select g.id from group_session g
        join healthcare_service s on s.id = g.service_id
        where g.seats_taken <> (
            select count(*) from appointment a
            where a.session_id = g.id and a.status not in ('cancelled', 'entered-in-error')
        ) + (select count(*) from waitlist_offer o where o.session_id = g.id and o.status = 'open')
        or g.seats_taken > s.capacity",
    ),
    (
        "a group with members has its practitioner's time, one without has nothing",
        "select g.id from group_session g
        where (g.seats_taken > 0) <> exists (select 1 from claim c where c.session_id = g.id)",
    ),
    (
        "a member of a group has the group's time, practitioner and centre",
        "select a.id from appointment a
        join group_session g on g.id = a.session_id
        where g.starts_at <> a.starts_at or g.practitioner_id <> a.practitioner_id or g.centre_id <> a.centre_id",
    ),
    (
        "a cancelled appointment has no seat and no room",
        "select a.id from appointment a
        where a.status in ('cancelled', 'entered-in-error')
        and (a.session_id is not null or a.room_id is not null)",
    ),
    (
        "an open offer holds its time, and no two offer the same one",
        "select o.id from waitlist_offer o
        where o.status = 'open' and o.expires_at > $1 and o.session_id is null
        and (
            not exists (select 1 from claim c where c.hold_id = o.hold_id and c.resource_id = o.practitioner_id)
            or exists (
                select 1 from waitlist_offer other
                where other.id > o.id and other.status = 'open' and other.expires_at > $1
                and other.session_id is null
                and other.practitioner_id = o.practitioner_id
                and other.starts_at < o.ends_at and o.starts_at < other.ends_at
            )
        )",
    ),
    (
        "an offer that has ended holds nothing",
        "select o.id from waitlist_offer o
        join hold h on h.id = o.hold_id
        where o.status <> 'open'",
    ),
    (
        "the history of an appointment ends with its status",
        "select a.id from appointment a
        where a.status <> coalesce((
            select e.to_status from appointment_event e
            where e.appointment_id = a.id
            order by e.id desc
            limit 1
        ), '')",
    ),
    (
        "a series has appointments",
        "select s.id from appointment_series s
        where not exists (select 1 from appointment a where a.series_id = s.id)",
    ),
    (
        "every step of a history begins where the previous one ended",
        "select e.id from appointment_event e
        where coalesce(e.from_status, '') <> coalesce((
            select p.to_status from appointment_event p
            where p.appointment_id = e.appointment_id and p.id < e.id
            order by p.id desc
            limit 1
        ), '')",
    ),
    (
        "a referral has been used as often as appointments were booked with it",
        "select r.entry_id from referral r
        where r.visits_used <> (select count(*) from referral_use u where u.referral_id = r.entry_id)",
    ),
    (
        "a cancelled appointment uses no referral",
        "select u.appointment_id from referral_use u
        join appointment a on a.id = u.appointment_id
        where a.status in ('cancelled', 'entered-in-error')",
    ),
    (
        "a referral is used only by its own patient",
        "select u.appointment_id from referral_use u
        join appointment a on a.id = u.appointment_id
        join referral r on r.entry_id = u.referral_id
        where a.patient_id <> r.patient_id",
    ),
    (
        "a total is the count and the sum of its ratings",
        "select coalesce(t.practitioner_id, t.centre_id) from rating_total t
        where t.ratings <> (
            select count(*) from rating r where r.practitioner_id = t.practitioner_id or r.centre_id = t.centre_id
        )
        or t.stars <> (
            select coalesce(sum(r.stars), 0) from rating r
            where r.practitioner_id = t.practitioner_id or r.centre_id = t.centre_id
        )",
    ),
    (
        "everything that is rated has a total",
        "select r.id from rating r
        where not exists (
            select 1 from rating_total t where t.practitioner_id = r.practitioner_id or t.centre_id = r.centre_id
        )",
    ),
];

/// What each of them is called.
pub fn names() -> impl Iterator<Item = &'static str> {
    INVARIANTS.into_iter().map(|(name, _)| name)
}

/// The invariants violated at `now` (UTC seconds), each with the first violating key.
pub async fn broken(conn: &mut Conn, now: i64) -> StorageResult<Vec<(&'static str, i64)>> {
    let mut found = Vec::new();
    for (name, query) in INVARIANTS {
        // Queries that depend on the time take it as $1; the others have no parameter to bind.
        let timed = query.contains("$1");
        let key: Option<i64> = on!(&mut *conn, c => {
            let query = sqlx::query_scalar(query);
            if timed { query.bind(now).fetch_optional(c).await } else { query.fetch_optional(c).await }
        })?;
        found.extend(key.map(|key| (name, key)));
    }
    Ok(found)
}
