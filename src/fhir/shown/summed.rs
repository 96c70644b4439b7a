//! The mandatory elements of each type, and those of its summary.

/// The elements of each type that are always sent, because without them a resource says nothing or the wrong thing, and those that
/// make up its summary with them.
pub static ELEMENTS: [(&str, &[&str], &[&str]); 24] = [
    ("Practitioner", &["active"], &["identifier", "name", "telecom", "address", "gender", "birthDate"]),
    (
        "PractitionerRole",
        &["active"],
        &["identifier", "period", "practitioner", "organization", "code", "specialty", "location", "telecom"],
    ),
    ("Organization", &["active"], &["identifier", "type", "name", "partOf"]),
    (
        "Location",
        &["status"],
        &["identifier", "name", "description", "mode", "type", "physicalType", "managingOrganization"],
    ),
    (
        "HealthcareService",
        &["active"],
        &["identifier", "providedBy", "category", "type", "specialty", "location", "name", "comment"],
    ),
    (
        "Schedule",
        &["active", "actor"],
        &["identifier", "serviceCategory", "serviceType", "specialty", "planningHorizon"],
    ),
    (
        "Slot",
        &["schedule", "status", "start", "end"],
        &["identifier", "serviceCategory", "serviceType", "specialty", "appointmentType"],
    ),
    ("Patient", &["active"], &["identifier", "name", "telecom", "gender", "birthDate", "address"]),
    (
        "Appointment",
        &["status", "participant"],
        &[
            "identifier",
            "cancelationReason",
            "serviceType",
            "specialty",
            "appointmentType",
            "reasonCode",
            "start",
            "end",
        ],
    ),
    (
        "Encounter",
        &["status", "class"],
        &["identifier", "type", "serviceType", "subject", "participant", "appointment", "reasonCode"],
    ),
    (
        "Observation",
        &["status", "code"],
        &["identifier", "subject", "encounter", "effective", "performer", "value", "component"],
    ),
    (
        "Condition",
        &["clinicalStatus", "verificationStatus", "subject"],
        &["identifier", "code", "encounter", "recordedDate", "recorder", "asserter"],
    ),
    (
        "AllergyIntolerance",
        &["clinicalStatus", "verificationStatus", "patient"],
        &["identifier", "type", "category", "criticality", "code", "asserter"],
    ),
    (
        "MedicationRequest",
        &["status", "intent", "medication", "subject"],
        &["category", "priority", "authoredOn", "requester", "groupIdentifier"],
    ),
    (
        "ServiceRequest",
        &["status", "intent", "subject"],
        &[
            "category",
            "priority",
            "code",
            "quantity",
            "encounter",
            "occurrence",
            "authoredOn",
            "requester",
            "performerType",
            "performer",
        ],
    ),
    (
        "DocumentReference",
        &["status", "content"],
        &["identifier", "type", "category", "subject", "date", "author", "description", "context"],
    ),
    (
        "Immunization",
        &["status", "vaccineCode", "patient", "occurrence"],
        &["identifier", "statusReason", "encounter", "primarySource", "isSubpotent"],
    ),
    (
        "Procedure",
        &["status", "subject"],
        &[
            "identifier",
            "statusReason",
            "category",
            "code",
            "encounter",
            "performed",
            "performer",
            "location",
            "reasonCode",
        ],
    ),
    (
        "DiagnosticReport",
        &["status", "code"],
        &["identifier", "category", "subject", "encounter", "effective", "issued", "performer", "resultsInterpreter"],
    ),
    (
        "CarePlan",
        &["status", "intent", "subject"],
        &["identifier", "category", "title", "description", "encounter", "period", "created", "author", "addresses"],
    ),
    (
        "AuditEvent",
        &["type", "recorded", "agent", "source"],
        &["subtype", "action", "outcome", "outcomeDesc", "purposeOfEvent"],
    ),
    ("Communication", &["status"], &["identifier", "subject", "recipient", "sender", "sent"]),
    ("Provenance", &["target", "recorded", "agent"], &[]),
    (
        "Composition",
        &["status", "type", "date", "author", "title"],
        &["identifier", "category", "subject", "encounter"],
    ),
];
