-- Practitioners who take no bookings.
create index practitioner_not_taking on practitioner (id) where not accepting_bookings;
