"""What calendar apps do, done by three of them (caldav, vdirsyncer and tsdav) against a running demo clinic: find the calendars, keep them
in step, move an appointment, be refused what can't be, and cancel. The server's address is the only argument; tsdav's part is the program
in TSDAV."""

import datetime
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import caldav
import requests

SITE = sys.argv[1]
NAME, PASSWORD = "patient@demo.example", "consulta demo"


def app_password():
    """Made on the site, as people make theirs."""
    browser = requests.Session()
    browser.headers.update({"Origin": SITE, "Accept": "text/html"})
    browser.post(f"{SITE}/api/sign_in", {"identifier": NAME, "password": PASSWORD}).raise_for_status()
    action = re.search(r'action="(\S+/make_access_token)"', browser.get(f"{SITE}/account/tokens").text).group(1)
    form = {
        "form[purpose]": "calendar",
        "form[name]": "Phone",
        "form[scopes][]": ["calendar.read", "calendar.write"],
        "form[days]": "30",
        "current_password": PASSWORD,
    }
    return re.search(r"cal(?:-[a-z0-9]{4}){7}", browser.post(SITE + action, form).text).group(0)


class Api:
    """The same appointments, as programs see them."""

    def __init__(self):
        said = requests.post(f"{SITE}/api/v1/auth/login", json={"email": NAME, "password": PASSWORD}).json()
        self.headers = {"Authorization": f"Bearer {said['access']}"}

    def get(self, path, **query):
        answer = requests.get(f"{SITE}/api/v1/{path}", params=query, headers=self.headers)
        answer.raise_for_status()
        return answer.json()

    def upcoming(self):
        soon = datetime.date.today() + datetime.timedelta(days=3)
        found = self.get("appointments", start_date=soon.isoformat())["items"]
        return next(one for one in found if one["status"] == "booked")

    def free(self, appointment):
        asked = {"doctor_id": appointment["doctor_id"], "centre_id": appointment["centre_id"]}
        day = datetime.date.fromisoformat(appointment["starts_at"][:10]) + datetime.timedelta(days=7)
        found = self.get("slots", service_id=appointment["service_id"], date=day.isoformat(), **asked)["items"]
        return [datetime.datetime.fromisoformat(one["starts_at"]) for one in found]


def same(found, expected, what):
    assert found == expected, f"{what}: {found!r} instead of {expected!r}"
    print(f"ok  {what}")


def moved(event, start):
    part = event.icalendar_component
    length = part["DTEND"].dt - part["DTSTART"].dt
    start = start.astimezone(datetime.timezone.utc)
    part["DTSTART"].dt, part["DTEND"].dt = start, start + length
    return event


def by_caldav(password, api):
    for address in ("/", "/.well-known/caldav", "/dav/"):
        principal = caldav.DAVClient(url=SITE + address, username=NAME, password=password).principal()
        calendars = principal.calendars()
        same(len(calendars), 1, f"caldav finds the calendar from {address}")
    calendar = calendars[0]
    same(calendar.get_supported_components(), ["VEVENT"], "it holds events")
    state = calendar.objects_by_sync_token(load_objects=True)
    same(len(list(state)), len(calendar.events()), "all of it is read")

    appointment = api.upcoming()
    there = lambda: api.get(f"appointments/{appointment['id']}")
    starts = datetime.datetime.fromisoformat(appointment["starts_at"])
    window = {"start": starts, "end": starts + datetime.timedelta(minutes=5), "event": True}
    (event,) = calendar.search(**window)
    free = api.free(appointment)
    moved(event, free[0]).save()
    same(datetime.datetime.fromisoformat(there()["starts_at"]), free[0], "what is moved in the app has moved")
    changed = [one for one in calendar.objects_by_sync_token(state.sync_token, load_objects=True)]
    same([str(one.url) for one in changed], [str(event.url)], "and nothing else has changed")

    event.load()
    try:
        moved(event, free[1] + datetime.timedelta(minutes=1)).save()
        refused = False
    except caldav.lib.error.DAVError:
        refused = True
    same(refused, True, "a time that is not free is refused")
    same(datetime.datetime.fromisoformat(there()["starts_at"]), free[0], "and nothing has moved")
    return event, there


def by_vdirsyncer(password, event, there):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / "config").write_text(f"""
[general]
status_path = "{root}/status"
[pair clinic]
a = "here"
b = "there"
collections = ["from b"]
conflict_resolution = "b wins"
[storage here]
type = "filesystem"
path = "{root}/here"
fileext = ".ics"
[storage there]
type = "caldav"
url = "{SITE}/"
username = "{NAME}"
password = "{password}"
""")

        def run(*command):
            run = ["vdirsyncer", "-c", str(root / "config"), *command]
            done = subprocess.run(run, input="y\n" * 4, text=True, capture_output=True)
            assert done.returncode == 0, done.stdout + done.stderr

        run("discover", "clinic")
        run("sync")
        uid = str(event.icalendar_component["UID"])
        files = [one for one in root.glob("here/*/*.ics") if uid in one.read_text().replace("\r\n ", "")]
        same(len(files), 1, "vdirsyncer finds the calendar and brings the appointment")
        run("sync")
        files[0].unlink()
        run("sync")
        same(there()["status"], "cancelled", "what is deleted in the app is cancelled")


def by_tester(password):
    """All else that it checks, it checks with entries of its own, and there are none but appointments."""
    checks = ["CheckGetCurrentUserPrincipal", "CheckPropfindAllprop", "CheckWWWAuthenticate"]
    account = ["--caldav-url", f"{SITE}/dav/", "--caldav-username", NAME, "--caldav-password", password]
    for check in checks:
        run = ["caldav-server-tester", "--format", "json", "--run-checks", check, *account]
        done = subprocess.run(run, text=True, capture_output=True, check=True)
        found = json.loads(done.stdout)["features"]
        lacking = {name: one for name, one in found.items() if one["support"] != "full"}
        same(lacking, {}, f"caldav-server-tester's {check}")


if __name__ == "__main__":
    password, api = app_password(), Api()
    by_vdirsyncer(password, *by_caldav(password, api))
    subprocess.run(["node", os.environ["TSDAV"], SITE, password], check=True)
    by_tester(password)
