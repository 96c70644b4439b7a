-- Each filter of the inbox by an index, in the order in which messages were sent.
drop index contact_message_standing;
create index contact_message_standing on contact_message (standing, created_at, id);
create index contact_message_assigned on contact_message (assigned_to, standing, created_at, id) where assigned_to is not null;
