"""The equipment inventory, one row for each item."""
# ruff: noqa: E501 (a row of the inventory is a line, as in the CSV)

HEADER = (
    "id",
    "item",
    "location",
    "acquired",
    "value_gbp",
    "last_service",
    "next_service",
    "responsible",
    "note",
)

# fmt: off
ROWS = (
    ("GW-001", "LED main lamp, 90 W", "Lamp room", "2024-03-14", "61200", "2024-09-16", "2025-03-17", "Wren Tolland", "Warranty ends on 13 March 2034."),
    ("GW-002", "Filament lamp, 1000 W (1971)", "Museum", "1971-05-20", "900", "", "", "Wren Tolland", "Retired in March 2024; on show, not to be lit."),
    ("GW-003", "Emergency lantern, 12 V", "Gallery rail", "2018-10-02", "3400", "2024-10-07", "2025-04-07", "Wren Tolland", "Lights automatically when the main lamp fails; range 9 nautical miles."),
    ("GW-004", "Great lens (1863)", "Lamp room", "1863-08-01", "350000", "2024-02-19", "2026-02-16", "Wren Tolland", "Cleaned every second February with spirit and linen only."),
    ("GW-005", "Lens drive motor", "Lamp room", "2006-06-17", "4800", "2024-09-16", "2025-03-17", "Wren Tolland", "A spare motor is kept in the workshop, shelf C4."),
    ("GW-006", "Float tide gauge (1889)", "Gauge house", "1889-01-01", "28000", "2024-11-05", "2025-11-04", "Samira Holt", "Wind the clock every Monday; the key hangs inside the case."),
    ("GW-007", "Radar tide gauge", "Gauge house roof", "2019-04-11", "9650", "2024-05-14", "2025-05-13", "Samira Holt", "Calibrated every year against the brass bolt."),
    ("GW-008", "Pressure tide gauge", "Stilling well", "2022-07-06", "5200", "2024-08-08", "2025-02-06", "Samira Holt", "Power supply replaced on 8 August 2024."),
    ("GW-009", "Weather station and anemometer", "Flagstaff", "2020-03-03", "2750", "2024-03-05", "2025-03-04", "Samira Holt", "The mean wind on the office screen is its ten-minute mean."),
    ("GW-010", "Ledger scanner", "Archive room", "2023-12-12", "6900", "2024-12-10", "2025-12-09", "Samira Holt", "Scans an open ledger without pressing it flat."),
    ("GW-011", "Fog signal (diaphone, 1911)", "Fog signal house", "1911-02-24", "40000", "2024-08-20", "2025-03-25", "Wren Tolland", "Out of use until the new air receiver is fitted."),
    ("GW-012", "Air compressor", "Fog signal house", "1998-09-09", "7300", "2024-08-20", "2025-08-19", "Wren Tolland", "Drain the water before each sounding."),
    ("GW-013", "Station boat Edith Carrow, 5.2 m", "Boat shed", "2015-05-30", "21500", "2024-04-02", "2025-04-01", "Bram Okafor", "Carries at most six people, all in lifejackets."),
    ("GW-014", "Lifejackets (12)", "Boat shed", "2021-03-18", "1440", "2024-03-20", "2025-03-19", "Bram Okafor", "Gas cylinders expire in June 2026."),
    ("GW-015", "Causeway vehicle, six seats", "Vehicle bay", "2022-02-10", "38900", "2024-10-21", "2025-04-21", "Bram Okafor", "Rinse with fresh water after every crossing; takes two wheelchairs."),
    ("GW-016", "Causeway siren", "Post 1, Wade End", "2023-05-01", "8200", "2024-11-12", "2025-05-13", "Bram Okafor", "Tested on Fridays at 09:00 for five seconds."),
    ("GW-017", "Refuge box telephone", "Post 17", "2017-07-19", "1150", "2024-12-03", "2025-01-07", "Bram Okafor", "Tested on the first Tuesday of every month."),
    ("GW-018", "Defibrillator A", "Tearoom", "2021-01-25", "1290", "2024-07-15", "2025-07-15", "Bram Okafor", "Pads expire on 31 October 2026."),
    ("GW-019", "Defibrillator B", "Wade End shelter", "2024-06-04", "1380", "2024-06-04", "2025-06-04", "Bram Okafor", "Pads expire on 30 April 2028; the cabinet code is on the office board."),
    ("GW-020", "Fire extinguishers (14)", "All buildings", "2019-11-11", "980", "2024-11-11", "2025-11-10", "Bram Okafor", "Water mist in the archive room, carbon dioxide in the lamp room."),
    ("GW-021", "Handheld radios (10)", "Keepers’ office", "2022-09-01", "2300", "2024-09-02", "2025-09-01", "Bram Okafor", "Working channel 8; emergencies on channel 16."),
    ("GW-022", "Gallery harnesses (4)", "Watch room", "2023-03-27", "760", "2024-09-23", "2025-03-24", "Bram Okafor", "Inspected every six months and replaced in March 2028."),
    ("GW-023", "All-terrain wheelchairs (2)", "Wade End shelter", "2022-04-15", "5600", "2024-04-16", "2025-04-15", "Tamsin Reyes", "Each carries up to 125 kg; tyres at 2 psi."),
    ("GW-024", "Espresso machine", "Tearoom", "2020-02-14", "3950", "2024-11-19", "2025-05-20", "Tamsin Reyes", "Descale every Sunday evening."),
    ("GW-025", "Ear defenders (30)", "Shop", "2018-06-01", "240", "", "", "Tamsin Reyes", "Lent free on fog signal Sundays; ten are in children’s sizes."),
    ("GW-026", "Standby generator, 22 kVA", "Engine house", "2011-10-13", "13800", "2024-10-15", "2025-04-15", "Wren Tolland", "Starts within 12 seconds; the tank holds 36 hours of diesel."),
)
# fmt: on
