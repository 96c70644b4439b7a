-- The list of standard visits, in the order of time.
create index appointment_standard on appointment (starts_at) where service_id is null;
