-- A patient's copy of everything that is held about them: made by a process, kept for a few days, one for each person at a time.
create table data_export (
    account_id bigint primary key references account (id),
    -- Which of the account's exports this is.
    id text not null,
    stage text not null check (stage in ('waiting', 'ready', 'failed')),
    -- How many of its files are packed already.
    done bigint not null default 0,
    total bigint not null default 0,
    asked_at bigint not null,
    storage_key text,
    bytes bigint not null default 0,
    ends_at bigint,
    taken_by text not null default '',
    taken_until bigint not null default 0
);
