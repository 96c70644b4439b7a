//! The values of all settings, as the rules take them, and as the presets define them.

use super::{
    activation::{Activation, PractitionerActivation},
    choice::{Asks, CalendarNames, Confirmation, FactorRule, PatientList, Preset, Registration, Visibility},
    details::Details,
    mail::{PasswordReset, ReminderDays},
    referrers::Referrers,
};
use crate::domain::{
    access::TreatingDays,
    account::IdentifierKind,
    language::{Language, TimeStyle},
    phone::Country,
    rating::Eligibility,
    theme::Theme,
    wording::Wording,
};

/// Every choice that the rules depend on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `auth.login_identifiers`: which names are accepted at sign-in (conflict 1).
    pub login_identifiers: Vec<IdentifierKind>,
    /// `auth.second_factor`: who has to sign in with a second step.
    pub second_factor: FactorRule,
    /// `auth.reset` (conflict 17).
    pub password_reset: PasswordReset,
    /// `registration.mode` (conflict 2).
    pub registration: Registration,
    /// `registration.asks`: what visitors must provide to register (conflict 2).
    pub registration_asks: Asks,
    /// `registration.details`: what else registration asks (S0-03, S2-16, S4-01).
    pub registration_details: Details,
    /// `registration.activation.patient` (conflict 2).
    pub patient_activation: Activation,
    /// `registration.activation.practitioner` (conflict 2).
    pub practitioner_activation: PractitionerActivation,
    /// `admin.max_per_clinic`: how many administrators can be active at a time (conflict 10).
    pub most_administrators: Option<u32>,
    /// `booking.confirmation` (conflict 3).
    pub confirmation: Confirmation,
    /// `directory.visibility` (conflict 7).
    pub directory: Visibility,
    /// `ui.status_words`: the names of appointment statuses (conflict 4).
    pub status_words: Wording,
    /// `ui.languages`: the languages of the site.
    pub languages: Vec<Language>,
    /// `ui.time_style`: how times are shown (conflict 14).
    pub time_style: TimeStyle,
    /// `booking.max_per_patient_per_day` (conflict 18).
    pub max_per_patient_per_day: Option<u32>,
    /// `booking.cancel_cutoff_min`: minutes before the start until which a patient may cancel (conflict 20).
    pub cancel_cutoff_minutes: u32,
    /// `booking.pending_hours`: how long a request waits for an answer before it expires.
    pub pending_hours: u16,
    /// `booking.horizon_days`: how far ahead people can book.
    pub horizon_days: u16,
    /// `booking.slot_minutes`: the grid and the length of an appointment (S3-11).
    pub slot_minutes: u16,
    /// `booking.max_neighbouring_slots`: how many consecutive slots a patient may book as one appointment (S3-11).
    pub max_neighbouring_slots: u16,
    /// `booking.hold_minutes`: how long a time is held while the patient fills in the form; 0 for no hold.
    pub hold_minutes: u16,
    /// `booking.offer_minutes`: how long an offer from the waiting list is open.
    pub offer_minutes: u16,
    /// `notify.reminder_days`: how many days before an appointment its patient is reminded.
    pub reminder_days: ReminderDays,
    /// `hours.travel_min`: minutes needed between hours at two centres (conflict 24).
    pub travel_minutes: u16,
    /// `import.specialists_by_referral`: whether imported specialists require a referral (S3-29).
    pub specialists_by_referral: bool,
    /// `referrals.by`: who writes referrals (S3-29).
    pub referrers: Referrers,
    /// `referrals.mail`: whether people who have not chosen get news about referrals by email (S3-30, conflict 15).
    pub referral_mail: bool,
    /// `visit.modes`: whether visits can be online (conflict 16).
    pub online_visits: bool,
    /// `identity.licence_number`: whether practitioners need a licence number (S2-16).
    pub licence_needed: bool,
    /// `identity.name_parts`: whether given and family name are two fields (S4-01).
    pub name_parts: bool,
    /// `identity.title_case`: whether names are capitalised (S2-16).
    pub title_case: bool,
    /// `identity.phone_country`: the country of numbers typed without a country code.
    pub phone_country: Country,
    /// `identity.unique_phone` (conflict 27).
    pub unique_phone: bool,
    /// `access.patient_list` (conflict 6).
    pub patient_list: PatientList,
    /// `access.calendar_names`: how much of patients' names a practitioner's calendar feed shows.
    pub calendar_names: CalendarNames,
    /// `access.administrators_read`: whether administrators can read records, except what is hidden (S1-02).
    pub administrators_read: bool,
    /// `access.treating_days_before`, `access.treating_days_after`: how long before and after a visit its practitioner counts as
    /// treating the patient.
    pub treating: TreatingDays,
    /// `access.keep_years`: for how many years after the last visit a record must be kept.
    pub keep_years: u16,
    /// `documents.max_mb`: how large a document may be, in millions of bytes.
    pub document_megabytes: u16,
    /// `documents.max_record_mb`: how large all documents in a patient's record may be together, in millions of bytes.
    pub record_megabytes: u16,
    /// `backup.every_hours`: how often to back up, if there is a folder for backups; 0 for never.
    pub backup_hours: u16,
    /// `backup.keep`: how many scheduled backups to keep.
    pub backup_keep: u16,
    /// `ratings.eligibility`: which subjects a patient may rate (conflict 8).
    pub rating_eligibility: Eligibility,
    /// `ratings.on_home`: whether good reviews are shown on the front page, without names.
    pub ratings_on_home: bool,
    /// `forecast.no_shows`: whether past visits are used to forecast which upcoming ones may be missed.
    pub no_show_forecast: bool,
    /// `api.enabled`: whether programs can sign in, and act for the users who signed them in.
    pub api_enabled: bool,
    /// `api.envelope`: whether the source systems' addresses answer in an envelope (conflict 13).
    pub api_envelope: bool,
    /// `clinic.time_zone`: the zone of the clinic's own days; by default, that of the first centre by name.
    pub time_zone: Option<String>,
    /// `theme.name`, `theme.logo`, `theme.accent`, `theme.secondary`: how the clinic looks, which no preset changes.
    pub theme: Theme,
}

impl Settings {
    /// The settings of a preset.
    #[must_use]
    pub fn preset(preset: Preset) -> Self {
        use IdentifierKind::{Email, NationalId, Username};
        let clinic = Self {
            login_identifiers: vec![Email],
            second_factor: FactorRule::Nobody,
            password_reset: PasswordReset::Email,
            registration: Registration::Open,
            registration_asks: Asks::Essentials,
            registration_details: Details::Nothing,
            patient_activation: Activation::Immediate,
            practitioner_activation: PractitionerActivation::Administrator,
            most_administrators: None,
            confirmation: Confirmation::Auto,
            directory: Visibility::Public,
            status_words: Wording::Clinic,
            languages: vec![Language::English],
            time_style: TimeStyle::Hours24,
            max_per_patient_per_day: None,
            cancel_cutoff_minutes: 0,
            pending_hours: 48,
            horizon_days: 180,
            slot_minutes: 30,
            max_neighbouring_slots: 1,
            hold_minutes: 5,
            offer_minutes: 30,
            reminder_days: ReminderDays::WeekAndDay,
            travel_minutes: 0,
            specialists_by_referral: false,
            referrers: Referrers::Anyone,
            referral_mail: false,
            online_visits: true,
            licence_needed: false,
            name_parts: false,
            title_case: false,
            phone_country: Country::default(),
            unique_phone: false,
            patient_list: PatientList::Treating,
            calendar_names: CalendarNames::Initials,
            administrators_read: false,
            treating: TreatingDays::default(),
            document_megabytes: 10,
            record_megabytes: 500,
            backup_hours: 24,
            keep_years: 7,
            backup_keep: 14,
            rating_eligibility: Eligibility::Fulfilled,
            ratings_on_home: false,
            no_show_forecast: false,
            api_enabled: false,
            api_envelope: true,
            time_zone: None,
            theme: Theme::default(),
        };
        match preset {
            Preset::Clinic => clinic,
            Preset::Healmate => Self {
                login_identifiers: vec![Username, Email],
                name_parts: true,
                registration_asks: Asks::BirthDateAndPhone,
                registration_details: Details::GenderAndAddress,
                practitioner_activation: PractitionerActivation::Email,
                confirmation: Confirmation::Approval,
                status_words: Wording::Healmate,
                ..clinic
            },
            Preset::DjangoHealth => {
                Self { directory: Visibility::Members, api_enabled: true, api_envelope: false, ..clinic }
            }
            Preset::Has => Self {
                login_identifiers: vec![NationalId],
                registration_asks: Asks::BirthDateAndPhone,
                registration_details: Details::Gender,
                patient_activation: Activation::Administrator,
                most_administrators: Some(2),
                status_words: Wording::Has,
                title_case: true,
                licence_needed: true,
                unique_phone: true,
                patient_list: PatientList::Everybody,
                api_enabled: true,
                ..clinic
            },
            Preset::Medisoft => Self {
                registration: Registration::Closed,
                directory: Visibility::Members,
                max_neighbouring_slots: 4,
                specialists_by_referral: true,
                referrers: Referrers::GeneralPractitioners,
                referral_mail: true,
                rating_eligibility: Eligibility::Any,
                ..clinic
            },
            Preset::Medconnect => Self {
                login_identifiers: vec![Username, Email],
                name_parts: true,
                registration_asks: Asks::BirthDateAndPhone,
                registration_details: Details::BloodGroup,
                practitioner_activation: PractitionerActivation::Email,
                confirmation: Confirmation::Approval,
                status_words: Wording::Medconnect,
                online_visits: false,
                ..clinic
            },
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self::preset(Preset::Clinic)
    }
}
