-- The last change of each appointment in the calendar of each of its two people, for calendar apps that ask what is new. The number is
-- that of the row in its history: whoever changes an appointment has locked both calendars, so each person's numbers only grow.
create table calendar_change (
    account_id bigint not null references account (id),
    appointment_id bigint not null references appointment (id),
    seq bigint not null,
    primary key (account_id, appointment_id)
);
insert into calendar_change (account_id, appointment_id, seq)
select a.patient_id, a.id, max(e.id)
from appointment a
join appointment_event e on e.appointment_id = a.id
group by a.patient_id, a.id
union
select a.practitioner_id, a.id, max(e.id)
from appointment a
join appointment_event e on e.appointment_id = a.id
group by a.practitioner_id, a.id;
create index calendar_change_seq on calendar_change (account_id, seq);
create index calendar_change_appointment on calendar_change (appointment_id);
