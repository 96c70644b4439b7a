-- Services and rooms; hours by date; closures; what else can own a claim: holds and group sessions; series; the waiting list;
-- calendar feeds. Wall times of dates are text: dates YYYY-MM-DD, date and time YYYY-MM-DDTHH:MM:SS.

-- What can be booked. A practitioner who offers none of these offers the clinic's standard visit, as the settings say.
create table healthcare_service (
    id integer primary key,
    name text not null unique,
    description text not null default '',
    duration_minutes bigint not null check (duration_minutes between 5 and 1440),
    step_minutes bigint not null check (step_minutes between 5 and 1440),
    buffer_before_minutes bigint not null default 0 check (buffer_before_minutes between 0 and 240),
    buffer_after_minutes bigint not null default 0 check (buffer_after_minutes between 0 and 240),
    notice_minutes bigint not null default 0,
    horizon_days bigint,
    daily_cap bigint check (daily_cap > 0),
    capacity bigint not null default 1 check (capacity between 1 and 100),
    mode text not null default 'in_person' check (mode in ('in_person', 'online')),
    instructions text not null default '',
    price_cents bigint,
    confirmation text check (confirmation in ('auto', 'approval')),
    active boolean not null default true
);

create table practitioner_service (
    practitioner_id bigint not null references practitioner (id),
    service_id bigint not null references healthcare_service (id),
    primary key (practitioner_id, service_id)
);

-- A room or a device. In claims it goes by its negated id.
create table room (
    id integer primary key,
    centre_id bigint not null references centre (id),
    name text not null,
    kind text not null check (kind in ('room', 'device')),
    active boolean not null default true,
    unique (centre_id, name)
);

-- A service that names rooms needs one of them, whichever is free.
create table service_room (
    service_id bigint not null references healthcare_service (id),
    room_id bigint not null references room (id),
    primary key (service_id, room_id)
);

alter table weekly_hours rename to weekly_hours_before;
create table weekly_hours (
    id integer primary key,
    affiliation_id bigint not null references affiliation (id),
    weekday bigint not null check (weekday between 1 and 7),
    starts_minute bigint not null check (starts_minute between 0 and 1439),
    ends_minute bigint not null check (ends_minute between 1 and 1440),
    valid_from text,
    valid_until text,
    check (starts_minute < ends_minute)
);
insert into weekly_hours (affiliation_id, weekday, starts_minute, ends_minute)
select affiliation_id, weekday, starts_minute, ends_minute from weekly_hours_before;
drop table weekly_hours_before;
create index weekly_hours_affiliation on weekly_hours (affiliation_id);

create table dated_hours (
    id integer primary key,
    affiliation_id bigint not null references affiliation (id),
    date text not null,
    starts_minute bigint not null check (starts_minute between 0 and 1439),
    ends_minute bigint not null check (ends_minute between 1 and 1440),
    check (starts_minute < ends_minute)
);
create index dated_hours_affiliation on dated_hours (affiliation_id, date);

-- Closed from one wall time to another: for one practitioner, one centre, both, or everybody.
create table closure (
    id integer primary key,
    practitioner_id bigint references practitioner (id),
    centre_id bigint references centre (id),
    starts text not null,
    ends text not null,
    name text not null default '',
    source_uid text unique,
    created_at bigint not null,
    check (starts < ends)
);
create index closure_end on closure (ends);

create table appointment_series (
    id integer primary key,
    created_by bigint not null references account (id),
    created_at bigint not null
);

-- A group's common time: it owns the practitioner's and the room's claims, each patient's appointment the patient's.
create table group_session (
    id integer primary key,
    practitioner_id bigint not null references practitioner (id),
    service_id bigint not null references healthcare_service (id),
    centre_id bigint not null references centre (id),
    room_id bigint references room (id),
    starts_at bigint not null,
    ends_at bigint not null,
    seats_taken bigint not null check (seats_taken >= 0),
    unique (practitioner_id, service_id, starts_at)
);

alter table appointment add column service_id bigint references healthcare_service (id);
alter table appointment add column room_id bigint references room (id);
alter table appointment add column session_id bigint references group_session (id);
alter table appointment add column series_id bigint references appointment_series (id);
alter table appointment add column overbooked boolean not null default false;
create index appointment_series_member on appointment (series_id) where series_id is not null;
create index appointment_session on appointment (session_id) where session_id is not null;

create table waitlist_entry (
    id integer primary key,
    patient_id bigint not null references patient (id),
    practitioner_id bigint references practitioner (id),
    profession text,
    centre_id bigint references centre (id),
    service_id bigint references healthcare_service (id),
    appointment_id bigint references appointment (id),
    weekdays bigint not null default 127 check (weekdays between 1 and 127),
    from_minute bigint not null default 0,
    until_minute bigint not null default 1440,
    latest_on text,
    urgency bigint not null default 0 check (urgency between 0 and 2),
    status text not null default 'waiting' check (status in ('waiting', 'booked', 'withdrawn', 'expired')),
    created_at bigint not null,
    check (from_minute < until_minute),
    check (practitioner_id is not null or profession is not null)
);
create index waitlist_entry_patient on waitlist_entry (patient_id);
create index waitlist_entry_waiting on waitlist_entry (urgency, created_at) where status = 'waiting';

-- A time kept for one person for some minutes: while they fill in the form, or while an offer from the waiting list is open.
create table hold (
    id integer primary key,
    account_id bigint not null references account (id),
    kind text not null check (kind in ('form', 'offer')),
    practitioner_id bigint not null references practitioner (id),
    centre_id bigint not null references centre (id),
    service_id bigint references healthcare_service (id),
    starts_at bigint not null,
    ends_at bigint not null,
    expires_at bigint not null
);
create index hold_expiry on hold (expires_at);
create index hold_account on hold (account_id);

create table waitlist_offer (
    id integer primary key,
    entry_id bigint not null references waitlist_entry (id),
    hold_id bigint references hold (id) on delete set null,
    session_id bigint references group_session (id),
    practitioner_id bigint not null references practitioner (id),
    centre_id bigint not null references centre (id),
    service_id bigint references healthcare_service (id),
    starts_at bigint not null,
    ends_at bigint not null,
    expires_at bigint not null,
    status text not null default 'open' check (status in ('open', 'accepted', 'declined', 'expired')),
    created_at bigint not null
);
create unique index waitlist_offer_one on waitlist_offer (practitioner_id, starts_at)
where status = 'open' and session_id is null;
create unique index waitlist_offer_open on waitlist_offer (entry_id) where status = 'open';
create index waitlist_offer_entry on waitlist_offer (entry_id);
create index waitlist_offer_time on waitlist_offer (practitioner_id, starts_at);
create index waitlist_offer_expiry on waitlist_offer (expires_at) where status = 'open';
create index waitlist_offer_hold on waitlist_offer (hold_id) where hold_id is not null;
alter table notice add column offer_id bigint references waitlist_offer (id);

-- Times that became free and that nobody on the waiting list was asked about yet.
create table freed_slot (
    id integer primary key,
    practitioner_id bigint not null references practitioner (id),
    centre_id bigint not null references centre (id),
    starts_at bigint not null,
    ends_at bigint not null,
    created_at bigint not null
);

create table calendar_feed (
    account_id bigint primary key references account (id),
    token_hash text not null unique,
    created_at bigint not null
);

-- Claims with lanes and with one owner each. A deliberate overbooking takes the next lane; everybody else lane 0.
alter table claim rename to claim_before;
create table claim (
    resource_id bigint not null,
    cell bigint not null,
    lane bigint not null default 0,
    appointment_id bigint references appointment (id),
    hold_id bigint references hold (id) on delete cascade,
    session_id bigint references group_session (id) on delete cascade,
    primary key (resource_id, cell, lane),
    check ((appointment_id is not null) + (hold_id is not null) + (session_id is not null) = 1)
) without rowid;
insert into claim (resource_id, cell, appointment_id)
select resource_id, cell, appointment_id from claim_before;
drop table claim_before;
create index claim_appointment on claim (appointment_id) where appointment_id is not null;
create index claim_hold on claim (hold_id) where hold_id is not null;
create index claim_session on claim (session_id) where session_id is not null;
