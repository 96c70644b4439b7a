-- Receptionists, managers and auditors; and at which centres a receptionist works.

alter table account_role drop constraint account_role_role_check;
alter table account_role add constraint account_role_role_check
    check (role in ('patient', 'practitioner', 'receptionist', 'manager', 'auditor', 'administrator'));

create table receptionist_centre (
    account_id bigint not null references account (id),
    centre_id bigint not null references centre (id),
    primary key (account_id, centre_id)
);
