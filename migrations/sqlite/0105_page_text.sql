-- What the clinic writes on its public pages: every version of every text, the latest of which is shown. An empty one stands for the
-- text that is shipped.
create table page_text (
    id integer primary key,
    place text not null,
    body text not null,
    by_id bigint references account (id),
    at bigint not null
);
create index page_text_place on page_text (place, id);
create trigger page_text_no_update before update on page_text
begin select raise(abort, 'what happened stays'); end;
create trigger page_text_no_delete before delete on page_text
begin select raise(abort, 'what happened stays'); end;
