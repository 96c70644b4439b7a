//! Chained searches, as they are sent: `patient.name`, `actor:Patient.name`, `patient:identifier`.

/// The target types of parameters, where no type is named.
static TARGETS: [(&str, &str); 6] = [
    ("patient", "Patient"),
    ("subject", "Patient"),
    ("practitioner", "Practitioner"),
    ("organization", "Organization"),
    ("location", "Location"),
    ("service", "HealthcareService"),
];

/// The chained parameters of each type.
static CHAINED: [(&str, &[&str]); 5] = [
    ("Patient", &["identifier", "name", "birthdate"]),
    ("Practitioner", &["name"]),
    ("Organization", &["identifier", "name"]),
    ("Location", &["name", "address-city"]),
    ("HealthcareService", &["name"]),
];

/// The target type of a parameter, where no type is named; `None` if it is ambiguous.
pub fn target(name: &str) -> Option<&'static str> {
    TARGETS.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind)
}

const NO_TYPE: &str = "include the type, as in actor:Patient.name.";
const NO_CHAIN: &str = "this can't be chained. Search for the other resource first.";

/// A chained search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// The reference parameter.
    pub name: String,
    /// The target's type.
    pub kind: &'static str,
    /// The target's parameter.
    pub param: String,
    /// The value.
    pub value: String,
}

impl Chain {
    /// Parses a chained search; `None` if it is not one.
    pub fn read(name: &str, modifier: Option<&str>, value: &str) -> Option<Result<Self, &'static str>> {
        let (name, of, param) = match (name.split_once('.'), modifier) {
            (Some((name, param)), None) => (name, None, param),
            (None, Some("identifier")) => (name, None, "identifier"),
            (None, Some(modifier)) => modifier.split_once('.').map(|(of, param)| (name, Some(of), param))?,
            (None, None) => return None,
            (Some(_), Some(_)) => return Some(Err(NO_CHAIN)),
        };
        Some(Self::of(name, of, param, value))
    }

    fn of(name: &str, of: Option<&str>, param: &str, value: &str) -> Result<Self, &'static str> {
        let usual = target(name);
        let wanted = of.or(usual).ok_or(NO_TYPE)?;
        let is_other = usual.is_some_and(|usual| usual != wanted);
        let (kind, params) = CHAINED.iter().find(|(kind, _)| *kind == wanted && !is_other).ok_or(NO_CHAIN)?;
        if !params.contains(&param) {
            return Err(NO_CHAIN);
        }
        Ok(Self { name: name.to_owned(), kind, param: param.to_owned(), value: value.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_leads_to_one_type() {
        let of = |name, modifier| {
            Chain::read(name, modifier, "x").map(|read| read.ok().map(|chain| (chain.name, chain.kind, chain.param)))
        };
        let chain = |name: &str, kind, param: &str| Some(Some((name.to_owned(), kind, param.to_owned())));

        assert_eq!(of("patient.name", None), chain("patient", "Patient", "name"));
        assert_eq!(of("actor", Some("Practitioner.name")), chain("actor", "Practitioner", "name"));
        assert_eq!(of("subject", Some("identifier")), chain("subject", "Patient", "identifier"));
        for (name, modifier) in [
            ("actor.name", None),
            ("patient.gender", None),
            ("patient.organization.name", None),
            ("patient", Some("Practitioner.name")),
            ("patient.name", Some("exact")),
            ("practitioner", Some("identifier")),
        ] {
            assert_eq!(of(name, modifier), Some(None), "{name}");
        }
        assert_eq!((of("name", None), of("name", Some("exact"))), (None, None));
    }
}
