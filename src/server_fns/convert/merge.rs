//! Converts a comparison of two patient files to its view.

use jiff::tz::TimeZone;

use crate::{
    domain::{
        account::Again,
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
    words::{
        calendar::{full_date, long_date},
        tr,
    },
};

/// The two files, and the conflicts; with a refused form: both keys, and that of the one that stays.
pub fn view(found: Comparison, again: Again, refused: Option<(String, String, String)>) -> MergeView {
    let Comparison { sides, clashes, reviewed_twice } = found;
    let [one, other] = &sides;
    let keys = [one, other].map(|side| side.account.id.to_string());
    let refused = refused.filter(|(one, other, _)| keys.each_ref() == [one, other]);
    MergeView {
        staying: refused.and_then(|(_, _, staying)| staying.parse().ok()),
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
    MergeSideView {
        id: account.id.0,
        name: account.full_name,
        number,
        email: account.email,
        phone: account.phone,
        born: profile.date_of_birth.map(full_date).unwrap_or_default(),
        since: long_date(account.created_at.to_zoned(TimeZone::UTC).date()),
        must_stay: match must_stay {
            None => "",
            Some(Hindrance::Staff) => tr!(MergeStaff),
            Some(Hindrance::Offer) => tr!(MergeOffered),
        }
        .to_owned(),
    }
}

/// A row of the comparison: its label, and the number.
type Row = (&'static str, fn(&Holding) -> i64);

fn holdings(one: &Holding, other: &Holding) -> Vec<(String, i64, i64)> {
    let rows: [Row; 12] = [
        (tr!(MergeComing), |holding| holding.coming),
        (tr!(MergePast), |holding| holding.past),
        (tr!(MergeEntries), |holding| holding.entries),
        (tr!(Documents), |holding| holding.documents),
        (tr!(MergeStatements), |holding| holding.statements),
        (tr!(NavReferralDesk), |holding| holding.referrals),
        (tr!(MergeConversations), |holding| holding.threads),
        (tr!(Reviews), |holding| holding.ratings),
        (tr!(MergeInCharge), |holding| holding.relationships),
        (tr!(MergeShared), |holding| holding.proxies),
        (tr!(MergeWaits), |holding| holding.waits),
        (tr!(Notices), |holding| holding.notices),
    ];
    rows.into_iter().map(|(name, count)| (name.to_owned(), count(one), count(other))).collect()
}

fn clash(clash: &Clash) -> String {
    let at = clash.starts_at;
    let when = Zone::parse(&clash.time_zone).map(|zone| TimeView::instant(&zone, at));
    let when = when.map_or_else(|_| at.to_string(), |when| format!("{}, {}", when.long_date, when.time));
    let practitioner = &clash.practitioner;
    match clash.other.as_str() {
        "" => tr!(MergeClashWork, when = when, practitioner = practitioner),
        other => tr!(MergeClash, when = when, practitioner = practitioner, other = other),
    }
}
