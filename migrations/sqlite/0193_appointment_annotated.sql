-- How often programs changed what they keep with an appointment. That is no change of what calendars show.
alter table appointment add column annotated bigint not null default 0;
