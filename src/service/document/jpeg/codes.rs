//! The markers of a JPEG, and the bits and Huffman codes between them.

/// The next marker, if it comes immediately, and the bytes after it.
pub fn marker(bytes: &[u8]) -> Option<(u8, &[u8])> {
    // Any number of fill bytes may precede it.
    let before = bytes.iter().position(|byte| *byte != 0xff).filter(|before| *before > 0)?;
    bytes[before..].split_first().map(|(kind, after)| (*kind, after))
}

/// A Huffman table, in code order.
pub struct Table {
    /// For each code length of 1 to 16 bits: the first code, the number of codes, and where their symbols begin.
    lengths: [(u32, u32, usize); 16],
    symbols: Vec<u8>,
}

impl Table {
    pub fn new(counts: &[u8; 16], symbols: &[u8]) -> Self {
        let (mut code, mut start) = (0, 0);
        let lengths = counts.map(|count| {
            let length = (code, u32::from(count), start);
            code = (code + u32::from(count)) << 1;
            start += usize::from(count);
            length
        });
        Self { lengths, symbols: symbols.to_vec() }
    }
}

/// The bits of a scan, from one restart to the next.
pub struct Codes<'a> {
    rest: &'a [u8],
    byte: u8,
    bits_left: u32,
    /// The number of upcoming blocks that have no more coefficients in this band.
    pub empty_blocks: usize,
}

impl<'a> Codes<'a> {
    pub const fn new(rest: &'a [u8]) -> Self {
        Self { rest, byte: 0, bits_left: 0, empty_blocks: 0 }
    }

    fn bit(&mut self) -> Option<u32> {
        if self.bits_left == 0 {
            let (byte, rest) = self.rest.split_first()?;
            // A byte of ones must be followed by a zero; otherwise it begins a marker.
            self.rest = if *byte == 0xff { rest.strip_prefix(&[0])? } else { rest };
            (self.byte, self.bits_left) = (*byte, 8);
        }
        self.bits_left -= 1;
        Some(u32::from(self.byte >> self.bits_left & 1))
    }

    pub fn skip(&mut self, bits: usize) -> Option<()> {
        (0..bits).try_for_each(|_| self.bit().map(drop))
    }

    pub fn symbol(&mut self, table: &Table) -> Option<u8> {
        let mut code = 0;
        for (first, count, start) in table.lengths {
            code = code << 1 | self.bit()?;
            if let Some(nth) = code.checked_sub(first).filter(|nth| *nth < count) {
                return table.symbols.get(start + nth as usize).copied();
            }
        }
        None
    }

    /// The number of zeros before a coefficient, and its number of bits.
    pub fn pair(&mut self, table: &Table) -> Option<(usize, usize)> {
        self.symbol(table).map(|symbol| (usize::from(symbol >> 4), usize::from(symbol & 15)))
    }

    /// The number of blocks, including this one, that have no more coefficients.
    pub fn run(&mut self, bits: usize) -> Option<usize> {
        (0..bits).try_fold(1, |run, _| Some(run << 1 | self.bit()? as usize))
    }

    /// The data from the next marker on. Some cameras pad with zeros.
    pub fn after(self) -> Option<&'a [u8]> {
        let filled = self.rest.iter().take_while(|byte| **byte == 0).count();
        (self.empty_blocks == 0).then(|| &self.rest[filled..])
    }

    pub fn restarted(self, expected: u8) -> Option<Self> {
        let (kind, rest) = marker(self.after()?)?;
        (kind == expected).then(|| Self::new(rest))
    }
}
