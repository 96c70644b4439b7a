//! The store of kept pages: one for each address, language and theme, within a size limit. The least recently requested is evicted.

use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, PoisonError},
};

use super::page::Page;
use crate::words::Reader;

/// The maximum size of all pages together, in bytes.
const ROOM: usize = 32 * 1024 * 1024;
/// How many different pages can be rendered at a time by one request while others wait for it.
const TURNS: usize = 64;

/// The key of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Asked {
    /// The path and query.
    pub address: String,
    /// The reader's language.
    pub reader: Reader,
    /// Light or dark, if chosen.
    pub theme: Option<&'static str>,
}

/// The kept pages.
#[derive(Debug)]
pub struct Shelf {
    kept: Mutex<Kept>,
    turns: [tokio::sync::Mutex<()>; TURNS],
    hasher: RandomState,
}

impl Default for Shelf {
    fn default() -> Self {
        let turns = std::array::from_fn(|_| tokio::sync::Mutex::default());
        Self { kept: Mutex::default(), turns, hasher: RandomState::new() }
    }
}

impl Shelf {
    /// The page last kept under this key.
    pub fn find(&self, asked: &Asked) -> Option<Arc<Page>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).find(asked)
    }

    /// Keeps a page, replacing the previous one.
    pub fn put(&self, asked: Asked, page: Page) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).put(asked, page, ROOM);
    }

    /// The holder of this lock renders the page. Now and then two pages share one.
    pub fn turn(&self, asked: &Asked) -> &tokio::sync::Mutex<()> {
        let hash = self.hasher.hash_one(asked);
        let turns = u64::try_from(TURNS).unwrap_or(1);
        let place = usize::try_from(hash % turns).unwrap_or_default();
        &self.turns[place]
    }
}

#[derive(Debug, Default)]
struct Kept {
    pages: HashMap<Asked, (u64, Arc<Page>)>,
    bytes: usize,
    /// Counts requests, to find the least recently requested page.
    asked: u64,
}

impl Kept {
    fn find(&mut self, asked: &Asked) -> Option<Arc<Page>> {
        self.asked += 1;
        let (last, page) = self.pages.get_mut(asked)?;
        *last = self.asked;
        Some(page.clone())
    }

    fn put(&mut self, asked: Asked, page: Page, room: usize) {
        // One page must not push out all others.
        if size(&asked, &page) > room / 2 {
            return;
        }
        self.asked += 1;
        self.bytes += size(&asked, &page);
        if let Some((_, before)) = self.pages.insert(asked.clone(), (self.asked, Arc::new(page))) {
            self.bytes -= size(&asked, &before);
        }
        while self.bytes > room
            && let Some((oldest, _)) = self.pages.iter().min_by_key(|(_, (last, _))| *last)
        {
            let oldest = oldest.clone();
            if let Some((_, page)) = self.pages.remove(&oldest) {
                self.bytes -= size(&oldest, &page);
            }
        }
    }
}

fn size(asked: &Asked, page: &Page) -> usize {
    // The overhead of the map and the headers.
    const BESIDES: usize = 1_024;
    asked.address.len() + page.size() + BESIDES
}

#[cfg(test)]
mod tests {
    use super::{super::page::tests::page, *};

    fn asked(address: &str) -> Asked {
        Asked { address: address.to_owned(), reader: Reader::default(), theme: None }
    }

    #[test]
    fn there_is_room_for_so_much_and_what_was_not_asked_for_the_longest_goes() {
        let (mut kept, room) = (Kept::default(), 250_000);

        for address in ["/a", "/b"] {
            kept.put(asked(address), page(100_000), room);
        }
        assert!(kept.find(&asked("/a")).is_some());
        kept.put(asked("/c"), page(100_000), room);
        kept.put(asked("/c"), page(90_000), room);

        let is_there = ["/a", "/b", "/c"].map(|address| kept.pages.contains_key(&asked(address)));
        assert_eq!(is_there, [true, false, true]);
        let counted: usize = kept.pages.iter().map(|(asked, (_, page))| size(asked, page)).sum();
        assert_eq!(kept.bytes, counted);
        kept.put(asked("/d"), page(300_000), room);
        assert!(kept.find(&asked("/d")).is_none() && kept.pages.len() == 2, "what is too large pushes nothing out");
    }

    #[test]
    fn a_page_is_of_its_language_and_its_theme() {
        let mut kept = Kept::default();
        kept.put(asked("/a"), page(1), ROOM);

        assert!(kept.find(&Asked { theme: Some("dark"), ..asked("/a") }).is_none());
        assert!(kept.find(&asked("/a?b")).is_none() && kept.find(&asked("/a")).is_some());
    }
}
