-- Lines of records that were brought in from another system, each as it was sent there: nobody here wrote them.
create table imported_line (
    id integer primary key,
    patient_id bigint not null references patient (id),
    -- The type of the resource, as FHIR names it.
    kind text not null check (kind in ('AllergyIntolerance', 'Condition', 'MedicationRequest', 'Observation')),
    title text not null,
    -- When it happened or was found.
    at bigint not null,
    -- Whether it held when it was brought in.
    is_current boolean not null,
    -- The resource, without what says whose it is.
    body text not null,
    source text not null,
    imported_by bigint not null references account (id),
    imported_at bigint not null
);
create index imported_line_patient on imported_line (patient_id, at, id);

-- What other systems call a patient or a line: so it is known when it comes again.
create table external_identifier (
    kind text not null,
    system text not null,
    value text not null,
    patient_id bigint not null references patient (id),
    line_id bigint references imported_line (id),
    primary key (kind, system, value)
);
create index external_identifier_patient on external_identifier (patient_id);

create trigger imported_line_of_merged before insert on imported_line
when exists (select 1 from account_merge m where m.from_id = new.patient_id)
begin select raise(abort, 'this patient was merged with another'); end;
