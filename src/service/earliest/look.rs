//! Finds which open slots are free by looking up the claims.

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;

use crate::{
    domain::{
        ids::ResourceId,
        slot::{BusyCells, Merged, Occupancy, OpenSlot, Slot},
        time::cells,
    },
    service::{
        Outcome, Services,
        availability::{Perspective, full_days, joinable, occupancy},
        diaries::Diaries,
        directory::{Directory, Offering},
    },
    storage::{
        claim::{self, Asked, Asker},
        db::Conn,
    },
};

/// Whose claims are read, and for whom.
pub(super) struct Look<'a, 'd> {
    pub services: &'a Services,
    pub directory: &'d Directory,
    pub offerings: &'a [Offering<'d>],
    pub asker: Asker,
    /// Claims already read for other look-ups.
    pub diaries: Option<&'a mut Diaries>,
}

impl Look<'_, '_> {
    fn seen_by(&self) -> Perspective<'_> {
        Perspective::of_patient(self.directory, self.asker)
    }

    /// Adds those of some open slots that are free, in order.
    pub(super) async fn keep_free(
        &mut self,
        merged: &Merged,
        open: &[OpenSlot],
        free: &mut Vec<OpenSlot>,
    ) -> Outcome<()> {
        let (Some(first), Some(last)) = (open.first(), open.last()) else { return Ok(()) };
        let mut conn = self.services.db.read().await?;
        let plain = self.of_practitioners(&mut conn, open).await?;
        let special = self.of_special(&mut conn, open).await?;
        let own = match self.asker.account {
            Some(account) => {
                let longest = open.iter().map(|open| open.slot.ends_at).max().unwrap_or(last.slot.ends_at);
                let within = (first.slot.starts_at, longest);
                let full = full_days(&mut conn, self.seen_by(), within).await?;
                let (first, last) = cells(within.0, within.1).into_inner();
                let whose = ResourceId(account.0);
                let busy: BusyCells = match &mut self.diaries {
                    Some(diaries) => {
                        diaries.read(&mut conn, [whose]).await?;
                        diaries.of(whose, (first, last)).collect()
                    }
                    None => claim::busy_cells(&mut conn, self.asker, whose, first, last).await?.into_iter().collect(),
                };
                Occupancy::default().with_patient(busy).with_full_days(full)
            }
            None => Occupancy::default(),
        };
        drop(conn);
        free.extend(open.iter().filter(|open| match special.get(&open.source) {
            Some((taken, seats)) => merged.is_free(open, taken) || seats.contains(&open.slot),
            None => {
                let resource = self.offerings[open.source].practitioner.id.resource();
                plain.get(&resource).is_none_or(|taken| merged.is_free(open, taken)) && merged.is_free(open, &own)
            }
        }));
        Ok(())
    }

    /// The taken times of practitioners whose visits need no one and nothing else: all at once.
    async fn of_practitioners(
        &mut self,
        conn: &mut Conn,
        open: &[OpenSlot],
    ) -> Outcome<HashMap<ResourceId, Occupancy>> {
        let mut spans: BTreeMap<ResourceId, (i64, i64)> = BTreeMap::new();
        for open in open {
            let Offering { practitioner, service, .. } = &self.offerings[open.source];
            if is_special(&self.offerings[open.source]) {
                continue;
            }
            let occupied = service.rule.occupied(&open.slot);
            let (first, last) = cells(occupied.starts_at, occupied.ends_at).into_inner();
            let span = spans.entry(practitioner.id.resource()).or_insert((first, last));
            *span = (span.0.min(first), span.1.max(last));
        }
        if let Some(diaries) = &mut self.diaries {
            diaries.read(conn, spans.keys().copied()).await?;
            let taken = |(whose, span)| (whose, Occupancy::from(diaries.of(whose, span).collect::<BusyCells>()));
            return Ok(spans.into_iter().map(taken).collect());
        }
        let asked: Vec<Asked> = spans.into_iter().map(|(whose, (first, last))| (whose, first, last)).collect();
        let busy = claim::busy_cells_of(conn, self.asker, &asked).await?;
        let taken = |cells: Vec<i64>| Occupancy::from(cells.into_iter().collect::<BusyCells>());
        Ok(busy.into_iter().map(|(whose, cells)| (whose, taken(cells))).collect())
    }

    /// The taken times if a visit needs a room, has a cap or is shared: one by one, with the groups that can still be joined.
    async fn of_special(&self, conn: &mut Conn, open: &[OpenSlot]) -> Outcome<HashMap<usize, (Occupancy, Vec<Slot>)>> {
        let mut spans: BTreeMap<usize, (Timestamp, Timestamp)> = BTreeMap::new();
        for open in open.iter().filter(|open| is_special(&self.offerings[open.source])) {
            let Slot { starts_at, ends_at } = open.slot;
            let span = spans.entry(open.source).or_insert((starts_at, ends_at));
            *span = (span.0.min(starts_at), span.1.max(ends_at));
        }
        let mut found = HashMap::new();
        for (source, (from, until)) in spans {
            let offering = &self.offerings[source];
            let taken = occupancy(conn, self.seen_by(), offering, (from, until)).await?;
            let seats = joinable(conn, self.seen_by(), offering, (from, until)).await?;
            found.insert(source, (taken, seats.into_iter().map(|(slot, _)| slot).collect()));
        }
        Ok(found)
    }
}

fn is_special(offering: &Offering<'_>) -> bool {
    let service = offering.service;
    !service.rooms.is_empty() || service.daily_cap.is_some() || service.is_group()
}
