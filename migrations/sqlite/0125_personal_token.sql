-- Tokens that people make for programs, and app passwords for their calendars. Only a hash of each is kept.
create table personal_token (
    id integer primary key,
    account_id bigint not null references account (id),
    -- Of the credentials with which it was made: it lasts no longer than they do.
    credential_epoch bigint not null,
    token_hash text not null unique,
    -- What its owner calls it.
    name text not null,
    -- What it may be used for, separated by commas.
    scopes text not null,
    created_at bigint not null,
    expires_at bigint not null,
    revoked_at bigint,
    -- When it was last used, and from which network.
    last_used_at bigint,
    last_used_from text not null default ''
);
create index personal_token_account on personal_token (account_id);
create index personal_token_expiry on personal_token (expires_at);
