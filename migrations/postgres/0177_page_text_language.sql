-- For whom a text of a public page is: readers of this language; null for everyone who has none in their own.
alter table page_text add column language text;
