-- Whether the clock can be trusted with what is deleted: when it was last looked at, and until when nothing is, because it had moved
-- (domain::clock_watch). UTC seconds; 0 before it was ever looked at.
create table clock_watch (
    id bigint primary key check (id = 1),
    seen_at bigint not null,
    settles_at bigint not null
);
insert into clock_watch (id, seen_at, settles_at) values (1, 0, 0);
