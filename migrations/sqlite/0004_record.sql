-- The record: what patients say of themselves, what clinicians write, referrals and documents; on what ground somebody may
-- read it; and an audit that shows when it was tampered with. Rows that say what somebody wrote are only ever added.

alter table patient add column insurer text not null default '';
alter table patient add column insurance_number text not null default '';
alter table patient add column emergency_relation text not null default '';
alter table practitioner add column requires_referral boolean not null default false;

-- What patients say of themselves. A correction ends one row and begins another.
create table statement (
    id integer primary key,
    patient_id bigint not null references patient (id),
    kind text not null check (kind in ('condition', 'allergy', 'medication', 'history')),
    name text not null,
    detail text not null default '',
    severity text check (severity in ('mild', 'moderate', 'severe')),
    since text not null default '',
    created_at bigint not null,
    ended_at bigint
);
create index statement_patient on statement (patient_id) where ended_at is null;

-- A consultation: what an appointment becomes when its practitioner opens it.
create table encounter (
    id integer primary key,
    appointment_id bigint not null unique references appointment (id),
    started_at bigint not null,
    finished_at bigint
);

-- What is not yet part of the record: the form as it was last typed.
create table draft (
    account_id bigint not null references account (id),
    appointment_id bigint not null references appointment (id),
    kind text not null,
    body text not null,
    updated_at bigint not null,
    primary key (account_id, appointment_id, kind)
);

-- One line of the record, whatever its kind; the table of that name has the rest under the same id.
create table entry (
    id integer primary key,
    patient_id bigint not null references patient (id),
    author_id bigint not null references account (id),
    appointment_id bigint references appointment (id),
    kind text not null
    check (kind in ('note', 'diagnosis', 'observation', 'prescription', 'referral', 'document')),
    title text not null,
    at bigint not null,
    hidden boolean not null default false,
    retracted_at bigint,
    retracted_reason text not null default ''
);
create index entry_patient on entry (patient_id, at, id);
create index entry_author on entry (author_id, patient_id);
create index entry_appointment on entry (appointment_id) where appointment_id is not null;

create table note_version (
    entry_id bigint not null references entry (id),
    version bigint not null,
    body text not null,
    reason text not null default '',
    at bigint not null,
    primary key (entry_id, version)
);

create table diagnosis (
    entry_id bigint primary key references entry (id),
    name text not null,
    code text not null default '',
    certainty text not null check (certainty in ('suspected', 'confirmed')),
    detail text not null default '',
    resolved_at bigint
);

-- A measurement in thousandths of its unit; the second value is the lower one of a blood pressure.
create table observation (
    entry_id bigint primary key references entry (id),
    code text not null,
    value bigint not null,
    second_value bigint,
    unit text not null
);

create table prescription (
    entry_id bigint primary key references entry (id),
    appointment_id bigint not null references appointment (id),
    diagnosis text not null,
    instructions text not null default '',
    follow_up text not null default '',
    warnings text not null default '',
    signed_at bigint not null,
    stopped_at bigint,
    stop_reason text not null default '',
    replaces_id bigint references prescription (entry_id)
);
create index prescription_appointment on prescription (appointment_id);

create table prescribed_medicine (
    prescription_id bigint not null references prescription (entry_id),
    position bigint not null,
    medicine text not null,
    dose text not null,
    route text not null default '',
    frequency text not null,
    duration text not null default '',
    instructions text not null default '',
    primary key (prescription_id, position)
);

-- A permit to book a specialist, by name or by field, for a number of visits until a day.
create table referral (
    entry_id bigint primary key references entry (id),
    patient_id bigint not null references patient (id),
    referrer_id bigint not null references practitioner (id),
    appointment_id bigint not null references appointment (id),
    to_practitioner_id bigint references practitioner (id),
    to_field text,
    priority text not null check (priority in ('routine', 'soon', 'urgent')),
    letter text not null,
    valid_until bigint not null,
    visits_allowed bigint not null check (visits_allowed between 1 and 99),
    visits_used bigint not null default 0 check (visits_used between 0 and visits_allowed),
    status text not null default 'sent' check (status in ('sent', 'accepted', 'declined', 'withdrawn')),
    sent_at bigint not null,
    -- Names one intent of its writer: sent twice, it is one letter.
    intent text not null,
    unique (referrer_id, intent),
    check (to_practitioner_id is not null or to_field is not null)
);
create index referral_patient on referral (patient_id);
create index referral_to on referral (to_practitioner_id) where to_practitioner_id is not null;
create index referral_field on referral (to_field) where to_field is not null;

create table referral_event (
    id integer primary key,
    referral_id bigint not null references referral (entry_id),
    actor_id bigint not null references account (id),
    kind text not null check (kind in ('sent', 'accepted', 'redirected', 'declined', 'withdrawn')),
    reason text not null default '',
    to_practitioner_id bigint references practitioner (id),
    at bigint not null
);
create index referral_event_referral on referral_event (referral_id);

-- The visit that an appointment spends; the row goes when the appointment is called off.
create table referral_use (
    appointment_id bigint primary key references appointment (id),
    referral_id bigint not null references referral (entry_id)
);
create index referral_use_referral on referral_use (referral_id);

create table document (
    entry_id bigint primary key references entry (id),
    category text not null check (category in ('report', 'result', 'image', 'letter', 'other')),
    name text not null,
    media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg')),
    bytes bigint not null,
    sha256 text not null,
    storage_key text not null unique,
    preview_key text
);

-- Who looks after whom, beyond single appointments.
create table care_relationship (
    id integer primary key,
    patient_id bigint not null references patient (id),
    practitioner_id bigint not null references practitioner (id),
    kind text not null check (kind in ('primary_care', 'specialist_referral', 'temporary')),
    source text not null check (source in ('patient', 'administrator', 'referral')),
    created_by bigint not null references account (id),
    since bigint not null,
    until bigint,
    ended_at bigint
);
create index care_relationship_patient on care_relationship (patient_id);
create index care_relationship_practitioner on care_relationship (practitioner_id);
create unique index care_relationship_one on care_relationship (patient_id, practitioner_id, kind) where ended_at is null;

-- A member of the family who may read a patient's record, or its summary, until a day.
create table proxy (
    id integer primary key,
    patient_id bigint not null references patient (id),
    account_id bigint not null references account (id),
    scope text not null check (scope in ('summary', 'record')),
    relation text not null default '',
    since bigint not null,
    until bigint not null,
    ended_at bigint,
    check (patient_id <> account_id)
);
create index proxy_patient on proxy (patient_id);
create index proxy_account on proxy (account_id);

-- Breaking the glass: what no other ground opens, for some hours, with a reason that somebody reviews.
create table emergency_access (
    id integer primary key,
    patient_id bigint not null references patient (id),
    practitioner_id bigint not null references practitioner (id),
    reason text not null,
    opened_at bigint not null,
    ends_at bigint not null,
    reviewed_at bigint,
    reviewed_by bigint references account (id),
    justified boolean,
    review text not null default ''
);
create index emergency_access_patient on emergency_access (patient_id);
create unique index emergency_access_unreviewed on emergency_access (practitioner_id) where reviewed_at is null;

-- Practitioners to whom a patient has closed the record.
create table record_block (
    patient_id bigint not null references patient (id),
    practitioner_id bigint not null references practitioner (id),
    created_at bigint not null,
    primary key (patient_id, practitioner_id)
);

alter table notice add column entry_id bigint references entry (id);
alter table notice add column patient_id bigint references patient (id);

-- The audit as a chain: every row carries the hash of the one before it. Rows up to chained_after are older than the chain.
alter table audit_event add column patient_id bigint;
alter table audit_event add column part text not null default '';
alter table audit_event add column prev_hash text not null default '';
alter table audit_event add column hash text not null default '';
create index audit_event_patient on audit_event (patient_id, seq) where patient_id is not null;
create index audit_event_actor on audit_event (actor_id, seq) where actor_id is not null;

create table audit_head (
    id bigint primary key check (id = 1),
    seq bigint not null,
    hash text not null,
    chained_after bigint not null
);
insert into audit_head (id, seq, hash, chained_after)
select 1, coalesce(max(seq), 0), '', coalesce(max(seq), 0) from audit_event;

create trigger audit_event_no_update before update on audit_event
begin select raise(abort, 'the audit is only ever added to'); end;
create trigger audit_event_no_delete before delete on audit_event
begin select raise(abort, 'the audit is only ever added to'); end;
create trigger note_version_no_update before update on note_version
begin select raise(abort, 'what was written stays'); end;
create trigger prescribed_medicine_no_update before update on prescribed_medicine
begin select raise(abort, 'what was signed stays'); end;
