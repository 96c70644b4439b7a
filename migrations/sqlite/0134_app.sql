-- Other people's apps that patients can let read their record, registered by administrators, and which patient lets which of them.
create table app (
    id integer primary key,
    -- What the app calls itself.
    client_id text not null unique,
    name text not null,
    -- SHA-256, in hex; none of an app that can't keep a secret.
    secret_hash text,
    -- Where patients are sent back to, one a line.
    redirect_uris text not null,
    -- The types of resources that it may ask for, with a space between.
    reads text not null,
    -- Whether it may ask to go on reading when the patient isn't there.
    offline boolean not null,
    status text not null default 'active' check (status in ('active', 'off', 'removed')),
    created_by bigint not null references account (id),
    created_at bigint not null
);

create table app_grant (
    id integer primary key,
    app_id bigint not null references app (id),
    patient_id bigint not null references patient (id),
    -- As in a token's answer, with a space between.
    scopes text not null,
    given_at bigint not null,
    ends_at bigint not null,
    ended_at bigint
);
create unique index app_grant_current on app_grant (app_id, patient_id) where ended_at is null;
create index app_grant_patient on app_grant (patient_id);
create trigger app_grant_of_merged before insert on app_grant
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
