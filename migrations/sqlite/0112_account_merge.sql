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
begin select raise(abort, 'what happened stays'); end;
create trigger account_merge_no_delete before delete on account_merge
begin select raise(abort, 'what happened stays'); end;

-- What was written stays as it was written. Only whose it is follows a merge, and only as that says.
drop trigger entry_no_update;
create trigger entry_no_update before update of id, patient_id, author_id, appointment_id, kind, title, at on entry
when not (
    new.id = old.id
    and new.appointment_id is old.appointment_id
    and new.kind = old.kind
    and new.title = old.title
    and new.at = old.at
    and new.author_id = case when old.author_id = old.patient_id then new.patient_id else old.author_id end
    and exists (select 1 from account_merge m where m.from_id = old.patient_id and m.into_id = new.patient_id)
)
begin select raise(abort, 'what was written stays'); end;

drop trigger emergency_access_no_update;
create trigger emergency_access_no_update
before update of id, patient_id, practitioner_id, reason, opened_at on emergency_access
when not (
    new.id = old.id
    and new.practitioner_id = old.practitioner_id
    and new.reason = old.reason
    and new.opened_at = old.opened_at
    and exists (select 1 from account_merge m where m.from_id = old.patient_id and m.into_id = new.patient_id)
)
begin select raise(abort, 'what happened stays'); end;

drop trigger message_no_update;
create trigger message_no_update before update on message
when not (
    new.id = old.id
    and new.body = old.body
    and new.folded = old.folded
    and new.created_at = old.created_at
    and new.automatic = old.automatic
    and (new.author_id <> old.author_id or new.thread_id <> old.thread_id)
    and (
        new.author_id = old.author_id
        or exists (select 1 from account_merge m where m.from_id = old.author_id and m.into_id = new.author_id)
    )
    and (
        new.thread_id = old.thread_id
        or exists (
            select 1
            from thread a
            join account_merge m on m.from_id = a.patient_id
            join thread b on b.patient_id = m.into_id and b.practitioner_id = a.practitioner_id
            where a.id = old.thread_id
            and b.id = new.thread_id
        )
    )
)
begin select raise(abort, 'what was sent stays'); end;

drop trigger message_attachment_no_update;
create trigger message_attachment_no_update before update on message_attachment
when old.message_id is not null and not (
    new.id = old.id
    and new.message_id = old.message_id
    and new.name = old.name
    and new.media_type = old.media_type
    and new.bytes = old.bytes
    and new.sha256 = old.sha256
    and new.storage_key = old.storage_key
    and new.created_at = old.created_at
    and (
        new.author_id = old.author_id
        or exists (select 1 from account_merge m where m.from_id = old.author_id and m.into_id = new.author_id)
    )
    and (
        new.thread_id = old.thread_id
        or exists (
            select 1
            from thread a
            join account_merge m on m.from_id = a.patient_id
            join thread b on b.patient_id = m.into_id and b.practitioner_id = a.practitioner_id
            where a.id = old.thread_id
            and b.id = new.thread_id
        )
    )
)
begin select raise(abort, 'what was sent stays'); end;

-- Whoever still means the account that went must look again.
create trigger appointment_of_merged before insert on appointment
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger statement_of_merged before insert on statement
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger entry_of_merged before insert on entry
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger referral_of_merged before insert on referral
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger care_relationship_of_merged before insert on care_relationship
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger proxy_of_merged before insert on proxy
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger proxy_invitation_of_merged before insert on proxy_invitation
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger emergency_access_of_merged before insert on emergency_access
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger record_block_of_merged before insert on record_block
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger rating_of_merged before insert on rating
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger thread_of_merged before insert on thread
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
create trigger waitlist_entry_of_merged before insert on waitlist_entry
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
