//! The form for a centre, as administrators fill it in.

use serde::{Deserialize, Serialize};

use super::{
    directory::{Centre, CentreKind},
    form::{Field, FieldError, Problem, Problems, phone, text},
    service_form::choice,
    time::Zone,
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CentreForm {
    /// The centre's name; another centre's is refused.
    pub name: String,
    /// `hospital` or `medical_centre`.
    pub kind: String,
    /// Street and number; may be blank.
    pub address: String,
    /// Suburb or town.
    pub suburb: String,
    /// Telephone number; may be blank.
    pub phone: String,
    /// Its business number.
    pub abn: String,
    /// The IANA name of its time zone.
    pub time_zone: String,
    /// Not empty if the user agreed that booked appointments keep their instants under another time zone.
    pub zone_agreed: String,
}

/// A validated centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CentreDraft {
    /// The kind of centre.
    pub kind: CentreKind,
    /// The centre's name, which is short enough to be stored.
    pub name: String,
    /// Its business number (ABN), digits only.
    pub abn: String,
    /// Suburb or town.
    pub suburb: String,
    /// Street and number; may be empty.
    pub address: String,
    /// Telephone number; may be empty.
    pub phone: String,
    /// Its time zone.
    pub zone: Zone,
}

impl CentreForm {
    /// The form filled with the centre's current values.
    #[must_use]
    pub fn of(centre: &Centre) -> Self {
        Self {
            name: centre.name.clone(),
            kind: centre.kind.as_str().into(),
            address: centre.address.clone(),
            suburb: centre.suburb.clone(),
            phone: centre.phone.clone(),
            abn: centre.abn.clone(),
            time_zone: centre.zone.name().into(),
            zone_agreed: String::new(),
        }
    }

    /// Validates the form. The business number must be valid, unless the centre already has it.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self, abn_so_far: Option<&str>) -> Result<CentreDraft, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::CentreName, &self.name, 2, 120));
        let kind = problems.keep(choice(Field::CentreKind, &self.kind));
        let address = problems.keep(line(Field::Address, &self.address, 0, 200));
        let suburb = problems.keep(line(Field::Suburb, &self.suburb, 2, 80));
        let phone = problems.keep(phone(Field::Phone, &self.phone, true));
        let abn = problems.keep(abn(&self.abn, abn_so_far));
        let zone = problems.keep(zone(&self.time_zone));
        match (name, kind, address, suburb, phone, abn, zone) {
            (Some(name), Some(kind), Some(address), Some(suburb), Some(phone), Some(abn), Some(zone)) => {
                Ok(CentreDraft { kind, name, abn, suburb, address, phone, zone })
            }
            _ => Err(problems.into_vec()),
        }
    }
}

/// A single-line text, with runs of white space reduced to single spaces.
pub(super) fn line(field: Field, value: &str, least: usize, most: usize) -> Result<String, FieldError> {
    text(field, &value.split_whitespace().collect::<Vec<_>>().join(" "), least, most)
}

fn zone(name: &str) -> Result<Zone, FieldError> {
    let problem = if name.trim().is_empty() { Problem::Missing } else { Problem::NotAChoice };
    Zone::parse(name).map_err(|_| FieldError::new(Field::TimeZone, problem))
}

fn abn(typed: &str, so_far: Option<&str>) -> Result<String, FieldError> {
    let bare: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    match bare {
        bare if bare.is_empty() => Err(FieldError::new(Field::Abn, Problem::Missing)),
        bare if so_far == Some(bare.as_str()) || is_abn(&bare) => Ok(bare),
        _ => Err(FieldError::new(Field::Abn, Problem::Wrong)),
    }
}

/// Whether these are the digits of an Australian Business Number: eleven, the first two of which check the others.
fn is_abn(digits: &str) -> bool {
    const WEIGHTS: [u32; 11] = [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19];
    let digits: Option<Vec<u32>> = digits.chars().map(|c| c.to_digit(10)).collect();
    digits.is_some_and(|digits| {
        let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| digit * weight).sum();
        // One is subtracted from the first digit, whose weight is 10.
        digits.len() == WEIGHTS.len() && digits[0] > 0 && (sum - WEIGHTS[0]).is_multiple_of(89)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> CentreForm {
        CentreForm {
            name: " Harbour  Clinic".into(),
            kind: "medical_centre".into(),
            suburb: "Randwick".into(),
            abn: "51 824 753 556".into(),
            time_zone: "australia/sydney".into(),
            ..CentreForm::default()
        }
    }

    #[test]
    fn a_centre_needs_a_name_a_kind_a_suburb_a_number_and_a_zone() {
        let draft = form().parse(None).expect("a centre");

        assert_eq!((draft.name.as_str(), draft.abn.as_str()), ("Harbour Clinic", "51824753556"));
        assert_eq!((draft.kind, draft.zone.name()), (CentreKind::MedicalCentre, "Australia/Sydney"));
        let missing: Vec<Field> =
            CentreForm::default().parse(None).expect_err("nothing").into_iter().map(|problem| problem.field).collect();
        assert_eq!(missing, [Field::CentreName, Field::CentreKind, Field::Suburb, Field::Abn, Field::TimeZone]);
    }

    #[test]
    fn a_new_business_number_is_checked_and_an_old_one_stays() {
        let with = |abn: &str| CentreForm { abn: abn.into(), ..form() };

        assert!(with("53 004 085 616").parse(None).is_ok());
        for wrong in ["53 004 085 617", "1001", "00000000000", "5182475355x", "518247535560"] {
            let problem = FieldError::new(Field::Abn, Problem::Wrong);
            assert_eq!(with(wrong).parse(Some("1002")), Err(vec![problem]), "{wrong}");
        }
        assert!(with("1001").parse(Some("1001")).is_ok());
    }

    #[test]
    fn a_zone_has_its_full_name() {
        let problem = |zone: &str| CentreForm { time_zone: zone.into(), ..form() }.parse(None);

        assert_eq!(problem("Sydney"), Err(vec![FieldError::new(Field::TimeZone, Problem::NotAChoice)]));
        assert_eq!(problem(" "), Err(vec![FieldError::new(Field::TimeZone, Problem::Missing)]));
    }
}
