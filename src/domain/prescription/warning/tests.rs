use super::*;

const WARNED: &str = "warned";
const CROSSING: &str = "crossing";
const SILENT: &str = "silent";

/// A recorded allergy, a medicine, and the right answer.
const PAIRS: &[(&str, &str, &str)] = &[
    ("Penicillin", "Amoxicillin 500 mg", WARNED),
    ("Penicillin", "Amoxil", WARNED),
    ("Penicillin", "Co-amoxiclav 875/125", WARNED),
    ("Penicillin", "Tazocin", WARNED),
    ("Penicillin", "Piperacillin", WARNED),
    ("Penicillin", "Flopen", WARNED),
    ("Penicillin", "Clavulin", WARNED),
    ("Penicillin", "Pivmecillinam", WARNED),
    ("penicillins (rash as a child)", "Bicillin L-A", WARNED),
    ("Penicillin", "Augmentin Duo Forte", WARNED),
    ("Penicillin", "Phenoxymethyl penicillin", WARNED),
    ("PCN", "Amoxicillin", WARNED),
    ("PCN", "Penicillin V", WARNED),
    ("PCN", "Flucloxacillin", WARNED),
    ("PCN", "PCN", WARNED),
    ("penicilin", "Amoxicillin", WARNED),
    ("penicilin", "Augmentin", WARNED),
    ("Pénicilline", "Amoxicilline", WARNED),
    ("PENICILLINE", "Penicillin V", WARNED),
    ("Amoxil", "Amoxicillin", WARNED),
    ("Amoxil", "Penicillin V", WARNED),
    ("Amoxycilin", "Augmentin", WARNED),
    ("Penicillin", "Keflex", CROSSING),
    ("Penicillin", "Cefalexin", CROSSING),
    ("Cephalosporins", "Amoxicillin", CROSSING),
    ("Keflex", "Ceftriaxone", WARNED),
    ("Antibiotics", "Doxycycline", WARNED),
    ("Sulphonamides", "Bactrim", WARNED),
    ("Sulphonamides", "Co-trimoxazole", WARNED),
    ("Sulphonamides", "Sulfamethoxazole", WARNED),
    ("Sulphonamides", "Sulphamethoxazole", WARNED),
    ("Sulphonamides", "Sulfonamide", WARNED),
    ("Sulfa drugs", "Co trimoxazole", WARNED),
    ("Sulfa drugs", "Septrin", WARNED),
    ("Sulfa drugs", "Resprim Forte", WARNED),
    ("Sulfa drugs", "Sulfasalazine", WARNED),
    ("Sulfa drugs", "TMP/SMX", WARNED),
    ("Sulphur", "Bactrim DS", WARNED),
    ("Sulfa drugs", "Morphine sulfate", SILENT),
    ("Sulfa drugs", "Ferrous sulphate", SILENT),
    ("Aspirin", "Ibuprofen", WARNED),
    ("Aspirin", "Brufen", WARNED),
    ("Aspirin", "Advil", WARNED),
    ("Aspirin", "Naprosyn SR", WARNED),
    ("Aspirin", "Acetylsalicylic acid", WARNED),
    ("Asprin", "Cartia", WARNED),
    ("NSAIDs", "Voltaren", WARNED),
    ("anti-inflammatories", "Celebrex", WARNED),
    ("Codeine", "Panadeine Forte", WARNED),
    ("Codeine", "Tramal", WARNED),
    ("Codeine", "OxyContin", WARNED),
    ("Codeine", "Endone", WARNED),
    ("Codeine", "Nurofen Plus", WARNED),
    ("ACE inhibitors", "Perindopril", WARNED),
    ("ACE inhibitors", "Coversyl", WARNED),
    ("ACE inhibitors", "Ramipril", WARNED),
    ("ACE-inhibitor", "Enalapril", WARNED),
    ("Ramipril", "Lisinopril", WARNED),
    ("ACE inhibitors", "Candesartan", SILENT),
    ("ACE inhibitors", "Paracetamol", SILENT),
    ("Zinc oxide", "Zinc sulfate", WARNED),
    ("Zinc oxide", "Nitrous oxide", SILENT),
    ("Zinc oxide", "Magnesium oxide", SILENT),
    ("Latex", "Lasix", SILENT),
    ("Penicillin", "Penicillamine", SILENT),
    ("Penicillin", "Insulin pen", SILENT),
    ("Prednisone", "Primidone", SILENT),
    ("Folic acid", "Acetylsalicylic acid", SILENT),
    ("Vitamin B12", "Vitamin D", SILENT),
    ("Potassium chloride", "Sodium chloride", SILENT),
    ("Potassium chloride", "Potassium chloride", WARNED),
    ("Peanuts", "Paracetamol", SILENT),
    ("No known allergies", "Amoxicillin", SILENT),
    ("Zolgensmab", "Zolgensmab 5 mg", WARNED),
    ("Zolgensmab", "Zolgensmap", WARNED),
    ("Metamizol", "Novalgin", WARNED),
];

/// What is already taken, what is prescribed, and whether the two should not be combined.
const BESIDE: &[(&str, &str, bool)] = &[
    ("Warfarin 5 mg", "Coumadin", true),
    ("Coumadin", "Marevan", true),
    ("Metformin XR, 500 mg", "Metformin 850 mg", true),
    ("Panadol", "Panadeine Forte", true),
    ("Ibuprofen", "Naproxen", true),
    ("Perindopril", "Ramipril", true),
    ("Zinc", "Metformin", false),
    ("Insulin glargine", "Insulin aspart", false),
    ("Amoxicillin", "Erythromycin", false),
    ("Warfarin", "Paracetamol", false),
];

#[test]
fn allergies_are_found_in_every_spelling_and_brand_and_nothing_else_is() {
    for (allergy, medicine, right) in PAIRS {
        let found = warnings(&[medicine], &[allergy], &[]);

        let said = match found.as_slice() {
            [] => SILENT,
            [Warning::Crossing { .. }] => CROSSING,
            _ => WARNED,
        };
        assert_eq!(said, *right, "{medicine} for somebody allergic to {allergy}: {found:?}");
    }
}

#[test]
fn what_is_taken_already_is_found_under_its_brands_and_its_group() {
    for (running, medicine, right) in BESIDE {
        let found = warnings(&[medicine], &[], &[running]);

        assert_eq!(!found.is_empty(), *right, "{medicine} beside {running}: {found:?}");
    }
}

#[test]
fn the_same_medicine_twice_in_one_prescription_is_one_too_many() {
    let twice = warnings(&["Warfarin 5 mg", "Paracetamol", "Coumadin"], &[], &[]);
    let once = warnings(&["Warfarin", "Paracetamol"], &[], &[]);

    let other = "Coumadin".to_owned();
    assert_eq!(twice, [Warning::Repeated { medicine: "Warfarin 5 mg".into(), other }]);
    assert!(once.is_empty());
}

#[test]
fn what_is_taken_already_is_named_as_it_is_recorded() {
    let found = warnings(&["Metformin 850 mg"], &[], &["Metformin XR, 500 mg", "Zinc"]);

    let running = "Metformin XR, 500 mg".to_owned();
    assert_eq!(found, [Warning::Duplicate { medicine: "Metformin 850 mg".into(), running }]);
}
