//! From two files of a patient to what is shown of them.

use jiff::{Timestamp, tz::TimeZone};

use crate::{
    domain::{
        account::Again,
        calendar_view::long_date,
        form::{Field, FieldError, Problem},
        ids::PatientId,
        time::Zone,
    },
    error::AppError,
    service::merge::{Clash, Comparison, Hindrance, Holding, Side},
    views::{
        merge::{MergeSideView, MergeView},
        time_view::TimeView,
    },
};

/// The two, and what is in the way.
pub fn view(found: Comparison, again: Again) -> MergeView {
    let Comparison { sides, clashes, reviewed_twice } = found;
    let [one, other] = &sides;
    MergeView {
        holdings: holdings(&one.holding, &other.holding),
        clashes: clashes.iter().map(clash).collect(),
        reviewed_twice,
        again,
        sides: sides.map(side),
    }
}

/// The file that goes and the one that stays.
pub fn chosen(one: &str, other: &str, staying: &str) -> Result<(PatientId, PatientId), AppError> {
    let key = |id: &str| id.parse::<PatientId>().map_err(|_| AppError::NotFound);
    let (one, other) = (key(one)?, key(other)?);
    match staying.parse::<PatientId>() {
        Ok(stays) if stays == one => Ok((other, one)),
        Ok(stays) if stays == other => Ok((one, other)),
        _ => Err(AppError::Invalid(vec![FieldError::new(Field::Staying, Problem::Missing)])),
    }
}

fn side(side: Side) -> MergeSideView {
    let Side { account, number, profile, must_stay, .. } = side;
    let since = Timestamp::from_second(account.created_at).unwrap_or_default();
    MergeSideView {
        id: account.id.0,
        name: account.full_name,
        number,
        email: account.email,
        phone: account.phone,
        born: profile.date_of_birth.map(long_date).unwrap_or_default(),
        since: long_date(since.to_zoned(TimeZone::UTC).date()),
        must_stay: match must_stay {
            None => "",
            Some(Hindrance::Staff) => "This person works here, so this file has to stay.",
            Some(Hindrance::Offer) => {
                "A time on the waiting list is being offered to this person, so this file has to stay for now."
            }
        }
        .to_owned(),
    }
}

/// A row of the comparison: what it is called, and how many there are.
type Row = (&'static str, fn(&Holding) -> i64);

fn holdings(one: &Holding, other: &Holding) -> Vec<(String, i64, i64)> {
    let rows: [Row; 12] = [
        ("Upcoming appointments", |holding| holding.coming),
        ("Earlier appointments", |holding| holding.past),
        ("Record entries", |holding| holding.entries),
        ("Documents", |holding| holding.documents),
        ("What the patient said about their health", |holding| holding.statements),
        ("Referrals", |holding| holding.referrals),
        ("Conversations", |holding| holding.threads),
        ("Reviews", |holding| holding.ratings),
        ("Practitioners in charge", |holding| holding.relationships),
        ("Shared with family", |holding| holding.proxies),
        ("On waiting lists", |holding| holding.waits),
        ("Notices", |holding| holding.notices),
    ];
    rows.into_iter().map(|(name, count)| (name.to_owned(), count(one), count(other))).collect()
}

fn clash(clash: &Clash) -> String {
    let at = Timestamp::from_second(clash.starts_at).unwrap_or_default();
    let when = Zone::parse(&clash.time_zone).map(|zone| TimeView::instant(&zone, at));
    let when = when.map_or_else(|_| at.to_string(), |when| format!("{}, {}", when.long_date, when.time));
    let practitioner = &clash.practitioner;
    match clash.other.as_str() {
        "" => format!("{when}: with {practitioner}, and at the same time at work"),
        other => format!("{when}: with {practitioner}, and at the same time with {other}"),
    }
}
