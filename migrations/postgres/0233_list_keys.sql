-- By what lists are sorted that is read from other rows, or not as it is written: whom a referral is from and for, and who wrote to the
-- clinic. Triggers keep it, so that a program of the version before can go on beside this one.
-- Compared and lowered byte by byte, as SQLite does.
alter table referral add column referrer_key text collate "C" not null default '';
alter table referral add column addressee_key text collate "C" not null default '';
update referral
set referrer_key = coalesce((select a.search_name from account a where a.id = referrer_id), ''),
    addressee_key =
        coalesce((select a.search_name from account a where a.id = to_practitioner_id), lower(to_field collate "C"), '');
create index referral_referrer_key on referral (referrer_key, referrer_id, entry_id);
create index referral_addressee_key on referral (addressee_key, entry_id);

create function referral_keys() returns trigger language plpgsql as $$
begin
    new.referrer_key := coalesce((select a.search_name from account a where a.id = new.referrer_id), '');
    new.addressee_key :=
        coalesce((select a.search_name from account a where a.id = new.to_practitioner_id), lower(new.to_field collate "C"), '');
    return new;
end;
$$;
create trigger referral_keys_new before insert on referral
for each row execute function referral_keys();
create trigger referral_keys_moved before update of referrer_id, to_practitioner_id, to_field on referral
for each row execute function referral_keys();

create function account_referral_keys() returns trigger language plpgsql as $$
begin
    update referral
    set referrer_key = new.search_name
    where referrer_id = new.id;
    update referral
    set addressee_key = new.search_name
    where to_practitioner_id = new.id;
    return null;
end;
$$;
create trigger account_referral_keys after update of search_name on account
for each row when (old.search_name <> new.search_name) execute function account_referral_keys();

alter table contact_message add column sender text collate "C" not null default '';
update contact_message
set sender = lower(name collate "C");
create index contact_message_sender on contact_message (standing, sender, created_at, id);
create index contact_message_assigned_sender on contact_message (assigned_to, standing, sender, created_at, id)
where assigned_to is not null;

create function contact_message_sender() returns trigger language plpgsql as $$
begin
    new.sender := lower(new.name collate "C");
    return new;
end;
$$;
create trigger contact_message_sender_new before insert on contact_message
for each row execute function contact_message_sender();
