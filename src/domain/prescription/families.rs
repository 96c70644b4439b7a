//! Families of medicines: who is allergic to one is often allergic to the others.

use crate::domain::text::tokens;

/// Each family, the words for itself first. In the form in which [`tokens`] compares.
const FAMILIES: [&[&str]; 6] = [
    &[
        "penicillin",
        "penicillins",
        "amoxicillin",
        "amoxycillin",
        "ampicillin",
        "flucloxacillin",
        "dicloxacillin",
        "phenoxymethylpenicillin",
        "benzylpenicillin",
        "piperacillin",
        "augmentin",
    ],
    &[
        "cephalosporin",
        "cephalosporins",
        "cephalexin",
        "cefalexin",
        "cefuroxime",
        "ceftriaxone",
        "cefazolin",
        "cefaclor",
    ],
    &["sulfa", "sulfonamide", "sulfonamides", "sulfamethoxazole", "cotrimoxazole", "bactrim", "sulfadiazine"],
    &[
        "nsaid",
        "nsaids",
        "aspirin",
        "ibuprofen",
        "naproxen",
        "diclofenac",
        "indomethacin",
        "ketoprofen",
        "meloxicam",
        "celecoxib",
        "nurofen",
        "voltaren",
    ],
    &["macrolide", "macrolides", "erythromycin", "azithromycin", "clarithromycin", "roxithromycin"],
    &["opioid", "opioids", "opiate", "opiates", "morphine", "codeine", "oxycodone", "tramadol", "fentanyl"],
];

/// Whether both names have a word of one family.
pub(super) fn share(one: &str, other: &str) -> bool {
    let (one, other) = (tokens(one), tokens(other));
    let in_family = |words: &[String], family: &[&str]| words.iter().any(|word| family.contains(&word.as_str()));
    FAMILIES.iter().any(|family| in_family(&one, family) && in_family(&other, family))
}
