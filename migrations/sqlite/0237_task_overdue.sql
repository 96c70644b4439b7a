-- Since when a task has been known, and since when it has been failing, so that one that is not done in time can be named.
alter table task add column announced_at bigint not null default 0;
alter table task add column failing_since bigint not null default 0;
