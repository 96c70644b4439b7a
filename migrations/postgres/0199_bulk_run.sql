-- One thing done to several, worked off item by item: whoever asked sees how far it is, and what was not done and why.
create table bulk_run (
    id text primary key,
    account_id bigint not null references account (id),
    -- What is done, as JSON.
    deed text not null,
    -- The epoch of the credentials of whoever asked: once it has grown, the rest is not done.
    epoch bigint not null,
    -- The run that this one undoes.
    undoes text,
    stage text not null check (stage in ('waiting', 'ended')),
    done bigint not null default 0,
    total bigint not null,
    asked_at bigint not null,
    ended_at bigint,
    taken_by text not null default '',
    taken_until bigint not null default 0
);
create index bulk_run_account on bulk_run (account_id, asked_at);

create table bulk_item (
    run_id text not null references bulk_run (id) on delete cascade,
    position bigint not null,
    target text not null,
    target_id bigint not null,
    -- Whom it concerns.
    person_id bigint not null references account (id) on delete cascade,
    stage text not null default 'waiting' check (stage in ('waiting', 'done', 'not_done')),
    -- Why it was not done, as JSON.
    why text not null default '',
    -- The key of what was made, where it has one.
    made_id bigint,
    primary key (run_id, position)
);
create index bulk_item_person on bulk_item (person_id);
