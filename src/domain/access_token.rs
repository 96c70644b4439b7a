//! Access tokens for people's own programs and app passwords for their calendars: what each may be used for, and the form that
//! requests one.

use serde::{Deserialize, Serialize};
use strum::{EnumString, IntoStaticStr, VariantArray};

use super::{
    centre_form::line,
    form::{Field, FieldError, Problem, Problems},
};

/// The lifetimes that a token can have, in days.
pub const DAYS: [i64; 3] = [30, 90, 365];
/// The most tokens that one account can have at a time.
pub const MOST: i64 = 20;
const LONGEST_NAME: usize = 60;

/// What a token may be used for. It never allows more than its owner may do.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    VariantArray,
    IntoStaticStr,
    EnumString,
    Serialize,
    Deserialize,
)]
pub enum Scope {
    /// Search practitioners, centres, services and free times.
    #[strum(serialize = "directory.read")]
    DirectoryRead,
    /// See appointments.
    #[strum(serialize = "appointments.read")]
    AppointmentsRead,
    /// Book, move, answer and cancel appointments.
    #[strum(serialize = "appointments.write")]
    AppointmentsWrite,
    /// See patients' details, and who looks after them.
    #[strum(serialize = "patients.read")]
    PatientsRead,
    /// Read health records.
    #[strum(serialize = "records.read")]
    RecordsRead,
    /// Write, answer and withdraw referrals.
    #[strum(serialize = "referrals.write")]
    ReferralsWrite,
    /// Read messages.
    #[strum(serialize = "messages.read")]
    MessagesRead,
    /// Send messages, and mark them as read.
    #[strum(serialize = "messages.write")]
    MessagesWrite,
    /// See appointments in a calendar.
    #[strum(serialize = "calendar.read")]
    CalendarRead,
    /// Move and cancel appointments in a calendar.
    #[strum(serialize = "calendar.write")]
    CalendarWrite,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = Self::VARIANTS;

    /// The stored word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Parses a scope's stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        word.parse().ok()
    }

    /// Whether it is for calendars; the others are for programs.
    #[must_use]
    pub fn is_for_calendars(self) -> bool {
        matches!(self, Self::CalendarRead | Self::CalendarWrite)
    }
}

/// What a token is made for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, IntoStaticStr, EnumString, Serialize, Deserialize)]
#[strum(serialize_all = "snake_case")]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// A calendar, which signs in with an app password.
    #[default]
    Calendar,
    /// A program that uses the API.
    Program,
}

impl Purpose {
    /// The value that forms send.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// The scopes to choose from.
    pub fn scopes(self) -> impl Iterator<Item = Scope> {
        Scope::ALL.iter().copied().filter(move |scope| scope.is_for_calendars() == (self == Self::Calendar))
    }
}

/// The form as submitted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TokenForm {
    /// `calendar` or `program`.
    pub purpose: String,
    /// The name that its owner gave it.
    pub name: String,
    /// Its scopes.
    pub scopes: Vec<String>,
    /// Lifetime in days.
    pub days: String,
}

/// A validated request for a token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// What for.
    pub purpose: Purpose,
    /// The name that its owner gave it.
    pub name: String,
    /// At least one scope, in order, without duplicates.
    pub scopes: Vec<Scope>,
    /// Lifetime in days.
    pub days: i64,
}

impl TokenForm {
    /// The form with the usual choices already made.
    #[must_use]
    pub fn usual(purpose: Purpose) -> Self {
        let scopes = match purpose {
            Purpose::Calendar => vec![Scope::CalendarRead, Scope::CalendarWrite],
            Purpose::Program => Vec::new(),
        };
        Self {
            purpose: purpose.as_str().to_owned(),
            name: String::new(),
            scopes: scopes.into_iter().map(|scope| scope.as_str().to_owned()).collect(),
            days: DAYS[2].to_string(),
        }
    }

    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<Wanted, Vec<FieldError>> {
        let mut problems = Problems::default();
        let name = problems.keep(line(Field::ProgramName, &self.name, 1, LONGEST_NAME));
        let purpose = self.purpose.parse::<Purpose>().ok();
        let scopes = problems.keep(self.scopes(purpose));
        let days = self.days.trim().parse().ok().filter(|days| DAYS.contains(days));
        let days = problems.keep(days.ok_or(FieldError::new(Field::InvitedDays, Problem::NotAChoice)));
        match (purpose, name, scopes, days) {
            (Some(purpose), Some(name), Some(scopes), Some(days)) => Ok(Wanted { purpose, name, scopes, days }),
            _ => Err(problems.into_vec()),
        }
    }

    fn scopes(&self, purpose: Option<Purpose>) -> Result<Vec<Scope>, FieldError> {
        let wrong = |problem| FieldError::new(Field::Scopes, problem);
        let purpose = purpose.ok_or(wrong(Problem::NotAChoice))?;
        let asked: Option<Vec<Scope>> = self.scopes.iter().map(|word| Scope::parse(word)).collect();
        let mut scopes = asked.ok_or(wrong(Problem::NotAChoice))?;
        scopes.sort_unstable();
        scopes.dedup();
        if scopes.iter().any(|scope| purpose.scopes().all(|one| one != *scope)) {
            return Err(wrong(Problem::NotAChoice));
        }
        // A calendar that can change but not read shows nothing.
        let can_read = purpose == Purpose::Program || scopes.contains(&Scope::CalendarRead);
        if scopes.is_empty() || !can_read { Err(wrong(Problem::Missing)) } else { Ok(scopes) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(purpose: &str, scopes: &[&str]) -> TokenForm {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        TokenForm { purpose: purpose.into(), name: "My phone".into(), scopes, days: "90".into() }
    }

    #[test]
    fn a_token_has_scopes_of_its_own_purpose_each_once() {
        let wanted = form("program", &["records.read", "appointments.read", "records.read"]).parse().expect("a token");
        assert_eq!(wanted.scopes, [Scope::AppointmentsRead, Scope::RecordsRead]);
        assert_eq!((wanted.purpose, wanted.days), (Purpose::Program, 90));

        for (purpose, scopes) in [
            ("program", &["calendar.read"][..]),
            ("program", &[]),
            ("program", &["everything"]),
            ("calendar", &["records.read"]),
            ("calendar", &["calendar.write"]),
            ("", &["calendar.read"]),
        ] {
            let problems = form(purpose, scopes).parse().expect_err("wrong");
            assert_eq!(problems.len(), 1, "{purpose} {scopes:?}");
            assert_eq!(problems[0].field, Field::Scopes);
        }
    }

    #[test]
    fn a_token_has_a_name_and_an_end() {
        let wrong = TokenForm { name: " ".into(), days: "9999".into(), ..TokenForm::usual(Purpose::Calendar) };

        let fields: Vec<Field> = wrong.parse().expect_err("wrong").iter().map(|problem| problem.field).collect();

        assert_eq!(fields, [Field::ProgramName, Field::InvitedDays]);
    }

    #[test]
    fn every_scope_is_read_back() {
        for scope in Scope::ALL {
            assert_eq!(Scope::parse(scope.as_str()), Some(*scope));
        }
    }
}
