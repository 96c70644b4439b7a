-- Who wrote to the clinic and what, without case, accents and punctuation, to search by. SQL cannot make it: the program fills it for old
-- rows when it starts.
alter table contact_message add column folded text not null default '';
