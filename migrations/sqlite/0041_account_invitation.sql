-- Links by which administrators invite people to make an account, or to apply as a practitioner. Each works once.

create table account_invitation (
    id integer primary key,
    token_hash text not null unique,
    role text not null check (role in ('patient', 'practitioner')),
    full_name text not null,
    email text not null,
    invited_by bigint not null references account (id),
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    used_at bigint
);
