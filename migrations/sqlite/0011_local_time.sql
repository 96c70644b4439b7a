-- What somebody agreed to is a time on the wall of a place, and its instant follows from the rules of its zone, which governments
-- change. Both are kept, so that a change is noticed. Appointments of before have theirs written at the next start.

alter table appointment add column local_start text;
alter table appointment add column time_zone text;

-- When it started as it was first asked for: a form that is sent again says the same.
alter table appointment add column first_start bigint;
