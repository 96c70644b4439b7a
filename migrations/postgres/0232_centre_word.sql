-- The words of centres' names, by which the list of reviews is searched. The program fills them for old rows when it starts.
create table centre_word (
    word text collate "C" not null,
    centre_id bigint not null references centre (id) on delete cascade,
    primary key (word, centre_id)
);
create index centre_word_of on centre_word (centre_id, word);
