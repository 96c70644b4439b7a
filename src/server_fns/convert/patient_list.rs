//! Converts a page of patients to the views of `server_fns::patient_list`.

use jiff::{Timestamp, civil::Date};

use crate::{
    domain::{calendar_view::local_date, time::Zone},
    service::patient_list::{Listed, PatientPage},
    views::{
        patient_list::{PatientView, PatientsView},
        time_view::TimeView,
    },
    words::calendar,
};

/// A page of patients.
pub fn page(found: PatientPage, sought: String, page: i64) -> PatientsView {
    PatientsView {
        sought,
        patients: found.patients.into_iter().map(view).collect(),
        page: page.max(1),
        more: found.more,
        everybody: found.everybody,
    }
}

pub fn view(found: Listed) -> PatientView {
    let day = |(at, zone): (Timestamp, Zone)| calendar::long_date(local_date(&zone, at));
    let time = |(at, zone): (Timestamp, Zone)| {
        let time = TimeView::instant(&zone, at);
        format!("{}, {}", time.long_date, time.time)
    };
    let born = found.date_of_birth.and_then(|text| text.parse::<Date>().ok());
    PatientView {
        id: found.id.0,
        name: found.name,
        number: found.number,
        born: born.map(calendar::full_date).unwrap_or_default(),
        is_known: found.is_known,
        last: found.last.map(day).unwrap_or_default(),
        next: found.next.map(time).unwrap_or_default(),
    }
}
