-- What tells this clinic's calendar entries from those of any other: two clinics count their appointments alike.

create table clinic_identity (
    id bigint primary key check (id = 1),
    random text not null
);
insert into clinic_identity (id, random) values (1, replace(gen_random_uuid()::text, '-', ''));

-- A notice says what happened then, whatever became of the appointment since: when it was to start, who did it, and why; and
-- for how many more appointments of its series it stands.
alter table notice add column starts_at bigint;
alter table notice add column time_zone text;
alter table notice add column by_id bigint references account (id);
alter table notice add column reason text not null default '';
alter table notice add column more bigint not null default 0;
