-- The words of each account's search name, so that whoever is looked for by the beginning of a word is found by an index.
create table name_word (
    -- Compared byte by byte, as SQLite does.
    word text collate "C" not null,
    account_id bigint not null references account (id),
    primary key (word, account_id)
);
create index name_word_account on name_word (account_id);

create index patient_number on patient (lower(number));
