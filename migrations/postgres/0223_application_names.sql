-- What an applicant would sign in with besides the email address, where the clinic accepts such names; may be empty.
alter table application add column username text not null default '';
alter table application add column national_id text not null default '';
