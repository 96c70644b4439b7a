-- How many neighbouring times an appointment or a hold takes: one visit, so many times as long.

alter table appointment add column slots bigint not null default 1 check (slots between 1 and 8);
alter table hold add column slots bigint not null default 1 check (slots between 1 and 8);
