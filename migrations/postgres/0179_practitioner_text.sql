-- What practitioners say about themselves in a further language.
create table practitioner_text (
    practitioner_id bigint not null references practitioner (id),
    language text not null,
    bio text not null,
    primary key (practitioner_id, language)
);
