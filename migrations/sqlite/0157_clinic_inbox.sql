-- Messages to the clinic are an inbox: each stands somewhere, can be someone's, and keeps what was done with it.

create temporary table contact_answered as
select id, answered_at, answered_by
from contact_message
where answered_at is not null
and answered_by is not null;

create table contact_message_of_inbox (
    id integer primary key,
    name text not null,
    email text not null,
    message text not null,
    created_at bigint not null,
    -- The language of whoever wrote, by its tag (domain::language); none where the clinic has only one.
    language text,
    standing text not null default 'open' check (standing in ('open', 'assigned', 'answered', 'closed')),
    assigned_to bigint references account (id)
);
insert into contact_message_of_inbox (id, name, email, message, created_at, standing)
select id, name, email, message, created_at, case when answered_at is null then 'open' else 'answered' end
from contact_message;
drop table contact_message;
alter table contact_message_of_inbox rename to contact_message;
create index contact_message_standing on contact_message (standing, id);

create table contact_event (
    id integer primary key,
    message_id bigint not null references contact_message (id),
    kind text not null check (kind in ('assigned', 'released', 'answered', 'marked', 'closed', 'reopened')),
    by_id bigint not null references account (id),
    -- Whom it was given to.
    to_id bigint references account (id),
    -- What was answered by email.
    body text not null default '',
    at bigint not null
);
create index contact_event_message on contact_event (message_id, id);
insert into contact_event (message_id, kind, by_id, at)
select id, 'marked', answered_by, answered_at
from contact_answered
order by id;
drop table contact_answered;

-- An answer goes out in the name of whoever wrote it, to the address of the message; news of an application, to its applicant.
create table delivery_with_answers (
    id integer primary key,
    account_id bigint not null references account (id),
    purpose text not null check (purpose in ('notice', 'reset', 'verify', 'test', 'invitation', 'answer', 'application')),
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
    application_id bigint references application (id) on delete cascade
);
insert into delivery_with_answers
select id, account_id, purpose, notice_id, status, created_at, due_at, taken_by, taken_until, tries, done_at, error,
    invitation_id, subscription_id, null, null
from delivery;
drop table delivery;
alter table delivery_with_answers rename to delivery;
create index delivery_due on delivery (due_at) where status = 'queued';
create index delivery_status on delivery (status, id);
create index delivery_notice on delivery (notice_id);
create index delivery_account on delivery (account_id, purpose);
create index delivery_subscription on delivery (subscription_id);
create index delivery_contact_event on delivery (contact_event_id);
create index delivery_application on delivery (application_id);
