-- Tries at secrets that failed, counted for all processes: when each bucket will be full again, in milliseconds.
create table shared_limit (
    key text primary key,
    full_at bigint not null
);
create index shared_limit_full on shared_limit (full_at);

-- An invitation ends with its inviter's role or account.
update account_invitation
set revoked_at = cast(extract(epoch from now()) as bigint)
where used_at is null
and revoked_at is null
and not exists (
    select 1
    from account a
    join account_role r on r.account_id = a.id
    where a.id = account_invitation.invited_by
    and a.status = 'active'
    and r.role = 'administrator'
);
