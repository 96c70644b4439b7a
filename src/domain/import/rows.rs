//! What the cells of one row mean, each field checked on its own. Rows are compared with each other in `relate`.

use super::{
    PlannedAccount, PlannedCentre, PlannedPatient, PlannedPractitioner,
    problem::{Expected, Problem},
    report::Finding,
    table::Row,
};
use crate::domain::{
    account::{Email, IdentifierKind, Password},
    directory::CentreKind,
    form::{self, Field},
    patient::LONGEST_NAME,
    profession::Profession,
    text::turns,
    time::WallMinute,
};

/// A practitioner with the file's one set of hours, before the weekdays are dealt out.
pub(super) struct PractitionerRow {
    pub(super) practitioner: PlannedPractitioner,
    pub(super) starts: WallMinute,
    pub(super) ends: WallMinute,
}

/// The rows that could be read; the others become findings.
pub(super) fn parse<T>(rows: &[Row], one: impl Fn(&mut Cells<'_>) -> Option<T>, findings: &mut Vec<Finding>) -> Vec<T> {
    rows.iter().filter_map(|row| one(&mut Cells { row, findings })).collect()
}

/// A row being read: each bad field becomes a finding, so that all are reported at once.
pub(super) struct Cells<'a> {
    row: &'a Row,
    findings: &'a mut Vec<Finding>,
}

impl Cells<'_> {
    fn take<T>(&mut self, column: &'static str, expected: Expected, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let cell = self.row.cell(column);
        if cell.is_empty() {
            return self.refuse(column, Problem::Empty);
        }
        match read(cell) {
            Some(value) => Some(value),
            None => self.refuse(column, Problem::Unreadable(expected)),
        }
    }

    fn refuse<T>(&mut self, column: &'static str, problem: Problem) -> Option<T> {
        self.findings.push(self.row.finding(Some(column), problem));
        None
    }

    fn account(&mut self, email_column: &'static str) -> Option<PlannedAccount> {
        let email = self.take(email_column, Expected::Email, |cell| Email::parse(cell).ok());
        let password = self.take("password", Expected::Password, |cell| {
            (cell.chars().count() <= Password::LONGEST).then(|| Password::attempt(cell))
        });
        let full_name = self.full_name();
        let phone = self.phone();
        let username = self.name("username", IdentifierKind::Username, Expected::Username);
        let national_id = self.name("national_id", IdentifierKind::NationalId, Expected::NationalId);
        Some(PlannedAccount {
            line: self.row.line,
            email: email?,
            full_name: full_name?,
            phone: phone?,
            password: password?,
            names: username?.into_iter().chain(national_id?).collect(),
        })
    }

    /// A sign-in name, if the file has one.
    fn name(
        &mut self,
        column: &'static str,
        kind: IdentifierKind,
        expected: Expected,
    ) -> Option<Option<(IdentifierKind, String)>> {
        match self.row.cell(column) {
            "" => Some(None),
            _ => self.take(column, expected, |cell| kind.parse(cell).ok()).map(|name| Some((kind, name))),
        }
    }

    /// First and last name, as required at registration: some people have only one of the two.
    fn full_name(&mut self) -> Option<String> {
        let names = ["first_name", "last_name"].map(|column| self.row.cell(column));
        match form::text(
            Field::Name,
            &names.join(" ").split_whitespace().collect::<Vec<_>>().join(" "),
            1,
            LONGEST_NAME,
        ) {
            Ok(name) => Some(name),
            Err(error) if error.problem == form::Problem::Missing => self.refuse("last_name", Problem::Empty),
            Err(_) => self.refuse("last_name", Problem::Unreadable(Expected::Names)),
        }
    }

    fn phone(&mut self) -> Option<String> {
        self.take("phone", Expected::Phone, |cell| form::phone(Field::Phone, cell, false).ok())
    }
}

pub(super) fn centre(cells: &mut Cells<'_>) -> Option<PlannedCentre> {
    let kind = cells.take("centre_type", Expected::CentreKind, |cell| {
        let word: String = cell.chars().filter(|c| c.is_alphanumeric()).collect();
        match word.to_lowercase().as_str() {
            "hospital" => Some(CentreKind::Hospital),
            "medicalcentre" | "medicalcenter" => Some(CentreKind::MedicalCentre),
            _ => None,
        }
    });
    let abn = cells.take("abn", Expected::Abn, |cell| number(cell, 1, 20).filter(|abn| digits(abn)));
    let name = cells.take("name", Expected::Name, |cell| text(cell, 2, 120));
    let phone = cells.phone();
    let suburb = cells.take("suburb", Expected::Suburb, |cell| text(cell, 2, 80));
    Some(PlannedCentre { line: cells.row.line, kind: kind?, abn: abn?, name: name?, phone: phone?, suburb: suburb? })
}

pub(super) fn practitioner(cells: &mut Cells<'_>) -> Option<PractitionerRow> {
    let account = cells.account("provider_email");
    let profession = cells.take("provider_type", Expected::Profession, |cell| Profession::parse(cell).ok());
    let provider_number = cells.take("providerNum", Expected::ProviderNumber, |cell| number(cell, 4, 20));
    let licence = cells.name("licence_number", IdentifierKind::LicenceNumber, Expected::LicenceNumber);
    let starts = cells.take("startWorkingHours", Expected::Start, |cell| WallMinute::parse(cell).ok());
    let ends = cells.take("endWorkingHours", Expected::End, |cell| WallMinute::parse(cell).ok());
    let expertise = match cells.row.cell("expertise") {
        "" => Some(None),
        _ => cells.take("expertise", Expected::Expertise, |cell| text(cell, 2, 60)).map(Some),
    };
    let (starts, ends) = (starts?, ends?);
    if starts >= ends {
        return cells.refuse("endWorkingHours", Problem::HoursReversed);
    }
    let profession = profession?;
    if profession.is_specialist() && expertise == Some(None) {
        cells.findings.push(cells.row.finding(Some("expertise"), Problem::NoExpertise));
    }
    let mut account = account?;
    account.names.extend(licence?);
    Some(PractitionerRow {
        practitioner: PlannedPractitioner {
            account,
            profession,
            provider_number: provider_number?,
            expertise: expertise?,
            affiliations: Vec::new(),
        },
        starts,
        ends,
    })
}

pub(super) fn patient(cells: &mut Cells<'_>) -> Option<PlannedPatient> {
    let account = cells.account("patient_email");
    let medicare =
        cells.take("medicare", Expected::Medicare, |cell| number(cell, 10, 11).filter(|medicare| digits(medicare)));
    Some(PlannedPatient { account: account?, medicare: medicare? })
}

/// A text on one line, with single spaces.
fn text(cell: &str, least: usize, most: usize) -> Option<String> {
    let seen: String = cell.chars().filter(|c| !turns(*c)).collect();
    let tidy = seen.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (least..=most).contains(&tidy.chars().count()) && !tidy.chars().any(char::is_control);
    fits.then_some(tidy)
}

/// A card or registration number: ASCII letters and digits, without the spaces and hyphens it is often written with.
fn number(cell: &str, least: usize, most: usize) -> Option<String> {
    let bare: String = cell.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let fits = (least..=most).contains(&bare.len()) && bare.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(bare)
}

fn digits(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit())
}
