//! The actions of the page of hours.

use leptos::prelude::*;

use crate::{
    components::form_error::{LatestError, successes},
    domain::hours_form::WeeklyForm,
    error::AppError,
    server_fns::availability::{AddExtraHours, RemoveExtraHours, SaveHours, SetAccepting, SetRequiresReferral},
    views::availability::UndoView,
};

/// The actions of the page.
#[derive(Clone, Copy)]
pub(super) struct Actions {
    pub(super) save: ServerAction<SaveHours>,
    pub(super) put_back: ServerAction<SaveHours>,
    pub(super) switch: ServerAction<SetAccepting>,
    pub(super) by_referral: ServerAction<SetRequiresReferral>,
    pub(super) add: ServerAction<AddExtraHours>,
    pub(super) remove: ServerAction<RemoveExtraHours>,
    pub(super) error: Signal<Option<AppError>>,
    /// The affiliation whose week was last sent.
    pub(super) sent: RwSignal<Option<i64>>,
    pub(super) saved: Signal<usize>,
    /// The week that was last restored.
    pub(super) restored: RwSignal<Option<UndoView>>,
}

impl Actions {
    pub(super) fn new() -> Self {
        let (save, put_back) = (ServerAction::<SaveHours>::new(), ServerAction::<SaveHours>::new());
        let (switch, add, remove) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let by_referral = ServerAction::new();
        let error = LatestError::new().of(save).of(put_back).of(switch).of(by_referral).of(add).of(remove).signal();
        let (sent, restored) = (RwSignal::new(None), RwSignal::new(None));
        // An action drops its input as soon as it is answered.
        let undone = StoredValue::new(None);
        Effect::new(move || {
            if let Some(input) = save.input().get() {
                sent.set(input.affiliation.parse().ok());
            }
            if let Some(input) = put_back.input().get() {
                undone.set_value(Some(week(input)));
            }
        });
        let put_back_done = successes(put_back);
        Effect::watch(move || put_back_done.get(), move |_, _, _| restored.set(undone.get_value()), false);
        Self { save, put_back, switch, by_referral, add, remove, error, sent, saved: successes(save), restored }
    }

    pub(super) fn answers(self) -> usize {
        let save = self.save.version().get() + self.put_back.version().get() + self.switch.version().get();
        let save = save + self.by_referral.version().get();
        save + self.add.version().get() + self.remove.version().get()
    }
}

/// The week that was sent.
fn week(input: SaveHours) -> UndoView {
    let SaveHours { affiliation, weekday, from, to, valid_from, valid_until } = input;
    let affiliation = affiliation.parse().unwrap_or_default();
    let form = WeeklyForm { affiliation, weekday, from, to, valid_from, valid_until };
    UndoView { affiliation, rows: form.rows() }
}
