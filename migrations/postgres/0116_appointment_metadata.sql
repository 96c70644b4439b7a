-- What programs keep with an appointment: a JSON object of words, such as the number it has in another system.

alter table appointment add column metadata text not null default '{}'
    check (jsonb_typeof(cast(metadata as jsonb)) = 'object');
