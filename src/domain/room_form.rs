//! The form for a room or a device, as administrators fill it in.

use serde::{Deserialize, Serialize};

use super::{
    form::{Field, FieldError, Problems, text},
    healthcare_service::RoomKind,
    ids::CentreId,
    service_form::choice,
};

/// The form as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoomForm {
    /// The centre's key; an existing room keeps its centre.
    pub centre: String,
    /// The room's name; that of another at the same centre is refused.
    pub name: String,
    /// `room` or `device`.
    pub kind: String,
}

/// A validated room or device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRoom {
    /// Where it is.
    pub centre: CentreId,
    /// The room's name, which is short enough to be stored.
    pub name: String,
    /// What it is.
    pub kind: RoomKind,
}

impl RoomForm {
    /// Validates the form.
    ///
    /// # Errors
    /// The problem of each field that has one.
    pub fn parse(&self) -> Result<NewRoom, Vec<FieldError>> {
        let mut problems = Problems::default();
        let centre = problems.keep(choice(Field::RoomCentre, &self.centre));
        let name = problems.keep(text(Field::RoomName, &self.name, 1, 80));
        let kind = problems.keep(choice(Field::RoomKind, &self.kind));
        match (centre, name, kind) {
            (Some(centre), Some(name), Some(kind)) => Ok(NewRoom { centre, name, kind }),
            _ => Err(problems.into_vec()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_has_a_centre_a_name_and_a_kind() {
        let form = RoomForm { centre: "3".into(), name: " Room 2 ".into(), kind: "device".into() };

        let room = NewRoom { centre: CentreId(3), name: "Room 2".into(), kind: RoomKind::Device };
        assert_eq!(form.parse(), Ok(room));
        assert_eq!(RoomForm::default().parse().map_err(|problems| problems.len()), Err(3));
    }
}
