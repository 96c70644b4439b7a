-- The small one of a photo, for lists; of photos that were sent before, there is only one size.
alter table practitioner_photo add column small_key text;

-- A centre's photo: a wide picture cut from the middle of what was sent, in two sizes. Its name follows from its content.
create table centre_photo (
    centre_id bigint primary key references centre (id),
    name text not null,
    storage_key text not null,
    small_key text,
    created_at bigint not null
);
create index centre_photo_name on centre_photo (name);
