-- What a practitioner or a centre answers to a review. A review has one answer: one that was removed leaves only when it was given.
alter table rating add column answer text not null default '';
alter table rating add column answered_at bigint;
alter table rating add column answered_by bigint references account (id);
