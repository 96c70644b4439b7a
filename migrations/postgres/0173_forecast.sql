-- What the clinic's past visits taught about which ones are missed (domain::forecast), as JSON, and when, in UTC seconds. It says nothing
-- of any one person.
create table forecast (
    id bigint primary key check (id = 1),
    trained_at bigint not null,
    learned text not null
);
