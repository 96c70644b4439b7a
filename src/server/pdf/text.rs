//! Lines of text: where they are broken, and the visual order of the letters in each.

use std::ops::Range;

use unicode_bidi::{BidiClass, Level, ParagraphBidiInfo, bidi_class};

use super::fonts::{Fonts, Letters, Run, Weight};

/// A line that is ready to be drawn: its runs from left to right. Its width is for a font size of one point.
#[derive(Default)]
pub(super) struct Text {
    pub(super) runs: Vec<Run>,
    pub(super) width: f32,
}

/// How text is set: the fonts, the weight, and whether the document's lines begin at the right.
#[derive(Clone, Copy)]
pub(super) struct Setting<'a> {
    pub(super) fonts: &'a Fonts,
    pub(super) weight: Weight,
    pub(super) from_the_right: bool,
}

impl Setting<'_> {
    /// The width of text, for a font size of one point.
    pub(super) fn width(self, text: &str) -> f32 {
        let width = |(letters, range): (Letters, Range<usize>)| match letters {
            Letters::Arabic => self.fonts.shape(letters, self.weight, &text[range], true).width,
            _ => self.fonts.advance(letters, self.weight, &text[range]),
        };
        self.by_font(text, 0..text.len()).into_iter().map(width).sum()
    }

    /// A text on one line.
    pub(super) fn line(self, text: &str) -> Text {
        self.wrap(f32::INFINITY, &text.replace(['\n', '\r'], " ")).pop().unwrap_or_default()
    }

    /// Lines no wider than this, for a font size of one point. A wider word is broken where necessary; line breaks are kept.
    pub(super) fn wrap(self, most: f32, text: &str) -> Vec<Text> {
        let mut lines = Vec::new();
        for paragraph in text.trim().lines() {
            let words = self.fonts.settable(paragraph);
            let paragraph = words.split_whitespace().collect::<Vec<_>>().join(" ");
            // The order within a line follows from the whole paragraph.
            let order = ParagraphBidiInfo::new(&paragraph, Some(self.direction(&paragraph)));
            lines.extend(self.broken(most, &paragraph).into_iter().map(|line| self.set(&order, line)));
        }
        lines
    }

    /// The ranges of a paragraph's lines. An empty paragraph is one line.
    fn broken(self, most: f32, text: &str) -> Vec<Range<usize>> {
        let space = self.width(" ");
        let mut lines = Vec::new();
        let (mut line, mut used) = (0..0, 0.0);
        for piece in pieces(text) {
            let words = &text[piece.clone()];
            let word = words.trim_end();
            let width = self.width(word);
            if used + width > most && !line.is_empty() {
                lines.push(std::mem::replace(&mut line, piece.start..piece.start));
                used = 0.0;
            }
            if width > most {
                for (at, letter) in word.char_indices().map(|(at, letter)| (piece.start + at, letter)) {
                    let width = self.width(letter.encode_utf8(&mut [0; 4]));
                    if used + width > most && at > line.start {
                        lines.push(line.start..at);
                        (line.start, used) = (at, 0.0);
                    }
                    used += width;
                }
            } else {
                used += width;
            }
            line.end = piece.start + word.len();
            if word.len() < words.len() {
                used += space;
            }
        }
        lines.push(line);
        lines
    }

    /// A line of a paragraph.
    fn set(self, order: &ParagraphBidiInfo<'_>, line: Range<usize>) -> Text {
        if line.is_empty() {
            return Text::default();
        }
        let mut runs = Vec::new();
        let (levels, parts) = order.visual_runs(line);
        for part in parts {
            let to_the_left = levels[part.start].is_rtl();
            let mut cut = self.by_font(order.text, part);
            if to_the_left {
                cut.reverse();
            }
            let shape = |(letters, range): (Letters, Range<usize>)| {
                self.fonts.shape(letters, self.weight, &order.text[range], to_the_left)
            };
            runs.extend(cut.into_iter().map(shape));
        }
        let width = runs.iter().map(|run| run.width).sum();
        Text { runs, width }
    }

    /// The direction of a paragraph: the document's, unless it begins with a letter of the other direction and most of its letters
    /// are of that. Text with neither, such as a telephone number, is read from the left.
    fn direction(self, paragraph: &str) -> Level {
        let strong = paragraph.chars().map(bidi_class).filter_map(|class| match class {
            BidiClass::L => Some(false),
            BidiClass::R | BidiClass::AL => Some(true),
            _ => None,
        });
        let is_rtl: Vec<bool> = strong.collect();
        let others = is_rtl.iter().filter(|one| **one != self.from_the_right).count();
        let from_the_right = match is_rtl.first() {
            None => false,
            Some(first) if *first != self.from_the_right && 2 * others > is_rtl.len() => *first,
            Some(_) => self.from_the_right,
        };
        if from_the_right { Level::rtl() } else { Level::ltr() }
    }

    /// A part of a text cut where the font changes. It is settable, so each letter has one.
    fn by_font(self, text: &str, part: Range<usize>) -> Vec<(Letters, Range<usize>)> {
        let mut cut: Vec<(Letters, Range<usize>)> = Vec::new();
        for (at, letter) in text[part.clone()].char_indices() {
            let letters = self.fonts.of(letter).unwrap_or(Letters::European);
            let end = part.start + at + letter.len_utf8();
            match cut.last_mut() {
                Some((last, range)) if *last == letters => range.end = end,
                _ => cut.push((letters, part.start + at..end)),
            }
        }
        cut
    }
}

/// A text cut wherever a line may end, with the space that follows.
fn pieces(text: &str) -> Vec<Range<usize>> {
    let mut cuts = vec![0];
    let letters = text.char_indices().zip(text.char_indices().skip(1));
    let ends = letters.filter(|((_, before), (_, after))| *after != ' ' && (*before == ' ' || parts(*before, *after)));
    cuts.extend(ends.map(|(_, (at, _))| at));
    cuts.push(text.len());
    cuts.windows(2).map(|cut| cut[0]..cut[1]).collect()
}

/// Whether a line may end between two letters without a space: beside a Chinese one, but not after an opening punctuation mark or
/// before a closing one.
fn parts(before: char, after: char) -> bool {
    const OPENING: &str = "（《〈「『【〔“‘([{";
    const CLOSING: &str = "，。、；：！？）》〉」』】〕”’…—·％,.;:!?)]}%";
    let is_chinese =
        |letter| matches!(letter, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ffef}');
    (is_chinese(before) || is_chinese(after)) && !OPENING.contains(before) && !CLOSING.contains(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setting(from_the_right: bool) -> Setting<'static> {
        Setting { fonts: Fonts::load().expect("the fonts"), weight: Weight::Regular, from_the_right }
    }

    /// The lines of a paragraph, in reading order.
    fn read(most: f32, paragraph: &str) -> Vec<&str> {
        setting(false).broken(most, paragraph).into_iter().map(|line| &paragraph[line]).collect()
    }

    /// The content of a line, from left to right.
    fn seen(from_the_right: bool, text: &str) -> Vec<String> {
        let line = setting(from_the_right).line(text);
        line.runs.iter().map(|run| run.text.trim().to_owned()).filter(|run| !run.is_empty()).collect()
    }

    #[test]
    fn lines_are_no_wider_than_the_page_and_lose_no_letter() {
        for text in [
            "Zoë has had a cough since Tuesday. Unbreakable-unbreakable-unbreakable-unbreakable é",
            "王小明自周二起咳嗽，伴有发热。请于饭后服药（每日三次），并多喝水。",
            "يعاني محمد من السعال منذ يوم الثلاثاء، ويأخذ Amoxicillin بجرعة 500 mg مرتين في اليوم.",
        ] {
            let (read, set) = (read(9.0, text), setting(false).wrap(9.0, text));

            assert!(read.len() > 2 && read.len() == set.len(), "{read:?}");
            // Kerning moves letters a little.
            assert!(set.iter().all(|line| line.width < 9.1), "{read:?}");
            let letters = |text: &str| text.chars().filter(|letter| *letter != ' ').collect::<String>();
            assert_eq!(letters(&read.concat()), letters(text));
        }
        assert_eq!(setting(false).wrap(90.0, "a\n\nb").len(), 3, "the empty line is kept");
    }

    #[test]
    fn a_chinese_line_neither_begins_with_a_sign_that_closes_nor_ends_with_one_that_opens() {
        for most in [3.0, 4.0, 5.0, 6.0, 7.0] {
            for line in read(most, "发热，咳嗽（三天）。请于饭后服药。") {
                assert!(!line.starts_with(['，', '）', '。']) && !line.ends_with('（'), "{line}");
            }
        }
    }

    #[test]
    fn words_of_both_directions_stand_in_the_order_in_which_they_are_read() {
        // The first word of an Arabic sentence is the last from the left; what is Latin in it stays together.
        assert_eq!(seen(true, "خذ Amoxicillin 500 mg يوميا"), ["يوميا", "Amoxicillin 500 mg", "خذ"]);
        assert_eq!(seen(true, "Dr Jack: محمد الأحمد"), ["الأحمد", "محمد", ":", "Dr Jack"]);
        // An Arabic name doesn't turn an English sentence, while a whole sentence is read its own way.
        assert_eq!(seen(false, "محمد was here today"), ["محمد", "was here today"]);
        assert_eq!(seen(false, "يعاني محمد من السعال Amox"), ["Amox", "السعال", "من", "محمد", "يعاني"]);
        // A number by itself is read from the left.
        assert_eq!(seen(true, "+61 2 9876 5432"), ["+61 2 9876 5432"]);
    }

    #[test]
    fn arabic_letters_are_joined() {
        let fonts = setting(true).fonts;
        let joined = fonts.shape(Letters::Arabic, Weight::Regular, "محمد", true).width;
        assert!(joined < fonts.advance(Letters::Arabic, Weight::Regular, "محمد"), "{joined}");
    }
}
