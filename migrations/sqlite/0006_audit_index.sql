-- What is asked of a long audit: one person's rows, what was refused, a stretch of time; the latest first, a page at a time. Each index
-- ends in the order of the answer, so that a page costs a page, however long the audit is.

drop index audit_event_patient;
drop index audit_event_actor;
create index audit_event_patient on audit_event (patient_id, at, seq) where patient_id is not null;
create index audit_event_actor on audit_event (actor_id, at, seq) where actor_id is not null;
create index audit_event_at on audit_event (at, seq);
create index audit_event_refused on audit_event (at, seq)
where outcome in ('refused', 'not found', 'forbidden', 'not justified');
