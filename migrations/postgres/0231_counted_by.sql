-- Cancellations by time, what leads to how each was made, and the visits of each patient that were not cancelled.
create index appointment_cancelled on appointment (status, starts_at, id, practitioner_id, patient_id, centre_id, service_id)
where status = 'cancelled';
create index appointment_event_cancelled on appointment_event (appointment_id) where to_status = 'cancelled';
create index appointment_patient_kept on appointment (patient_id, starts_at, id, status)
where status not in ('cancelled', 'entered-in-error');

-- The figures of each practitioner are counted from this index alone, without the rows.
create index appointment_practitioner_figures on appointment
    (practitioner_id, starts_at, status, centre_id, service_id, ends_at, session_id, overbooked);
