-- How many days before a visit its patient is reminded, such as '7,1' or 'none'; null where the setting notify.reminder_days decides.
alter table healthcare_service add column reminder_days text;
