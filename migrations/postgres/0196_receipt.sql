-- A receipt tells people of what they did themselves: by letter, so that the calendar they keep follows, and not behind the bell.
alter table notice add column receipt boolean not null default false;
