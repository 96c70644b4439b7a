-- The language in which an applicant was reading, by its tag (domain::language), for letters; none where the clinic has only one.
alter table application add column language text;

-- The links in letters to applicants: each letter has its own, of which only a hash is kept.
create table application_link (
    token_hash text not null primary key,
    application_id bigint not null references application (id) on delete cascade
);
create index application_link_application on application_link (application_id);
