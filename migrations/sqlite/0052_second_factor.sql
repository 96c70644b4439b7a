-- The second step of signing in: codes that change every half minute, and recovery codes for when the device is lost.

create table second_factor (
    account_id bigint primary key references account (id),
    -- Encrypted with a key that is not in the database.
    secret text not null,
    -- Not before its owner has typed a first code.
    confirmed_at bigint,
    -- The latest step whose code was used: no code is accepted twice.
    last_step bigint not null default 0,
    created_at bigint not null
);

create table recovery_code (
    account_id bigint not null references account (id),
    code_hash text not null,
    used_at bigint,
    primary key (account_id, code_hash)
);

-- One administrator asks to take the second step away from a member of staff, and another confirms it.
create table factor_request (
    account_id bigint primary key references account (id),
    asked_by bigint not null references account (id),
    asked_at bigint not null
);
