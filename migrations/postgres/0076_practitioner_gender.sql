-- A practitioner's gender, where they say it: some patients would rather see a woman, or a man.
alter table practitioner add column gender text check (gender in ('female', 'male', 'other'));
