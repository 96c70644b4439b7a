-- Two files of one person made one: everything of the first account moves to the second, and the first stays closed.
create table account_merge (
    from_id bigint primary key references account (id),
    into_id bigint not null references account (id),
    by_id bigint not null references account (id),
    at bigint not null,
    check (from_id <> into_id)
);
create index account_merge_into on account_merge (into_id);

create trigger account_merge_no_update before update on account_merge
for each row execute function stays_as_written('what happened stays');
create trigger account_merge_no_delete before delete on account_merge
for each row execute function stays_as_written('what happened stays');

-- What was written stays as it was written. Only whose it is follows a merge, and only as that says.
create function was_merged(was bigint, is_now bigint) returns boolean language sql stable as $$
    select exists (select 1 from account_merge m where m.from_id = was and m.into_id = is_now);
$$;
create function thread_was_merged(was bigint, is_now bigint) returns boolean language sql stable as $$
    select exists (
        select 1
        from thread a
        join account_merge m on m.from_id = a.patient_id
        join thread b on b.patient_id = m.into_id and b.practitioner_id = a.practitioner_id
        where a.id = was
        and b.id = is_now
    );
$$;

create function entry_stays() returns trigger language plpgsql as $$
begin
    if new.id = old.id
        and new.appointment_id is not distinct from old.appointment_id
        and new.kind = old.kind
        and new.title = old.title
        and new.at = old.at
        and new.author_id = (case when old.author_id = old.patient_id then new.patient_id else old.author_id end)
        and was_merged(old.patient_id, new.patient_id) then
        return new;
    end if;
    raise exception 'what was written stays';
end;
$$;
drop trigger entry_no_update on entry;
create trigger entry_no_update before update of id, patient_id, author_id, appointment_id, kind, title, at on entry
for each row execute function entry_stays();

create function emergency_access_stays() returns trigger language plpgsql as $$
begin
    if new.id = old.id
        and new.practitioner_id = old.practitioner_id
        and new.reason = old.reason
        and new.opened_at = old.opened_at
        and was_merged(old.patient_id, new.patient_id) then
        return new;
    end if;
    raise exception 'what happened stays';
end;
$$;
drop trigger emergency_access_no_update on emergency_access;
create trigger emergency_access_no_update
before update of id, patient_id, practitioner_id, reason, opened_at on emergency_access
for each row execute function emergency_access_stays();

create function message_stays() returns trigger language plpgsql as $$
begin
    if new.id = old.id
        and new.body = old.body
        and new.folded = old.folded
        and new.created_at = old.created_at
        and new.automatic = old.automatic
        and (new.author_id <> old.author_id or new.thread_id <> old.thread_id)
        and (new.author_id = old.author_id or was_merged(old.author_id, new.author_id))
        and (new.thread_id = old.thread_id or thread_was_merged(old.thread_id, new.thread_id)) then
        return new;
    end if;
    raise exception 'what was sent stays';
end;
$$;
drop trigger message_no_update on message;
create trigger message_no_update before update on message
for each row execute function message_stays();

create function message_attachment_stays() returns trigger language plpgsql as $$
begin
    if new.id = old.id
        and new.message_id = old.message_id
        and new.name = old.name
        and new.media_type = old.media_type
        and new.bytes = old.bytes
        and new.sha256 = old.sha256
        and new.storage_key = old.storage_key
        and new.created_at = old.created_at
        and (new.author_id = old.author_id or was_merged(old.author_id, new.author_id))
        and (new.thread_id = old.thread_id or thread_was_merged(old.thread_id, new.thread_id)) then
        return new;
    end if;
    raise exception 'what was sent stays';
end;
$$;
drop trigger message_attachment_no_update on message_attachment;
create trigger message_attachment_no_update before update on message_attachment
for each row when (old.message_id is not null) execute function message_attachment_stays();

-- Whoever still means the account that went must look again: the transaction is tried once more. These fire after the foreign keys,
-- by their names, which wait for a merge that is under way.
create function refuse_merged() returns trigger language plpgsql as $$
begin
    if exists (select 1 from account_merge m where m.from_id = new.patient_id) then
        raise exception 'this patient was merged with another' using errcode = '40001';
    end if;
    return null;
end;
$$;
create trigger appointment_of_merged after insert on appointment
for each row execute function refuse_merged();
create trigger statement_of_merged after insert on statement
for each row execute function refuse_merged();
create trigger entry_of_merged after insert on entry
for each row execute function refuse_merged();
create trigger referral_of_merged after insert on referral
for each row execute function refuse_merged();
create trigger care_relationship_of_merged after insert on care_relationship
for each row execute function refuse_merged();
create trigger proxy_of_merged after insert on proxy
for each row execute function refuse_merged();
create trigger proxy_invitation_of_merged after insert on proxy_invitation
for each row execute function refuse_merged();
create trigger emergency_access_of_merged after insert on emergency_access
for each row execute function refuse_merged();
create trigger record_block_of_merged after insert on record_block
for each row execute function refuse_merged();
create trigger rating_of_merged after insert on rating
for each row execute function refuse_merged();
create trigger thread_of_merged after insert on thread
for each row execute function refuse_merged();
create trigger waitlist_entry_of_merged after insert on waitlist_entry
for each row execute function refuse_merged();
