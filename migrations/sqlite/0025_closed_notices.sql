-- What was closed when a patient was asked to choose another time: a centre's name, or the clinic. Empty where a practitioner's own
-- hours have changed, of which patients learn no more.
alter table notice add column closed text not null default '';
