-- More of a history is kept, what a line refers to leads there, and the patient can hide a line.
alter table imported_line drop constraint imported_line_kind_check;
alter table imported_line add constraint imported_line_kind_check check (
    kind in (
        'AllergyIntolerance', 'CarePlan', 'Condition', 'DiagnosticReport', 'DocumentReference', 'Encounter', 'Immunization',
        'MedicationRequest', 'Observation', 'Procedure'
    )
);
-- What the body calls other lines of the patient, and which they are: {"urn:uuid:1": "Encounter/i7"}.
alter table imported_line add column refers text not null default '{}';
alter table imported_line add column hidden boolean not null default false;

create index external_identifier_value on external_identifier (value);
