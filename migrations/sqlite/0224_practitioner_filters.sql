-- The list of practitioners by profession, and by area of expertise.
create index practitioner_profession on practitioner (profession);
create index practitioner_expertise_of on practitioner_expertise (expertise, practitioner_id);
