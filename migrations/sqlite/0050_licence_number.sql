-- Practitioners may also sign in with the number of their licence. Numbers are compared without the spaces and hyphens that they are
-- often written with; where two of the old ones would then be the same, both stay as they are.

create table account_identifier_new (
    kind text not null check (
        kind in ('email', 'username', 'national_id', 'medicare', 'provider_number', 'licence_number')
    ),
    value_norm text not null,
    account_id bigint not null references account (id),
    primary key (kind, value_norm)
);
insert into account_identifier_new (kind, value_norm, account_id)
select kind, value_norm, account_id
from account_identifier;
drop table account_identifier;
alter table account_identifier_new rename to account_identifier;
create index account_identifier_account on account_identifier (account_id);

update account_identifier
set value_norm = replace(replace(value_norm, ' ', ''), '-', '')
where kind in ('medicare', 'provider_number')
and value_norm <> replace(replace(value_norm, ' ', ''), '-', '')
and 1 = (
    select count(*)
    from account_identifier other
    where other.kind = account_identifier.kind
    and replace(replace(other.value_norm, ' ', ''), '-', '')
        = replace(replace(account_identifier.value_norm, ' ', ''), '-', '')
);
