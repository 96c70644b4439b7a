-- Practitioners may also sign in with the number of their licence. Numbers are compared without the spaces and hyphens that they are
-- often written with; where two of the old ones would then be the same, both stay as they are.

alter table account_identifier drop constraint account_identifier_kind_check;
alter table account_identifier add constraint account_identifier_kind_check check (
    kind in ('email', 'username', 'national_id', 'medicare', 'provider_number', 'licence_number')
);

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
