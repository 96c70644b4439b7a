-- Whether its password was set with a code that a single administrator made: that lets no one in as staff.
alter table account add column password_by_code boolean not null default false;
