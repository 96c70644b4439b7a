-- Push messages: the key that they are signed with, the devices that want them, and the messages to be sent.

-- Made once: with another key, every subscription would be lost. The private half is sealed with the program's own key.
create table push_key (
    id bigint primary key check (id = 1),
    public_key text not null,
    private_key text not null,
    made_at bigint not null,
    -- Whether messages are written at all: the servers say so when they start.
    enabled boolean not null
);

-- A browser whose owner wants to hear of news there.
create table push_subscription (
    id integer primary key,
    account_id bigint not null references account (id),
    -- Where its messages are sent to, and the name of the host in that address.
    endpoint text not null unique,
    host text not null,
    -- What they are encrypted with.
    p256dh text not null,
    auth text not null,
    -- The session it belongs to, and the browser that it is recognised by when that session is over.
    session_hash text not null,
    device_hash text not null,
    user_agent text not null,
    created_at bigint not null,
    -- When its owner last signed in there.
    seen_at bigint not null
);
create index push_subscription_account on push_subscription (account_id, id);
create index push_subscription_session on push_subscription (session_hash);
create index push_subscription_device on push_subscription (device_hash);

-- A delivery without a subscription is an email.
alter table delivery add column subscription_id bigint references push_subscription (id) on delete cascade;
create index delivery_subscription on delivery (subscription_id);

-- What people want to hear of there.
create table notice_preference_by_channel (
    account_id bigint not null references account (id),
    topic text not null,
    channel text not null check (channel in ('email', 'push')),
    wanted boolean not null,
    primary key (account_id, topic, channel)
);
insert into notice_preference_by_channel
select account_id, topic, channel, wanted
from notice_preference;
drop table notice_preference;
alter table notice_preference_by_channel rename to notice_preference;
