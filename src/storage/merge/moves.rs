//! What moves and what ends. In each statement, `$1` is the account that goes and `$2` the one that stays.

use crate::{
    domain::ids::AccountId,
    storage::{
        db::{Tx, on},
        error::StorageResult,
    },
};

/// Everything that moves, in this order.
const MOVES: &[&str] = &[
    "update application set applicant_id = $2 where applicant_id = $1",
    // Appointments, with the patient's time in the calendar. If two past ones overlapped, neither needs its claims.
    "
        delete from claim
        where resource_id in ($1, $2)
        and appointment_id in (
            select id
            from appointment
            where patient_id in ($1, $2)
            and status not in ('pending', 'booked', 'arrived', 'checked-in')
        )
        and exists (
            select 1
            from claim other
            where other.cell = claim.cell
            and other.resource_id in ($1, $2)
            and other.resource_id <> claim.resource_id
        )",
    "update claim set resource_id = $2 where resource_id = $1",
    // The calendar apps of the person who stays hear of them. Upcoming ones get new numbers for that: the old ones may be used up.
    "
        insert into appointment_event (appointment_id, from_status, to_status, actor_id, reason, at)
        select a.id, a.status, a.status, m.by_id, '', m.at
        from appointment a
        join account_merge m on m.from_id = a.patient_id and m.into_id = $2
        where a.patient_id = $1
        and a.status in ('pending', 'booked')",
    "
        insert into calendar_change (account_id, appointment_id, seq)
        select m.into_id, a.id, max(e.id)
        from appointment a
        join account_merge m on m.from_id = a.patient_id and m.into_id = $2
        join appointment_event e on e.appointment_id = a.id
        where a.patient_id = $1
        group by m.into_id, a.id
        on conflict (account_id, appointment_id) do update
        set seq = excluded.seq",
    "update appointment set patient_id = $2 where patient_id = $1",
    "
        insert into reminder (patient_id, day, days_before, given_at)
        select cast($2 as bigint), day, days_before, given_at
        from reminder
        where patient_id = $1
        on conflict do nothing",
    // Two identical requests become one.
    "
        update waitlist_entry
        set status = 'withdrawn'
        where patient_id = $1
        and status = 'waiting'
        and exists (
            select 1
            from waitlist_entry same
            where same.patient_id = $2
            and same.status = 'waiting'
            and coalesce(same.practitioner_id, 0) = coalesce(waitlist_entry.practitioner_id, 0)
            and coalesce(same.profession, '') = coalesce(waitlist_entry.profession, '')
            and coalesce(same.centre_id, 0) = coalesce(waitlist_entry.centre_id, 0)
            and coalesce(same.service_id, 0) = coalesce(waitlist_entry.service_id, 0)
        )",
    "update waitlist_entry set patient_id = $2 where patient_id = $1",
    // The record.
    "
        update entry
        set patient_id = $2, author_id = case when author_id = $1 then $2 else author_id end
        where patient_id = $1",
    "update statement set patient_id = $2 where patient_id = $1",
    "update imported_line set patient_id = $2 where patient_id = $1",
    "update external_identifier set patient_id = $2 where patient_id = $1",
    "update referral set patient_id = $2 where patient_id = $1",
    "update emergency_access set patient_id = $2 where patient_id = $1",
    // Who may read the record. The same practitioner or relative twice becomes one.
    "
        update care_relationship
        set ended_at = since
        where patient_id = $1
        and ended_at is null
        and exists (
            select 1
            from care_relationship same
            where same.patient_id = $2
            and same.practitioner_id = care_relationship.practitioner_id
            and same.kind = care_relationship.kind
            and same.ended_at is null
        )",
    "update care_relationship set patient_id = $2 where patient_id = $1",
    "
        insert into record_block (patient_id, practitioner_id, created_at)
        select cast($2 as bigint), practitioner_id, created_at
        from record_block
        where patient_id = $1
        on conflict do nothing",
    // No one is their own relative.
    "
        delete from proxy
        where (patient_id = $1 and account_id = $2)
        or (patient_id = $2 and account_id = $1)",
    "
        update proxy
        set ended_at = since
        where $1 in (patient_id, account_id)
        and ended_at is null
        and exists (
            select 1
            from proxy same
            where same.id <> proxy.id
            and same.ended_at is null
            and same.patient_id = case when proxy.patient_id = $1 then $2 else proxy.patient_id end
            and same.account_id = case when proxy.account_id = $1 then $2 else proxy.account_id end
        )",
    "update proxy set patient_id = $2 where patient_id = $1",
    "update proxy set account_id = $2 where account_id = $1",
    "update proxy_invitation set patient_id = $2 where patient_id = $1",
    // Reviews: if both reviewed the same practitioner or centre, the later one is kept.
    "
        delete from rating
        where patient_id in ($1, $2)
        and exists (
            select 1
            from rating later
            where later.patient_id in ($1, $2)
            and later.patient_id <> rating.patient_id
            and coalesce(later.practitioner_id, 0) = coalesce(rating.practitioner_id, 0)
            and coalesce(later.centre_id, 0) = coalesce(rating.centre_id, 0)
            and (later.rated_at, later.id) > (rating.rated_at, rating.id)
        )",
    "update rating set patient_id = $2 where patient_id = $1",
    // Messages: two threads with the same practitioner become one. The later of their last messages is its last.
    "
        update message
        set thread_id = (
                select coalesce(max(b.id), message.thread_id)
                from thread a
                join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
                where a.id = message.thread_id
            ),
            author_id = case when author_id = $1 then $2 else author_id end,
            intent = case when author_id = $1 then 'merged ' || cast(id as text) else intent end
        where thread_id in (
            select a.id
            from thread a
            where a.patient_id = $1
            and (
                exists (
                    select 1
                    from thread b
                    where b.patient_id = $2
                    and b.practitioner_id = a.practitioner_id
                )
                or message.author_id = $1
            )
        )",
    "
        update message
        set author_id = $2, intent = 'merged ' || cast(id as text)
        where author_id = $1",
    "
        update message_attachment
        set thread_id = (
                select coalesce(max(b.id), message_attachment.thread_id)
                from thread a
                join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
                where a.id = message_attachment.thread_id
            ),
            author_id = case when author_id = $1 then $2 else author_id end
        where thread_id in (
            select id
            from thread
            where patient_id = $1
        )",
    "
        update message_attachment
        set author_id = $2
        where author_id = $1",
    "
        update thread
        set last_id = (
            select max(twin.last_id)
            from thread twin
            where twin.practitioner_id = thread.practitioner_id
            and twin.patient_id in ($1, $2)
        )
        where patient_id = $2",
    // Each reader's position and draft move with the thread. Nothing unread becomes read. Two drafts by one person become one.
    "
        delete from message_read
        where thread_id in (
            select b.id
            from thread a
            join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
            where a.patient_id = $1
            and not exists (
                select 1
                from message_read r
                where r.thread_id = a.id
                and r.account_id = case when message_read.account_id = $2 then $1 else message_read.account_id end
            )
        )",
    "
        insert into message_read (thread_id, account_id, read_to, read_at)
        select coalesce(b.id, a.id), case when r.account_id = $1 then $2 else r.account_id end, r.read_to, r.read_at
        from message_read r
        join thread a on a.id = r.thread_id
        left join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
        where a.patient_id = $1
        on conflict (thread_id, account_id) do update
        set read_to = case
            when excluded.read_to < message_read.read_to then excluded.read_to
            else message_read.read_to
        end",
    "
        insert into message_draft (thread_id, account_id, body, updated_at)
        select coalesce(b.id, a.id), case when d.account_id = $1 then $2 else d.account_id end, d.body, d.updated_at
        from message_draft d
        join thread a on a.id = d.thread_id
        left join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
        where a.patient_id = $1
        and (b.id is not null or d.account_id = $1)
        on conflict (thread_id, account_id) do update
        set body = message_draft.body || '

' || excluded.body",
    // What was said to the person, and about them.
    "
        update notice
        set thread_id = (
            select b.id
            from thread a
            join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
            where a.id = notice.thread_id
        )
        where thread_id in (
            select a.id
            from thread a
            join thread b on b.practitioner_id = a.practitioner_id and b.patient_id = $2
            where a.patient_id = $1
        )",
    "update notice set account_id = $2 where account_id = $1",
    "update notice set patient_id = $2 where patient_id = $1",
    "update notice set person_id = $2 where person_id = $1",
    // Details missing in the one file are filled in from the other.
    "
        update patient
        set date_of_birth = coalesce(patient.date_of_birth, (select gone.date_of_birth from patient gone where gone.id = $1)),
            gender = coalesce(patient.gender, (select gone.gender from patient gone where gone.id = $1)),
            blood_group = coalesce(patient.blood_group, (select gone.blood_group from patient gone where gone.id = $1)),
            medicare = coalesce(patient.medicare, (select gone.medicare from patient gone where gone.id = $1)),
            address = case
                when patient.address <> '' then patient.address
                else (select gone.address from patient gone where gone.id = $1)
            end
        where id = $2",
    "
        update patient
        set emergency_name = (select gone.emergency_name from patient gone where gone.id = $1),
            emergency_phone = (select gone.emergency_phone from patient gone where gone.id = $1),
            emergency_relation = (select gone.emergency_relation from patient gone where gone.id = $1)
        where id = $2
        and emergency_name = ''
        and emergency_phone = ''",
    "
        update patient
        set insurer = (select gone.insurer from patient gone where gone.id = $1),
            insurance_number = (select gone.insurance_number from patient gone where gone.id = $1)
        where id = $2
        and insurer = ''
        and insurance_number = ''",
];

/// Deletes what remains after moving, and what belongs to signing in to the account that goes.
const ENDS: &[&str] = &[
    "delete from reminder where patient_id = $1",
    "delete from record_block where patient_id = $1",
    "
        delete from message_read
        where account_id = $1
        or thread_id in (
            select a.id
            from thread a
            join account_merge m on m.from_id = a.patient_id
            join thread b on b.patient_id = m.into_id and b.practitioner_id = a.practitioner_id
            where a.patient_id = $1
        )",
    "
        delete from message_draft
        where account_id = $1
        or thread_id in (
            select a.id
            from thread a
            join account_merge m on m.from_id = a.patient_id
            join thread b on b.patient_id = m.into_id and b.practitioner_id = a.practitioner_id
            where a.patient_id = $1
        )",
    "
        delete from thread
        where patient_id = $1
        and exists (
            select 1
            from account_merge m
            join thread b on b.patient_id = m.into_id
            where m.from_id = thread.patient_id
            and b.practitioner_id = thread.practitioner_id
        )",
    "
        update thread
        set patient_id = (
            select into_id
            from account_merge
            where from_id = thread.patient_id
        )
        where patient_id = $1",
    "delete from app_request where account_id = $1",
    "
        delete from refresh_token
        where family_id in (
            select f.id
            from api_family f
            join app_grant g on g.id = f.app_grant_id
            where g.patient_id = $1
        )",
    "
        delete from api_family
        where app_grant_id in (
            select id
            from app_grant
            where patient_id = $1
        )",
    "delete from app_grant where patient_id = $1",
    "delete from delivery where account_id = $1 and status = 'queued'",
    "delete from mail_link where account_id = $1",
    "delete from email_change where account_id = $1",
    "delete from email_verification where account_id = $1",
    "delete from calendar_feed where account_id = $1",
    "delete from reset_request where account_id = $1",
    "delete from reset_code where account_id = $1",
    "delete from factor_request where account_id = $1",
    "delete from recovery_code where account_id = $1",
    "delete from second_factor where account_id = $1",
    "delete from known_device where account_id = $1",
    "delete from data_export where account_id = $1",
    "delete from bulk_export where account_id = $1",
    "delete from calendar_change where account_id = $1",
    "delete from list_view where account_id = $1",
    "delete from passkey where account_id = $1",
    "delete from personal_token where account_id = $1",
    "delete from push_subscription where account_id = $1",
    "delete from session where account_id = $1",
];

/// Moves everything from one account to the other. The merge must have been recorded.
pub async fn move_all(tx: &mut Tx, from: AccountId, into: AccountId) -> StorageResult<()> {
    for sql in MOVES.iter().copied() {
        on!(&mut **tx, c => sqlx::query(sql).bind(from.0).bind(into.0).execute(c).await.map(drop))?;
    }
    Ok(())
}

/// Ends what belongs to signing in to the account that goes, and what remains after moving.
pub async fn end_sign_in(tx: &mut Tx, from: AccountId) -> StorageResult<()> {
    for sql in ENDS.iter().copied() {
        on!(&mut **tx, c => sqlx::query(sql).bind(from.0).execute(c).await.map(drop))?;
    }
    Ok(())
}
