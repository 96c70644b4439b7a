-- Messages between a patient, or whoever the patient trusts with their record, and a practitioner: one thread for each pair.

create table thread (
    id integer primary key,
    patient_id bigint not null references patient (id),
    practitioner_id bigint not null references practitioner (id),
    created_at bigint not null,
    -- Its latest message; 0 before the first.
    last_id bigint not null default 0,
    unique (patient_id, practitioner_id)
);
create index thread_practitioner on thread (practitioner_id, last_id);

create table message (
    id integer primary key,
    thread_id bigint not null references thread (id),
    author_id bigint not null references account (id),
    body text not null,
    -- The same without case, accents and punctuation, to be searched.
    folded text not null,
    created_at bigint not null,
    -- Names one intent of its author: sent twice, it is one message.
    intent text not null,
    unique (author_id, intent)
);
create index message_thread on message (thread_id, id);

-- Up to which message an account has read a thread.
create table message_read (
    thread_id bigint not null references thread (id),
    account_id bigint not null references account (id),
    read_to bigint not null,
    read_at bigint not null,
    primary key (thread_id, account_id)
);

-- What an account is writing and has not sent yet.
create table message_draft (
    thread_id bigint not null references thread (id),
    account_id bigint not null references account (id),
    body text not null,
    updated_at bigint not null,
    primary key (thread_id, account_id)
);

alter table notice add column thread_id bigint references thread (id);

create trigger message_no_update before update on message
begin select raise(abort, 'what was sent stays'); end;
create trigger message_no_delete before delete on message
begin select raise(abort, 'what was sent stays'); end;
