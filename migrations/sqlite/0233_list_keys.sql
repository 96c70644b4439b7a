-- By what lists are sorted that is read from other rows, or not as it is written: whom a referral is from and for, and who wrote to the
-- clinic. Triggers keep it, so that a program of the version before can go on beside this one.
alter table referral add column referrer_key text not null default '';
alter table referral add column addressee_key text not null default '';
update referral
set referrer_key = coalesce((select a.search_name from account a where a.id = referrer_id), ''),
    addressee_key = coalesce((select a.search_name from account a where a.id = to_practitioner_id), lower(to_field), '');
create index referral_referrer_key on referral (referrer_key, referrer_id, entry_id);
create index referral_addressee_key on referral (addressee_key, entry_id);

create trigger referral_keys_new after insert on referral
begin
    update referral
    set referrer_key = coalesce((select a.search_name from account a where a.id = new.referrer_id), ''),
        addressee_key =
            coalesce((select a.search_name from account a where a.id = new.to_practitioner_id), lower(new.to_field), '')
    where entry_id = new.entry_id;
end;
create trigger referral_keys_moved after update of referrer_id, to_practitioner_id, to_field on referral
begin
    update referral
    set referrer_key = coalesce((select a.search_name from account a where a.id = new.referrer_id), ''),
        addressee_key =
            coalesce((select a.search_name from account a where a.id = new.to_practitioner_id), lower(new.to_field), '')
    where entry_id = new.entry_id;
end;
create trigger account_referral_keys after update of search_name on account
when old.search_name <> new.search_name
begin
    update referral
    set referrer_key = new.search_name
    where referrer_id = new.id;
    update referral
    set addressee_key = new.search_name
    where to_practitioner_id = new.id;
end;

alter table contact_message add column sender text not null default '';
update contact_message
set sender = lower(name);
create index contact_message_sender on contact_message (standing, sender, created_at, id);
create index contact_message_assigned_sender on contact_message (assigned_to, standing, sender, created_at, id)
where assigned_to is not null;
create trigger contact_message_sender_new after insert on contact_message
begin
    update contact_message
    set sender = lower(new.name)
    where id = new.id;
end;
