-- The language in which an account's owner reads the site, by its tag (domain::language); none where they never chose one.
alter table account add column language text;
