-- The pictures that are, or were, the clinic's logo: the setting says which one is shown. Their names follow from their content, so
-- that browsers keep them for ever; the files lie under the keys.
create table clinic_logo (
    name text not null primary key,
    storage_key text not null,
    created_at bigint not null
);

-- The history of one setting.
create index setting_change_key on setting_change (key, id);
