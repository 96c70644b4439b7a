-- An applicant who has an account already says so: that is part of what happened.
alter table application_event drop constraint application_event_kind_check;
alter table application_event add constraint application_event_kind_check check (
    kind in ('asked', 'answered', 'note', 'document', 'claimed', 'approved', 'refused', 'withdrawn', 'confirmed', 'password')
);
