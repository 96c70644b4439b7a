-- What patients think of practitioners and centres: for each patient and subject one row, the latest. What a patient says
-- anew replaces it, and what they take back is gone; the audit knows that it was done.

create table rating (
    id integer primary key,
    patient_id bigint not null references patient (id),
    practitioner_id bigint references practitioner (id),
    centre_id bigint references centre (id),
    stars bigint not null check (stars between 1 and 5),
    review text not null default '',
    rated_at bigint not null,
    hidden_at bigint,
    hidden_by bigint references account (id),
    hidden_reason text not null default '',
    unique (patient_id, practitioner_id),
    unique (patient_id, centre_id),
    check ((practitioner_id is null) <> (centre_id is null)),
    check ((hidden_at is null) = (hidden_by is null))
);
create index rating_practitioner on rating (practitioner_id, rated_at) where practitioner_id is not null;
create index rating_centre on rating (centre_id, rated_at) where centre_id is not null;
create index rating_review on rating (rated_at, id) where review <> '';

-- The count and the sum of a subject's ratings, so that nobody adds them up to show an average. Version is that of rating_version
-- when it last changed: a process reads only what is newer than what it knows.
create table rating_total (
    practitioner_id bigint unique references practitioner (id),
    centre_id bigint unique references centre (id),
    ratings bigint not null,
    stars bigint not null,
    version bigint not null,
    check ((practitioner_id is null) <> (centre_id is null)),
    check (stars between ratings and 5 * ratings)
);
create index rating_total_version on rating_total (version);

-- Whoever rates holds this row until the commit, so that totals become visible in the order of their versions.
create table rating_version (
    id bigint primary key check (id = 1),
    version bigint not null
);
insert into rating_version (id, version) values (1, 0);
