//! Converts the state of a person's data export to its page's view.

use crate::{
    domain::{account::AccountStatus, time::Zone},
    service::data_export::{DataExport, Holding},
    views::{
        data_export::{DataExportView, ExportForView},
        time_view::TimeView,
    },
};

/// The state of the export.
pub fn view(found: Option<DataExport>, zone: &Zone) -> DataExportView {
    let Some(found) = found else { return DataExportView::Nothing };
    match (found.stage.as_str(), found.ends_at) {
        ("ready", Some(until)) => {
            let until = TimeView::instant(zone, until);
            DataExportView::Ready {
                size: size(found.bytes),
                until: format!("{}, {} ({})", until.long_date, until.time, until.zone),
            }
        }
        ("failed", _) => DataExportView::Failed,
        _ => DataExportView::UnderWay(found.done, found.total),
    }
}

/// The state of someone's export, for an administrator.
pub fn of(found: Holding, zone: &Zone) -> ExportForView {
    let Holding { account, export } = found;
    ExportForView {
        id: account.id.0,
        name: account.full_name,
        may_ask: account.status == AccountStatus::Active,
        export: view(export, zone),
    }
}

fn size(bytes: i64) -> String {
    match bytes {
        ..1_000_000 => format!("{} kB", (bytes / 1_000).max(1)),
        bytes => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
