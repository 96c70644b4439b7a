-- A practitioner's photo: a small square picture, made of what they sent. Its name follows from its content, so that browsers keep it
-- for ever; the file lies under the key.

create table practitioner_photo (
    practitioner_id bigint primary key references practitioner (id),
    name text not null,
    storage_key text not null,
    created_at bigint not null
);
create index practitioner_photo_name on practitioner_photo (name);
