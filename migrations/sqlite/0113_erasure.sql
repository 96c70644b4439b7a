-- Legal erasure: one administrator asks for it, another one carries it out. What is in `erasure` has been erased; its rows are what the
-- database itself goes by where it keeps what was written.
create table erasure_request (
    account_id bigint primary key references account (id),
    asked_by bigint not null references account (id),
    asked_at bigint not null,
    -- Why before the time for which records must be kept; empty after it.
    reason text not null default ''
);
create table erasure (
    account_id bigint primary key references account (id),
    asked_by bigint not null references account (id),
    confirmed_by bigint not null references account (id),
    reason text not null default '',
    at bigint not null
);

create trigger erasure_no_update before update on erasure
begin select raise(abort, 'what happened stays'); end;
create trigger erasure_no_delete before delete on erasure
begin select raise(abort, 'what happened stays'); end;

-- What was written stays, until its patient is erased.
drop trigger entry_no_delete;
create trigger entry_no_delete before delete on entry
when not exists (select 1 from erasure x where x.account_id = old.patient_id)
begin select raise(abort, 'what was written stays'); end;
drop trigger note_version_no_delete;
create trigger note_version_no_delete before delete on note_version
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id)
begin select raise(abort, 'what was written stays'); end;
drop trigger diagnosis_no_delete;
create trigger diagnosis_no_delete before delete on diagnosis
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id)
begin select raise(abort, 'what was written stays'); end;
drop trigger observation_no_delete;
create trigger observation_no_delete before delete on observation
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id)
begin select raise(abort, 'what was written stays'); end;
drop trigger prescription_no_delete;
create trigger prescription_no_delete before delete on prescription
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id)
begin select raise(abort, 'what was signed stays'); end;
drop trigger prescribed_medicine_no_delete;
create trigger prescribed_medicine_no_delete before delete on prescribed_medicine
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.prescription_id)
begin select raise(abort, 'what was signed stays'); end;
drop trigger document_no_delete;
create trigger document_no_delete before delete on document
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id)
begin select raise(abort, 'what was written stays'); end;
drop trigger referral_event_no_delete;
create trigger referral_event_no_delete before delete on referral_event
when not exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.referral_id)
begin select raise(abort, 'what happened stays'); end;
drop trigger emergency_access_no_delete;
create trigger emergency_access_no_delete before delete on emergency_access
when not exists (select 1 from erasure x where x.account_id = old.patient_id)
begin select raise(abort, 'what happened stays'); end;
drop trigger message_no_delete;
create trigger message_no_delete before delete on message
when not exists (select 1 from thread t join erasure x on x.account_id = t.patient_id where t.id = old.thread_id)
begin select raise(abort, 'what was sent stays'); end;
drop trigger message_attachment_no_delete;
create trigger message_attachment_no_delete before delete on message_attachment
when old.message_id is not null and not exists (select 1 from thread t join erasure x on x.account_id = t.patient_id where t.id = old.thread_id)
begin select raise(abort, 'what was sent stays'); end;
drop trigger appointment_event_no_update;
create trigger appointment_event_no_update before update on appointment_event
when not (
    new.id = old.id
    and new.appointment_id = old.appointment_id
    and new.from_status is old.from_status
    and new.to_status = old.to_status
    and new.actor_id is old.actor_id
    and new.at = old.at
    and new.reason = ''
    and exists (
        select 1
        from appointment a
        join erasure x on x.account_id = a.patient_id
        where a.id = old.appointment_id
    )
)
begin select raise(abort, 'what happened stays'); end;
