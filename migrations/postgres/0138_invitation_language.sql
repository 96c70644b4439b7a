-- The language of whoever invites, by its tag (domain::language), for the letter to someone who has no account; none where the clinic has
-- only one.
alter table account_invitation add column language text;
