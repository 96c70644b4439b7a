-- How often what was chosen had changed when it was seen: if it has since, it is left as it is.
alter table bulk_item add column version bigint;
-- When it is to start, where that was decided beforehand.
alter table bulk_item add column starts_at bigint;
