//! What pointer and keyboard do to a week's picture. Every change goes to the rows of the form, and comes back as a bar.

use leptos::{
    prelude::*,
    svg,
    wasm_bindgen::JsCast,
    web_sys::{KeyboardEvent, PointerEvent, SvgElement},
};

use super::{
    hours_bars::{Bar, DAY, Edit, room_for_one},
    hours_rows::Rows,
};
use crate::{browser::extent, words::tr};

/// The names of the weekdays.
pub(super) fn days() -> [&'static str; 7] {
    [
        tr!(HoursMonday),
        tr!(HoursTuesday),
        tr!(HoursWednesday),
        tr!(HoursThursday),
        tr!(HoursFriday),
        tr!(HoursSaturday),
        tr!(HoursSunday),
    ]
}

/// The same, shorter.
pub(super) fn short_days() -> [&'static str; 7] {
    [tr!(HoursMon), tr!(HoursTue), tr!(HoursWed), tr!(HoursThu), tr!(HoursFri), tr!(HoursSat), tr!(HoursSun)]
}

/// What the pointer is dragging.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Drag {
    /// The key of the bar's row; `None` while nothing is drawn yet.
    pub(super) key: Option<usize>,
    hold: Hold,
    /// The bar before dragging.
    origin: Bar,
    /// The day and minute where dragging began.
    at: (i32, i32),
    has_begun: bool,
}

#[derive(Clone, Copy, PartialEq)]
pub(super) enum Hold {
    Whole,
    Start,
    End,
    Nothing,
}

/// The state that all parts of the picture share.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub(super) rows: Rows,
    pub(super) step: i32,
    pub(super) affiliation: i64,
    pub(super) bars: Memo<Vec<(usize, Bar)>>,
    /// The hours of the day that are drawn. They do not change during dragging.
    pub(super) span: Memo<(i32, i32)>,
    pub(super) drag: RwSignal<Option<Drag>>,
    pub(super) area: NodeRef<svg::Rect>,
    /// The last change, announced to screen readers.
    pub(super) told: RwSignal<String>,
}

/// `Monday, 09:00 to 12:00`.
pub(super) fn named(bar: Bar) -> String {
    let day = usize::try_from(bar.day).ok().and_then(|day| days().get(day).copied()).unwrap_or_default();
    if bar.is_limited {
        tr!(HoursBarLimited, day = day, from = bar.starts(), to = bar.ends())
    } else {
        tr!(HoursBar, day = day, from = bar.starts(), to = bar.ends())
    }
}

impl Grid {
    pub(super) fn bar_id(self, key: usize) -> String {
        format!("hours-bar-{}-{key}", self.affiliation)
    }

    pub(super) fn head_id(self, day: i32) -> String {
        format!("hours-day-{}-{day}", self.affiliation)
    }

    /// The drawn range, in minutes.
    fn limits(self) -> (i32, i32) {
        let (first, last) = self.span.get_untracked();
        (first * 60, last * 60)
    }

    /// The day and minute under the pointer.
    fn place(self, event: &PointerEvent) -> Option<(i32, i32)> {
        let (x, y, width, height) = extent(&self.area.get_untracked()?)?;
        let (first, last) = self.limits();
        #[expect(clippy::cast_possible_truncation, reason = "a few thousand at most")]
        let whole = |number: f64| number.floor() as i32;
        let day = whole((f64::from(event.client_x()) - x) / width * 7.0);
        let minute = first + whole((f64::from(event.client_y()) - y) / height * f64::from(last - first));
        Some((day.clamp(0, 6), minute.clamp(first, last)))
    }

    pub(super) fn hold(self, key: usize, origin: Bar, hold: Hold, event: &PointerEvent) {
        if event.button() == 0 {
            self.take(Drag { key: Some(key), hold, origin, at: (0, 0), has_begun: false }, event);
        }
    }

    /// Touch scrolls the page instead: there, bars are drawn with the buttons of the days.
    pub(super) fn begin_drawing(self, event: &PointerEvent) {
        if event.button() == 0 && event.pointer_type() != "touch" {
            let origin = Bar { day: 0, from: 0, to: 0, is_limited: false };
            self.take(Drag { key: None, hold: Hold::Nothing, origin, at: (0, 0), has_begun: false }, event);
        }
    }

    fn take(self, drag: Drag, event: &PointerEvent) {
        let Some(at) = self.place(event) else { return };
        let origin = match drag.hold {
            Hold::Nothing => Bar { day: at.0, from: at.1, to: at.1, is_limited: false },
            _ => drag.origin,
        };
        // If the pointer cannot be captured, dragging ends when it leaves the picture.
        if let Some(picture) = self.area.get_untracked().and_then(|area| area.parent_element()) {
            drop(picture.set_pointer_capture(event.pointer_id()));
        }
        self.drag.set(Some(Drag { origin, at, ..drag }));
    }

    pub(super) fn pull(self, event: &PointerEvent) {
        let (Some(drag), Some((day, minute))) = (self.drag.get_untracked(), self.place(event)) else {
            return;
        };
        let (days, minutes) = (day - drag.at.0, minute - drag.at.1);
        let edit = match drag.hold {
            Hold::Whole => Edit::Move(if minutes.abs() * 2 < self.step { 0 } else { minutes }, days),
            Hold::Start => Edit::Start(minutes),
            Hold::End => Edit::End(minutes),
            Hold::Nothing => Edit::DrawTo(minute),
        };
        // Within the drawn range: otherwise its scale would change under the pointer.
        let bar = drag.origin.edited(edit, self.step, self.limits());
        if !drag.has_begun && (bar == drag.origin || minutes.abs().max(days.abs() * DAY) * 2 < self.step) {
            return;
        }
        if !drag.has_begun {
            self.rows.begin();
        }
        let key = match drag.key {
            Some(key) => {
                self.rows.put_bar(key, bar);
                key
            }
            None => self.rows.draw(bar),
        };
        self.drag.set(Some(Drag { key: Some(key), has_begun: true, ..drag }));
    }

    pub(super) fn let_go(self) {
        let Some(drag) = self.drag.get_untracked() else { return };
        self.drag.set(None);
        if let Some(key) = drag.key.filter(|_| drag.has_begun) {
            self.tell(key);
            focus(self.bar_id(key));
        }
    }

    /// Handles a key while a bar has the focus.
    pub(super) fn press(self, key: usize, bar: Bar, event: &KeyboardEvent) {
        let step = self.step;
        let edit = match (event.key().as_str(), event.shift_key()) {
            ("ArrowUp", false) => Edit::Move(-step, 0),
            ("ArrowDown", false) => Edit::Move(step, 0),
            ("ArrowLeft", false) => Edit::Move(0, -1),
            ("ArrowRight", false) => Edit::Move(0, 1),
            ("ArrowUp", true) => Edit::End(-step),
            ("ArrowDown", true) => Edit::End(step),
            ("ArrowLeft", true) => Edit::Start(-step),
            ("ArrowRight", true) => Edit::Start(step),
            ("Delete" | "Backspace", false) => {
                event.prevent_default();
                self.rows.remove(key);
                self.told.set(tr!(HoursBarRemoved, bar = named(bar)));
                focus(self.head_id(bar.day));
                return;
            }
            ("z", false) if event.ctrl_key() || event.meta_key() => {
                event.prevent_default();
                self.rows.undo();
                focus(self.bar_id(key));
                return;
            }
            _ => return,
        };
        if event.ctrl_key() || event.alt_key() || event.meta_key() {
            return;
        }
        event.prevent_default();
        self.rows.step_bar(key, bar.edited(edit, step, (0, DAY)));
        self.tell(key);
    }

    /// Adds a bar to a day, where it has room.
    pub(super) fn add(self, day: i32) {
        let bars: Vec<Bar> = self.bars.with_untracked(|bars| bars.iter().map(|(_, bar)| *bar).collect());
        match room_for_one(&bars, day, self.step) {
            Some(bar) => {
                self.rows.begin();
                let key = self.rows.draw(bar);
                self.tell(key);
                focus(self.bar_id(key));
            }
            None => self.told.set(tr!(HoursNoRoom).to_owned()),
        }
    }

    fn tell(self, key: usize) {
        let bar = self.bars.with_untracked(|bars| bars.iter().find(|(other, _)| *other == key).map(|(_, bar)| *bar));
        if let Some(bar) = bar {
            self.told.set(tr!(HoursBarKept, bar = named(bar)));
        }
    }
}

/// Moves the focus to a part of the picture, once it is drawn.
fn focus(id: String) {
    request_animation_frame(move || {
        if let Some(part) = document().get_element_by_id(&id).and_then(|part| part.dyn_into::<SvgElement>().ok()) {
            // An element that cannot take the focus leaves it where it is.
            drop(part.focus());
        }
    });
}
