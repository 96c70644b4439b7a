-- Practitioners who want to work with the clinic: what they say of themselves, what is written between them and the administrators, and
-- their papers, which are no part of any record. Whoever has the secret address of an application is its applicant.

create table application (
    id integer primary key,
    token_hash text not null unique,
    status text not null check (status in ('received', 'asked', 'approved', 'refused', 'withdrawn')),
    full_name text not null,
    email text not null,
    phone text not null,
    profession text not null,
    expertise text not null,
    languages text not null,
    provider_number text not null,
    licence_number text not null,
    qualifications text not null,
    about text not null,
    -- Who sent them the link by which they applied, if anyone did.
    invited_by bigint references account (id),
    created_at bigint not null,
    changed_at bigint not null,
    decided_by bigint references account (id),
    -- The account that the approval made, and who else looked before its owner may choose a password.
    account_id bigint references account (id),
    confirmed_by bigint references account (id),
    password_chosen_at bigint
);
create index application_status on application (status, id);

-- Where they would like to work.
create table application_centre (
    application_id bigint not null references application (id),
    centre_id bigint not null references centre (id),
    primary key (application_id, centre_id)
);

-- What happened, in order. The author of a note is an administrator, and only colleagues read it; what has no author is the applicant's.
create table application_event (
    id integer primary key,
    application_id bigint not null references application (id),
    kind text not null check (
        kind in ('asked', 'answered', 'note', 'document', 'approved', 'refused', 'withdrawn', 'confirmed', 'password')
    ),
    author_id bigint references account (id),
    body text not null,
    created_at bigint not null
);
create index application_event_application on application_event (application_id, id);

create table application_document (
    id integer primary key,
    application_id bigint not null references application (id),
    name text not null,
    media_type text not null,
    bytes bigint not null,
    storage_key text not null,
    created_at bigint not null
);
create index application_document_application on application_document (application_id, id);
