-- The audit keyed from a place on, equal refusals in one row, what was written kept by the database itself, and people found by
-- their names however these are spelled.

-- How often the same happened, and how the row's hash is made: 1 without a key, 2 with the key that audit_head names.
alter table audit_event add column times bigint not null default 1;
alter table audit_event add column version bigint not null default 1;
-- Which key, and the last row that is older than it.
alter table audit_head add column key_id text not null default '';
alter table audit_head add column keyed_after bigint not null default 0;

-- The name without case, accents and punctuation. SQL cannot make it: the program fills it for old rows when it starts.
alter table account add column search_name text not null default '';

create trigger note_version_no_delete before delete on note_version
begin select raise(abort, 'what was written stays'); end;
create trigger entry_no_update before update of id, patient_id, author_id, appointment_id, kind, title, at on entry
begin select raise(abort, 'what was written stays'); end;
create trigger entry_no_delete before delete on entry
begin select raise(abort, 'what was written stays'); end;
create trigger diagnosis_no_update before update of entry_id, name, code, certainty, detail on diagnosis
begin select raise(abort, 'what was written stays'); end;
create trigger diagnosis_no_delete before delete on diagnosis
begin select raise(abort, 'what was written stays'); end;
create trigger observation_no_update before update on observation
begin select raise(abort, 'what was written stays'); end;
create trigger observation_no_delete before delete on observation
begin select raise(abort, 'what was written stays'); end;
create trigger prescription_no_update
before update of entry_id, appointment_id, diagnosis, instructions, follow_up, warnings, signed_at, replaces_id on prescription
begin select raise(abort, 'what was signed stays'); end;
create trigger prescription_no_delete before delete on prescription
begin select raise(abort, 'what was signed stays'); end;
create trigger prescribed_medicine_no_delete before delete on prescribed_medicine
begin select raise(abort, 'what was signed stays'); end;
create trigger document_no_update before update of entry_id, category, name, media_type, bytes, sha256 on document
begin select raise(abort, 'what was written stays'); end;
create trigger document_no_delete before delete on document
begin select raise(abort, 'what was written stays'); end;
create trigger appointment_event_no_update before update on appointment_event
begin select raise(abort, 'what happened stays'); end;
create trigger appointment_event_no_delete before delete on appointment_event
begin select raise(abort, 'what happened stays'); end;
create trigger referral_event_no_update before update on referral_event
begin select raise(abort, 'what happened stays'); end;
create trigger referral_event_no_delete before delete on referral_event
begin select raise(abort, 'what happened stays'); end;
create trigger emergency_access_no_update
before update of id, patient_id, practitioner_id, reason, opened_at on emergency_access
begin select raise(abort, 'what happened stays'); end;
create trigger emergency_access_no_delete before delete on emergency_access
begin select raise(abort, 'what happened stays'); end;
