//! Lists as workbooks for spreadsheets: days, times and numbers as such, and everything else as text, which is never a formula.

use jiff::civil::{Date, Time};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::rows::Cell;

/// The maximum number of rows in a workbook, which is made in memory.
pub(super) const MOST: usize = 20_000;

/// The maximum length of a cell, in characters.
const LONGEST: usize = 32_000;

/// The minimum and maximum width of a column, in characters.
const WIDTHS: [usize; 2] = [8, 48];

/// A workbook of one sheet, whose header row is bold and frozen.
pub(super) fn made(head: &[&str], rows: &[Vec<Cell>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, name) in (0_u16..).zip(head) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        sheet.set_column_width(column, width(name, rows, usize::from(column)))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let (day, clock) = (Format::new().set_num_format("yyyy-mm-dd"), Format::new().set_num_format("hh:mm"));
    for (at, row) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(row) {
            write(sheet, (at, column), cell, [&day, &clock])?;
        }
    }
    workbook.save_to_buffer()
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    [day, clock]: [&Format; 2],
) -> Result<(), XlsxError> {
    let (moment, format) = match cell {
        Cell::Number(number) => {
            // A number too large for a spreadsheet would be rounded there.
            match i32::try_from(*number) {
                Ok(small) => sheet.write_number(row, column, small)?,
                Err(_) => sheet.write_string(row, column, number.to_string())?,
            };
            return Ok(());
        }
        Cell::Day(Some(date), _) => (day_of(*date), day),
        Cell::Clock(Some(time), _) => (clock_of(*time), clock),
        Cell::Text(_) | Cell::Day(None, _) | Cell::Clock(None, _) => (None, day),
    };
    match moment {
        Some(moment) => sheet.write_datetime_with_format(row, column, &moment, format)?,
        None => sheet.write_string(row, column, shortened(&cell.text()))?,
    };
    Ok(())
}

/// A day as workbooks store it; they support none before 1900.
fn day_of(date: Date) -> Option<ExcelDateTime> {
    let parts = (u16::try_from(date.year()), u8::try_from(date.month()), u8::try_from(date.day()));
    let (Ok(year), Ok(month), Ok(day)) = parts else { return None };
    ExcelDateTime::from_ymd(year, month, day).ok()
}

fn clock_of(time: Time) -> Option<ExcelDateTime> {
    let parts = (u16::try_from(time.hour()), u8::try_from(time.minute()));
    let (Ok(hour), Ok(minute)) = parts else { return None };
    ExcelDateTime::from_hms(hour, minute, 0).ok()
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

/// The width of a column, by its heading and its first rows.
fn width(name: &str, rows: &[Vec<Cell>], column: usize) -> f64 {
    let cells = rows.iter().take(200).filter_map(|row| row.get(column));
    let longest = cells.map(|cell| cell.text().chars().count()).chain([name.chars().count()]).max();
    let [narrowest, widest] = WIDTHS;
    let characters = (longest.unwrap_or(0) + 2).clamp(narrowest, widest);
    f64::from(u32::try_from(characters).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_known_to_workbooks_and_what_is_too_long_is_cut() {
        assert!(day_of(jiff::civil::date(2026, 11, 24)).is_some());
        assert!(day_of(jiff::civil::date(1850, 1, 1)).is_none());
        assert!(clock_of(jiff::civil::time(9, 30, 0, 0)).is_some());
        let rows = vec![vec![Cell::Text("=1+1".repeat(20_000)), Cell::Number(7)]];
        let bytes = made(&["Name", "Number"], &rows).expect("a workbook");
        assert!(bytes.starts_with(b"PK"));
    }
}
