-- Addresses of the clinic's own programs, which are told what happens here, and what each is told.
create table webhook (
    id integer primary key,
    name text not null,
    url text not null,
    -- What messages are signed with; sealed.
    secret text not null,
    -- Between commas, and with one at each end.
    events text not null,
    status text not null default 'active' check (status in ('active', 'paused', 'stopped', 'removed')),
    created_by bigint not null references account (id),
    created_at bigint not null,
    -- Since when nothing has arrived.
    failing_since bigint
);

create table webhook_delivery (
    id integer primary key,
    webhook_id bigint not null references webhook (id),
    event text not null,
    body text not null,
    status text not null default 'queued' check (status in ('queued', 'sent', 'dead')),
    created_at bigint not null,
    due_at bigint not null,
    taken_until bigint not null default 0,
    tries bigint not null default 0,
    -- The last answer, and why the last try failed.
    code bigint,
    error text not null default '',
    done_at bigint
);
create index webhook_delivery_due on webhook_delivery (due_at) where status = 'queued';
create index webhook_delivery_webhook on webhook_delivery (webhook_id, id);
create index webhook_delivery_done on webhook_delivery (done_at) where done_at is not null;
