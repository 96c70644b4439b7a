//! Which part of a thing a row of the audit is about, in words. What is stored and has no word is shown as it is.

use jiff::civil::Date;

use super::{
    deed_words,
    part_criteria::{criteria, role},
};
use crate::{
    domain::{account::IdentifierKind, content::Place, imported::IMPORTED, language::Language, term::TermKind},
    words::{calendar::full_date, counted, listed, tr},
};

pub(super) fn part(stored: &str) -> String {
    if stored.is_empty() {
        return String::new();
    }
    if let Some(of) = stored.strip_prefix("affected by a change: ") {
        return tr!(AuditPartAffected, of = of);
    }
    let known = word(stored).map(str::to_owned);
    let known = known.or_else(|| of_centre(stored)).or_else(|| own(stored)).or_else(|| origin(stored));
    let known = known.or_else(|| numbered(stored)).or_else(|| setting(stored)).or_else(|| names(stored));
    let known = known.or_else(|| page_text(stored)).or_else(|| part_name(stored).map(str::to_owned));
    known.or_else(|| criteria(stored)).unwrap_or_else(|| stored.to_owned())
}

/// A part of a record, in words.
pub(super) fn part_of(part: &str) -> &str {
    part_name(part).unwrap_or(part)
}

fn part_name(part: &str) -> Option<&'static str> {
    Some(match part {
        "timeline" | "" => tr!(RecordPartWhole),
        "summary" => tr!(RecordPartSummary),
        "download" | "bulk_export" => tr!(RecordPartDownload),
        "note" => tr!(RecordPartNotes),
        "diagnosis" => tr!(RecordPartDiagnoses),
        "observation" => tr!(RecordPartMeasurements),
        "prescription" => tr!(RecordPartPrescriptions),
        "referral" => tr!(RecordPartReferrals),
        "document" => tr!(RecordPartDocuments),
        "vaccination" => tr!(RecordPartVaccinations),
        "procedure" => tr!(RecordPartProcedures),
        "report" => tr!(RecordPartReports),
        "care_plan" => tr!(RecordPartCarePlans),
        IMPORTED => tr!(RecordPartImported),
        "consultation" => tr!(RecordPartConsultation),
        "profile" => tr!(RecordPartProfile),
        "prescribing" => tr!(RecordPartPrescribing),
        _ => return None,
    })
}

/// A part that is one word, or the same words each time.
fn word(stored: &str) -> Option<&'static str> {
    Some(match stored {
        "profile" => tr!(AuditPartProfile),
        "own" => tr!(AuditPartOwn),
        "own, outside hours" => tr!(AuditPartOutside),
        "everybody" => tr!(AuditPartEverybody),
        "to be booked" | "looked up to be booked" => tr!(AuditPartToBook),
        "chosen" => tr!(AuditPartChosen),
        "activate" => tr!(PeopleRunActivate),
        "deactivate" => tr!(PeopleRunDeactivate),
        "assign" => tr!(PeopleRunAssign),
        "end_care" => tr!(PeopleRunEndCare),
        "day" => tr!(PaperDay),
        "week" => tr!(PaperWeek),
        "call_off" => tr!(ClinicRunCallOff),
        "move_day" => tr!(ClinicRunMove),
        "book" => tr!(ClinicBookSeveral),
        "message" => tr!(PeopleRunMessage),
        "bulk" => tr!(AuditPartBulk),
        "calendar app" => tr!(AuditPartCalendarApp),
        "calendar address" => tr!(AuditPartCalendarAddress),
        "entrusted" => tr!(AuditPartEntrusted),
        "kept message" => tr!(AuditPartKept),
        "quiet hours" => tr!(AccQuiet),
        "with a passkey" => tr!(AuditPartPasskey),
        "with tokens" => tr!(AuditPartTokens),
        "further addresses" => tr!(AuditPartFurther),
        "by a link in an email" => tr!(AuditPartByLink),
        _ if stored.starts_with("open page ") || stored.starts_with("everybody, open page ") => {
            tr!(AuditPartOpenPage)
        }
        _ if stored.starts_with("own list ") => tr!(AuditPartOwnList),
        _ => return role(stored),
    })
}

/// `centre 3, 2026-11-23`, and what is done with that day; or what was rated, `centre 3`.
fn of_centre(stored: &str) -> Option<String> {
    let (kind @ ("centre" | "practitioner"), rest) = stored.split_once(' ')? else { return None };
    let Some((n, rest)) = rest.split_once(", ") else { return Some(format!("{} {rest}", deed_words::thing(kind))) };
    Some(match (rest.strip_prefix("week of "), rest.strip_suffix(", to be moved")) {
        (Some(date), _) => tr!(AuditPartCentreWeek, n = n, date = day(date)),
        (_, Some(date)) => tr!(AuditPartCentreMove, n = n, date = day(date)),
        _ => tr!(AuditPartCentreDay, n = n, date = day(rest)),
    })
}

/// `own week of 2026-11-23`, `own day, 2026-11-23`.
fn own(stored: &str) -> Option<String> {
    let week = stored.strip_prefix("own week of ").map(|date| tr!(AuditPartOwnWeek, date = day(date)));
    week.or_else(|| stored.strip_prefix("own day, ").map(|date| tr!(AuditPartOwnDay, date = day(date))))
}

/// `7 times`, `message 3`, `token 3`, and what that may be used for.
fn numbered(stored: &str) -> Option<String> {
    if let Some(times) = stored.strip_suffix(" times").and_then(|times| times.parse::<usize>().ok()) {
        return Some(counted!(AuditPartTimes, times));
    }
    if let Some(id) = stored.strip_prefix("message ").filter(|id| id.parse::<i64>().is_ok()) {
        return Some(tr!(AuditPartMessage, id = id));
    }
    let rest = stored.strip_prefix("token ")?;
    let (id, scopes) = rest.split_once(' ').unwrap_or((rest, ""));
    let token = tr!(AuditPartToken, id = id);
    // Scopes are names that programs use.
    Some(if scopes.is_empty() { token } else { format!("{token} ({scopes})") })
}

/// `booking.confirmation: approval, was auto`: a setting by its name on the command line, and its stored values.
fn setting(stored: &str) -> Option<String> {
    let (key, values) = stored.split_once(": ").filter(|(key, _)| key == &"preset" || key.contains('.'))?;
    if values == "changed" {
        return Some(tr!(AuditPartChanged, key = key));
    }
    let (value, earlier) = values.rsplit_once(", was ")?;
    // What is stored where nothing else was chosen (`service/setting.rs`).
    let said = |value| if value == "preset" { tr!(AuditPartPreset) } else { value };
    Some(tr!(AuditPartSetting, key = key, value = said(value), earlier = said(earlier)))
}

/// `email, national_id`: the names that someone signs in with.
fn names(stored: &str) -> Option<String> {
    let kinds: Result<Vec<IdentifierKind>, ()> = stored.split(", ").map(str::parse).collect();
    let said = |kind: IdentifierKind| match kind {
        IdentifierKind::Email => tr!(SetOptLoginIdentifiersEmail),
        IdentifierKind::Username => tr!(SetOptLoginIdentifiersUsername),
        IdentifierKind::NationalId => tr!(SetOptLoginIdentifiersNationalId),
        IdentifierKind::Medicare => tr!(SetOptLoginIdentifiersMedicare),
        IdentifierKind::ProviderNumber => tr!(SetOptLoginIdentifiersProviderNumber),
        IdentifierKind::LicenceNumber => tr!(SetOptLoginIdentifiersLicenceNumber),
    };
    Some(listed(kinds.ok()?.into_iter().map(said)))
}

/// `home`, `home.de`: a text of the public pages, for everyone or for readers of a language; or what kind of term was renamed.
fn page_text(stored: &str) -> Option<String> {
    match stored.parse() {
        Ok(TermKind::Profession) => return Some(tr!(AuditByProfession).to_owned()),
        Ok(TermKind::Expertise) => return Some(tr!(AuditByExpertise).to_owned()),
        Err(()) => {}
    }
    let (place, language) = stored.split_once('.').map_or((stored, None), |(place, tag)| (place, Some(tag)));
    let place = match place.parse().ok()? {
        Place::Notice => tr!(SetPlaceNotice),
        Place::Home => tr!(SetPlaceHome),
        Place::About => tr!(SetPlaceAbout),
        Place::Faq => tr!(SetPlaceFaq),
        Place::Privacy => tr!(SetPlacePrivacy),
        Place::Contact => tr!(SetPlaceContact),
    };
    let language = language.map(str::parse::<Language>).transpose().ok()?;
    Some(listed(std::iter::once(place).chain(language.map(Language::name))))
}

/// `from 127.0.0.1`, `from 127.0.0.1 with a passkey`, `from 127.0.0.1, 7 times`.
fn origin(stored: &str) -> Option<String> {
    let source = stored.strip_prefix("from ")?;
    if let Some(source) = source.strip_suffix(" with a passkey") {
        return Some(listed([tr!(AuditPartFrom, source = source), tr!(AuditPartPasskey).to_owned()]));
    }
    let times = source.strip_suffix(" times").and_then(|rest| rest.rsplit_once(", "));
    let times = times.and_then(|(source, times)| Some((source, times.parse::<usize>().ok()?)));
    Some(match times {
        Some((source, times)) => counted!(RecordDidTimes, times, what = tr!(AuditPartFrom, source = source)),
        None => tr!(AuditPartFrom, source = source),
    })
}

fn day(stored: &str) -> String {
    stored.parse::<Date>().map_or_else(|_| stored.to_owned(), full_date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn a_part_is_worded_in_the_language_of_the_reader() {
        let german = Reader { language: Language::German, time_style: TimeStyle::Hours24 };
        for (stored, said) in [
            ("", ""),
            ("timeline", "die Akte"),
            ("prescription", "Rezepte"),
            ("profile", "persönliche Angaben"),
            ("to be booked", "für eine Buchung"),
            ("chosen", "ausgewählte"),
            ("everybody, open page 1f", "auf einer geöffneten Seite"),
            ("centre 3", "Einrichtung 3"),
            ("centre 3, 2026-11-23", "Einrichtung 3, 23. November 2026"),
            ("centre 3, week of 2026-11-23", "Einrichtung 3, Woche ab 23. November 2026"),
            ("own day, 2026-11-23", "eigener Tag, 23. November 2026"),
            ("from 127.0.0.1", "von 127.0.0.1"),
            ("from 127.0.0.1 with a passkey", "von 127.0.0.1, mit einem Passkey"),
            ("from 127.0.0.1, 7 times", "von 127.0.0.1, 7 Mal"),
            ("affected by a change: 5", "von einer Änderung betroffen: 5"),
            ("/admin/users", "/admin/users"),
            ("call_off", "Termine absagen"),
            ("auditor", "Prüfung"),
            ("7 times", "7 Mal"),
            ("1 times", "1 Mal"),
            ("token 3 records.read", "Token 3 (records.read)"),
            ("message 12", "Nachricht 12"),
            ("booking.confirmation: approval, was auto", "booking.confirmation: approval, vorher auto"),
            ("api.enabled: true, was preset", "api.enabled: true, vorher wie in der Vorlage"),
            ("theme.name: changed", "theme.name: geändert"),
            ("email, national_id", "E-Mail-Adresse, Nationale Ausweisnummer"),
            ("home.de", "Startseite, Deutsch"),
            ("expertise", "Schwerpunkt"),
            ("text, role, from, until", "gefiltert nach: Suchtext, Rolle, Zeitraum"),
            ("words 1f, manager, active", "gefiltert nach: Suchtext, Rolle, Stand"),
            ("added from 17, by -name, after 12", "gefiltert nach: Zeitraum, sortiert, weitere Seite"),
            ("person, patient, mail, refused", "gefiltert nach: Person, Patient, Bereich, Abgelehntes"),
            ("one, two", "one, two"),
        ] {
            assert_eq!(german.read(|| part(stored)), said, "{stored}");
        }
    }
}
