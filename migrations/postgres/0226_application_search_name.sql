-- An applicant's name without case, accents and punctuation, to search by. SQL cannot make it: the program fills it for old rows when it
-- starts.
alter table application add column search_name text not null default '';
