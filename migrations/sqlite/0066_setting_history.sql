-- Every change of a setting, from what to what. Null is the preset's value.
create table setting_change (
    id integer primary key,
    key text not null,
    old_value text,
    new_value text,
    by_id bigint references account (id),
    at bigint not null
);
create trigger setting_change_no_update before update on setting_change
begin select raise(abort, 'what happened stays'); end;
create trigger setting_change_no_delete before delete on setting_change
begin select raise(abort, 'what happened stays'); end;
