-- A visitor's time is held while they sign in or register, under a name that only their session knows.

alter table hold alter column account_id drop not null;
alter table hold add column visitor text check ((visitor is null) <> (account_id is null));
create index hold_visitor on hold (visitor) where visitor is not null;
