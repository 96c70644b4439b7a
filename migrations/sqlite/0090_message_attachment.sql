-- Files that go with messages. Until its message is sent, a file waits with what its author is writing.

create table message_attachment (
    id integer primary key,
    thread_id bigint not null references thread (id),
    author_id bigint not null references account (id),
    -- Null while it waits.
    message_id bigint references message (id),
    name text not null,
    media_type text not null check (media_type in ('application/pdf', 'image/png', 'image/jpeg')),
    bytes bigint not null,
    sha256 text not null,
    storage_key text not null unique,
    created_at bigint not null
);
create index message_attachment_thread on message_attachment (thread_id, message_id);

create trigger message_attachment_no_update before update on message_attachment
when old.message_id is not null
begin select raise(abort, 'what was sent stays'); end;
create trigger message_attachment_no_delete before delete on message_attachment
when old.message_id is not null
begin select raise(abort, 'what was sent stays'); end;
