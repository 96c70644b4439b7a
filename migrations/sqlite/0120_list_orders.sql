-- Every order of the long lists, by an index.

create index account_email on account (email, id);
create index account_inactive_email on account (email, id) where status = 'inactive';
create index account_inactive_added on account (created_at, id) where status = 'inactive';

create index application_changed on application (changed_at, id);
create index application_sent on application (created_at, id);
create index application_name on application (lower(full_name), id);
create index application_profession on application (lower(profession), id);

create index rating_stars on rating (stars, rated_at, id) where review <> '';
