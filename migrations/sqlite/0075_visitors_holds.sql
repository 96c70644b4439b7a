-- A visitor's time is held while they sign in or register, under a name that only their session knows.

drop index hold_account;
alter table hold rename column account_id to account_before;
alter table hold add column account_id bigint references account (id);
update hold set account_id = account_before;
alter table hold drop column account_before;
create index hold_account on hold (account_id);
alter table hold add column visitor text check ((visitor is null) <> (account_id is null));
create index hold_visitor on hold (visitor) where visitor is not null;
