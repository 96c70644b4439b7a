-- Given and family name beside the name that is shown, and the telephone number in the one form in which numbers are compared (E.164).
-- The program fills them in for the accounts that it finds without.

alter table account add column given_name text not null default '';
alter table account add column family_name text not null default '';
alter table account add column phone_number text not null default '';
create index account_phone_number on account (phone_number);
