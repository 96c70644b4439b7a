-- By which version of the directory, and when (UTC seconds), a request was last held against what can be booked: what has opened since then
-- is news to it.
alter table waitlist_entry add column matched_version bigint not null default 0;
alter table waitlist_entry add column matched_at bigint not null default 0;
update waitlist_entry
set matched_version = (select version from directory_version where id = 1),
    matched_at = created_at;
