-- That an application has arrived is written in no one's name: no one has done anything about it yet. That a record is to be shared with
-- an address goes there in its patient's.
alter table delivery alter column account_id drop not null;
alter table delivery add constraint delivery_in_a_name check (account_id is not null or purpose = 'application');
alter table delivery drop constraint delivery_purpose_check;
alter table delivery add constraint delivery_purpose_check
    check (purpose in ('notice', 'reset', 'verify', 'test', 'invitation', 'answer', 'application', 'sharing'));
