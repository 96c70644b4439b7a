-- The figures of a centre and of a kind of visit are counted from the indexes of their lists alone, like those of practitioners. They
-- keep the order of the lists: time, then key.
drop index appointment_centre;
drop index appointment_service;
drop index appointment_standard;
create index appointment_centre on appointment
    (centre_id, starts_at, id, status, practitioner_id, service_id, ends_at, session_id, overbooked, patient_id)
where centre_id > 0;
create index appointment_service on appointment
    (service_id, starts_at, id, status, practitioner_id, centre_id, ends_at, session_id, overbooked, patient_id)
where service_id > 0;
create index appointment_standard on appointment
    (starts_at, id, status, practitioner_id, centre_id, service_id, ends_at, session_id, overbooked, patient_id)
where service_id is null;

-- Whether someone has been to a part of the clinic before.
drop index appointment_patient_kept;
create index appointment_patient_kept on appointment
    (patient_id, starts_at, id, status, practitioner_id, centre_id, service_id)
where status not in ('cancelled', 'entered-in-error');
