"""What a program does with a client that was generated from our description (openapi-python-client), against a running demo clinic:
sign in, find a time, book it once however often it asks, read it, move it, cancel it, and be refused what is someone else's. The
server's address is the only argument."""

import datetime
import sys

from consulta_client import AuthenticatedClient, Client
from consulta_client.api.appointments import (
    book,
    cancel_appointment,
    list_appointments,
    move_appointment,
    read_appointment,
)
from consulta_client.api.auth import login, logout, me, refresh
from consulta_client.api.doctors import list_doctors
from consulta_client.api.patients import read_patient
from consulta_client.api.slots import list_slots
from consulta_client.models import AppointmentChange, AppointmentInput, Login, Refresh

SITE = sys.argv[1]
KEY = "a-generated-client-books-once"


def same(found, expected, what):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"
    print(f"ok  {what}")


def signed_in():
    said = Login(email="patient@demo.example", password="consulta demo")
    tokens = login.sync(client=Client(SITE), body=said)
    tokens = refresh.sync(client=Client(SITE), body=Refresh(refresh=tokens.refresh))
    return AuthenticatedClient(SITE, tokens.access)


def free_times(client):
    """Two free times with the first doctor who has them in the week after next."""
    day = datetime.date.today() + datetime.timedelta(days=14)
    for doctor in list_doctors.sync(client=client).items:
        free = list_slots.sync(client=client, doctor_id=doctor.id, date=day.isoformat())
        if len(free.items) > 1:
            return free.items[:2]
    raise AssertionError("nobody is free")


def wanted(slot):
    return AppointmentInput(
        doctor_id=slot.doctor_id,
        centre_id=slot.centre_id,
        service_id=slot.service_id,
        starts_at=slot.starts_at,
        reason="Booked by a generated client",
    )


def main():
    client = signed_in()
    patient = me.sync(client=client)
    same(patient.email, "patient@demo.example", "it is signed in")

    first, second = free_times(client)
    booked = book.sync_detailed(client=client, body=wanted(first), idempotency_key=KEY)
    same((booked.status_code, booked.parsed.starts_at), (201, first.starts_at), "it books a free time")
    again = book.sync_detailed(client=client, body=wanted(first), idempotency_key=KEY)
    same(again.parsed.id, booked.parsed.id, "what it asks again is booked once")
    same(book.sync_detailed(client=client, body=wanted(first)).status_code, 409, "and nobody has that time twice")

    id = booked.parsed.id
    listed = list_appointments.sync(client=client, start_date=first.starts_at[:10])
    same(id in [one.id for one in listed.items], True, "it finds the appointment in its list")
    later = AppointmentChange(starts_at=second.starts_at)
    moved = move_appointment.sync(id, client=client, body=later, if_match=booked.headers["etag"])
    same((moved.id, moved.starts_at), (id, second.starts_at), "it moves it")
    cancel_appointment.sync_detailed(id, client=client)
    same(read_appointment.sync(id, client=client).status, "cancelled", "it cancels it")

    same(read_patient.sync_detailed(patient.id + 1, client=client).status_code, 404, "someone else is not there")
    same(logout.sync_detailed(client=client).status_code, 204, "it signs out")
    same(me.sync_detailed(client=client).status_code, 401, "and its token has ended")


if __name__ == "__main__":
    main()
