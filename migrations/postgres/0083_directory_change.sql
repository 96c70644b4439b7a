-- What each of the last changes of the directory concerned, so that a process takes in that much and not everything. A version
-- without a row is one whose changes were not named: then everything is read again.
create table directory_change (
    version bigint not null,
    kind text collate "C" not null,
    id bigint not null,
    primary key (version, kind, id)
);

-- One person's closures, and everyone who offers a service, are looked up by these.
create index closure_practitioner on closure (practitioner_id);
create index practitioner_service_service on practitioner_service (service_id);
