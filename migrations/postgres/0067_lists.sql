-- What the administrators' lists ask for, each by an index.

-- The words of a person's name, email address and phone number, without case, accents and punctuation: a search finds those that
-- begin with what was typed. SQL cannot make them: the program fills them for old rows when it starts.
create table account_word (
    word text collate "C" not null,
    account_id bigint not null references account (id),
    primary key (word, account_id)
);
create index account_word_account on account_word (account_id, word);
create index account_name on account (search_name, id);
create index account_inactive on account (search_name, id) where status = 'inactive';
create index account_role_holders on account_role (role, account_id);

-- Their conditions are in the statements of the lists and of a centre's day, and in no others: SQLite knows too little about the
-- values to choose between one of these and the index of a practitioner or a patient.
create index appointment_centre on appointment (centre_id, starts_at) where centre_id > 0;
create index appointment_service on appointment (service_id, starts_at) where service_id > 0;
create index appointment_status on appointment (status, starts_at)
where status in ('pending', 'arrived', 'checked-in', 'noshow', 'entered-in-error');
