-- What practitioners prepare for their messages, which messages they keep as notes, and when people want no email.

-- Whether it was sent by itself, while its author was away.
alter table message add column automatic boolean not null default false;

-- What patients read while a practitioner is away.
create table away_message (
    practitioner_id bigint primary key references practitioner (id),
    body text not null,
    -- The last day away, and the midnight after it.
    last_day text not null,
    ends_at bigint not null
);

-- Texts that a practitioner writes often.
create table quick_reply (
    id integer primary key,
    practitioner_id bigint not null references practitioner (id),
    body text not null,
    created_at bigint not null
);
create index quick_reply_practitioner on quick_reply (practitioner_id, id);

-- Messages that were kept as a note of the record.
create table kept_message (
    message_id bigint primary key references message (id),
    entry_id bigint not null references entry (id)
);

-- From which minute of the day to which an account gets no email about news, by the clock of a time zone.
create table quiet_hours (
    account_id bigint primary key references account (id),
    from_minute bigint not null check (from_minute between 0 and 1439),
    until_minute bigint not null check (until_minute between 0 and 1439),
    time_zone text not null,
    check (from_minute <> until_minute)
);

-- An invitation goes out in the name of whoever invites; its address is the invitation's.
create table delivery_with_invitations (
    id integer primary key,
    account_id bigint not null references account (id),
    purpose text not null check (purpose in ('notice', 'reset', 'verify', 'test', 'invitation')),
    notice_id bigint references notice (id) on delete cascade,
    status text not null default 'queued' check (status in ('queued', 'sent', 'dead', 'skipped')),
    created_at bigint not null,
    due_at bigint not null,
    taken_by text not null default '',
    taken_until bigint not null default 0,
    tries bigint not null default 0,
    done_at bigint,
    error text not null default '',
    invitation_id bigint references account_invitation (id)
);
insert into delivery_with_invitations
select id, account_id, purpose, notice_id, status, created_at, due_at, taken_by, taken_until, tries, done_at, error, null
from delivery;
drop table delivery;
alter table delivery_with_invitations rename to delivery;
create index delivery_due on delivery (due_at) where status = 'queued';
create index delivery_status on delivery (status, id);
create index delivery_notice on delivery (notice_id);
create index delivery_account on delivery (account_id, purpose);

-- The links in letters that invite: each letter has its own, of which only a hash is kept.
create table account_invitation_link (
    token_hash text not null primary key,
    invitation_id bigint not null references account_invitation (id)
);
