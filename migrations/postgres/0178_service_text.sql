-- What a service is called in a further language, and what happens; an empty text is as good as none.
create table service_text (
    service_id bigint not null references healthcare_service (id),
    language text not null,
    name text not null,
    description text not null,
    primary key (service_id, language)
);
