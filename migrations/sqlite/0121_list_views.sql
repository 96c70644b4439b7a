-- What people ask a list for again and again, under a name.
create table list_view (
    id integer primary key,
    account_id bigint not null references account (id),
    list text not null,
    name text not null,
    query text not null,
    -- Whether everyone who may open the list finds it, and whether its owner finds it first.
    shared boolean not null default false,
    is_default boolean not null default false,
    created_at bigint not null,
    unique (account_id, list, name)
);
create index list_view_shared on list_view (list) where shared;
