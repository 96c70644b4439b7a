//! The deeds on an appointment.

use consulta::domain::appointment::Step;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Cancel,
    CancelByPractitioner,
    CancelByStaff,
    CancelRest,
    Move,
    MoveByPractitioner,
    Accept,
    Approve,
    Decline,
    Lapse,
    CheckIn,
    Open,
    Complete,
    MarkNoshow,
    Reinstate,
    EnterInError,
}

use Deed::*;

pub const DEEDS: [Deed; 16] = [
    Cancel,
    CancelByPractitioner,
    CancelByStaff,
    CancelRest,
    Move,
    MoveByPractitioner,
    Accept,
    Approve,
    Decline,
    Lapse,
    CheckIn,
    Open,
    Complete,
    MarkNoshow,
    Reinstate,
    EnterInError,
];

impl Deed {
    pub fn is_of_requests(self) -> bool {
        matches!(self, Approve | Decline | Lapse)
    }

    pub fn calls_off(self) -> bool {
        matches!(self, Cancel | CancelByPractitioner | CancelByStaff | CancelRest | Decline | Lapse)
    }

    pub fn moves(self) -> bool {
        matches!(self, Move | MoveByPractitioner | Accept)
    }

    pub fn step(self) -> Option<Step> {
        match self {
            Approve => Some(Step::Approve),
            Decline => Some(Step::Decline),
            CheckIn => Some(Step::CheckIn),
            Complete => Some(Step::Complete),
            MarkNoshow => Some(Step::MarkNoshow),
            Reinstate => Some(Step::Reinstate),
            _ => None,
        }
    }
}
