-- An applicant who has an account already says so: that is part of what happened.
create table application_event_with_claims (
    id integer primary key,
    application_id bigint not null references application (id),
    kind text not null check (
        kind in ('asked', 'answered', 'note', 'document', 'claimed', 'approved', 'refused', 'withdrawn', 'confirmed', 'password')
    ),
    author_id bigint references account (id),
    body text not null,
    created_at bigint not null
);
insert into application_event_with_claims (id, application_id, kind, author_id, body, created_at)
select id, application_id, kind, author_id, body, created_at
from application_event;
drop table application_event;
alter table application_event_with_claims rename to application_event;
create index application_event_application on application_event (application_id, id);
