-- An app's request to read a record: asked, answered by the patient, and then exchanged for tokens, each once.
create table app_request (
    id integer primary key,
    -- SHA-256 of the secret in its address, in hex.
    request_hash text not null unique,
    app_id bigint not null references app (id),
    redirect_uri text not null,
    -- What the app wants to hear again.
    state text not null,
    scopes text not null,
    -- Of the secret that the app keeps (RFC 7636).
    challenge text not null,
    asked_at bigint not null,
    expires_at bigint not null,
    answered_at bigint,
    -- Who answered.
    account_id bigint references account (id),
    credential_epoch bigint,
    app_grant_id bigint references app_grant (id),
    -- SHA-256 of the code that the app got, in hex.
    code_hash text unique,
    code_expires_at bigint,
    used_at bigint,
    -- What it was exchanged for.
    family_id bigint references api_family (id)
);
create index app_request_asked on app_request (asked_at);
create index app_request_account on app_request (account_id) where account_id is not null;
