-- The words of applicants' names, of messages to the clinic and of reviews, by which long lists find them. SQL cannot make them: the
-- program fills them for old rows when it starts.
create table application_word (
    -- Compared byte by byte, as SQLite does.
    word text collate "C" not null,
    application_id bigint not null references application (id) on delete cascade,
    primary key (word, application_id)
);
create index application_word_of on application_word (application_id, word);

create table contact_word (
    word text collate "C" not null,
    message_id bigint not null references contact_message (id) on delete cascade,
    primary key (word, message_id)
);
create index contact_word_of on contact_word (message_id, word);

create table rating_word (
    word text collate "C" not null,
    rating_id bigint not null references rating (id) on delete cascade,
    primary key (word, rating_id)
);
create index rating_word_of on rating_word (rating_id, word);

-- These columns are no longer read. They stay, empty, so that a program of the version before can go on beside this one.
update application
set search_name = '';
update contact_message
set folded = '';
