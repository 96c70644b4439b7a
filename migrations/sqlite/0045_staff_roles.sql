-- Receptionists, managers and auditors; and at which centres a receptionist works.

alter table account_role rename to account_role_before;
create table account_role (
    account_id bigint not null references account (id),
    role text not null
        check (role in ('patient', 'practitioner', 'receptionist', 'manager', 'auditor', 'administrator')),
    primary key (account_id, role)
);
insert into account_role (account_id, role)
select account_id, role
from account_role_before;
drop table account_role_before;

create table receptionist_centre (
    account_id bigint not null references account (id),
    centre_id bigint not null references centre (id),
    primary key (account_id, centre_id)
);
