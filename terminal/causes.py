"""Every failure that a person can meet: its code, what happened, and what to do. One table for screen, log and cloud.

Codes are stable: F a finger, E an enrolment, S the sensor, L the light, D the disk, C the cloud, K the clock's time.
"""

from terminal.messages import Cause

FINGER_UNKNOWN = Cause(
    code="F-101",
    title="Finger not recognised",
    remedy="Wipe the finger and the glass, then place it flat. If it fails again, try another finger.",
    icon="finger_unknown",
)
FINGER_MESSY = Cause(
    code="F-102",
    title="Finger too dry or too wet",
    remedy="Breathe on a dry fingertip or wipe a wet one, then place it flat and hold for a second.",
    icon="finger_dry",
)
FINGER_PARTIAL = Cause(
    code="F-103",
    title="Only part of the finger was seen",
    remedy="Place the whole fingertip flat on the middle of the glass and hold for a second.",
    icon="finger_partial",
)
FINGER_NOT_CAPTURED = Cause(
    code="F-104",
    title="The reader took no picture",
    remedy="Lift the finger, wipe the glass, then place the finger again.",
    icon="finger_partial",
)
FINGER_DRY = Cause(
    code="F-108",
    title="Finger too dry to read",
    remedy="Breathe on the fingertip or rub it, then place it flat and hold for a second.",
    icon="finger_dry",
)
FINGER_WET = Cause(
    code="F-109",
    title="Finger too wet to read",
    remedy="Wipe the finger and the glass dry, then place the finger flat.",
    icon="finger_dry",
)
GLASS_DIRTY = Cause(
    code="F-110",
    title="The glass shows an old print",
    remedy="Wipe the glass, then place the finger again.",
    icon="finger_partial",
)
EMPLOYEE_GONE = Cause(
    code="F-105",
    title="You are no longer listed at this clock",
    remedy="Ask your supervisor to add you again.",
    icon="person_off",
)
ALREADY_CLOCKED = Cause(
    code="F-106",
    title="Already clocked",
    remedy="Nothing more is needed. To record something else, press its key first.",
    recorded=True,
    icon="already",
)
NOT_CLOCKED_IN = Cause(
    code="F-107",
    title="You are not clocked in",
    remedy="A break starts after you clock in. Press In, then place your finger.",
    icon="already",
)
SENSOR_STARTING = Cause(
    code="S-100",
    title="Getting the reader ready",
    remedy="One moment.",
    icon="sensor_starting",
)
SENSOR_SILENT = Cause(
    code="S-101",
    title="Fingerprint reader does not answer",
    remedy="It is tried again by itself. Tell your supervisor if this stays.",
    icon="sensor_lost",
)
SENSOR_UNPLUGGED = Cause(
    code="S-102",
    title="Fingerprint reader is not connected",
    remedy="Tell your supervisor. Support: check the reader's cable.",
    icon="sensor_lost",
)
SENSOR_GARBLED = Cause(
    code="S-103",
    title="Fingerprint reader is disturbed",
    remedy="It is tried again by itself. Support: check cable and ground for noise.",
    icon="sensor_lost",
)
SENSOR_LOCKED = Cause(
    code="S-104",
    title="This fingerprint reader belongs to another clock",
    remedy="Tell your supervisor. Support: fit this clock's own reader; its password differs.",
    icon="sensor_lost",
)
SENSOR_SWAPPED = Cause(
    code="S-105",
    title="Fingerprint reader was exchanged",
    remedy="Tell your supervisor. Support: fit the old one, or accept this one with `terminal.adopt`.",
    icon="sensor_lost",
)
SENSOR_ABSENT = Cause(
    code="S-106",
    title="No fingerprint reader",
    remedy="Support: none is named in this clock's settings (sensor.port).",
    icon="sensor_lost",
)
SENSOR_REFUSING = Cause(
    code="S-107",
    title="Fingerprint reader reports a fault",
    remedy="It is tried again by itself. Support: see the log for the reader's code.",
    icon="sensor_lost",
)
SENSOR_FORBIDDEN = Cause(
    code="S-109",
    title="Fingerprint reader cannot be used",
    remedy="Tell your supervisor. Support: another program has its port, or the core's user is not in `dialout`.",
    icon="sensor_lost",
)
SENSOR_COVERED = Cause(
    code="S-108",
    title="Something lies on the fingerprint reader",
    remedy="Lift the finger, or wipe the glass dry.",
    icon="finger_partial",
)
ENROL_UNKNOWN = Cause(
    code="E-108",
    title="The cloud has not named this person",
    remedy="Check the employee's number, or wait for the next look at the cloud's list.",
    icon="person_off",
)
ENROL_FINGERS_DIFFER = Cause(
    code="E-101",
    title="The two scans differ",
    remedy="Use the same finger both times and place it the same way.",
    icon="finger_unknown",
)
ENROL_LIBRARY_FULL = Cause(
    code="E-102",
    title="The reader is full",
    remedy="Remove people who have left, then enrol again.",
    icon="sensor_full",
)
ENROL_FLASH = Cause(
    code="E-103",
    title="The reader could not save the finger",
    remedy="Try once more. Support: the reader's memory is failing if this stays.",
    icon="sensor_full",
)
ENROL_TAKEN = Cause(
    code="E-104",
    title="This finger is already enrolled",
    remedy="Use another finger.",
    icon="already",
)
ENROL_TIMEOUT = Cause(
    code="E-105",
    title="No finger was placed in time",
    remedy="Start the enrolment again when you are ready.",
    icon="timer_off",
)
ENROL_UNREADABLE = Cause(
    code="E-106",
    title="The finger could not be read",
    remedy="Clean and dry the finger, then start again, or use another finger.",
    icon="finger_dry",
)
ENROL_SENSOR = Cause(
    code="E-107",
    title="The reader failed during enrolment",
    remedy="Wait until the clock is ready again, then start the enrolment again.",
    icon="sensor_lost",
)
DISK_FULL = Cause(
    code="D-101",
    title="This clock cannot store clockings",
    remedy="Its disk is full. Use another clock and tell your supervisor.",
    icon="disk",
)
DISK_FAILED = Cause(
    code="D-102",
    title="This clock cannot store clockings",
    remedy="Its disk reports an error. Use another clock and tell your supervisor.",
    icon="disk",
)
STORE_DOUBTFUL = Cause(
    code="D-104",
    title="A stored clocking does not prove itself",
    remedy="Support: one was lost or changed. The log names its number; compare with the cloud.",
    icon="disk",
)
LIGHT_FAILED = Cause(
    code="L-101",
    title="The status light does not work",
    remedy="The screen says what the light would. Support: see the log.",
    icon="alert",
)
STORE_SALVAGED = Cause(
    code="D-103",
    title="The database was damaged and has been rebuilt",
    remedy="Support: the damaged file is kept beside it. Compare the numbers with the cloud.",
    icon="disk",
)
CLOUD_UNREACHED = Cause(
    code="C-101",
    title="The cloud cannot be reached",
    remedy="Clockings wait here and are sent later. Support: check network and firewall for port 443.",
    icon="cloud_off",
)
CLOUD_SILENT = Cause(
    code="C-102",
    title="The cloud does not answer in time",
    remedy="Clockings wait here and are sent later.",
    icon="cloud_off",
)
CLOUD_UNTRUSTED = Cause(
    code="C-103",
    title="The cloud's certificate is not trusted",
    remedy="Support: check this clock's time, cloud.url, cloud.ca_file, and any proxy that opens TLS.",
    icon="cloud_off",
)
CLOUD_BUSY = Cause(
    code="C-104",
    title="The cloud asks to wait",
    remedy="Clockings wait here and are sent when it is ready.",
    icon="cloud_off",
)
CLOUD_FAILING = Cause(
    code="C-105",
    title="The cloud reports an error of its own",
    remedy="Clockings wait here and are sent later. Support: see the log for its status.",
    icon="cloud_off",
)
CLOUD_GARBLED = Cause(
    code="C-106",
    title="The cloud's answer makes no sense",
    remedy="Nothing was changed. Support: a proxy or a login page may be answering in its place.",
    icon="cloud_off",
)
CLOUD_REDIRECTS = Cause(
    code="C-107",
    title="The cloud sends this clock elsewhere",
    remedy="Not followed. Support: check cloud.url; a login page may stand in between.",
    icon="cloud_off",
)
CLOUD_REFUSES = Cause(
    code="C-108",
    title="The cloud does not accept this clock",
    remedy="Clockings wait here. Support: the log says why: token, address, or another key than before.",
    icon="cloud_off",
)
CLOUD_TOKEN = Cause(
    code="C-109",
    title="This clock has no token for the cloud",
    remedy="Support: cloud.token_file cannot be read or is empty.",
    icon="cloud_off",
)
CLOCKING_REJECTED = Cause(
    code="C-120",
    title="Payroll did not accept this clocking",
    remedy="It is kept on this clock. Ask your supervisor.",
    recorded=True,
    icon="rejected",
)
CLOCK_UNSET = Cause(
    code="K-101",
    title="The time is not confirmed",
    remedy="No time server has been reached since the clock started. Clockings say so.",
    icon="clock_unset",
)
CLOCK_HOLDOVER = Cause(
    code="K-102",
    title="The time runs on by itself",
    remedy="The time server is out of reach; the error bound is recorded with each clocking.",
    icon="clock_unset",
)
