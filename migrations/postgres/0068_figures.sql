-- The clinic's figures are counted from this index alone, without the rows.
create index appointment_figures on appointment
    (starts_at, status, practitioner_id, centre_id, service_id, ends_at, session_id, overbooked, patient_id);
create index account_created on account (created_at);
create index rating_time on rating (rated_at);
