-- The account that an applicant has already, and said so while signed in: their application is approved into it.
alter table application add column applicant_id bigint references account (id);
-- Under which credentials the owner of the approved account still has to choose a password.
alter table application add column credential_epoch bigint not null default 0;
