-- What a profession or an area of expertise was called before. Whoever types or looks for the former name means what it is called now.
create table former_term (
    kind text not null check (kind in ('profession', 'expertise')),
    -- The former name in its comparison form.
    name_key text not null,
    name text not null,
    term text not null,
    at bigint not null,
    primary key (kind, name_key)
);
