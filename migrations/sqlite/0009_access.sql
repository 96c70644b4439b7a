-- Who may read a record, and who may give that power: invitations to share one, look-ups of patients, codes for staff that
-- two administrators give, and emergencies that wait for no review of the one before.

-- A patient's offer to share their record with whoever has this e-mail address. Only the answer makes a proxy of it.
create table proxy_invitation (
    id integer primary key,
    patient_id bigint not null references patient (id),
    email text not null,
    scope text not null check (scope in ('summary', 'record')),
    books boolean not null default false,
    relation text not null default '',
    until bigint not null,
    -- For an account that is younger than the invitation: proof that it is whom the patient meant.
    code_hash text not null,
    created_at bigint not null,
    answered_at bigint
);
create index proxy_invitation_patient on proxy_invitation (patient_id, created_at);
create index proxy_invitation_email on proxy_invitation (email) where answered_at is null;

-- Whom staff looked up by number or e-mail address in the last day; without a patient where there was none.
create table patient_look_up (
    id integer primary key,
    account_id bigint not null references account (id),
    patient_id bigint references patient (id),
    at bigint not null
);
create index patient_look_up_account on patient_look_up (account_id, at);

-- A reset code for staff that one administrator asked for, and another has to confirm.
create table reset_request (
    account_id bigint primary key references account (id),
    asked_by bigint not null references account (id),
    asked_at bigint not null
);

alter table notice add column person_id bigint references account (id);

drop index emergency_access_unreviewed;
create index emergency_access_practitioner on emergency_access (practitioner_id, opened_at);
