-- A family of an app's tokens is of what a patient allowed, and lasts no longer than that. It never gives more than was asked for then.
alter table api_family add column app_grant_id bigint references app_grant (id);
alter table api_family add column scopes text not null default '';
create index api_family_grant on api_family (app_grant_id) where app_grant_id is not null;
