-- Why an account is not active: its owner closed it, or nobody has activated it yet. Neither, where an administrator switched it off.
alter table account add column closed_at bigint;
alter table account add column is_waiting boolean not null default false;

-- Sharing that ended because the patient closed their account, and comes back with it.
alter table proxy add column ended_by_closing boolean not null default false;
