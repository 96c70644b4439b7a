//! Turns the bytes of one CSV file into rows of trimmed cells in a known order, without interpreting the cells.

use csv::{Position, ReaderBuilder, Trim};

use super::{Source, encoding};
use super::{problem::Problem, report::Finding};

/// One row that has every cell it needs, in the order of [`Source::columns`].
pub(super) struct Row {
    pub(super) source: Source,
    pub(super) line: u64,
    cells: Vec<String>,
}

impl Row {
    /// The trimmed cell of a column; empty if the row ends before it or the source has no such column.
    pub(super) fn cell(&self, column: &str) -> &str {
        let position = self.source.columns().iter().position(|name| *name == column);
        position.and_then(|index| self.cells.get(index)).map_or("", String::as_str)
    }

    /// A finding about this row, or about one of its fields.
    pub(super) fn finding(&self, field: Option<&'static str>, problem: Problem) -> Finding {
        Finding { source: self.source, line: Some(self.line), field, problem }
    }
}

/// Reads one file; rows that cannot be used become findings. `None` if there is no such file.
pub(super) fn read(source: Source, bytes: Option<&[u8]>, findings: &mut Vec<Finding>) -> Vec<Row> {
    let about_file = |problem| Finding { source, line: None, field: None, problem };
    let Some(bytes) = bytes else {
        findings.push(about_file(Problem::FileMissing));
        return Vec::new();
    };
    let text = match encoding::text(bytes) {
        Ok((text, said)) => {
            findings.extend(said.map(about_file));
            text
        }
        Err(problem) => {
            findings.push(about_file(problem));
            return Vec::new();
        }
    };
    let bytes = text.as_ref();
    let mut reader = ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).trim(Trim::All).from_reader(bytes);
    let Ok(header) = reader.headers().cloned() else {
        findings.push(about_file(Problem::NotUtf8));
        return Vec::new();
    };
    let places: Vec<Option<usize>> =
        source.columns().iter().map(|column| header.iter().position(|name| name == *column)).collect();
    let before = findings.len();
    for (column, place) in source.columns().iter().zip(&places) {
        if place.is_none() && !source.is_optional(column) {
            findings.push(about_file(Problem::ColumnMissing(column)));
        }
    }
    if findings.len() > before {
        return Vec::new();
    }
    let unknown = header.len().saturating_sub(places.iter().flatten().count());
    if unknown > 0 {
        findings.push(about_file(Problem::ColumnsUnknown(unknown)));
    }

    let needed = source
        .columns()
        .iter()
        .zip(&places)
        .filter(|(column, _)| !source.is_optional(column))
        .filter_map(|(_, place)| place.map(|index| index + 1))
        .max()
        .unwrap_or(0);
    let mut rows = Vec::new();
    let mut lines = Lines { bytes, at: 0, line: 1 };
    for result in reader.records() {
        let record = match result {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map(|position| lines.of(position));
                findings.push(Finding { line, ..about_file(Problem::NotUtf8) });
                continue;
            }
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        let line = record.position().map_or(0, |position| lines.of(position));
        let problem = if record.len() < needed {
            Problem::CellsMissing { needed, found: record.len() }
        } else if record.len() > header.len() {
            Problem::CellsTooMany { columns: header.len(), found: record.len() }
        } else {
            let cell = |place: &Option<usize>| place.and_then(|index| record.get(index)).unwrap_or("").to_owned();
            rows.push(Row { source, line, cells: places.iter().map(cell).collect() });
            continue;
        };
        findings.push(Finding { line: Some(line), ..about_file(problem) });
    }
    rows
}

/// The separator used in a file: some programs write semicolons or tabs where others write commas.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| matches!(byte, b'\r' | b'\n')).next().unwrap_or_default();
    let has = |byte: &u8| header.contains(byte);
    [b',', b';', b'\t'].into_iter().find(has).unwrap_or(b',')
}

/// Counts lines as an editor does, however they end, while passing through a file.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record; records must be asked for in order. The reader reports a record as starting where the previous one
    /// ended, but blank lines in between are not part of it.
    fn of(&mut self, position: &Position) -> u64 {
        let from = usize::try_from(position.byte()).unwrap_or(usize::MAX).min(self.bytes.len());
        let rest = self.bytes.get(from..).unwrap_or_default();
        let start = from + rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        while self.at < start {
            let is_end = match self.bytes.get(self.at) {
                Some(b'\n') => true,
                Some(b'\r') => self.bytes.get(self.at + 1) != Some(&b'\n'),
                _ => false,
            };
            self.line += u64::from(is_end);
            self.at += 1;
        }
        self.line
    }
}
