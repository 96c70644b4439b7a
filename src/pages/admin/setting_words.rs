//! The names, hints and choices of settings in the reader's language.

use super::setting_units::with_unit;
use crate::{
    domain::{
        form::Field,
        settings::{Group, Kind, Preset, Setting},
    },
    words::{counted, listed, tr},
};

/// A section's heading.
pub(super) fn group(group: Group) -> &'static str {
    match group {
        Group::Appearance => tr!(SetGroupAppearance),
        Group::Accounts => tr!(SetGroupAccounts),
        Group::Directory => tr!(SetGroupDirectory),
        Group::Booking => tr!(SetGroupBooking),
        Group::Reading => tr!(SetGroupReading),
        Group::Access => tr!(SetGroupAccess),
        Group::Data => tr!(SetGroupData),
        Group::Backups => tr!(SetGroupBackups),
        Group::Programs => tr!(SetGroupPrograms),
    }
}

/// The name of a preset, and its purpose.
pub(super) fn preset(preset: Preset) -> (&'static str, &'static str) {
    match preset {
        Preset::Clinic => (tr!(SetWayClinic), tr!(SetWayClinicText)),
        Preset::Healmate => (tr!(SetWayHealmate), tr!(SetWayHealmateText)),
        Preset::DjangoHealth => (tr!(SetWayDjangoHealth), tr!(SetWayDjangoHealthText)),
        Preset::Has => (tr!(SetWayHas), tr!(SetWayHasText)),
        Preset::Medisoft => (tr!(SetWayMedisoft), tr!(SetWayMedisoftText)),
        Preset::Medconnect => (tr!(SetWayMedconnect), tr!(SetWayMedconnectText)),
    }
}

/// The name of a preset.
pub(super) fn preset_name(of: Preset) -> &'static str {
    preset(of).0
}

/// The name of a setting.
pub(super) fn label(setting: &Setting) -> &'static str {
    match setting.field {
        Field::ThemeName => tr!(SetNameThemeName),
        Field::ThemeLogo => tr!(SetNameThemeLogo),
        Field::ThemeAccent => tr!(SetNameThemeAccent),
        Field::ThemeSecondary => tr!(SetNameThemeSecondary),
        Field::LoginIdentifiers => tr!(SetNameLoginIdentifiers),
        Field::SecondFactor => tr!(SetNameSecondFactor),
        Field::PasswordReset => tr!(SetNamePasswordReset),
        Field::RegistrationMode => tr!(SetNameRegistrationMode),
        Field::RegistrationAsks => tr!(SetNameRegistrationAsks),
        Field::RegistrationDetails => tr!(SetNameRegistrationDetails),
        Field::PatientActivation => tr!(SetNamePatientActivation),
        Field::PractitionerActivation => tr!(SetNamePractitionerActivation),
        Field::MostAdministrators => tr!(SetNameMostAdministrators),
        Field::ClinicTimeZone => tr!(SetNameClinicTimeZone),
        Field::LicenceNeeded => tr!(SetNameLicenceNeeded),
        Field::NameParts => tr!(SetNameNameParts),
        Field::TitleCase => tr!(SetNameTitleCase),
        Field::PhoneCountry => tr!(SetNamePhoneCountry),
        Field::UniquePhone => tr!(SetNameUniquePhone),
        Field::DirectoryVisibility => tr!(SetNameDirectoryVisibility),
        Field::RatingEligibility => tr!(SetNameRatingEligibility),
        Field::RatingsOnHome => tr!(SetNameRatingsOnHome),
        Field::BookingConfirmation => tr!(SetNameBookingConfirmation),
        Field::StatusWords => tr!(SetNameStatusWords),
        Field::SiteLanguages => tr!(SetNameSiteLanguages),
        Field::TimeStyle => tr!(SetNameTimeStyle),
        Field::VisitModes => tr!(SetNameVisitModes),
        Field::Referrers => tr!(SetNameReferrers),
        Field::ReferralMail => tr!(SetNameReferralMail),
        Field::PendingHours => tr!(SetNamePendingHours),
        Field::SlotMinutes => tr!(SetNameSlotMinutes),
        Field::NeighbouringSlots => tr!(SetNameNeighbouringSlots),
        Field::HorizonDays => tr!(SetNameHorizonDays),
        Field::HoldMinutes => tr!(SetNameHoldMinutes),
        Field::CancelCutoff => tr!(SetNameCancelCutoff),
        Field::MaxPerDay => tr!(SetNameMaxPerDay),
        Field::OfferMinutes => tr!(SetNameOfferMinutes),
        Field::ReminderDays => tr!(SetNameReminderDays),
        Field::NoShowForecast => tr!(SetNameNoShowForecast),
        Field::TravelMinutes => tr!(SetNameTravelMinutes),
        Field::PatientList => tr!(SetNamePatientList),
        Field::CalendarNames => tr!(SetNameCalendarNames),
        Field::AdministratorsRead => tr!(SetNameAdministratorsRead),
        Field::TreatingDaysBefore => tr!(SetNameTreatingDaysBefore),
        Field::TreatingDaysAfter => tr!(SetNameTreatingDaysAfter),
        Field::KeepYears => tr!(SetNameKeepYears),
        Field::DocumentMegabytes => tr!(SetNameDocumentMegabytes),
        Field::RecordMegabytes => tr!(SetNameRecordMegabytes),
        Field::BackupHours => tr!(SetNameBackupHours),
        Field::BackupKeep => tr!(SetNameBackupKeep),
        Field::SpecialistsByReferral => tr!(SetNameSpecialistsByReferral),
        Field::ApiEnabled => tr!(SetNameApiEnabled),
        Field::ApiEnvelope => tr!(SetNameApiEnvelope),
        _ => "",
    }
}

/// What it does.
pub(super) fn hint(setting: &Setting) -> &'static str {
    match setting.field {
        Field::ThemeName => tr!(SetHintThemeName),
        Field::ThemeLogo => tr!(SetHintThemeLogo),
        Field::ThemeAccent => tr!(SetHintThemeAccent),
        Field::ThemeSecondary => tr!(SetHintThemeSecondary),
        Field::LoginIdentifiers => tr!(SetHintLoginIdentifiers),
        Field::SecondFactor => tr!(SetHintSecondFactor),
        Field::PasswordReset => tr!(SetHintPasswordReset),
        Field::RegistrationMode => tr!(SetHintRegistrationMode),
        Field::RegistrationAsks => tr!(SetHintRegistrationAsks),
        Field::RegistrationDetails => tr!(SetHintRegistrationDetails),
        Field::PatientActivation => tr!(SetHintPatientActivation),
        Field::PractitionerActivation => tr!(SetHintPractitionerActivation),
        Field::MostAdministrators => tr!(SetHintMostAdministrators),
        Field::ClinicTimeZone => tr!(SetHintClinicTimeZone),
        Field::LicenceNeeded => tr!(SetHintLicenceNeeded),
        Field::NameParts => tr!(SetHintNameParts),
        Field::TitleCase => tr!(SetHintTitleCase),
        Field::PhoneCountry => tr!(SetHintPhoneCountry),
        Field::UniquePhone => tr!(SetHintUniquePhone),
        Field::DirectoryVisibility => tr!(SetHintDirectoryVisibility),
        Field::RatingEligibility => tr!(SetHintRatingEligibility),
        Field::RatingsOnHome => tr!(SetHintRatingsOnHome),
        Field::BookingConfirmation => tr!(SetHintBookingConfirmation),
        Field::StatusWords => tr!(SetHintStatusWords),
        Field::SiteLanguages => tr!(SetHintSiteLanguages),
        Field::TimeStyle => tr!(SetHintTimeStyle),
        Field::VisitModes => tr!(SetHintVisitModes),
        Field::Referrers => tr!(SetHintReferrers),
        Field::ReferralMail => tr!(SetHintReferralMail),
        Field::PendingHours => tr!(SetHintPendingHours),
        Field::SlotMinutes => tr!(SetHintSlotMinutes),
        Field::NeighbouringSlots => tr!(SetHintNeighbouringSlots),
        Field::HorizonDays => tr!(SetHintHorizonDays),
        Field::HoldMinutes => tr!(SetHintHoldMinutes),
        Field::CancelCutoff => tr!(SetHintCancelCutoff),
        Field::MaxPerDay => tr!(SetHintMaxPerDay),
        Field::OfferMinutes => tr!(SetHintOfferMinutes),
        Field::ReminderDays => tr!(SetHintReminderDays),
        Field::NoShowForecast => tr!(SetHintNoShowForecast),
        Field::TravelMinutes => tr!(SetHintTravelMinutes),
        Field::PatientList => tr!(SetHintPatientList),
        Field::CalendarNames => tr!(SetHintCalendarNames),
        Field::AdministratorsRead => tr!(SetHintAdministratorsRead),
        Field::TreatingDaysBefore => tr!(SetHintTreatingDaysBefore),
        Field::TreatingDaysAfter => tr!(SetHintTreatingDaysAfter),
        Field::KeepYears => tr!(SetHintKeepYears),
        Field::DocumentMegabytes => tr!(SetHintDocumentMegabytes),
        Field::RecordMegabytes => tr!(SetHintRecordMegabytes),
        Field::BackupHours => tr!(SetHintBackupHours),
        Field::BackupKeep => tr!(SetHintBackupKeep),
        Field::SpecialistsByReferral => tr!(SetHintSpecialistsByReferral),
        Field::ApiEnabled => tr!(SetHintApiEnabled),
        Field::ApiEnvelope => tr!(SetHintApiEnvelope),
        _ => "",
    }
}

/// A value in readable form.
pub(super) fn value(setting: &Setting, value: &str) -> String {
    match setting.kind {
        Kind::One(_) => choice(setting, value),
        Kind::Several(_) => listed(value.split(',').map(|one| choice(setting, one))),
        Kind::Number { .. } if value == "none" => tr!(SetUnlimited).to_owned(),
        Kind::Number { unit, .. } => value.parse().map_or_else(|_| value.to_owned(), |n| with_unit(n, unit)),
        Kind::Colour if value.is_empty() => tr!(SetUsualColour).to_owned(),
        Kind::Picture if value.is_empty() => tr!(SetNoPicture).to_owned(),
        // Distinguished from others by the beginning of its name.
        Kind::Picture => tr!(SetPictureNamed, name = value.get(..6).unwrap_or(value)),
        Kind::Text { .. } | Kind::Colour => value.to_owned(),
    }
}

/// The name of a choice. A time zone has only its own.
pub(super) fn choice(setting: &Setting, word: &str) -> String {
    match (setting.field, word.parse()) {
        (Field::SlotMinutes, Ok(minutes)) => counted!(LeadMinutes, minutes),
        // An afternoon, as each clock has it.
        (Field::TimeStyle, Ok(12)) => tr!(ClockPm, time = "2:30"),
        (Field::TimeStyle, _) => "14:30".to_owned(),
        (field, _) => said(field, word).unwrap_or(word).to_owned(),
    }
}

/// The name of a choice, by its field.
pub(super) fn said(field: Field, word: &str) -> Option<&'static str> {
    Some(match (field, word) {
        (_, "true") => tr!(AuditYes),
        (_, "false") => tr!(AuditNo),
        (Field::LoginIdentifiers, "email") => tr!(SetOptLoginIdentifiersEmail),
        (Field::LoginIdentifiers, "username") => tr!(SetOptLoginIdentifiersUsername),
        (Field::LoginIdentifiers, "national_id") => tr!(SetOptLoginIdentifiersNationalId),
        (Field::LoginIdentifiers, "medicare") => tr!(SetOptLoginIdentifiersMedicare),
        (Field::LoginIdentifiers, "provider_number") => tr!(SetOptLoginIdentifiersProviderNumber),
        (Field::LoginIdentifiers, "licence_number") => tr!(SetOptLoginIdentifiersLicenceNumber),
        (Field::SecondFactor, "nobody") => tr!(SetOptSecondFactorNobody),
        (Field::SecondFactor, "administrators") => tr!(SetOptSecondFactorAdministrators),
        (Field::SecondFactor, "staff") => tr!(SetOptSecondFactorStaff),
        (Field::SecondFactor, "everyone") => tr!(SetOptSecondFactorEveryone),
        (Field::PasswordReset, "email") => tr!(SetOptPasswordResetEmail),
        (Field::PasswordReset, "admin_code") => tr!(SetOptPasswordResetAdminCode),
        (Field::RegistrationMode, "open") => tr!(SetOptRegistrationModeOpen),
        (Field::RegistrationMode, "invite") => tr!(SetOptRegistrationModeInvite),
        (Field::RegistrationMode, "closed") => tr!(SetOptRegistrationModeClosed),
        (Field::RegistrationAsks, "essentials") => tr!(SetOptRegistrationAsksEssentials),
        (Field::RegistrationAsks, "birth_date") => tr!(SetOptRegistrationAsksBirthDate),
        (Field::RegistrationAsks, "birth_date_and_phone") => tr!(SetOptRegistrationAsksBirthDateAndPhone),
        (Field::RegistrationDetails, "none") => tr!(SetOptRegistrationDetailsNone),
        (Field::RegistrationDetails, "gender") => tr!(SetOptRegistrationDetailsGender),
        (Field::RegistrationDetails, "gender_and_address") => tr!(SetOptRegistrationDetailsGenderAndAddress),
        (Field::RegistrationDetails, "blood_group") => tr!(SetOptRegistrationDetailsBloodGroup),
        (Field::PatientActivation, "immediate") => tr!(SetOptPatientActivationImmediate),
        (Field::PatientActivation, "email") => tr!(SetOptPatientActivationEmail),
        (Field::PatientActivation, "admin") => tr!(SetOptPatientActivationAdmin),
        (Field::PractitionerActivation, "email") => tr!(SetOptPractitionerActivationEmail),
        (Field::PractitionerActivation, "admin") => tr!(SetOptPractitionerActivationAdmin),
        (Field::ClinicTimeZone, "centre") => tr!(SetOptClinicTimeZoneCentre),
        (Field::PhoneCountry, "au") => tr!(SetOptPhoneCountryAu),
        (Field::PhoneCountry, "ca") => tr!(SetOptPhoneCountryCa),
        (Field::PhoneCountry, "de") => tr!(SetOptPhoneCountryDe),
        (Field::PhoneCountry, "es") => tr!(SetOptPhoneCountryEs),
        (Field::PhoneCountry, "fr") => tr!(SetOptPhoneCountryFr),
        (Field::PhoneCountry, "gb") => tr!(SetOptPhoneCountryGb),
        (Field::PhoneCountry, "ie") => tr!(SetOptPhoneCountryIe),
        (Field::PhoneCountry, "in") => tr!(SetOptPhoneCountryIn),
        (Field::PhoneCountry, "ir") => tr!(SetOptPhoneCountryIr),
        (Field::PhoneCountry, "nz") => tr!(SetOptPhoneCountryNz),
        (Field::PhoneCountry, "pk") => tr!(SetOptPhoneCountryPk),
        (Field::PhoneCountry, "sg") => tr!(SetOptPhoneCountrySg),
        (Field::PhoneCountry, "us") => tr!(SetOptPhoneCountryUs),
        (Field::PhoneCountry, "za") => tr!(SetOptPhoneCountryZa),
        (Field::DirectoryVisibility, "public") => tr!(SetOptDirectoryVisibilityPublic),
        (Field::DirectoryVisibility, "members") => tr!(SetOptDirectoryVisibilityMembers),
        (Field::RatingEligibility, "fulfilled") => tr!(SetOptRatingEligibilityFulfilled),
        (Field::RatingEligibility, "booked") => tr!(SetOptRatingEligibilityBooked),
        (Field::RatingEligibility, "any") => tr!(SetOptRatingEligibilityAny),
        (Field::BookingConfirmation, "auto") => tr!(SetOptBookingConfirmationAuto),
        (Field::BookingConfirmation, "approval") => tr!(SetOptBookingConfirmationApproval),
        (Field::StatusWords, "clinic") => tr!(SetOptStatusWordsClinic),
        (Field::StatusWords, "healmate") => tr!(SetOptStatusWordsHealmate),
        (Field::StatusWords, "has") => tr!(SetOptStatusWordsHas),
        (Field::StatusWords, "medconnect") => tr!(SetOptStatusWordsMedconnect),
        (Field::SiteLanguages, "en") => tr!(SetOptSiteLanguagesEn),
        (Field::SiteLanguages, "de") => tr!(SetOptSiteLanguagesDe),
        (Field::SiteLanguages, "fr") => tr!(SetOptSiteLanguagesFr),
        (Field::SiteLanguages, "es") => tr!(SetOptSiteLanguagesEs),
        (Field::SiteLanguages, "ar") => tr!(SetOptSiteLanguagesAr),
        (Field::SiteLanguages, "zh-Hans") => tr!(SetOptSiteLanguagesZhHans),
        (Field::VisitModes, "in_person") => tr!(SetOptVisitModesInPerson),
        (Field::VisitModes, "in_person_and_online") => tr!(SetOptVisitModesInPersonAndOnline),
        (Field::Referrers, "anyone") => tr!(SetOptReferrersAnyone),
        (Field::Referrers, "general_practitioners") => tr!(SetOptReferrersGeneralPractitioners),
        (Field::ReminderDays, "7,1") => tr!(SetOptReminderDays71),
        (Field::ReminderDays, "14,2") => tr!(SetOptReminderDays142),
        (Field::ReminderDays, "3,1") => tr!(SetOptReminderDays31),
        (Field::ReminderDays, "7") => tr!(SetOptReminderDays7),
        (Field::ReminderDays, "2") => tr!(SetOptReminderDays2),
        (Field::ReminderDays, "1") => tr!(SetOptReminderDays1),
        (Field::ReminderDays, "none") => tr!(SetOptReminderDaysNone),
        (Field::PatientList, "treating") => tr!(SetOptPatientListTreating),
        (Field::PatientList, "clinic_demographics") => tr!(SetOptPatientListClinicDemographics),
        (Field::CalendarNames, "initials") => tr!(SetOptCalendarNamesInitials),
        (Field::CalendarNames, "full") => tr!(SetOptCalendarNamesFull),
        (Field::CalendarNames, "none") => tr!(SetOptCalendarNamesNone),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::{
        domain::{
            language::{Language, TimeStyle},
            settings::CATALOGUE,
        },
        words::Reader,
    };

    #[test]
    fn every_setting_and_every_choice_has_words_of_its_own() {
        for setting in CATALOGUE {
            let own = [label(setting), hint(setting)];
            assert!(own.iter().all(|said| !said.is_empty()), "{}", setting.key());
            let (Kind::One(choices) | Kind::Several(choices)) = setting.kind else { continue };
            for word in choices.iter().filter(|word| !word.contains('/') && **word != "UTC") {
                assert_ne!(choice(setting, word), *word, "{}", setting.key());
            }
        }
        let labels: HashSet<&str> = CATALOGUE.iter().map(label).collect();
        assert_eq!(labels.len(), CATALOGUE.len());
    }

    #[test]
    fn every_setting_is_said_in_the_language_of_its_reader() {
        let reader = Reader { language: Language::German, time_style: TimeStyle::default() };
        for setting in CATALOGUE {
            assert_ne!(reader.read(|| hint(setting)), hint(setting), "{}", setting.key());
        }
    }

    #[test]
    fn values_have_words() {
        let words = |key: &str, stored: &str| value(Setting::find(key).expect("a key"), stored);
        let number = |key: &str, stored: &str| words(key, stored).replace('\u{a0}', " ");

        assert_eq!(number("booking.hold_minutes", "5"), "5 minutes");
        assert_eq!(number("booking.max_per_patient_per_day", "1"), "1 appointment", "not “1 appointments”");
        assert_eq!(number("admin.max_per_clinic", "2"), "2 administrators");
        assert_eq!(words("booking.max_per_patient_per_day", "none"), "no limit");
        assert_eq!((words("theme.accent", ""), words("theme.logo", "")), ("the usual colour".into(), "none".into()));
        assert_eq!(words("auth.login_identifiers", "email,national_id"), "Email address, National ID");
    }
}
