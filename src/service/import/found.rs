//! What an import finds, in the words of whoever sent its files. The command line says it in English (`domain::import`).

use crate::{
    domain::import::{Problem, Source},
    words::tr,
};

/// What is the matter, and what to do about it.
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
        Problem::Unreadable(expected) => tr!(ImpUnreadable, expected = in_words(expected)),
        Problem::Repeated { first } => tr!(ImpRepeated, first = first),
        Problem::AffiliationRepeated { first } => tr!(ImpAffiliationRepeated, first = first),
        Problem::HoursReversed => tr!(ImpHoursReversed, column = "startWorkingHours"),
        Problem::UnknownPractitioner => tr!(ImpUnknownPractitioner, file = Source::Practitioners.file_name()),
        Problem::UnknownCentre => tr!(ImpUnknownCentre, file = Source::Centres.file_name()),
        Problem::NoCentre => tr!(ImpNoCentre, file = Source::Affiliations.file_name()),
        Problem::NoPractitioner => tr!(ImpNoPractitioner, file = Source::Affiliations.file_name()),
        Problem::NoExpertise => tr!(ImpNoExpertise).to_owned(),
        Problem::DaysDealt { centres } => tr!(ImpDaysDealt, centres = centres),
        Problem::TooManyCentres { without_hours } => tr!(ImpTooManyCentres, n = without_hours),
        Problem::AlsoPractitioner => tr!(ImpAlsoPractitioner, file = Source::Practitioners.file_name()),
        Problem::TakenInDatabase("centre") => tr!(ImpTakenCentre).to_owned(),
        Problem::TakenInDatabase(_) => tr!(ImpTakenAccount).to_owned(),
        Problem::NotAPractitioner => tr!(ImpNotAPractitioner).to_owned(),
        Problem::ClashesWithKnownHours => tr!(ImpClashes).to_owned(),
    }
}

/// What a cell should say, which the rows know in English.
fn in_words(expected: &str) -> String {
    match expected {
        "an email address" => tr!(ImpWriteEmail).to_owned(),
        "at most 200 characters" => tr!(ImpWritePassword).to_owned(),
        "a first and a last name, at most 120 letters together" => tr!(ImpWriteNames).to_owned(),
        "a telephone number of at least 6 digits" => tr!(ImpWritePhone).to_owned(),
        "Hospital or MedicalCentre" => tr!(ImpWriteKind, hospital = "Hospital", centre = "MedicalCentre"),
        "a number of at most 20 digits" => tr!(ImpWriteAbn).to_owned(),
        "a name of 2 to 120 characters" => tr!(ImpWriteName).to_owned(),
        "a suburb of 2 to 80 characters" => tr!(ImpWriteSuburb).to_owned(),
        "a profession, such as GP or Physiotherapist" => {
            tr!(ImpWriteProfession, gp = "GP", physio = "Physiotherapist")
        }
        "a number of 4 to 20 digits or letters" => tr!(ImpWriteProvider).to_owned(),
        "a time such as 09:00" => tr!(ImpWriteTime, time = "09:00"),
        "a time such as 17:30" => tr!(ImpWriteTime, time = "17:30"),
        "an area of expertise of 2 to 60 characters" => tr!(ImpWriteExpertise).to_owned(),
        "the 10 or 11 digits of the card" => tr!(ImpWriteMedicare).to_owned(),
        other => other.to_owned(),
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
            Problem::TakenInDatabase("centre"),
            Problem::TakenInDatabase("account"),
            Problem::Unreadable("a time such as 09:00"),
            Problem::Unreadable("Hospital or MedicalCentre"),
            Problem::DaysDealt { centres: 2 },
        ];
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
        for problem in problems {
            assert_eq!(said(&problem), problem.to_string());
            assert_ne!(german.read(|| said(&problem)), problem.to_string());
        }
    }
}
