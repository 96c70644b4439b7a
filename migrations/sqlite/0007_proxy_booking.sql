-- Whether a proxy also books, moves and calls off appointments for the patient.

alter table proxy add column books boolean not null default false;
