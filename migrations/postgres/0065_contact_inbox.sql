-- Messages to the clinic are answered by mail; who did so, and when, is kept here.
alter table contact_message add column answered_at bigint;
alter table contact_message add column answered_by bigint references account (id);
create index contact_message_open on contact_message (id) where answered_at is null;
