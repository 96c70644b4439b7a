use super::*;

fn average(stars: &[u32]) -> Average {
    Average { ratings: u32::try_from(stars.len()).expect("few"), stars: stars.iter().sum() }
}

#[test]
fn the_mean_is_kept_unrounded_and_shown_in_tenths() {
    for (stars, mean, shown) in [
        (&[5][..], 5.0, 50),
        (&[4, 5], 4.5, 45),
        (&[4, 4, 5], 13.0 / 3.0, 43),
        (&[1, 1, 2], 4.0 / 3.0, 13),
        (&[5, 5, 4], 14.0 / 3.0, 47),
        // 4.25 and 4.75 lie exactly between two tenths; so does 4.95, which a float would fall short of.
        (&[4, 4, 4, 5], 4.25, 43),
        (&[5, 5, 5, 4], 4.75, 48),
    ] {
        assert_eq!((average(stars).mean(), average(stars).tenths()), (Some(mean), Some(shown)), "{stars:?}");
    }
    assert_eq!(Average { ratings: 20, stars: 99 }.tenths(), Some(50));
    assert_eq!(Average { ratings: 1_000_000, stars: 4_949_999 }.tenths(), Some(49));
    assert!(Average { ratings: u32::MAX / 5, stars: u32::MAX }.tenths().is_some());
}

#[test]
fn nobody_begins_with_any_stars() {
    assert_eq!((Average::default().mean(), Average::default().tenths()), (None, None));
}

#[test]
fn who_may_rate_follows_from_the_setting_and_the_appointments() {
    use Eligibility::{Any, Booked, Fulfilled};
    let (not_booked, not_seen) = (Err(RatingRefusal::NotBooked), Err(RatingRefusal::NotSeen));
    for (appointments, any, booked, fulfilled) in [
        (&[][..], Ok(()), not_booked, not_seen),
        (&[Status::Cancelled][..], Ok(()), not_booked, not_seen),
        (&[Status::EnteredInError], Ok(()), not_booked, not_seen),
        (&[Status::Pending], Ok(()), Ok(()), not_seen),
        (&[Status::Booked], Ok(()), Ok(()), not_seen),
        (&[Status::Arrived], Ok(()), Ok(()), not_seen),
        (&[Status::CheckedIn], Ok(()), Ok(()), not_seen),
        (&[Status::Noshow], Ok(()), Ok(()), not_seen),
        (&[Status::Fulfilled], Ok(()), Ok(()), Ok(())),
        (&[Status::Cancelled, Status::Booked], Ok(()), Ok(()), not_seen),
        (&[Status::Fulfilled, Status::Cancelled, Status::Noshow], Ok(()), Ok(()), Ok(())),
    ] {
        let known = Acquaintance::of(appointments.iter().copied());
        for (eligibility, expected) in [(Any, any), (Booked, booked), (Fulfilled, fulfilled)] {
            assert_eq!(may_rate(eligibility, known, false), expected, "{eligibility:?} {appointments:?}");
            assert_eq!(may_rate(eligibility, known, true), Err(RatingRefusal::Own), "{eligibility:?} own");
        }
    }
}

#[test]
fn a_rating_has_one_to_five_stars_and_a_review_that_ends_somewhere() {
    let form = |stars: &str, review: &str| RatingForm { stars: stars.into(), review: review.into() }.parse();
    assert_eq!(form(" 4 ", " Kind. \r\n").map(|new| (new.stars.count(), new.review)), Ok((4, "Kind.".into())));
    assert!(form("5", &"é".repeat(LONGEST_REVIEW)).is_ok());

    let problem = |field, problem| Err(vec![FieldError::new(field, problem)]);
    assert_eq!(form("", ""), problem(Field::Stars, Problem::Missing));
    for bad in ["0", "6", "-1", "4.5", "five", "18446744073709551617"] {
        assert_eq!(form(bad, ""), problem(Field::Stars, Problem::NotAChoice), "{bad}");
    }
    assert_eq!(form("5", &"x".repeat(LONGEST_REVIEW + 1)), problem(Field::Review, Problem::TooLong(1_000)));
}

#[test]
fn an_answer_can_be_changed_for_a_day() {
    let given = Timestamp::UNIX_EPOCH;
    let later = |seconds| given + SignedDuration::from_secs(seconds);
    assert!(may_still_change(given, given) && may_still_change(given, later(86_399)));
    assert!(!may_still_change(given, later(86_400)));
}

#[test]
fn a_subject_reads_back_as_it_was_written() {
    for subject in [Subject::Practitioner(PractitionerId(7)), Subject::Centre(CentreId(8))] {
        assert_eq!(Subject::parse(subject.kind(), &subject.id().to_string()), Some(subject));
    }
    assert_eq!(Subject::parse("patient", "7"), None);
    assert_eq!(Subject::parse("centre", "x"), None);
}
