-- How an appointment was cancelled (who, how long before the start, why) is kept with it, in the words of `domain::cancellation`:
-- figures and lists read it from an index, and need neither its history nor who was whose proxy.
alter table appointment add column cancelled_how text;
drop index appointment_cancelled;
drop index appointment_event_cancelled;
update appointment as a
set cancelled_how = (
    select
        case
            when e.actor_id is null then 'nobody'
            when e.actor_id = a.practitioner_id and e.from_status = 'pending' then 'declined'
            when e.actor_id = a.practitioner_id then 'practitioner'
            when e.actor_id = a.patient_id or exists (
                select 1
                from proxy p
                where p.patient_id = a.patient_id
                and p.account_id = e.actor_id
            ) then 'patient'
            else 'clinic'
        end
        || '.' ||
        case
            when a.starts_at - e.at < 86400 then 'day'
            when a.starts_at - e.at < 172800 then 'two-days'
            when a.starts_at - e.at < 604800 then 'week'
            else 'longer'
        end
        || '.' ||
        case
            when e.actor_id is null then 'unanswered'
            when e.reason = '' then 'unsaid'
            when e.reason like chr(31) || 'closed' || chr(31) || '%' then 'closed'
            when e.reason in (chr(31) || 'time_gone', 'This time is no longer available') then 'time-gone'
            when e.reason = chr(31) || 'handed_over' then 'handed-over'
            when e.reason in (chr(31) || 'earlier_time', 'an earlier time from the waiting list') then 'earlier-time'
            when e.reason in (chr(31) || 'account_closed', 'I''ve closed my account') then 'account-closed'
            else 'written'
        end
    from appointment_event e
    where e.appointment_id = a.id
    and e.to_status = 'cancelled'
    order by e.id desc
    limit 1
)
where a.status = 'cancelled';
create index appointment_cancelled on appointment
    (status, starts_at, id, cancelled_how, practitioner_id, patient_id, centre_id, service_id)
where status = 'cancelled';

-- The time that groups take is counted from few rows.
create index appointment_grouped on appointment
    (starts_at, session_id, ends_at, practitioner_id, centre_id, service_id, status, overbooked)
where session_id is not null;
