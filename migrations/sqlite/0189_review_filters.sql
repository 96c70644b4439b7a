-- Each filter of the list of reviews, in each of its orders. Where one stands is said as the list asks for it.
create index rating_practitioner_stars on rating (practitioner_id, stars, rated_at, id) where review <> '';
create index rating_centre_stars on rating (centre_id, stars, rated_at, id) where review <> '';
create index rating_status on rating ((case
    when hidden_at is not null then 'hidden'
    when answered_at is not null then 'answered'
    else 'unanswered'
end), rated_at, id) where review <> '';
create index rating_status_stars on rating ((case
    when hidden_at is not null then 'hidden'
    when answered_at is not null then 'answered'
    else 'unanswered'
end), stars, rated_at, id) where review <> '';
