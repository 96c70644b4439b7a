-- That an application has arrived is written in no one's name: no one has done anything about it yet. That a record is to be shared with
-- an address goes there in its patient's.
create table delivery_in_no_name (
    id integer primary key,
    account_id bigint references account (id),
    purpose text not null check (purpose in ('notice', 'reset', 'verify', 'test', 'invitation', 'answer', 'application', 'sharing')),
    notice_id bigint references notice (id) on delete cascade,
    status text not null default 'queued' check (status in ('queued', 'sent', 'dead', 'skipped')),
    created_at bigint not null,
    due_at bigint not null,
    taken_by text not null default '',
    taken_until bigint not null default 0,
    tries bigint not null default 0,
    done_at bigint,
    error text not null default '',
    invitation_id bigint references account_invitation (id),
    subscription_id bigint references push_subscription (id) on delete cascade,
    contact_event_id bigint references contact_event (id) on delete cascade,
    application_id bigint references application (id) on delete cascade,
    -- Where a letter goes if not to the address of its account: to one that is to be confirmed, or to one that was given up.
    to_address text,
    check (account_id is not null or purpose = 'application')
);
insert into delivery_in_no_name
select id, account_id, purpose, notice_id, status, created_at, due_at, taken_by, taken_until, tries, done_at, error,
    invitation_id, subscription_id, contact_event_id, application_id, to_address
from delivery;
drop table delivery;
alter table delivery_in_no_name rename to delivery;
create index delivery_due on delivery (due_at) where status = 'queued';
create index delivery_status on delivery (status, id);
create index delivery_notice on delivery (notice_id);
create index delivery_account on delivery (account_id, purpose);
create index delivery_subscription on delivery (subscription_id);
create index delivery_contact_event on delivery (contact_event_id);
create index delivery_application on delivery (application_id);
