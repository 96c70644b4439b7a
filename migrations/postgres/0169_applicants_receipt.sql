-- That an application has arrived is written in no one's name: no one has done anything about it yet.
alter table delivery alter column account_id drop not null;
alter table delivery add constraint delivery_in_a_name check (account_id is not null or purpose = 'application');
