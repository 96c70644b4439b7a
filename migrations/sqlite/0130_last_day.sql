-- Last days of temporary care and of trust that were stored as UTC's. The program moves each to the end of the clinic's own day, once, and
-- forgets it here: only there are time zones known.
create table utc_last_day (
    what text not null check (what in ('relationship', 'proxy', 'invitation')),
    row_id bigint not null,
    primary key (what, row_id)
);
insert into utc_last_day (what, row_id)
select 'relationship', id
from care_relationship
where kind = 'temporary'
and until is not null;
insert into utc_last_day (what, row_id)
select 'proxy', id
from proxy;
insert into utc_last_day (what, row_id)
select 'invitation', id
from proxy_invitation;
