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
for each row execute function stays_as_written('what happened stays');
create trigger erasure_no_delete before delete on erasure
for each row execute function stays_as_written('what happened stays');

-- What was written stays, until its patient is erased.
create function entry_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from erasure x where x.account_id = old.patient_id) then
        return old;
    end if;
    raise exception 'what was written stays';
end;
$$;
drop trigger entry_no_delete on entry;
create trigger entry_no_delete before delete on entry
for each row execute function entry_stays_until_erased();
create function note_version_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id) then
        return old;
    end if;
    raise exception 'what was written stays';
end;
$$;
drop trigger note_version_no_delete on note_version;
create trigger note_version_no_delete before delete on note_version
for each row execute function note_version_stays_until_erased();
create function diagnosis_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id) then
        return old;
    end if;
    raise exception 'what was written stays';
end;
$$;
drop trigger diagnosis_no_delete on diagnosis;
create trigger diagnosis_no_delete before delete on diagnosis
for each row execute function diagnosis_stays_until_erased();
create function observation_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id) then
        return old;
    end if;
    raise exception 'what was written stays';
end;
$$;
drop trigger observation_no_delete on observation;
create trigger observation_no_delete before delete on observation
for each row execute function observation_stays_until_erased();
create function prescription_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id) then
        return old;
    end if;
    raise exception 'what was signed stays';
end;
$$;
drop trigger prescription_no_delete on prescription;
create trigger prescription_no_delete before delete on prescription
for each row execute function prescription_stays_until_erased();
create function prescribed_medicine_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.prescription_id) then
        return old;
    end if;
    raise exception 'what was signed stays';
end;
$$;
drop trigger prescribed_medicine_no_delete on prescribed_medicine;
create trigger prescribed_medicine_no_delete before delete on prescribed_medicine
for each row execute function prescribed_medicine_stays_until_erased();
create function document_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.entry_id) then
        return old;
    end if;
    raise exception 'what was written stays';
end;
$$;
drop trigger document_no_delete on document;
create trigger document_no_delete before delete on document
for each row execute function document_stays_until_erased();
create function referral_event_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from entry e join erasure x on x.account_id = e.patient_id where e.id = old.referral_id) then
        return old;
    end if;
    raise exception 'what happened stays';
end;
$$;
drop trigger referral_event_no_delete on referral_event;
create trigger referral_event_no_delete before delete on referral_event
for each row execute function referral_event_stays_until_erased();
create function emergency_access_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from erasure x where x.account_id = old.patient_id) then
        return old;
    end if;
    raise exception 'what happened stays';
end;
$$;
drop trigger emergency_access_no_delete on emergency_access;
create trigger emergency_access_no_delete before delete on emergency_access
for each row execute function emergency_access_stays_until_erased();
create function message_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from thread t join erasure x on x.account_id = t.patient_id where t.id = old.thread_id) then
        return old;
    end if;
    raise exception 'what was sent stays';
end;
$$;
drop trigger message_no_delete on message;
create trigger message_no_delete before delete on message
for each row execute function message_stays_until_erased();
create function message_attachment_stays_until_erased() returns trigger language plpgsql as $$
begin
    if exists (select 1 from thread t join erasure x on x.account_id = t.patient_id where t.id = old.thread_id) then
        return old;
    end if;
    raise exception 'what was sent stays';
end;
$$;
drop trigger message_attachment_no_delete on message_attachment;
create trigger message_attachment_no_delete before delete on message_attachment
for each row when (old.message_id is not null) execute function message_attachment_stays_until_erased();

create function appointment_event_stays() returns trigger language plpgsql as $$
begin
    if new.id = old.id
        and new.appointment_id = old.appointment_id
        and new.from_status is not distinct from old.from_status
        and new.to_status = old.to_status
        and new.actor_id is not distinct from old.actor_id
        and new.at = old.at
        and new.reason = ''
        and exists (
            select 1
            from appointment a
            join erasure x on x.account_id = a.patient_id
            where a.id = old.appointment_id
        ) then
        return new;
    end if;
    raise exception 'what happened stays';
end;
$$;
drop trigger appointment_event_no_update on appointment_event;
create trigger appointment_event_no_update before update on appointment_event
for each row execute function appointment_event_stays();
