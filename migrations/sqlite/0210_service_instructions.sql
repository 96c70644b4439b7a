-- The link to a visit, or how to find it, in a further language.
alter table service_text add column instructions text not null default '';
