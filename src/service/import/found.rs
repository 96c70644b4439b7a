//! The findings of an import, in the language of the person who sent its files. The command line reports them in English
//! (`domain::import`).

use crate::{
    domain::import::{Expected, Owner, Problem, Source},
    words::{number, tr},
};

/// The problem, and what to do about it.
pub(super) fn said(problem: &Problem) -> String {
    match problem {
        Problem::FileMissing => tr!(ImpFileMissing).to_owned(),
        Problem::NotUtf8 => tr!(ImpNotUtf8).to_owned(),
        Problem::ReadAsUtf16 => tr!(ImpReadAsUtf16).to_owned(),
        Problem::BrokenUtf16 => tr!(ImpBrokenUtf16).to_owned(),
        Problem::Workbook => tr!(ImpWorkbook).to_owned(),
        Problem::NotText => tr!(ImpNotText).to_owned(),
        Problem::ColumnMissing(column) => tr!(ImpColumnMissing, column = column),
        Problem::ColumnsUnknown(count) => tr!(ImpColumnsUnknown, n = count),
        Problem::CellsMissing { needed, found } => tr!(ImpCellsMissing, found = found, needed = needed),
        Problem::CellsTooMany { columns, found } => tr!(ImpCellsTooMany, found = found, columns = columns),
        Problem::Empty => tr!(ImpEmpty).to_owned(),
        Problem::Unreadable(expected) => tr!(ImpUnreadable, expected = in_words(*expected)),
        Problem::Repeated { first } => tr!(ImpRepeated, first = first),
        Problem::AffiliationRepeated { first } => tr!(ImpAffiliationRepeated, first = first),
        Problem::HoursReversed => tr!(ImpHoursReversed, column = "startWorkingHours"),
        Problem::UnknownPractitioner => tr!(ImpUnknownPractitioner, file = Source::Practitioners.file_name()),
        Problem::UnknownCentre => tr!(ImpUnknownCentre, file = Source::Centres.file_name()),
        Problem::NoCentre => tr!(ImpNoCentre, file = Source::Affiliations.file_name()),
        Problem::NoPractitioner => tr!(ImpNoPractitioner, file = Source::Affiliations.file_name()),
        Problem::NoExpertise => tr!(ImpNoExpertise).to_owned(),
        Problem::DaysDealt { centres } => tr!(ImpDaysDealt, centres = centres),
        Problem::TooManyCentres { without_hours } => tr!(ImpTooManyCentres, n = number(*without_hours)),
        Problem::AlsoPractitioner => tr!(ImpAlsoPractitioner, file = Source::Practitioners.file_name()),
        Problem::TakenInDatabase(Owner::Centre) => tr!(ImpTakenCentre).to_owned(),
        Problem::TakenInDatabase(Owner::Account) => tr!(ImpTakenAccount).to_owned(),
        Problem::OwnAccount => tr!(ImpOwnAccount).to_owned(),
        Problem::NotAPractitioner => tr!(ImpNotAPractitioner).to_owned(),
        Problem::NoSignInName => tr!(ImpNoSignInName).to_owned(),
        Problem::NoLicence => tr!(ImpNoLicence).to_owned(),
        Problem::ClashesWithKnownHours => tr!(ImpClashes).to_owned(),
    }
}

/// What a cell should contain.
fn in_words(expected: Expected) -> String {
    match expected {
        Expected::Email => tr!(ImpWriteEmail).to_owned(),
        Expected::Password => tr!(ImpWritePassword).to_owned(),
        Expected::Names => tr!(ImpWriteNames).to_owned(),
        Expected::Phone => tr!(ImpWritePhone).to_owned(),
        Expected::CentreKind => tr!(ImpWriteKind, hospital = "Hospital", centre = "MedicalCentre"),
        Expected::Abn => tr!(ImpWriteAbn).to_owned(),
        Expected::Name => tr!(ImpWriteName).to_owned(),
        Expected::Suburb => tr!(ImpWriteSuburb).to_owned(),
        Expected::Profession => tr!(ImpWriteProfession, gp = "GP", physio = "Physiotherapist"),
        Expected::ProviderNumber | Expected::LicenceNumber => tr!(ImpWriteProvider).to_owned(),
        Expected::Start => tr!(ImpWriteTime, time = "09:00"),
        Expected::End => tr!(ImpWriteTime, time = "17:30"),
        Expected::Expertise => tr!(ImpWriteExpertise).to_owned(),
        Expected::Medicare => tr!(ImpWriteMedicare).to_owned(),
        Expected::Username => tr!(ImpWriteUsername).to_owned(),
        Expected::NationalId => tr!(ImpWriteNationalId).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn every_problem_is_said_as_on_the_command_line_in_english_and_differently_in_german() {
        let problems = [
            Problem::FileMissing,
            Problem::ColumnMissing("name"),
            Problem::CellsMissing { needed: 3, found: 2 },
            Problem::Repeated { first: 4 },
            Problem::HoursReversed,
            Problem::UnknownCentre,
            Problem::TakenInDatabase(Owner::Centre),
            Problem::TakenInDatabase(Owner::Account),
            Problem::Unreadable(Expected::Email),
            Problem::Unreadable(Expected::Password),
            Problem::Unreadable(Expected::Names),
            Problem::Unreadable(Expected::Phone),
            Problem::Unreadable(Expected::CentreKind),
            Problem::Unreadable(Expected::Abn),
            Problem::Unreadable(Expected::Name),
            Problem::Unreadable(Expected::Suburb),
            Problem::Unreadable(Expected::Profession),
            Problem::Unreadable(Expected::ProviderNumber),
            Problem::Unreadable(Expected::Start),
            Problem::Unreadable(Expected::End),
            Problem::Unreadable(Expected::Expertise),
            Problem::Unreadable(Expected::Medicare),
            Problem::Unreadable(Expected::Username),
            Problem::Unreadable(Expected::NationalId),
            Problem::Unreadable(Expected::LicenceNumber),
            Problem::NoSignInName,
            Problem::NoLicence,
            Problem::OwnAccount,
            Problem::DaysDealt { centres: 2 },
        ];
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
        for problem in problems {
            assert_eq!(said(&problem), problem.to_string());
            assert_ne!(german.read(|| said(&problem)), problem.to_string());
        }
    }
}
