-- Programs that are signed in by the API. Each sign-in begins a family: its refresh tokens follow one another, and each is used once.

create table api_family (
    id integer primary key,
    account_id bigint not null references account (id),
    -- Of the credentials that were used: it lasts no longer than they do.
    credential_epoch bigint not null,
    created_at bigint not null,
    ends_at bigint not null,
    -- When its owner signed out, or a token of it was used a second time.
    ended_at bigint
);
create index api_family_account on api_family (account_id);

create table refresh_token (
    token_hash text not null primary key,
    family_id bigint not null references api_family (id),
    issued_at bigint not null,
    expires_at bigint not null,
    used_at bigint,
    -- Which program used it, as a hash of where it was and how it describes itself.
    used_by text not null default ''
);
create index refresh_token_family on refresh_token (family_id);
create index refresh_token_expiry on refresh_token (expires_at);
