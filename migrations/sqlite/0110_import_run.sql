-- An import from the browser, one for each administrator: the files are checked first and imported when they say so. The files are
-- sealed, because they hold passwords, and are gone once they are no longer needed.
create table import_run (
    account_id bigint primary key references account (id),
    -- Which of the account's imports this is.
    id text not null,
    time_zone text not null,
    files text,
    stage text not null check (stage in ('checking', 'checked', 'importing', 'stored', 'stopped', 'failed')),
    report text not null default '',
    -- How many of the new people's passwords are hashed already.
    done bigint not null default 0,
    total bigint not null default 0,
    begun_at bigint not null,
    taken_by text not null default '',
    taken_until bigint not null default 0
);
