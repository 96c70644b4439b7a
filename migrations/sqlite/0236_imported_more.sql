-- More of a history is kept, what a line refers to leads there, and the patient can hide a line.

-- The identifiers refer to the table that is made anew.
create temporary table identifier_kept as
select kind, system, value, patient_id, line_id
from external_identifier;
drop table external_identifier;

create table imported_line_of_more (
    id integer primary key,
    patient_id bigint not null references patient (id),
    -- The type of the resource, as FHIR names it.
    kind text not null check (
        kind in (
            'AllergyIntolerance', 'CarePlan', 'Condition', 'DiagnosticReport', 'DocumentReference', 'Encounter', 'Immunization',
            'MedicationRequest', 'Observation', 'Procedure'
        )
    ),
    title text not null,
    -- When it happened or was found.
    at bigint not null,
    -- Whether it held when it was brought in.
    is_current boolean not null,
    -- The resource, without what says whose it is.
    body text not null,
    source text not null,
    imported_by bigint not null references account (id),
    imported_at bigint not null,
    -- What the body calls other lines of the patient, and which they are: {"urn:uuid:1": "Encounter/i7"}.
    refers text not null default '{}',
    hidden boolean not null default false
);
insert into imported_line_of_more (id, patient_id, kind, title, at, is_current, body, source, imported_by, imported_at)
select id, patient_id, kind, title, at, is_current, body, source, imported_by, imported_at
from imported_line;
drop table imported_line;
alter table imported_line_of_more rename to imported_line;
create index imported_line_patient on imported_line (patient_id, at, id);

create trigger imported_line_of_merged before insert on imported_line
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;

create table external_identifier (
    kind text not null,
    system text not null,
    value text not null,
    patient_id bigint not null references patient (id),
    line_id bigint references imported_line (id),
    primary key (kind, system, value)
);
insert into external_identifier (kind, system, value, patient_id, line_id)
select kind, system, value, patient_id, line_id
from identifier_kept;
drop table identifier_kept;
create index external_identifier_patient on external_identifier (patient_id);
create index external_identifier_value on external_identifier (value);
