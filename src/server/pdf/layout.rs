//! Lays out a document: pages of lines, each with the part of the document's structure that it belongs to.

use super::{
    Block, Document, Sheet,
    fonts::{Fonts, Weight},
    text::{Setting, Text},
};
use crate::words::tr;

/// The margin at each side.
pub(super) const MARGIN: f32 = 56.0;
/// The default font size.
pub(super) const TEXT: f32 = 10.0;
const LEADING: f32 = 1.45;
const GUTTER: f32 = 12.0;
/// The gap between the two columns of a page.
const GAP: f32 = 22.0;

/// The kind of a part of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Heading(u16),
    Paragraph,
    List,
    Item,
    Term,
    Meaning,
    Table,
    Row,
    Head,
    Cell,
}

/// A part of the document, and the index of its parent.
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) within: Option<usize>,
}

/// A line of text on a page; `x` is its left end, and `y` its baseline from the top.
pub(super) struct Line {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    pub(super) grey: bool,
    pub(super) text: Text,
    /// `None` for mere repetitions: a table's header row on later pages.
    pub(super) part: Option<usize>,
}

/// A thin line across a page or one of its columns; `y` is from the top.
#[derive(Clone, Copy)]
pub(super) struct Rule {
    pub(super) from: f32,
    pub(super) to: f32,
    pub(super) y: f32,
}

/// A page: its text, and the rules across it.
#[derive(Default)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    pub(super) rules: Vec<Rule>,
}

pub(super) struct LaidOut {
    pub(super) pages: Vec<Page>,
    pub(super) parts: Vec<Part>,
}

#[derive(Clone, Copy)]
struct Style {
    weight: Weight,
    size: f32,
    grey: bool,
}

const SMALL: Style = Style { weight: Weight::Regular, size: 8.5, grey: true };

/// A column of a table: its distance from where lines begin, and its width.
type Column = (f32, f32);

struct Pen<'a> {
    fonts: &'a Fonts,
    out: LaidOut,
    text: f32,
    y: f32,
    sheet: Sheet,
    /// Where lines begin, from the side at which they do.
    start: f32,
    width: f32,
    /// Where the first line of a page or of its columns begins.
    top: f32,
    /// Where the last line of a page ends.
    bottom: f32,
    /// The column of the page being filled, if it has two.
    half: Option<Half>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Half {
    First,
    Second,
}

pub(super) fn lay_out(document: &Document, fonts: &Fonts) -> LaidOut {
    let out = LaidOut { pages: vec![Page::default()], parts: Vec::new() };
    // Below the logo.
    let logo = document.logo.as_ref().map_or(0.0, |logo| logo.height);
    let sheet @ Sheet { width, height, .. } = document.sheet();
    let mut pen = Pen {
        fonts,
        out,
        text: document.text,
        y: MARGIN + logo,
        sheet,
        start: MARGIN,
        width: width - 2.0 * MARGIN,
        top: MARGIN,
        bottom: height - 72.0,
        half: None,
    };
    pen.heading(1, 20.0, &document.title);
    pen.rule();
    if document.texts().any(|text| fonts.lacks_some(text)) {
        pen.paragraph(pen.strong(), &tr!(PaperLacking, code = "[U+AE40]"));
    }
    if document.in_halves {
        pen.halve();
    }
    for block in &document.blocks {
        match block {
            Block::Heading(text) => pen.heading(2, 14.0, text),
            Block::Subheading(text) => pen.heading(3, 11.5, text),
            Block::Paragraph(text) => pen.paragraph(pen.body(), text),
            Block::Small(text) => pen.paragraph(SMALL, text),
            Block::Definitions(pairs) => pen.definitions(pairs),
            Block::Table { columns, rows } => pen.table(columns, rows),
        }
    }
    pen.out
}

impl Pen<'_> {
    fn body(&self) -> Style {
        Style { weight: Weight::Regular, size: self.text, grey: false }
    }

    fn strong(&self) -> Style {
        Style { weight: Weight::Bold, ..self.body() }
    }

    /// The line height in a table.
    fn line(&self) -> f32 {
        self.text * LEADING
    }

    /// Sets the following pages in two columns.
    fn halve(&mut self) {
        self.half = Some(Half::First);
        self.width = (self.width - GAP) / 2.0;
        self.top = self.y;
    }

    fn part(&mut self, kind: Kind, within: Option<usize>) -> usize {
        self.out.parts.push(Part { kind, within });
        self.out.parts.len() - 1
    }

    fn page(&mut self) -> &mut Page {
        if self.out.pages.is_empty() {
            self.out.pages.push(Page::default());
        }
        let last = self.out.pages.len() - 1;
        &mut self.out.pages[last]
    }

    /// Continues at the top of the other column, or of the next page.
    fn turn(&mut self) {
        if self.half == Some(Half::First) {
            self.half = Some(Half::Second);
            self.start = MARGIN + self.width + GAP;
        } else {
            self.half = self.half.map(|_| Half::First);
            self.start = MARGIN;
            self.top = MARGIN;
            self.out.pages.push(Page::default());
        }
        self.y = self.top;
    }

    /// Starts a new page if this much no longer fits. Returns whether it did.
    fn reserve(&mut self, height: f32) -> bool {
        let turn = self.y + height > self.bottom && self.y > self.top;
        if turn {
            self.turn();
        }
        turn
    }

    /// Sets one line at the pen's height, at this distance from where lines begin, without moving the pen.
    fn set(&mut self, style: Style, from: f32, text: Text, part: Option<usize>) {
        let Style { size, grey, .. } = style;
        let x = self.sheet.left(self.start + from, text.width * size);
        let line = Line { x, y: self.y + size, size, grey, text, part };
        self.page().lines.push(line);
    }

    fn setting(&self, weight: Weight) -> Setting<'_> {
        Setting { fonts: self.fonts, weight, from_the_right: self.sheet.from_the_right }
    }

    fn wrap(&self, style: Style, width: f32, text: &str) -> Vec<Text> {
        self.setting(style.weight).wrap(width / style.size, text)
    }

    fn rule(&mut self) {
        let from = self.sheet.left(self.start, self.width);
        let rule = Rule { from, to: from + self.width, y: self.y };
        self.page().rules.push(rule);
        self.y += 8.0;
    }

    fn heading(&mut self, level: u16, size: f32, text: &str) {
        let style = Style { weight: Weight::Bold, size, grey: false };
        let part = self.part(Kind::Heading(level), None);
        let lines = self.wrap(style, self.width, text);
        let height = size * 1.3;
        if self.y > self.top {
            self.y += size * 0.6;
        }
        // With room for two lines of what follows.
        self.reserve(height * lines.len() as f32 + 4.0 * self.text);
        for line in lines {
            self.set(style, 0.0, line, Some(part));
            self.y += height;
        }
        self.y += 4.0;
    }

    fn paragraph(&mut self, style: Style, text: &str) {
        if text.trim().is_empty() {
            return;
        }
        let part = self.part(Kind::Paragraph, None);
        for line in self.wrap(style, self.width, text) {
            self.reserve(style.size * LEADING);
            self.set(style, 0.0, line, Some(part));
            self.y += style.size * LEADING;
        }
        self.y += 5.0;
    }

    fn definitions(&mut self, pairs: &[(String, String)]) {
        let widest = pairs.iter().map(|(name, _)| self.wide(Weight::Bold, name)).fold(0.0, f32::max);
        let name_width = (widest + 1.0).min(self.width * 0.4);
        let columns = [(0.0, name_width), (name_width + GUTTER, self.width - name_width - GUTTER)];
        let list = (!pairs.is_empty()).then(|| self.part(Kind::List, None));
        for (name, text) in pairs {
            let item = Some(self.part(Kind::Item, list));
            let parts = [Some(self.part(Kind::Term, item)), Some(self.part(Kind::Meaning, item))];
            let cells = [(self.strong(), name.as_str()), (self.body(), text.as_str())];
            self.row(&columns, &cells, &parts, |_| {});
        }
        self.y += 5.0;
    }

    fn table(&mut self, names: &[String], rows: &[Vec<String>]) {
        let (columns, body, strong) = (self.columns(names, rows), self.body(), self.strong());
        let table = self.part(Kind::Table, None);
        let head: Vec<_> = names.iter().map(|name| (strong, name.as_str())).collect();
        let row = Some(self.part(Kind::Row, Some(table)));
        let parts: Vec<_> = names.iter().map(|_| Some(self.part(Kind::Head, row))).collect();
        // A header row alone at the foot of a page is useless.
        self.reserve(5.0 * self.line());
        self.row(&columns, &head, &parts, |_| {});
        self.rule();
        let no_parts = vec![None; names.len()];
        for cells in rows {
            let row = Some(self.part(Kind::Row, Some(table)));
            let cells: Vec<_> = cells.iter().take(names.len()).map(|text| (body, text.as_str())).collect();
            let parts: Vec<_> = cells.iter().map(|_| Some(self.part(Kind::Cell, row))).collect();
            self.row(&columns, &cells, &parts, |pen| {
                pen.row(&columns, &head, &no_parts, |_| {});
                pen.rule();
            });
            self.y += 0.3 * self.text;
        }
        self.y += 5.0;
    }

    /// Sets cells side by side, line by line; `turned` sets what comes first on a new page. A row that fits on one page is not
    /// split.
    fn row(
        &mut self,
        columns: &[Column],
        cells: &[(Style, &str)],
        parts: &[Option<usize>],
        turned: impl Fn(&mut Self),
    ) {
        let wrapped = columns.iter().zip(cells).map(|((_, width), (style, text))| self.wrap(*style, *width, text));
        let mut lines: Vec<_> = wrapped.map(Vec::into_iter).collect();
        let count = lines.iter().map(ExactSizeIterator::len).max().unwrap_or(0);
        let height = count as f32 * self.line();
        if height < self.bottom - self.top - 60.0 && self.reserve(height) {
            turned(self);
        }
        for _ in 0..count {
            if self.reserve(self.line()) {
                turned(self);
            }
            for (cell, lines) in lines.iter_mut().enumerate() {
                if let Some(text) = lines.next() {
                    self.set(cells[cell].0, columns[cell].0, text, parts[cell]);
                }
            }
            self.y += self.line();
        }
    }

    /// The width of a text on one line.
    fn wide(&self, weight: Weight, text: &str) -> f32 {
        self.setting(weight).width(&self.fonts.settable(text)) * self.text
    }

    /// Shares the width: each column gets at most what it wants, while no column gets more than its share of what is left.
    fn columns(&self, names: &[String], rows: &[Vec<String>]) -> Vec<Column> {
        let wish = |index: usize| {
            let cells = rows.iter().filter_map(|row| row.get(index)).flat_map(|text| text.lines());
            let widest = cells.map(|text| self.wide(Weight::Regular, text)).fold(0.0, f32::max);
            widest.max(self.wide(Weight::Bold, &names[index])) + 1.0
        };
        let wishes: Vec<f32> = (0..names.len()).map(wish).collect();
        let mut left = self.width - GUTTER * names.len().saturating_sub(1) as f32;
        let mut widths = vec![0.0; names.len()];
        let mut order: Vec<usize> = (0..names.len()).collect();
        order.sort_by(|a, b| wishes[*a].total_cmp(&wishes[*b]));
        for (done, index) in order.into_iter().enumerate() {
            let share = left / (names.len() - done) as f32;
            widths[index] = wishes[index].min(share);
            left -= widths[index];
        }
        let mut x = 0.0;
        let place = |width: f32| {
            let column = (x, width);
            x += width + GUTTER;
            column
        };
        widths.into_iter().map(place).collect()
    }
}
