//! The data held about a member of staff.

use serde_json::{Value, json};

use crate::{
    server::record::instant,
    service::data_export::{Hours, Work},
};

/// All of it: instants in UTC, dates as `2026-11-24`.
pub(super) fn as_json(work: &Work) -> Value {
    let profile = work.profile.as_ref().map(|own| {
        json!({
            "profession": own.profession, "provider_number": own.provider_number, "qualifications": own.qualifications,
            "biography": own.bio, "experience_years": own.experience_years, "languages": own.languages,
            "gender": own.gender, "fee_cents": own.fee_cents, "currency": own.currency,
            "takes_bookings": own.accepting_bookings, "expertise": work.expertise, "biographies": work.biographies,
        })
    });
    json!({
        "profile": profile,
        "centres": work.centres,
        "front_desks": work.desks,
        "hours": work.hours.iter().map(hours).collect::<Vec<_>>(),
        "time_off": work.closures.iter().map(|one| json!({
            "from": one.starts, "until": one.ends, "name": one.name,
        })).collect::<Vec<_>>(),
        "appointments": work.appointments.iter().map(|one| json!({
            "id": one.id, "from": instant(one.starts_at), "until": instant(one.ends_at), "centre": one.centre,
            "service": one.service, "status": one.status,
        })).collect::<Vec<_>>(),
        "reviews": work.reviews.iter().map(|one| json!({
            "stars": one.stars, "review": one.review, "answer": one.answer, "at": instant(one.at),
        })).collect::<Vec<_>>(),
        "replies": work.replies,
        "done": work.done.iter().map(|one| json!({
            "at": instant(one.at), "what": one.action, "thing": one.entity, "outcome": one.outcome, "times": one.times,
        })).collect::<Vec<_>>(),
    })
}

fn hours(one: &Hours) -> Value {
    let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
    let days = match one.weekday {
        Some(weekday) => json!({ "weekday": weekday, "from": one.since, "until": one.until }),
        None => json!({ "date": one.since }),
    };
    json!({ "centre": one.centre, "days": days, "starts": clock(one.starts_minute), "ends": clock(one.ends_minute) })
}
