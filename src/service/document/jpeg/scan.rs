//! Checks that the coded pixels of a JPEG are all there, and no more: a walk over its Huffman codes (ITU-T T.81) that makes no
//! picture.
//!
//! Decoders carry on if codes are missing or left over, and paint whatever results: from a truncated file, a picture with a shifted
//! half. The walk detects this: where the codes of a scan end, the next marker must follow.

use std::{iter, mem};

use super::codes::{Codes, Table, marker};

const RESTART: u8 = 0xd0;
const END_OF_IMAGE: u8 = 0xd9;

/// Walks through all scans of a Huffman-coded file that begins as a JPEG.
///
/// Returns whether each ends where its last pixel does, up to the end-of-image marker.
pub fn is_whole(bytes: &[u8]) -> bool {
    Walk::default().image(bytes.get(2..).unwrap_or_default()).is_some()
}

/// The state set by the segments before a scan. `None` from any step means that something is missing or meaningless.
#[derive(Default)]
struct Walk {
    /// DC and AC classes, four tables each.
    tables: [[Option<Table>; 4]; 2],
    frame: Frame,
    /// The restart interval, in units of a scan; 0 for none.
    restart_interval: usize,
}

/// The blocks of each unit of a scan: the index of the scan's component, and of its block.
type Units = Box<dyn Iterator<Item = Vec<(usize, usize)>>>;

#[derive(Default)]
struct Frame {
    is_progressive: bool,
    width: usize,
    height: usize,
    components: Vec<Component>,
}

struct Component {
    id: u8,
    /// The number of 8 by 8 pixel blocks in a unit, across and down.
    across: usize,
    down: usize,
    /// The number of blocks per row.
    stride: usize,
    /// For each block, which of its 64 coefficients are already non-zero: the codes of later scans depend on it.
    set: Vec<u64>,
}

impl Walk {
    fn image(&mut self, mut rest: &[u8]) -> Option<()> {
        loop {
            let (kind, after) = marker(rest)?;
            if kind == END_OF_IMAGE {
                return Some(());
            }
            let length = usize::from(u16::from_be_bytes(*after.first_chunk()?));
            let segment = after.get(2..length)?;
            rest = &after[length..];
            match kind {
                0xc0..=0xc2 => self.frame = Frame::of(segment, kind == 0xc2)?,
                0xc4 => self.read_tables(segment)?,
                0xdd => self.restart_interval = usize::from(u16::from_be_bytes(*segment.first_chunk()?)),
                0xda => rest = self.scan(segment, rest)?,
                _ => {}
            }
        }
    }

    fn read_tables(&mut self, mut segment: &[u8]) -> Option<()> {
        while let Some((class, rest)) = segment.split_first() {
            let counts: &[u8; 16] = rest.first_chunk()?;
            let symbols: usize = counts.iter().map(|count| usize::from(*count)).sum();
            let table = Table::new(counts, rest.get(16..16 + symbols)?);
            *self.tables.get_mut(usize::from(class >> 4))?.get_mut(usize::from(class & 15))? = Some(table);
            segment = &rest[16 + symbols..];
        }
        Some(())
    }

    /// Walks over one scan. Returns the data after it.
    fn scan<'a>(&mut self, segment: &[u8], coded: &'a [u8]) -> Option<&'a [u8]> {
        let (count, rest) = segment.split_first()?;
        let (chosen, band) = rest.split_at_checked(2 * usize::from(*count))?;
        let [from, to, bits] = *band.first_chunk()?;
        let band = match self.frame.is_progressive {
            true => Band { from: usize::from(from), to: usize::from(to), is_refined: bits >> 4 != 0 },
            false => Band { from: 0, to: 63, is_refined: false },
        };
        if band.to > 63 || band.from > band.to {
            return None;
        }
        let mut set: Vec<_> = self.frame.components.iter_mut().map(|component| mem::take(&mut component.set)).collect();
        let chosen: Vec<_> = chosen.chunks(2).collect();
        let parts = chosen.iter().map(|pair| {
            let at = self.frame.components.iter().position(|component| component.id == pair[0])?;
            Some((at, [self.table(0, pair[1] >> 4), self.table(1, pair[1] & 15)]))
        });
        let parts: Vec<_> = parts.collect::<Option<_>>()?;
        let blocks = self.frame.blocks_of(&parts.iter().map(|(at, _)| *at).collect::<Vec<_>>())?;

        let mut codes = Codes::new(coded);
        for (unit, blocks) in blocks.enumerate() {
            if unit > 0 && self.restart_interval > 0 && unit % self.restart_interval == 0 {
                let nth = (unit / self.restart_interval - 1) % 8;
                codes = codes.restarted(RESTART + u8::try_from(nth).ok()?)?;
            }
            for (part, block) in blocks {
                let (at, tables) = parts[part];
                band.block(&mut codes, tables, set[at].get_mut(block)?)?;
            }
        }
        for (component, set) in iter::zip(&mut self.frame.components, set) {
            component.set = set;
        }
        codes.after()
    }

    fn table(&self, class: usize, id: u8) -> Option<&Table> {
        self.tables[class].get(usize::from(id))?.as_ref()
    }
}

impl Frame {
    fn of(segment: &[u8], is_progressive: bool) -> Option<Self> {
        let [_, height @ .., width_high, width_low, count] = *segment.first_chunk::<6>()?;
        let (height, width) = (u16::from_be_bytes(height), u16::from_be_bytes([width_high, width_low]));
        let (height, width) = (usize::from(height), usize::from(width));
        let sizes: Vec<_> = segment.get(6..6 + 3 * usize::from(count))?.chunks(3).collect();
        let component = |size: &&[u8]| Component {
            id: size[0],
            across: usize::from(size[1] >> 4),
            down: usize::from(size[1] & 15),
            stride: 0,
            set: Vec::new(),
        };
        let mut frame = Self { is_progressive, width, height, components: sizes.iter().map(component).collect() };
        let (across, down) = frame.units()?;
        for component in &mut frame.components {
            component.stride = across * component.across;
            component.set = vec![0; component.stride * down * component.down];
        }
        Some(frame)
    }

    fn most(&self, of: impl Fn(&Component) -> usize) -> Option<usize> {
        let is_sound = |component: &Component| (1..=4).contains(&component.across) && (1..=4).contains(&component.down);
        self.components.iter().all(is_sound).then(|| self.components.iter().map(of).max())?
    }

    /// The number of units across and down if components are interleaved.
    fn units(&self) -> Option<(usize, usize)> {
        let (across, down) = (self.most(|component| component.across)?, self.most(|component| component.down)?);
        Some((self.width.div_ceil(8 * across), self.height.div_ceil(8 * down)))
    }

    /// The units of a scan with these components.
    fn blocks_of(&self, components: &[usize]) -> Option<Units> {
        let (across, down) = self.units()?;
        if let [one] = components {
            // In a scan of one component, only the visible blocks count.
            let component = &self.components[*one];
            let (most_across, most_down) = (self.most(|c| c.across)?, self.most(|c| c.down)?);
            let columns = (self.width * component.across).div_ceil(most_across).div_ceil(8);
            let lines = (self.height * component.down).div_ceil(most_down).div_ceil(8);
            let stride = component.stride;
            return Some(Box::new((0..lines * columns).map(move |n| vec![(0, n / columns * stride + n % columns)])));
        }
        let sizes: Vec<_> =
            components.iter().map(|at| &self.components[*at]).map(|c| (c.across, c.down, c.stride)).collect();
        let blocks = move |unit: usize| {
            let (line, column) = (unit / across, unit % across);
            let of_part = |(part, (width, height, stride)): (usize, &(usize, usize, usize))| {
                let first = line * height * stride + column * width;
                let (width, stride) = (*width, *stride);
                (0..width * height).map(move |n| (part, first + n / width * stride + n % width)).collect::<Vec<_>>()
            };
            sizes.iter().enumerate().flat_map(of_part).collect()
        };
        Some(Box::new((0..across * down).map(blocks)))
    }
}

/// Which of the 64 coefficients of each block a scan contains, and whether it refines those of an earlier scan.
struct Band {
    from: usize,
    to: usize,
    is_refined: bool,
}

impl Band {
    fn block(&self, codes: &mut Codes, tables: [Option<&Table>; 2], set: &mut u64) -> Option<()> {
        let mut from = self.from;
        if from == 0 {
            let bits = if self.is_refined { 1 } else { usize::from(codes.symbol(tables[0]?)?) };
            codes.skip(bits)?;
            from = 1;
        }
        match self.is_refined {
            _ if from > self.to => Some(()),
            true => self.refine(from, codes, tables[1]?, set),
            false => self.coefficients(from, codes, tables[1]?, set),
        }
    }

    fn coefficients(&self, from: usize, codes: &mut Codes, table: &Table, set: &mut u64) -> Option<()> {
        if codes.empty_blocks > 0 {
            codes.empty_blocks -= 1;
            return Some(());
        }
        let mut at = from;
        while at <= self.to {
            let (zeros, bits) = codes.pair(table)?;
            if bits == 0 && zeros < 15 {
                codes.empty_blocks = codes.run(zeros)? - 1;
                break;
            }
            at += zeros;
            if at > self.to {
                return None;
            }
            if bits > 0 {
                codes.skip(bits)?;
                *set |= 1 << at;
            }
            at += 1;
        }
        Some(())
    }

    fn refine(&self, from: usize, codes: &mut Codes, table: &Table, set: &mut u64) -> Option<()> {
        let mut at = from;
        while at <= self.to && codes.empty_blocks == 0 {
            let (mut zeros, bits) = codes.pair(table)?;
            if bits == 0 && zeros < 15 {
                codes.empty_blocks = codes.run(zeros)?;
                break;
            }
            codes.skip(bits)?;
            while at <= self.to {
                if *set >> at & 1 == 1 {
                    codes.skip(1)?;
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                at += 1;
            }
            if at > self.to {
                return None;
            }
            if bits > 0 {
                *set |= 1 << at;
            }
            at += 1;
        }
        if codes.empty_blocks > 0 {
            let finer = (at..=self.to).filter(|at| *set >> at & 1 == 1).count();
            codes.skip(finer)?;
            codes.empty_blocks -= 1;
        }
        Some(())
    }
}
