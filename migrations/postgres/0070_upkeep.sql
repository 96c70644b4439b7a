-- What one of the processes does now and then: who is at it and until when that counts, and how the last time ended.
create table upkeep (
    name text primary key,
    holder text not null default '',
    leased_until bigint not null default 0,
    began_at bigint not null default 0,
    ended_at bigint not null default 0,
    succeeded_at bigint not null default 0,
    outcome text not null default '',
    detail text not null default ''
);
insert into upkeep (name) values ('backup'), ('drill'), ('audit');

-- The processes that serve this database, each of which says once a minute that it is there.
create table process (
    id text primary key,
    version text not null,
    started_at bigint not null,
    seen_at bigint not null
);
