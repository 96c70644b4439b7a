//! Writes a laid-out document as a file.

use std::num::NonZeroU16;

use krilla::{
    Data, Document as File, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point, Size, Transform},
    image::Image,
    metadata::Metadata,
    page::PageSettings,
    paint::{Fill, Paint, Stroke},
    surface::Surface,
    tagging::{
        ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
        TagTree,
    },
    text::TextDirection,
};

use super::{
    Document, PdfError, Picture,
    fonts::{Face, Fonts},
    layout::{Kind, LaidOut, Line, MARGIN, Rule},
};
use crate::words::{language, tr};

const INK: (u8, u8, u8) = (28, 32, 36);
const GREY: (u8, u8, u8) = (92, 98, 104);
const FOOT: f32 = 8.5;

pub(super) fn draw(document: &Document, laid_out: &LaidOut, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let settings = SerializeSettings { enable_tagging: true, ..SerializeSettings::default() };
    let mut file = File::new_with(settings);
    let (width, height) = document.page;
    let size = PageSettings::from_wh(width, height).ok_or_else(|| PdfError("the size of the page".into()))?;
    let mut content: Vec<Vec<Identifier>> = laid_out.parts.iter().map(|_| Vec::new()).collect();
    let count = laid_out.pages.len();
    for (index, page) in laid_out.pages.iter().enumerate() {
        let mut sheet = file.start_page_with(size.clone());
        let mut surface = sheet.surface();
        if let Some(logo) = document.logo.as_ref().filter(|_| index == 0) {
            surface.start_tagged(artifact(ArtifactType::Header));
            let drawn = picture(&mut surface, logo);
            surface.end_tagged();
            drawn?;
        }
        for line in &page.lines {
            let tag = match line.part {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => artifact(ArtifactType::PaginationOther),
            };
            let identifier = surface.start_tagged(tag);
            set(&mut surface, fonts, line);
            surface.end_tagged();
            if let Some(part) = line.part {
                content[part].push(identifier);
            }
        }
        surface.start_tagged(artifact(ArtifactType::PaginationOther));
        let foot = Rule { from: MARGIN, to: width - MARGIN, y: height - MARGIN };
        for one in page.rules.iter().copied().chain([foot]) {
            rule(&mut surface, one);
        }
        let number = tr!(PageOf, page = index + 1, pages = count);
        let right = width - MARGIN - fonts.width(Face::Regular, FOOT, &number);
        for (x, text) in [(MARGIN, fonts.settable(&document.footer)), (right, number)] {
            let y = height - MARGIN + FOOT + 5.0;
            set(&mut surface, fonts, &Line { x, y, size: FOOT, face: Face::Regular, grey: true, text, part: None });
        }
        surface.end_tagged();
        surface.finish();
        sheet.finish();
    }
    file.set_tag_tree(tree(laid_out, content));
    let title = fonts.settable(&document.title);
    file.set_metadata(Metadata::new().title(title).language(language().tag().to_owned()).creator("Consulta".into()));
    file.finish().map_err(|error| PdfError(format!("{error:?}")))
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(krilla::tagging::Artifact::new(kind, None))
}

fn set(surface: &mut Surface<'_>, fonts: &Fonts, line: &Line) {
    surface.set_fill(Some(Fill { paint: paint(if line.grey { GREY } else { INK }), ..Fill::default() }));
    surface.set_stroke(None);
    let at = Point::from_xy(line.x, line.y);
    surface.draw_text(at, fonts.font(line.face), line.size, &line.text, false, TextDirection::LeftToRight);
}

/// Draws the logo at the top of the first page.
fn picture(surface: &mut Surface<'_>, logo: &Picture) -> Result<(), PdfError> {
    let image = Image::from_png(Data::from(logo.png.clone()), true).map_err(PdfError)?;
    let size = Size::from_wh(logo.width, logo.height).ok_or_else(|| PdfError("the size of the logo".into()))?;
    surface.push_transform(&Transform::from_translate(MARGIN, MARGIN));
    surface.draw_image(image, size);
    surface.pop();
    Ok(())
}

fn paint((red, green, blue): (u8, u8, u8)) -> Paint {
    rgb::Color::new(red, green, blue).into()
}

fn rule(surface: &mut Surface<'_>, Rule { from, to, y }: Rule) {
    let mut path = PathBuilder::new();
    path.move_to(from, y);
    path.line_to(to, y);
    if let Some(path) = path.finish() {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke { paint: paint(GREY), width: 0.5, ..Stroke::default() }));
        surface.draw_path(&path);
    }
}

/// The document's structure over what was drawn. A part comes after its parent.
fn tree(laid_out: &LaidOut, content: Vec<Vec<Identifier>>) -> TagTree {
    let mut inner: Vec<Vec<TagGroup>> = laid_out.parts.iter().map(|_| Vec::new()).collect();
    let mut roots = Vec::new();
    for (part, drawn) in laid_out.parts.iter().zip(content).rev() {
        let parts = inner.pop().unwrap_or_default();
        let children = drawn.into_iter().map(Node::from).chain(parts.into_iter().rev().map(Node::from)).collect();
        let group = TagGroup::with_children(tag(part.kind), children);
        match part.within {
            Some(within) => inner[within].push(group),
            None => roots.push(group),
        }
    }
    let mut tree = TagTree::new();
    roots.into_iter().rev().for_each(|group| tree.push(group));
    tree
}

fn tag(kind: Kind) -> TagKind {
    match kind {
        Kind::Heading(level) => Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), None).into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::List => Tag::L(ListNumbering::None).into(),
        Kind::Item => Tag::LI.into(),
        Kind::Term => Tag::Lbl.into(),
        Kind::Meaning => Tag::LBody.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::Head => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    }
}
