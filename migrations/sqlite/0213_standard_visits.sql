-- The list of standard visits, in the order of time. SQLite takes it for the key in front, which PostgreSQL would not see as constant.
create index appointment_standard on appointment (service_id, starts_at) where service_id is null;
