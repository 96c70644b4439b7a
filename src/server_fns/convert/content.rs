//! Converts the clinic's texts to the views of `server_fns::content`.

use pulldown_cmark::{Event, HeadingLevel, LinkType, Options, Parser, Tag};

use crate::{
    domain::{
        content::{Edition, Place, link},
        time::Zone,
    },
    error::AppError,
    service::content::Version,
    views::{
        content::{Block, ContentRowView, ContentView, Inline, VersionView},
        time_view::TimeView,
    },
    words::tr,
};

/// The maximum nesting of lists and quotations. Anything deeper is shown as plain text, so that nothing typed can exhaust the
/// stack.
const DEEPEST: usize = 4;
/// How much of a text the overview shows.
const BEGINNING: usize = 80;

/// A text as a tree. HTML is treated as text, and pictures are replaced by their alternative text: only [`Block`] and [`Inline`]
/// can result.
#[must_use]
pub fn blocks(text: &str) -> Vec<Block> {
    Reader(Parser::new_ext(text, Options::empty())).blocks(0)
}

struct Reader<'a>(Parser<'a>);

impl<'a> Reader<'a> {
    /// The blocks up to the end of their container. The text of a tight list is in no paragraph.
    fn blocks(&mut self, depth: usize) -> Vec<Block> {
        let (mut found, mut loose) = (Vec::new(), Vec::new());
        while let Some(event) = self.0.next() {
            let block = match event {
                Event::End(_) => break,
                Event::Rule => Block::Rule,
                Event::Start(Tag::Paragraph) => Block::Paragraph(self.inlines(depth)),
                Event::Start(Tag::Heading { level, .. }) => {
                    Block::Heading(level > HeadingLevel::H2, self.inlines(depth))
                }
                Event::Start(Tag::List(_) | Tag::BlockQuote(_)) if depth >= DEEPEST => {
                    Block::Paragraph(vec![Inline::Text(self.plain())])
                }
                Event::Start(Tag::List(first)) => Block::List(first.is_some(), self.items(depth + 1)),
                Event::Start(Tag::BlockQuote(_)) => Block::Quote(self.blocks(depth + 1)),
                Event::Start(Tag::CodeBlock(_) | Tag::HtmlBlock) => Block::Paragraph(vec![Inline::Text(self.plain())]),
                other => {
                    loose.extend(self.inline(other, depth));
                    continue;
                }
            };
            flush(&mut found, &mut loose);
            found.push(block);
        }
        flush(&mut found, &mut loose);
        found
    }

    fn items(&mut self, depth: usize) -> Vec<Vec<Block>> {
        let mut items = Vec::new();
        while let Some(event) = self.0.next() {
            match event {
                Event::Start(_) => items.push(self.blocks(depth)),
                Event::End(_) => break,
                _ => {}
            }
        }
        items
    }

    fn inlines(&mut self, depth: usize) -> Vec<Inline> {
        let mut found = Vec::new();
        while let Some(event) = self.0.next() {
            if matches!(event, Event::End(_)) {
                break;
            }
            found.extend(self.inline(event, depth));
        }
        found
    }

    fn inline(&mut self, event: Event<'a>, depth: usize) -> Vec<Inline> {
        match event {
            Event::SoftBreak => vec![Inline::Text(" ".to_owned())],
            Event::HardBreak => vec![Inline::Break],
            // A picture's alternative text.
            Event::Start(Tag::Image { .. }) => vec![Inline::Text(self.plain())],
            Event::Start(_) if depth > 2 * DEEPEST => vec![Inline::Text(self.plain())],
            Event::Start(Tag::Strong) => vec![Inline::Strong(self.inlines(depth + 1))],
            Event::Start(Tag::Emphasis) => vec![Inline::Emphasis(self.inlines(depth + 1))],
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                let to = if link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
                let said = self.inlines(depth + 1);
                if link(&to).is_some() { vec![Inline::Link(to, said)] } else { said }
            }
            Event::Start(_) => self.inlines(depth + 1),
            other => text_of(&other).map(|text| Inline::Text(text.to_owned())).into_iter().collect(),
        }
    }

    /// The text up to the end of its container.
    fn plain(&mut self) -> String {
        let (mut text, mut open) = (String::new(), 1_usize);
        while open > 0 {
            match self.0.next() {
                None => break,
                Some(Event::Start(_)) => open += 1,
                Some(Event::End(_)) => {
                    open -= 1;
                    text.push(' ');
                }
                Some(Event::SoftBreak | Event::HardBreak) => text.push(' '),
                Some(other) => text.push_str(text_of(&other).unwrap_or_default()),
            }
        }
        text.trim().to_owned()
    }
}

fn text_of<'e>(event: &'e Event<'_>) -> Option<&'e str> {
    match event {
        Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => Some(text),
        _ => None,
    }
}

fn flush(found: &mut Vec<Block>, loose: &mut Vec<Inline>) {
    if !loose.is_empty() {
        found.push(Block::Paragraph(std::mem::take(loose)));
    }
}

/// The list of all places, with the latest version of each.
pub fn rows(latest: &[Version], zone: &Zone) -> Vec<ContentRowView> {
    let row = |place: Place| {
        let version = latest.iter().find(|version| version.edition == place.into());
        let text = version.map_or("", |version| version.body.as_str());
        let mut begins: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some((end, _)) = begins.char_indices().nth(BEGINNING) {
            begins.truncate(end);
            begins.push('\u{2026}');
        }
        ContentRowView { place, begins, changed: version.map(|version| (by(version), when(version, zone))) }
    };
    Place::ALL.into_iter().map(row).collect()
}

/// The text identified by a place and a language tag; an empty tag means everyone's.
pub fn edition(id: &str, language: &str) -> Result<Edition, AppError> {
    let place = id.parse().map_err(|()| AppError::NotFound)?;
    let language = Some(language).filter(|tag| !tag.is_empty()).map(str::parse).transpose();
    Ok(Edition { place, language: language.map_err(|()| AppError::NotFound)? })
}

/// Where a text is edited, after something was done to it.
pub fn page_of(edition: Edition, done: &str) -> String {
    let language = edition.language.map_or_else(String::new, |language| format!("&language={}", language.tag()));
    format!("/admin/content/{}?{done}=1{language}", edition.place.as_str())
}

/// Unsaved form input.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Typed {
    /// The edition it would change.
    pub edition: Edition,
    /// The text as it was typed.
    pub text: String,
    /// The version that it was based on.
    pub version: i64,
}

/// A text with its history; with unsaved input, if any, and its preview, if requested.
pub fn edited(
    edition: Edition,
    versions: Vec<Version>,
    typed: Option<Typed>,
    is_preview: bool,
    zone: &Zone,
) -> ContentView {
    let latest = versions.first();
    let stored = latest.map_or_else(String::new, |version| version.body.clone());
    let version = typed.as_ref().map_or_else(|| latest.map_or(0, |version| version.id), |typed| typed.version);
    let preview = typed.as_ref().filter(|_| is_preview).map(|typed| blocks(&typed.text));
    ContentView {
        edition,
        text: typed.map_or(stored, |typed| typed.text),
        version,
        preview,
        versions: versions.into_iter().map(|one| self::version(one, zone)).collect(),
    }
}

fn version(found: Version, zone: &Zone) -> VersionView {
    let (by, when) = (by(&found), when(&found, zone));
    VersionView { id: found.id, text: found.body, by, when }
}

fn by(version: &Version) -> String {
    version.by.clone().unwrap_or_else(|| tr!(SetCommandLine).to_owned())
}

fn when(version: &Version, zone: &Zone) -> TimeView {
    TimeView::instant(zone, version.at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Inline {
        Inline::Text(text.to_owned())
    }

    #[test]
    fn a_little_markdown_is_understood() {
        let written = "# Parking\n\nUse the **car park**.\nIt is *free*.\n\n- [Map](/search)\n- <a@b.example>\n\n1. One\n\n> Said\n\n---";

        let read = blocks(written);

        let link = |to: &str, said: &str| Block::Paragraph(vec![Inline::Link(to.to_owned(), vec![text(said)])]);
        assert_eq!(
            read,
            [
                Block::Heading(false, vec![text("Parking")]),
                Block::Paragraph(vec![
                    text("Use the "),
                    Inline::Strong(vec![text("car park")]),
                    text("."),
                    text(" "),
                    text("It is "),
                    Inline::Emphasis(vec![text("free")]),
                    text("."),
                ]),
                Block::List(false, vec![vec![link("/search", "Map")], vec![link("mailto:a@b.example", "a@b.example")]]),
                Block::List(true, vec![vec![Block::Paragraph(vec![text("One")])]]),
                Block::Quote(vec![Block::Paragraph(vec![text("Said")])]),
                Block::Rule,
            ]
        );
    }

    fn links(blocks: &[Block]) -> Vec<String> {
        fn of(inlines: &[Inline]) -> Vec<String> {
            let links = inlines.iter().flat_map(|inline| match inline {
                Inline::Link(to, said) => [vec![to.clone()], of(said)].concat(),
                Inline::Strong(said) | Inline::Emphasis(said) => of(said),
                Inline::Text(_) | Inline::Break => Vec::new(),
            });
            links.collect()
        }
        let links = blocks.iter().flat_map(|block| match block {
            Block::Heading(_, inlines) | Block::Paragraph(inlines) => of(inlines),
            Block::List(_, items) => items.iter().flat_map(|item| links(item)).collect(),
            Block::Quote(inner) => links(inner),
            Block::Rule => Vec::new(),
        });
        links.collect()
    }

    #[test]
    fn no_link_leads_where_none_may_whatever_its_spelling() {
        for bad in [
            "[x](javascript:alert(1))",
            "[x](JAVASCRIPT:alert(1))",
            "[x](&#106;avascript:alert(1))",
            "[x](java&#10;script:alert(1))",
            "[x](<javascript:alert(1)>)",
            "<javascript:alert(1)>",
            "[x][y]\n\n[y]: javascript:alert(1)",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](//evil.example)",
            "[x](vbscript:x)",
            "![x](https://evil.example/pixel.png)",
            "[![x](https://evil.example/pixel.png)](javascript:x)",
            "<a href=\"https://evil.example\">x</a>",
            "<img src=https://evil.example/pixel.png>",
        ] {
            assert_eq!(links(&blocks(bad)), Vec::<String>::new(), "{bad}");
        }
    }

    #[test]
    fn html_is_text_like_any_other() {
        let read = blocks("<script>alert(1)</script>\n\nA <b onclick=x>bold</b> word");

        let Some(Block::Paragraph(first)) = read.first() else { panic!("{read:?}") };
        assert_eq!(first, &[text("<script>alert(1)</script>")]);
        assert!(
            matches!(read.get(1), Some(Block::Paragraph(inlines)) if inlines.contains(&text("<b onclick=x>"))),
            "{read:?}"
        );
    }

    #[test]
    fn nothing_typed_is_too_deep_or_lost() {
        for (piece, end) in [(">", "end"), ("- ", "end"), ("*a ", "end"), ("**a ", "end"), ("[", "end")] {
            let typed = piece.repeat(2_000) + end;
            assert!(format!("{:?}", blocks(&typed)).contains("end"), "{piece}");
        }
        assert!(blocks("").is_empty());
    }
}
