-- Records that programs asked for as files of FHIR: made by a process for one account, kept for a day.
create table bulk_export (
    id text primary key,
    account_id bigint not null references account (id),
    -- The types of resources, separated by commas.
    kinds text not null,
    -- Only what has changed since then.
    since bigint,
    stage text not null check (stage in ('waiting', 'ready', 'failed')),
    -- How many patients are done.
    done bigint not null default 0,
    total bigint not null default 0,
    -- How often a process began with it, and when last.
    tries bigint not null default 0,
    began_at bigint,
    asked_at bigint not null,
    ends_at bigint,
    taken_by text not null default '',
    taken_until bigint not null default 0
);
create index bulk_export_account on bulk_export (account_id);

create table bulk_export_file (
    export_id text not null references bulk_export (id) on delete cascade,
    kind text not null,
    storage_key text not null,
    bytes bigint not null,
    -- How many resources are in it.
    lines bigint not null,
    primary key (export_id, kind)
);
