-- What the clinic wrote to several users at once. A notice that it came stays when the text is forgotten.
create table announcement (
    -- The key of the run that sends it.
    id text primary key,
    made_by bigint not null references account (id),
    made_at bigint not null,
    subject text not null,
    text text not null
);
create index announcement_made_by on announcement (made_by, made_at);

alter table notice add column announcement_id text references announcement (id) on delete set null;
create index notice_announcement on notice (announcement_id) where announcement_id is not null;
