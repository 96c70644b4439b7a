-- A new email address that someone wants to sign in with: theirs once they have confirmed it, at that address or with a code from the
-- clinic. The secrets that confirm it are in mail_link, with the address as their subject.
create table email_change (
    account_id bigint primary key references account (id),
    email text not null,
    asked_at bigint not null,
    expires_at bigint not null
);
create index email_change_expiry on email_change (expires_at);

-- Where a letter goes if not to the address of its account: to one that is to be confirmed, or to one that was given up.
alter table delivery add column to_address text;
