//! What is wrong with what was typed or chosen.

use std::borrow::Cow;

use crate::{
    domain::{
        document::FileProblem,
        form::{Field, FieldError, Problem},
        message::MOST_FILES,
        theme::Contrast,
    },
    words::{counted, tr},
};

/// What is wrong with a field, and what to type.
#[must_use]
pub fn field_error(error: FieldError) -> Cow<'static, str> {
    match error.problem {
        Problem::File(problem) => file_problem(problem),
        Problem::Contrast(short) => contrast(short).into(),
        Problem::TooLong(most) => counted!(AtMostCharacters, usize::from(most)).into(),
        _ => field_problem(error).into(),
    }
}

/// What a colour lacks, and which one wouldn't.
fn contrast(Contrast { ratio, nearest }: Contrast) -> String {
    let ratio = format!("{}.{:02}", ratio / 100, ratio % 100);
    format!(
        "Text in this colour would be hard to read: its contrast is {ratio} to 1, and 4.5 is needed. The nearest colour that works is \
         {nearest}"
    )
}

fn field_problem(error: FieldError) -> &'static str {
    match (error.field, error.problem) {
        (Field::Name, Problem::Missing | Problem::TooShort) => tr!(EnterFullName),
        (Field::GivenName, Problem::Missing) => tr!(EnterGivenName),
        (Field::Mode, Problem::NotAChoice) => "Choose in person: online visits are switched off in the settings",
        (Field::Gender, Problem::Missing) => "Choose one",
        (Field::Username, Problem::Missing) => tr!(ChooseUsername),
        (Field::Username, Problem::Taken) => tr!(UsernameTaken),
        (Field::Username, _) => tr!(UsernameWrong),
        (Field::NationalId, Problem::Missing) => "Enter the national ID: people sign in with it here",
        (Field::NationalId, Problem::Taken) => "Someone already has an account with this national ID",
        (Field::NationalId, _) => "Check the national ID: it has 5 to 20 letters and digits",
        (Field::Medicare, Problem::Missing) => "Enter your Medicare card number",
        (Field::Medicare, Problem::Taken) => "Someone already signs in with this Medicare card number",
        (Field::Medicare, _) => "Check your Medicare card number: it has 10 or 11 digits",
        (Field::LicenceNumber, Problem::Missing) => "Enter the licence number",
        (Field::LicenceNumber, Problem::Taken) => "Another practitioner already has this licence number",
        (Field::LicenceNumber, _) => "Enter a licence number of 4 to 20 letters and digits, or leave this empty",
        (Field::PasskeyName, Problem::OutOfRange) => "You have 10 passkeys. Remove one before you add another",
        (Field::PasskeyName, Problem::Taken) => "This device has a passkey for this account, or for another one here",
        (Field::PasskeyName, Problem::LocksOut) => {
            "Your clinic requires a second step, and this is your last one. Add another passkey, or set up an app, first"
        }
        (Field::PasskeyName, Problem::NotAChoice) => "This passkey isn't known here. It may have been removed",
        (Field::PasskeyName, Problem::Wrong) => "This device's answer wasn't what we asked for. Please try again",
        (Field::PasskeyName, _) => "Give the passkey a name, such as the device it's on",
        (Field::SecondCode, Problem::Missing) => "Enter the code from your app, or a recovery code",
        (Field::SecondCode, Problem::Taken) => "This code has been used. Wait for your app to show the next one",
        (Field::SecondCode, _) => "This isn't the right code. Check your app, and that your phone's clock is right",
        (Field::CurrentPassword, Problem::Missing) => tr!(EnterPassword),
        (Field::Email, Problem::Missing) => tr!(EnterEmail),
        (Field::Email, Problem::Taken) => tr!(EmailTaken),
        (_, Problem::NotAnEmail) => tr!(EmailWrong),
        (Field::Phone, Problem::Missing) => tr!(EnterPhone),
        (Field::Phone, Problem::Taken) => tr!(PhoneTaken),
        (_, Problem::NotAPhone) => tr!(PhoneWrong),
        (Field::DateOfBirth, Problem::Missing) => tr!(EnterBirthDate),
        (Field::LatestOn, Problem::NotADate | Problem::ImplausibleDate) => "Enter today's date or a later one",
        (Field::ExtraDate, Problem::Missing | Problem::NotADate) => "Enter the date of the extra hours",
        (Field::ExtraDate, _) => "Enter a date from today to a year ahead",
        (Field::ExtraHours, Problem::Clash) => {
            "You have hours at another centre at this time, or too little time to get there"
        }
        (Field::ExtraHours, Problem::Taken) => "These overlap with hours you've already added on this date",
        (Field::ExtraHours, Problem::OutOfRange) => {
            "The second time must be later. To go past midnight, add hours until 00:00, then from 00:00 on the next date"
        }
        (Field::ExtraHours, _) => "Enter two times, the second later than the first",
        (Field::ClosedFrom, Problem::Missing) => "Enter the first date",
        (Field::ClosedUntil, Problem::Clash) => "The end must be after the start",
        (Field::ClosedUntil, Problem::ImplausibleDate) => "Enter an end in the future, at most two years ahead",
        (Field::ClosedFrom | Field::ClosedUntil, _) => "Enter a real date, and either a real time or no time",
        (Field::TrustedUntil, Problem::Missing) => "Choose the last day",
        (Field::TrustedUntil, _) => "Choose a last day from tomorrow to five years ahead",
        (Field::ValidUntil, _) => "Enter a date from today to three years ahead",
        (_, Problem::NotADate) => tr!(NotADate),
        (Field::DateOfBirth, Problem::ImplausibleDate) => tr!(BirthDateFuture),
        (Field::DateOfBirth, Problem::TooLongAgo) => tr!(BirthDateTooLongAgo),
        (_, Problem::ImplausibleDate | Problem::TooLongAgo) => "Enter a date that isn't in the future or too long ago",
        (Field::Password, Problem::Missing) => tr!(EnterNewPassword),
        (Field::Password, Problem::TooShort) => tr!(PasswordTooShort),
        (_, Problem::TooCommon) => tr!(PasswordCommon),
        (_, Problem::NotTheSame) => tr!(PasswordsDiffer),
        (Field::CurrentPassword, Problem::Wrong) => "This isn't your current password",
        (Field::Patient, Problem::Missing) => "Enter the patient's number or email address",
        (Field::Patient, Problem::NotAChoice) => {
            "No patient matches this name. Check the spelling, or enter their patient number or email address"
        }
        (Field::Patient, Problem::TooShort) => "Type at least two letters or digits",
        (Field::Patient, Problem::Wrong) => "There's no patient with this number or email address",
        (Field::OtherPatient, Problem::Clash) => "This is the same file as the first one",
        (Field::OtherPatient, Problem::Missing) => "Enter the number or email address of the other file",
        (Field::OtherPatient, _) => "There's no patient with this number or email address",
        (Field::LegalReason, Problem::Missing) => "Enter the legal reason: until then, records must be kept",
        (Field::LegalReason, _) => "Use at most 500 characters",
        (Field::Staying, _) => "Choose the file that stays",
        (Field::OtherTime, _) => "Enter a date and a time, such as 16:45, or choose one of the free times",
        (Field::CancelReason, _) => "Say in a few words why you're cancelling",
        (Field::DeclineReason, _) => "Say in a few words why you're declining",
        (Field::Metadata, Problem::OutOfRange) => "Keep at most 20 entries with an appointment",
        (Field::Metadata, Problem::TooLong(_)) => "A value of metadata has at most 200 characters",
        (Field::Metadata, Problem::Wrong) => "A value of metadata can't contain control characters",
        (Field::Metadata, _) => "A key of metadata has 1 to 40 characters: a-z, 0-9, _, - and .",
        (Field::OverrideReason, _) => "Say in a few words why you're overriding the rules",
        (Field::Code, Problem::Wrong) => "This code and email address don't match, or the code is more than a day old",
        (Field::Weekdays, Problem::Missing) => "Choose at least one day",
        (Field::UntilTime, Problem::Clash) => "Enter a time that's later than the first",
        (Field::FromTime | Field::UntilTime, Problem::Wrong) => "Enter a time, such as 09:30",
        (Field::Hours, _) => {
            "Hours must end after they start and can't overlap, here or at another centre. To go past midnight, use two rows: until 00:00, then from 00:00 on the next day"
        }
        (Field::ServiceName, Problem::Missing) => "Enter a name, such as Long consultation",
        (Field::ServiceName, Problem::Taken) => "There's already a service with this name",
        (Field::Duration, _) => "Enter the length in minutes: a multiple of 5, from 5 to 1440",
        (Field::Step, _) => "Enter the minutes between starts: a multiple of 5, from 5 to 1440",
        (Field::BufferBefore, _) => "Enter the minutes to keep free before: a multiple of 5, at most 240",
        (Field::BufferAfter, _) => "Enter the minutes to keep free after: a multiple of 5, at most 240",
        (Field::Notice, Problem::Clash) => "This is longer than bookings are open ahead, so it could never be booked",
        (Field::Notice, _) => "Enter the notice as a whole number, at most 365 days",
        (Field::Horizon, _) => "Enter a whole number of days from 1 to 730",
        (Field::DailyCap, _) => "Enter a whole number from 1 to 200, or leave this empty",
        (Field::Capacity, _) => "Enter a whole number from 1 to 100",
        (Field::Instructions, Problem::Missing) => "Say how patients join: a link or a number to call",
        (Field::Price, _) => "Enter an amount like 85 or 85.50",
        (Field::Rooms, _) => "Choose from the rooms and devices shown",
        (Field::RoomName, Problem::Missing) => "Enter a name, such as Room 2",
        (Field::RoomName, Problem::Taken) => "This centre already has a room or device with this name",
        (Field::RoomCentre, _) => "Choose a centre",
        (Field::CentreName, Problem::Missing | Problem::TooShort) => "Enter the centre's name",
        (Field::CentreName, Problem::Taken) => "There's already a centre with this name",
        (Field::CentreKind, _) => "Choose what kind of centre it is",
        (Field::Suburb, Problem::Missing | Problem::TooShort) => "Enter the suburb or town",
        (Field::Abn, Problem::Missing) => "Enter the ABN",
        (Field::Abn, Problem::Taken) => "Another centre already has this ABN",
        (Field::Abn, _) => "Check the ABN: it has 11 digits, and these don't add up",
        (Field::TimeZone, Problem::Clash) => {
            "In this time zone, someone's hours here would clash with their hours at another centre. Change their hours first"
        }
        (Field::TimeZone, _) => "Enter the name of a time zone, such as Australia/Sydney",
        (Field::ZoneAgreed, _) => "Check what happens to the booked appointments, and tick the box to continue",
        (Field::FullName, Problem::Missing | Problem::TooShort) => "Enter their full name",
        (Field::WorkEmail, Problem::Missing) => "Enter their email address",
        (Field::WorkEmail, Problem::Taken) => "Someone already has an account with this email address",
        (Field::Roles, Problem::NotAChoice) => {
            "An administrator always gets an account of their own. Choose from the roles shown"
        }
        (Field::Roles, _) => "Choose at least one role. To shut someone out, deactivate the account under Users",
        (Field::DeskCentres, _) => "Choose at least one centre",
        (Field::Profession, _) => "Enter a profession, such as Physiotherapist",
        (Field::ProviderNumber, Problem::Taken) => "Another practitioner already has this provider number",
        (Field::ProviderNumber, _) => "Enter a provider number of 4 to 20 letters and digits, or leave this empty",
        (Field::Qualifications, Problem::Missing | Problem::TooShort) => {
            "Enter your qualifications, such as MBBS, FRACGP"
        }
        (Field::WishedCentres, _) => "Choose from the centres shown",
        (Field::Question, Problem::Missing | Problem::TooShort) => "Say what you need to know",
        (Field::Answer, Problem::Missing | Problem::TooShort) => "Write your answer",
        (Field::ColleagueNote, Problem::Missing | Problem::TooShort) => "Write a note",
        (Field::RefusalReason, Problem::Missing | Problem::TooShort) => "Say why: the applicant will read it",
        (Field::InvitedDays, Problem::NotAChoice) => "Choose how long it should work",
        (Field::ProgramName, Problem::Missing) => "Enter a name that tells you what it's for",
        (Field::ProgramName, Problem::OutOfRange) => "You can't have any more. Revoke one you no longer use first",
        (Field::WebhookUrl, Problem::Missing) => "Enter the address of the program",
        (Field::WebhookUrl, Problem::Wrong) => {
            "This address is inside a private network. Use one that can be reached from outside"
        }
        (Field::WebhookUrl, _) => "Enter an address that starts with https://",
        (Field::Scopes, _) => "Choose at least one",
        (Field::RedirectUris, Problem::Missing) => tr!(AppAddressesMissing),
        (Field::RedirectUris, Problem::OutOfRange) => tr!(AppAddressesTooMany),
        (Field::RedirectUris, _) => tr!(AppAddressesWrong),
        (Field::InvitedDays, _) => "Enter a whole number of days from 1 to 90",
        (Field::Experience, _) => "Enter a whole number of years from 0 to 80",
        (Field::Fee, _) => "Enter an amount like 85 or 85.50",
        (Field::Expertise | Field::Languages, Problem::OutOfRange) => "Enter at most 20, separated by commas",
        (Field::Expertise | Field::Languages, Problem::TooShort) => "Use at least 2 characters for each",
        (Field::Affected, _) => "Another appointment has been booked since you opened this page. Check again",
        (Field::Centre, Problem::Taken) => "They already work at this centre",
        (Field::Centre, _) => "Choose a centre",
        (Field::Reason, Problem::TooShort) => "Say what happened, in a sentence of at least 15 characters",
        (Field::StatementName, Problem::Missing) => "Enter its name",
        (Field::StatementName, Problem::Taken) => {
            "You've reached the limit for this part of the record. Remove something first"
        }
        (Field::Severity, _) => "Choose the severity",
        (Field::TrustedEmail, Problem::Oneself) => "This is your own email address. Enter theirs",
        (Field::TrustedEmail, _) => "Enter their email address",
        (Field::InvitationCode, _) => {
            "This isn't the right code for the invitation. Ask the person who invited you for it"
        }
        (Field::Practitioner, Problem::Oneself) => {
            "You can't add yourself. Ask another administrator, or the patient, to do it"
        }
        (Field::Practitioner | Field::CloseTo, _) => "Choose a practitioner from the list",
        (Field::ReferTo, Problem::Clash) => "A referral must go to someone other than you or the patient",
        (Field::ReferTo, Problem::Wrong) => "Choose someone, or a field, from the directory",
        (Field::ReferTo, _) => "Choose who to refer to",
        (Field::Visits, _) => "Enter a whole number from 1 to 99",
        (Field::Letter, Problem::Missing | Problem::TooShort) => "Write the letter: at least 10 characters",
        (Field::Message, Problem::Missing | Problem::TooShort) => "Write a message of at least 10 characters",
        (Field::QuietUntil, Problem::Clash) => "Choose two different times",
        (Field::QuietFrom | Field::QuietUntil, _) => "Enter both times, such as 22:00 and 07:00",
        (Field::QuietZone, _) => "Enter a time zone such as Australia/Sydney",
        (Field::AwayUntil, Problem::OutOfRange) => "Choose a day from today to a year from now",
        (Field::AwayUntil, _) => "Enter the last day you're away",
        (Field::AwayText, Problem::Missing) => "Write what patients should know while you're away",
        (Field::QuickReply, Problem::Missing) => "Write the reply first",
        (Field::QuickReply, Problem::OutOfRange) => "You have 20 quick replies. Remove one first",
        (Field::ViewName, Problem::Missing) => "Name the view",
        (Field::ViewName, Problem::Taken) => "You already have a view with this name",
        (Field::ViewName, Problem::OutOfRange) => "You have 20 views of this list. Delete one first",
        (Field::ViewQuery, _) => "These filters are too long to be saved",
        (Field::MessageText, Problem::Missing) => "Write something first",
        (Field::Diagnosis, Problem::Missing | Problem::TooShort) => "Enter the name of the diagnosis",
        (Field::DiagnosisCode, _) => "Enter a code such as J45.9, with at most 12 letters, digits, points and dashes",
        (Field::Certainty, _) => "Say whether it is suspected or confirmed",
        (Field::Weight, Problem::Unusual) => {
            "This weight is unusual at the patient's age. Correct it, or confirm below that it's right"
        }
        (Field::Height, Problem::Unusual) => {
            "This height is unusual at the patient's age. Correct it, or confirm below that it's right"
        }
        (Field::Weight, _) => "Enter the weight in kilograms, from 1 to 400",
        (Field::Height, _) => "Enter the height in centimetres, from 20 to 260",
        (Field::Systolic, Problem::Missing) => "Enter the upper value of the blood pressure too",
        (Field::Systolic, _) => "Enter the upper value of the blood pressure in mmHg, from 40 to 300",
        (Field::Diastolic, Problem::Missing) => "Enter the lower value of the blood pressure too",
        (Field::Diastolic, Problem::Clash) => "The lower value of the blood pressure must be below the upper one",
        (Field::Diastolic, _) => "Enter the lower value of the blood pressure in mmHg, from 20 to 200",
        (Field::HeartRate, _) => "Enter the heart rate in beats per minute, from 20 to 300",
        (Field::Temperature, _) => "Enter the temperature in degrees Celsius, from 25 to 45",
        (Field::OxygenSaturation, _) => "Enter the oxygen saturation as a percentage, from 40 to 100",
        (Field::BloodGlucose, _) => "Enter the blood glucose in mmol/L, from 1 to 60",
        (Field::PrescribedFor, Problem::Missing | Problem::TooShort) => "Say what the medicines are for",
        (Field::Medicine, Problem::OutOfRange) => "Prescribe at most 6 medicines at once",
        (Field::Medicine, Problem::Missing | Problem::TooShort) => "Enter the name of each medicine, and at least one",
        (Field::Dose, Problem::Missing) => "Enter the dose of each medicine, such as 500 mg, or choose as directed",
        (Field::Dose, Problem::Wrong) => {
            "Enter each dose as a number with its unit written out, such as 500 mg, 1 tablet or 10 units"
        }
        (Field::Dose, Problem::OutOfRange) => {
            "Check each dose: one is zero, negative or more than anyone is given at once"
        }
        (Field::Dose, Problem::Clash) => "Enter a dose or choose as directed, not both",
        (Field::Frequency, Problem::Missing) => "Say how often each medicine is taken, such as twice a day",
        (Field::Frequency, Problem::Wrong) => {
            "Say how often in words such as twice a day, every 8 hours or when needed"
        }
        (Field::Frequency, Problem::OutOfRange) => {
            "Check how often each medicine is taken: one is zero, negative or far too often"
        }
        (Field::TakenFor, Problem::Wrong) => "Say for how many days, weeks or months",
        (Field::TakenFor, Problem::OutOfRange) => {
            "Check how long each medicine is taken for: more than zero, at most 10 years"
        }
        (Field::AmendReason | Field::StopReason | Field::HideReason, _) => "Say why, in a few words",
        (Field::ThemeName, Problem::Wrong) => "Write the name in one line, without characters that can't be seen",
        (Field::ThemeAccent | Field::ThemeSecondary, Problem::NotAChoice) => {
            "Enter a colour as # and six digits or letters from a to f, such as #0a6b7b"
        }
        (Field::ReviewAnswer, Problem::Missing) => "Write an answer first",
        (Field::Stars, _) => "Choose from 1 to 5 stars",
        (_, Problem::LocksOut) => {
            "You have none of these yourself, so you couldn't sign in again. Keep one that you have, or first add one under Your account, Edit your details"
        }
        (_, Problem::Oneself) => "Choose someone other than yourself",
        (_, Problem::TooLong(_)) => "Shorten this",
        (_, Problem::NotAChoice) => "Choose one of the options",
        (_, Problem::Unusual) => "Check this value, or confirm that it's right",
        (_, Problem::Missing) => tr!(FillThisIn),
        (_, Problem::TooShort) => "Write a little more",
        (_, Problem::Taken) => "This is already in use",
        (_, Problem::Wrong) => "Check this",
        (_, Problem::Clash) => "This overlaps with another",
        (_, Problem::OutOfRange) => "Enter a number in the allowed range",
        (_, Problem::File(_)) => "Choose another file",
        (_, Problem::Contrast(_)) => "Choose another colour",
    }
}

/// Why a file is not taken, and what to do.
#[must_use]
pub fn file_problem(problem: FileProblem) -> Cow<'static, str> {
    match problem {
        FileProblem::Missing => "Choose a file",
        FileProblem::Empty => "This file is empty. Choose another one",
        FileProblem::TooLarge(megabytes) => {
            return format!("This file is larger than {megabytes} MB. Choose a smaller one").into();
        }
        FileProblem::RecordFull(megabytes) => {
            return format!(
                "There's no space for this file: the clinic keeps up to {megabytes} MB of documents for each \
                patient. Ask the clinic for more"
            )
            .into();
        }
        FileProblem::TooMany => "Your other files are still uploading. Wait until they've finished, then try again",
        FileProblem::MessageFull => {
            return format!("A message can have up to {MOST_FILES} files. Send this one first, or remove a file")
                .into();
        }
        FileProblem::WrongKind => "This isn't a PDF, PNG or JPEG file, whatever its name says. Choose another one",
        FileProblem::NotAPicture => "This is a PDF. Choose a JPEG or PNG picture",
        FileProblem::Heic => "We can't read HEIC photos yet. Save it as JPEG and try again",
        FileProblem::RareJpeg => "We can't read this kind of JPEG. Save it as an ordinary JPEG or PNG and try again",
        FileProblem::Damaged => "We can't read this file. It may be damaged; save or scan it again",
        FileProblem::Locked => "This PDF is locked with a password. Save it without one first",
        FileProblem::HasProgram => {
            "This PDF contains a script or something else that runs by itself. Print it to a new PDF, and add that"
        }
        FileProblem::HasForm => {
            "This PDF is an XFA form, which few programs can show. Print it to a new PDF, and add that"
        }
        FileProblem::HasFiles => {
            "This PDF has other files attached to it. Print it to a new PDF and add that, or add the files one by one"
        }
        FileProblem::TooManyPoints => "This image is too large to show. Save it in a smaller size",
        FileProblem::Suspicious => "The clinic's virus scanner rejected this file. Check with whoever sent it to you",
        FileProblem::TooComplex => "This file is too complex for us to check. Print or save it again in a simpler form",
        FileProblem::Broken => "Upload failed. Check your connection and try again",
    }
    .into()
}
