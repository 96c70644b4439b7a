-- People, places, time and appointments. Instants are UTC seconds; wall times are minutes after midnight.

create table account (
    id integer primary key,
    email text not null,
    full_name text not null,
    phone text not null,
    password_hash text,
    must_change_password boolean not null default false,
    status text not null default 'active' check (status in ('active', 'inactive')),
    created_at bigint not null
);

create table account_role (
    account_id bigint not null references account (id),
    role text not null check (role in ('patient', 'practitioner', 'administrator')),
    primary key (account_id, role)
);

-- Every name a person may sign in with, normalised; which kinds count is a setting.
create table account_identifier (
    kind text not null check (kind in ('email', 'username', 'national_id', 'medicare', 'provider_number')),
    value_norm text not null,
    account_id bigint not null references account (id),
    primary key (kind, value_norm)
);
create index account_identifier_account on account_identifier (account_id);

create table reset_code (
    account_id bigint primary key references account (id),
    code_hash text not null,
    expires_at bigint not null
);

create table session (
    id integer primary key,
    token_hash text not null unique,
    account_id bigint references account (id),
    data text not null,
    user_agent text not null default '',
    created_at bigint not null,
    last_seen_at bigint not null,
    expires_at bigint not null
);
create index session_account on session (account_id);
create index session_expiry on session (expires_at);

create table patient (
    id bigint primary key references account (id),
    number text not null unique,
    date_of_birth text,
    gender text check (gender in ('female', 'male', 'other')),
    blood_group text,
    address text not null default '',
    medicare text,
    emergency_name text not null default '',
    emergency_phone text not null default ''
);

create table practitioner (
    id bigint primary key references account (id),
    profession text not null,
    provider_number text,
    qualifications text not null default '',
    bio text not null default '',
    experience_years bigint not null default 0,
    languages text not null default '',
    photo text,
    fee_cents bigint,
    currency text not null default 'AUD',
    accepting_bookings boolean not null default true
);

create table practitioner_expertise (
    practitioner_id bigint not null references practitioner (id),
    expertise text not null,
    primary key (practitioner_id, expertise)
);

create table centre (
    id integer primary key,
    kind text not null check (kind in ('hospital', 'medical_centre')),
    name text not null unique,
    abn text not null unique,
    suburb text not null,
    address text not null default '',
    phone text not null default '',
    time_zone text not null
);

create table affiliation (
    id integer primary key,
    practitioner_id bigint not null references practitioner (id),
    centre_id bigint not null references centre (id),
    unique (practitioner_id, centre_id)
);
create index affiliation_centre on affiliation (centre_id);

create table weekly_hours (
    affiliation_id bigint not null references affiliation (id),
    weekday bigint not null check (weekday between 1 and 7),
    starts_minute bigint not null check (starts_minute between 0 and 1439),
    ends_minute bigint not null check (ends_minute between 1 and 1440),
    check (starts_minute < ends_minute),
    primary key (affiliation_id, weekday, starts_minute)
);

create table appointment (
    id integer primary key,
    practitioner_id bigint not null references practitioner (id),
    patient_id bigint not null references patient (id),
    centre_id bigint not null references centre (id),
    starts_at bigint not null,
    ends_at bigint not null,
    status text not null,
    reason text not null default '',
    booked_by bigint not null references account (id),
    idempotency_key text not null,
    sequence bigint not null default 0,
    created_at bigint not null,
    check (starts_at < ends_at),
    unique (booked_by, idempotency_key)
);
create index appointment_practitioner on appointment (practitioner_id, starts_at);
create index appointment_patient on appointment (patient_id, starts_at);
create index appointment_start on appointment (starts_at);

-- One row for each five minutes that a person is spoken for. The key itself forbids double bookings.
create table claim (
    resource_id bigint not null,
    cell bigint not null,
    appointment_id bigint not null references appointment (id),
    primary key (resource_id, cell)
) without rowid;
create index claim_appointment on claim (appointment_id);

create table appointment_event (
    id integer primary key,
    appointment_id bigint not null references appointment (id),
    from_status text,
    to_status text not null,
    actor_id bigint references account (id),
    reason text not null default '',
    at bigint not null
);
create index appointment_event_appointment on appointment_event (appointment_id);

-- The outbox: what somebody should hear of, written in the transaction that caused it.
create table notice (
    id integer primary key,
    account_id bigint not null references account (id),
    kind text not null,
    appointment_id bigint references appointment (id),
    created_at bigint not null,
    read_at bigint
);
create index notice_account on notice (account_id, id);

create table audit_event (
    seq integer primary key,
    at bigint not null,
    actor_id bigint,
    action text not null,
    entity text not null,
    entity_id bigint,
    basis text not null default '',
    outcome text not null
);
create index audit_event_entity on audit_event (entity, entity_id);

create table contact_message (
    id integer primary key,
    name text not null,
    email text not null,
    message text not null,
    created_at bigint not null
);

create table setting (
    key text primary key,
    value text not null
);

-- Bumped by every change of the public directory, so that each process knows when to read it again.
create table directory_version (
    id bigint primary key check (id = 1),
    version bigint not null
);
insert into directory_version (id, version) values (1, 1);
