//! Converts use cases' results to the views of `server_fns::consultation`.

use jiff::Timestamp;

use super::{
    entry::{diagnosis_words, line, moment},
    prescription::born,
    record::gender_word,
    record_title::{self, value},
};
use crate::{
    domain::{
        appointment::{Status, Step, advance},
        calendar_view::local_date,
        note,
        observation::Measure,
        patient::{self, Age, Gender},
        statement::Severity,
        time::Zone,
    },
    service::{
        consultation::{Consultation, Person, Statement},
        entry::Line,
        observation::Observed,
    },
    views::{
        consultation::{ChartView, ConsultationView, LineView, RunningView, StatementView},
        record_words,
        time_view::TimeView,
    },
    words::{counted, listed, tr},
};

/// The number of measurements of a kind that a chart shows.
const IN_A_CHART: usize = 24;

pub fn consultation(found: Consultation, (may_read, may_refer): (bool, bool)) -> ConsultationView {
    let appointment = &found.appointment;
    let zone = &appointment.zone;
    let statements = found.statements.as_deref().unwrap_or_default();
    let stated = |kind: &str| statements.iter().filter(|one| one.kind == kind).map(statement).collect();
    let running = found.prescriptions.iter().map(|one| RunningView {
        id: one.line.entry.id,
        medicines: one.prescription.medicines.iter().map(crate::domain::prescription::Medicine::line).collect(),
        author: one.line.author_name.clone(),
        at: moment(zone, one.signed_at),
        is_own: one.line.entry.author == appointment.practitioner.account(),
    });
    let open = found.diagnoses.iter().filter(|one| one.resolved_at.is_none());
    let diagnoses = open.map(|one| LineView { body: diagnosis_words(one), ..line(zone, &one.line) });
    let written = found.written.iter().map(|one| written(&found, zone, one));
    let complete = advance(Step::Complete, appointment.status, appointment.slot.starts_at, found.now);
    let is_open = found.encounter.is_some_and(|encounter| encounter.finished_at.is_none());
    ConsultationView {
        appointment: appointment.id,
        patient: appointment.patient,
        patient_name: found.person.full_name.clone(),
        person: person(&found.person, zone, found.now),
        when: TimeView::new(zone, &appointment.slot),
        centre_name: appointment.centre_name.clone(),
        reason: appointment.reason.clone(),
        begun: found.encounter.is_some(),
        finished: found.encounter.and_then(|encounter| encounter.finished_at).map(|second| moment(zone, second)),
        may_finish: is_open && (complete.is_ok() || appointment.status == Status::Fulfilled),
        may_read,
        may_refer,
        is_ahead: local_date(zone, appointment.slot.starts_at) > local_date(zone, found.now),
        is_closed: found.statements.is_none(),
        allergies: stated("allergy"),
        conditions: stated("condition"),
        medications: stated("medication"),
        history: stated("history"),
        diagnoses: diagnoses.collect(),
        prescriptions: running.collect(),
        latest: found.latest.iter().map(|one| line(zone, one)).collect(),
        written: written.collect(),
        charts: Measure::ALL.into_iter().filter_map(|measure| chart(zone, measure, &found.observations)).collect(),
    }
}

/// An entry with a note's text. Its first line appears once: as the title, or in the text if the title was cut.
fn written(found: &Consultation, zone: &Zone, one: &Line) -> LineView {
    let shown = line(zone, one);
    let found = found.notes.iter().find(|(id, _)| *id == one.entry.id).filter(|_| !shown.is_error);
    let Some((_, version)) = found else { return shown };
    match note::after(&shown.title, &version.body) {
        Some(rest) => LineView { body: rest.to_owned(), ..shown },
        None => LineView { title: tr!(VisitKindNote).to_owned(), body: version.body.clone(), ..shown },
    }
}

fn statement(one: &Statement) -> StatementView {
    let since = if one.since.is_empty() { String::new() } else { tr!(ConsultSince, date = one.since) };
    let severity = one.severity.as_deref().and_then(|stored| stored.parse::<Severity>().ok());
    let severity = severity.map(|severity| record_words::severity(severity).to_lowercase()).unwrap_or_default();
    let parts = [severity, one.detail.clone(), since];
    let detail = listed(parts.into_iter().filter(|part| !part.is_empty()));
    StatementView { name: one.name.clone(), detail }
}

fn person(person: &Person, zone: &Zone, now: Timestamp) -> Vec<(String, String)> {
    let date: Option<jiff::civil::Date> = person.date_of_birth.as_deref().and_then(|date| date.parse().ok());
    let age = date.map(|date| aged(patient::age(date, local_date(zone, now))));
    let born = age.map(|age| tr!(ConsultBornAge, date = born(person.date_of_birth.as_deref()), age = age));
    let gender = person.gender.as_deref().and_then(Gender::parse).map(|gender| gender_word(gender).to_owned());
    let facts = [
        (tr!(ConsultNumber), Some(person.number.clone())),
        (tr!(ConsultBorn), born),
        (tr!(Gender), gender),
        (tr!(BloodGroup), person.blood_group.clone()),
    ];
    facts
        .into_iter()
        .filter_map(|(name, text)| Some((name.to_owned(), text.filter(|text| !text.is_empty())?)))
        .collect()
}

fn aged(age: Age) -> String {
    match age {
        Age::Newborn => tr!(ConsultNewborn).to_owned(),
        Age::Days(days) => counted!(ConsultDaysOld, days),
        Age::Weeks(weeks) => counted!(ConsultWeeksOld, weeks),
        Age::Months(months) => counted!(ConsultMonthsOld, months),
        Age::Years(years) => counted!(ConsultYearsOld, years),
    }
}

/// The latest measurements of a kind, as lines in a field of 100 by 40.
fn chart(zone: &Zone, measure: Measure, observations: &[Observed]) -> Option<ChartView> {
    let of_kind = observations.iter().filter(|one| one.measured.measure == measure).take(IN_A_CHART);
    let mut taken: Vec<&Observed> = of_kind.collect();
    taken.reverse();
    let (first, last) = (*taken.first()?, *taken.last()?);
    let start = first.line.entry.at;
    let seconds = |at: Timestamp| at.duration_since(start).as_secs();
    let length = seconds(last.line.entry.at).max(1);
    let both = || taken.iter().flat_map(|one| [Some(one.measured.value), one.measured.second]).flatten();
    let (least, most) = (both().min()?, both().max()?);
    let spread = (most - least).max(1);
    let point = |at: Timestamp, value: i64| {
        // Tenths: whole numbers only, so that server and browser write the same text.
        let x = seconds(at) * 960 / length + 20;
        let y = 380 - (value - least) * 360 / spread;
        format!("{}.{},{}.{}", x / 10, x % 10, y / 10, y % 10)
    };
    let points = |value: fn(&Observed) -> Option<i64>| {
        let all = taken.iter().filter_map(|one| Some(point(one.line.entry.at, value(one)?)));
        all.collect::<Vec<_>>().join(" ")
    };
    let lines = [points(|one| Some(one.measured.value)), points(|one| one.measured.second)];
    let values = taken.iter().rev().map(|one| (value(one.measured), moment(zone, one.line.entry.at).text));
    Some(ChartView {
        name: record_title::measure(measure).to_owned(),
        latest: (value(last.measured), moment(zone, last.line.entry.at)),
        lines: lines.into_iter().filter(|line| !line.is_empty()).collect(),
        values: values.collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        domain::language::{Language, TimeStyle},
        words::Reader,
    };

    #[test]
    fn how_bad_an_allergy_is_is_said_in_the_readers_language() {
        let allergy = Statement {
            kind: "allergy".into(),
            name: "Penicillin".into(),
            detail: String::new(),
            severity: Some("severe".into()),
            since: String::new(),
        };
        let said = |language| Reader { language, time_style: TimeStyle::Hours24 }.read(|| statement(&allergy).detail);

        assert_eq!([Language::English, Language::German].map(said), ["severe", "schwer"]);
    }
}
