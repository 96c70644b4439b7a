-- Passkeys: what someone can sign in with instead of a password, or as the second step after it.

create table passkey (
    id integer primary key,
    account_id bigint not null references account (id),
    -- What the authenticator calls it.
    credential_id text not null unique,
    -- What the authenticator calls the account: the same for all of one account, and meaningless to anyone else.
    user_handle text not null,
    public_key text not null,
    -- How often it was used according to the authenticator; 0 for those that don't count.
    sign_count bigint not null,
    synced boolean not null,
    name text not null,
    created_at bigint not null,
    last_used_at bigint
);
create index passkey_account on passkey (account_id);

-- Challenges that were answered, by their hashes: none is answered twice.
create table passkey_challenge (
    challenge_hash text primary key,
    used_at bigint not null
);
