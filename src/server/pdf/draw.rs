//! Writes a laid-out document as a file.

use std::num::NonZeroU16;

use krilla::{
    Data, Document as File, SerializeSettings,
    color::rgb,
    geom::{PathBuilder, Point, Size, Transform},
    image::Image,
    metadata::{Metadata, TextDirection},
    page::PageSettings,
    paint::{Fill, Paint, Stroke},
    surface::Surface,
    tagging::{
        ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
        TagTree,
    },
};

use super::{
    Document, PdfError, Picture, Sheet,
    fonts::{Fonts, Weight},
    layout::{Kind, LaidOut, Line, MARGIN, Rule},
    text::Setting,
};
use crate::words::{language, tr};

const INK: (u8, u8, u8) = (28, 32, 36);
const GREY: (u8, u8, u8) = (92, 98, 104);
const FOOT: f32 = 8.5;

pub(super) fn draw(document: &Document, laid_out: &LaidOut, fonts: &Fonts) -> Result<Vec<u8>, PdfError> {
    let settings = SerializeSettings { enable_tagging: true, ..SerializeSettings::default() };
    let mut file = File::new_with(settings);
    let sheet @ Sheet { width, height, from_the_right } = document.sheet();
    let small = Setting { fonts, weight: Weight::Regular, from_the_right };
    let size = PageSettings::from_wh(width, height).ok_or_else(|| PdfError("the size of the page".into()))?;
    let mut content: Vec<Vec<Identifier>> = laid_out.parts.iter().map(|_| Vec::new()).collect();
    let count = laid_out.pages.len();
    for (index, page) in laid_out.pages.iter().enumerate() {
        let mut paper = file.start_page_with(size.clone());
        let mut surface = paper.surface();
        if let Some(logo) = document.logo.as_ref().filter(|_| index == 0) {
            surface.start_tagged(artifact(ArtifactType::Header));
            let drawn = picture(&mut surface, logo, sheet.left(MARGIN, logo.width));
            surface.end_tagged();
            drawn?;
        }
        for line in &page.lines {
            let tag = match line.part {
                Some(_) => ContentTag::Span(SpanTag::empty()),
                None => artifact(ArtifactType::PaginationOther),
            };
            let identifier = surface.start_tagged(tag);
            set(&mut surface, line);
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
        let number = small.line(&tr!(PageOf, page = index + 1, pages = count));
        let end = width - MARGIN - number.width * FOOT;
        for (from, text) in [(MARGIN, small.line(&document.footer)), (end, number)] {
            let (x, y) = (sheet.left(from, text.width * FOOT), height - MARGIN + FOOT + 5.0);
            set(&mut surface, &Line { x, y, size: FOOT, grey: true, text, part: None });
        }
        surface.end_tagged();
        surface.finish();
        paper.finish();
    }
    file.set_tag_tree(tree(laid_out, content));
    let title = fonts.settable(&document.title);
    let reading = if from_the_right { TextDirection::RightToLeft } else { TextDirection::LeftToRight };
    let metadata = Metadata::new().title(title).language(language().tag().to_owned()).creator("Consulta".into());
    file.set_metadata(metadata.text_direction(reading));
    file.finish().map_err(|error| PdfError(format!("{error:?}")))
}

fn artifact(kind: ArtifactType) -> ContentTag<'static> {
    ContentTag::Artifact(krilla::tagging::Artifact::new(kind, None))
}

fn set(surface: &mut Surface<'_>, line: &Line) {
    let ink = || paint(if line.grey { GREY } else { INK });
    surface.set_fill(Some(Fill { paint: ink(), ..Fill::default() }));
    let mut x = line.x;
    for run in &line.text.runs {
        let edge = run.edge.map(|edge| Stroke { paint: ink(), width: edge * line.size, ..Stroke::default() });
        surface.set_stroke(edge);
        surface.draw_glyphs(Point::from_xy(x, line.y), &run.glyphs, run.font.clone(), &run.text, line.size, false);
        x += run.width * line.size;
    }
}

/// Draws the logo at the top of the first page.
fn picture(surface: &mut Surface<'_>, logo: &Picture, left: f32) -> Result<(), PdfError> {
    let image = Image::from_png(Data::from(logo.png.clone()), true).map_err(PdfError)?;
    let size = Size::from_wh(logo.width, logo.height).ok_or_else(|| PdfError("the size of the logo".into()))?;
    surface.push_transform(&Transform::from_translate(left, MARGIN));
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

/// The structure tree over the drawn content. A part comes after its parent.
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
