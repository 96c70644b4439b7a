//! Documents to print or to keep: PDF from a title, headings, paragraphs, definitions and tables.
//!
//! ```no_run
//! # use consulta::server::pdf::Document;
//! let mut document = Document::new("Prescription", "Consulta, Randwick Medical Centre");
//! document
//!     .heading("Medicines")
//!     .paragraph("Take with food.\nA new line stays one.")
//!     .definitions(&[("Patient", "Zoë Nguyễn")])
//!     .table(&["Medicine", "Dose"], &[vec!["Amoxicillin".into(), "500 mg".into()]]);
//! let bytes: Vec<u8> = document.render()?;
//! # Ok::<(), consulta::server::pdf::PdfError>(())
//! ```
//!
//! A4 pages, portrait or landscape, each with the footer and "Page 1 of 3" in the reader's language. In Arabic everything begins at
//! the right. The text is set in fonts with European, Arabic and Chinese letters, of which only those used are embedded; a letter
//! of another script appears as its code, and the document says so at its head. Headings, lists and tables are tagged as such, for
//! screen readers.

mod draw;
mod fonts;
mod layout;
mod text;

use thiserror::Error;

use crate::{
    domain::theme::{Logo, PRODUCT},
    service::clinic_logo::Letterhead,
    words::{self, Reader},
};

/// The page size, in points.
const A4: (f32, f32) = (595.28, 841.89);

/// Why no document was produced.
#[derive(Debug, Error)]
#[error("the PDF could not be made: {0}")]
pub struct PdfError(String);

/// A document under construction. Text is laid out when it is rendered.
#[derive(Clone, Debug)]
pub struct Document {
    title: String,
    footer: String,
    /// The reader, who determines the language.
    reader: Reader,
    /// The width and height of a page, in points.
    page: (f32, f32),
    /// The font size, in points.
    text: f32,
    /// Whether the content below the title is set in two columns.
    in_halves: bool,
    logo: Option<Picture>,
    blocks: Vec<Block>,
}

/// A picture on a page, with its size in points.
#[derive(Clone, Debug)]
struct Picture {
    png: Vec<u8>,
    width: f32,
    height: f32,
}

impl Picture {
    /// A logo, as large as it can be within its place.
    fn of(logo: &Logo, png: Vec<u8>) -> Self {
        const PLACE: (f32, f32) = (180.0, 36.0);
        let (width, height) = (f32::from(logo.width), f32::from(logo.height));
        let scale = (PLACE.0 / width).min(PLACE.1 / height);
        Self { png, width: width * scale, height: height * scale }
    }
}

#[derive(Clone, Copy)]
struct Sheet {
    width: f32,
    height: f32,
    /// Whether lines and tables begin at the right.
    from_the_right: bool,
}

impl Sheet {
    /// The left edge of something with this width, at this distance from the side where lines begin.
    fn left(self, from: f32, width: f32) -> f32 {
        if self.from_the_right { self.width - from - width } else { from }
    }
}

#[derive(Clone, Debug)]
enum Block {
    Heading(String),
    Subheading(String),
    Paragraph(String),
    Small(String),
    Definitions(Vec<(String, String)>),
    Table { columns: Vec<String>, rows: Vec<Vec<String>> },
}

impl Block {
    fn texts(&self) -> Vec<&str> {
        match self {
            Self::Heading(text) | Self::Subheading(text) | Self::Paragraph(text) | Self::Small(text) => vec![text],
            Self::Definitions(pairs) => pairs.iter().flat_map(|(name, text)| [name.as_str(), text]).collect(),
            Self::Table { columns, rows } => columns.iter().chain(rows.iter().flatten()).map(String::as_str).collect(),
        }
    }
}

impl Document {
    /// A document with its title, which PDF readers also show as its name, and the footer of each page. It is in the current
    /// reader's language, wherever it is rendered.
    #[must_use]
    pub fn new(title: &str, footer: &str) -> Self {
        let (title, footer, reader) = (title.to_owned(), footer.to_owned(), words::reader());
        Self { title, footer, reader, page: A4, text: layout::TEXT, in_halves: false, logo: None, blocks: Vec::new() }
    }

    /// The same in landscape, for tables with many columns.
    #[must_use]
    pub fn across(mut self) -> Self {
        self.page = (A4.1, A4.0);
        self
    }

    /// The same in small type, for content that should fit on one page.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.text = 8.0;
        self
    }

    /// The same in two columns, for a long table with few columns.
    #[must_use]
    pub fn in_halves(mut self) -> Self {
        self.in_halves = true;
        self
    }

    /// The same, with the clinic's logo above its title, and its name in the footer of each page, if it has set them.
    #[must_use]
    pub fn by(mut self, clinic: Letterhead) -> Self {
        if clinic.name != PRODUCT {
            self.footer = format!("{} · {}", clinic.name, self.footer);
        }
        self.logo = clinic.logo.map(|(logo, file)| Picture::of(&logo, file.into()));
        self
    }

    /// A heading; it stays on the page of what follows.
    pub fn heading(&mut self, text: &str) -> &mut Self {
        self.add(Block::Heading(text.to_owned()))
    }

    /// A heading below another.
    pub fn subheading(&mut self, text: &str) -> &mut Self {
        self.add(Block::Subheading(text.to_owned()))
    }

    /// Text, wrapped at the margin; its line breaks are kept. Does nothing if it is empty.
    pub fn paragraph(&mut self, text: &str) -> &mut Self {
        self.add(Block::Paragraph(text.to_owned()))
    }

    /// Minor text in a smaller size, such as a source, date or author.
    pub fn small(&mut self, text: &str) -> &mut Self {
        self.add(Block::Small(text.to_owned()))
    }

    /// Terms with their values, side by side. Those without a value are left out.
    pub fn definitions(&mut self, pairs: &[(&str, &str)]) -> &mut Self {
        let pairs = pairs.iter().filter(|(_, text)| !text.trim().is_empty());
        self.add(Block::Definitions(pairs.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()))
    }

    /// A table. Its columns share the width according to their content, and its header row is repeated on each page. A row with
    /// fewer cells than columns ends early; extra cells are dropped.
    pub fn table(&mut self, columns: &[&str], rows: &[Vec<String>]) -> &mut Self {
        let columns = columns.iter().map(|column| (*column).to_owned()).collect();
        self.add(Block::Table { columns, rows: rows.to_vec() })
    }

    fn add(&mut self, block: Block) -> &mut Self {
        self.blocks.push(block);
        self
    }

    /// A page of it.
    fn sheet(&self) -> Sheet {
        let (width, height) = self.page;
        Sheet { width, height, from_the_right: self.reader.language.direction() == "rtl" }
    }

    /// All of its text.
    fn texts(&self) -> impl Iterator<Item = &str> {
        [self.title.as_str(), self.footer.as_str()].into_iter().chain(self.blocks.iter().flat_map(Block::texts))
    }

    /// The rendered file. It takes a few milliseconds per page.
    ///
    /// # Errors
    /// If the file could not be written; no text of any kind causes this.
    pub fn render(&self) -> Result<Vec<u8>, PdfError> {
        let fonts = fonts::Fonts::load().ok_or_else(|| PdfError("the fonts cannot be read".into()))?;
        self.reader.read(|| draw::draw(self, &layout::lay_out(self, fonts), fonts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::language::Language;

    /// Where each line of a page begins and ends.
    fn lines(language: Language) -> Vec<(f32, f32)> {
        let reader = Reader { language, ..Reader::default() };
        let mut document = reader.read(|| Document::new("محمد", ""));
        let row = ["Pat Ient", "09:00", "زيارة"].map(str::to_owned).to_vec();
        document.paragraph("Zoë").definitions(&[("اسم", "王小明")]).table(&["محمد", "Time", "نوع"], &[row]);
        let laid_out = layout::lay_out(&document, fonts::Fonts::load().expect("the fonts"));
        laid_out.pages[0].lines.iter().map(|line| (line.x, line.x + line.text.width * line.size)).collect()
    }

    #[test]
    fn an_arabic_page_is_laid_out_from_the_right() {
        let near = |one: f32, other: f32| (one - other).abs() < 0.01;
        let (english, arabic) = (lines(Language::English), lines(Language::Arabic));

        assert_eq!(english.len(), arabic.len());
        for ((from, to), (left, right)) in english.iter().zip(&arabic) {
            assert!(near(*from, A4.0 - right) && near(*to, A4.0 - left), "{from}-{to} and {left}-{right}");
        }
        assert!(near(arabic[0].1, A4.0 - layout::MARGIN), "the title begins at the margin: {:?}", arabic[0]);
    }
}
