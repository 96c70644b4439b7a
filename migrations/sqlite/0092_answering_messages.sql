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
