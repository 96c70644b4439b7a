-- Requests that wait for an answer are looked for every minute; they are few among many.

create index appointment_pending on appointment (id) where status = 'pending';
