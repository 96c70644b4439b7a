//! A new practitioner's first hours at a centre, as an administrator enters them: the same times on several weekdays. The
//! practitioner refines them later.

use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problem, Problems},
    hours_form::HoursRow,
    ids::CentreId,
    service_form::choice,
    slot::WeeklyWindow,
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FirstHoursForm {
    /// The centre's key.
    pub centre: String,
    /// ISO weekdays; empty for no hours yet.
    pub days: Vec<String>,
    /// `09:00`.
    pub from: String,
    /// `17:00`.
    pub to: String,
}

impl FirstHoursForm {
    /// Monday to Friday, nine to five, with no centre chosen yet.
    #[must_use]
    pub fn usual() -> Self {
        let days = (1..=5).map(|day| day.to_string()).collect();
        Self { centre: String::new(), days, from: "09:00".into(), to: "17:00".into() }
    }

    /// Whether no centre is chosen.
    #[must_use]
    pub fn is_nowhere(&self) -> bool {
        self.centre.is_empty()
    }

    /// Returns the centre and the hours.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<(CentreId, Vec<WeeklyWindow>), Vec<FieldError>> {
        let mut problems = Problems::default();
        let centre = problems.keep(choice(Field::Centre, &self.centre));
        let windows = problems.keep(self.windows().ok_or(FieldError::new(Field::Hours, Problem::Clash)));
        centre.zip(windows).ok_or_else(|| problems.into_vec())
    }

    fn windows(&self) -> Option<Vec<WeeklyWindow>> {
        let mut days: Vec<i64> = self.days.iter().map(|day| day.parse().ok()).collect::<Option<_>>()?;
        days.sort_unstable();
        days.dedup();
        let window = |day| HoursRow { from: self.from.clone(), to: self.to.clone(), ..HoursRow::empty(day) }.window();
        days.into_iter().map(window).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_times_hold_on_each_chosen_day() {
        let form = FirstHoursForm { centre: "7".into(), ..FirstHoursForm::usual() };

        let (centre, windows) = form.parse().expect("hours");

        assert_eq!((centre, windows.len()), (CentreId(7), 5));
        let none = FirstHoursForm { days: Vec::new(), ..form.clone() };
        assert_eq!(none.parse().map(|(_, windows)| windows.len()), Ok(0));
        for wrong in [
            FirstHoursForm { to: "08:00".into(), ..form.clone() },
            FirstHoursForm { from: "soon".into(), ..form.clone() },
            FirstHoursForm { days: vec!["8".into()], ..form },
        ] {
            assert_eq!(wrong.parse(), Err(vec![FieldError::new(Field::Hours, Problem::Clash)]), "{wrong:?}");
        }
    }
}
