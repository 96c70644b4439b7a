-- What the server does without being asked, and the letters that it sends.

-- Each task is done by one process at a time: whoever takes it has it until then.
create table task (
    name text not null primary key,
    due_at bigint not null default 0,
    taken_by text not null default '',
    taken_until bigint not null default 0,
    tries bigint not null default 0,
    error text not null default ''
);

-- Whether letters are written at all: the servers say so when they start.
create table mail_state (
    id bigint primary key check (id = 1),
    enabled boolean not null
);
insert into mail_state (id, enabled) values (1, false);

-- A letter to be sent, written in the transaction of its cause. Its text is made when it is sent.
create table delivery (
    id integer primary key,
    account_id bigint not null references account (id),
    purpose text not null check (purpose in ('notice', 'reset', 'verify', 'test')),
    notice_id bigint references notice (id) on delete cascade,
    status text not null default 'queued' check (status in ('queued', 'sent', 'dead', 'skipped')),
    created_at bigint not null,
    due_at bigint not null,
    taken_by text not null default '',
    taken_until bigint not null default 0,
    tries bigint not null default 0,
    done_at bigint,
    error text not null default ''
);
create index delivery_due on delivery (due_at) where status = 'queued';
create index delivery_status on delivery (status, id);
create index delivery_notice on delivery (notice_id);
create index delivery_account on delivery (account_id, purpose);

-- What people want to hear of by which channel, where they chose otherwise than we do.
create table notice_preference (
    account_id bigint not null references account (id),
    topic text not null,
    channel text not null check (channel in ('email')),
    wanted boolean not null,
    primary key (account_id, topic, channel)
);

-- The links in letters that work without signing in. Only a hash of each secret is kept.
create table mail_link (
    token_hash text not null primary key,
    account_id bigint not null references account (id),
    purpose text not null check (purpose in ('reset', 'verify', 'unsubscribe', 'visits')),
    subject text not null default '',
    created_at bigint not null,
    expires_at bigint not null
);
create index mail_link_account on mail_link (account_id, purpose);
create index mail_link_expiry on mail_link (expires_at);

-- Accounts whose owners have still to show that the address is theirs.
create table email_verification (
    account_id bigint primary key references account (id),
    since bigint not null
);

-- Of which day of visits a patient was reminded, and how many days before it.
create table reminder (
    patient_id bigint not null references patient (id),
    day text not null,
    days_before bigint not null,
    given_at bigint not null,
    primary key (patient_id, day, days_before)
);

-- Visits to which the patient has said that they will come; at another time they have not.
create table attendance (
    appointment_id bigint primary key references appointment (id),
    starts_at bigint not null,
    said_at bigint not null
);
