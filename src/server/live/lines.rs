//! Counts open streams, so that no reader has too many.

use std::{
    collections::HashMap,
    net::IpAddr,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{domain::ids::AccountId, request::identity::Identity, service::limits::Source};

/// The maximum number of streams per reader: no one looks at more pages than that.
const EACH: usize = 20;
/// The maximum number for all visitors together: behind a proxy that reports no addresses, nothing distinguishes them.
const VISITORS: usize = 1_000;

/// Whose streams are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Whose {
    Account(AccountId),
    /// A visitor at an address or, in IPv6, anywhere in one subscriber's network; `None` on this machine.
    Visitor(Option<IpAddr>),
}

impl Whose {
    fn of(reader: &Identity) -> Self {
        let Some(id) = reader.actor.id() else { return Self::Visitor(one_subscriber(&reader.address)) };
        Self::Account(id)
    }
}

/// The address or network of a subscriber. A proxy on this machine that reports nothing about its clients looks like a client
/// itself.
fn one_subscriber(address: &str) -> Option<IpAddr> {
    match (address.parse::<IpAddr>().map(|address| address.to_canonical()), Source::of(address)) {
        (_, Source::Local) => None,
        (Ok(address @ IpAddr::V4(_)), _) => Some(address),
        (_, Source::Network(network) | Source::Claimed(network)) => Some(network),
    }
}

/// The number of open streams.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(Arc<Mutex<HashMap<Whose, usize>>>);

/// One open stream, given back when dropped.
#[derive(Debug)]
pub(super) struct Line(Lines, Whose);

impl Lines {
    pub(super) fn take(&self, reader: &Identity) -> Option<Line> {
        let whose = Whose::of(reader);
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let visitors: usize = open.iter().filter(|(whose, _)| matches!(whose, Whose::Visitor(_))).map(|(_, n)| n).sum();
        let own = open.get(&whose).copied().unwrap_or_default();
        let is_full = match whose {
            Whose::Account(_) => own >= EACH,
            Whose::Visitor(None) => visitors >= VISITORS,
            Whose::Visitor(Some(_)) => visitors >= VISITORS || own >= EACH,
        };
        if is_full {
            return None;
        }
        open.insert(whose.clone(), own + 1);
        Some(Line(self.clone(), whose))
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        let mut open = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = open.get_mut(&self.1) {
            *own -= 1;
            if *own == 0 {
                open.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::account::Actor;

    fn visitor(address: &str) -> Identity {
        Identity { address: address.to_owned(), ..Identity::default() }
    }

    #[test]
    fn an_address_has_so_many_lines_and_gets_back_what_it_gives_up() {
        let lines = Lines::default();
        let mut open: Vec<_> = (0..EACH).map(|_| lines.take(&visitor("192.0.2.1")).expect("a line")).collect();

        assert!(lines.take(&visitor("192.0.2.1")).is_none());
        assert!(lines.take(&visitor("192.0.2.2")).is_some());
        let of_network: Vec<_> =
            (0..=EACH).map_while(|n| lines.take(&visitor(&format!("2001:db8:1:2::{n}")))).collect();
        assert_eq!(of_network.len(), EACH, "whoever has one address of version 6 has its neighbours");
        drop(of_network);
        open.pop();
        assert!(lines.take(&visitor("192.0.2.1")).is_some());
        open.clear();
        assert!(lines.0.lock().expect("no panic").is_empty());
    }

    #[test]
    fn all_visitors_together_have_a_limit_also_where_nothing_tells_them_apart() {
        let lines = Lines::default();
        let open: Vec<_> = (0..VISITORS).map_while(|_| lines.take(&visitor("127.0.0.1"))).collect();
        let someone =
            Identity { actor: Actor::Account { id: AccountId(1), roles: Vec::new() }, ..visitor("127.0.0.1") };

        assert_eq!(open.len(), VISITORS);
        assert!(lines.take(&visitor("192.0.2.1")).is_none());
        assert!(lines.take(&someone).is_some(), "whoever is signed in is not in their way");
        assert_eq!(lines.0.lock().expect("no panic").len(), 1, "who is refused is not remembered");
    }
}
